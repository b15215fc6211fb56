/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.quarkus.testing.TestIssuer;
import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackBuilder;
import io.cascade.testkit.StackCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two services that ask for tokens: strangers do not get in, and they themselves reach each other. */
@ExtendWith(StackCondition.class)
@DisabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "the issuer listens on this machine only, where containers do not reach it")
class TokensIT {

    private static final PublicJsonWebKey KEY = TestIssuer.ec("e2e");
    private static final long PARENT = 9_600_000;

    private static TestIssuer issuer;
    private static Stack stack;

    @TempDir
    private static Path temp;

    @BeforeAll
    static void start() throws Exception {
        issuer = TestIssuer.start();
        issuer.publish(KEY);
        Path peerToken = Files.writeString(temp.resolve("peer"), token("reader"));
        StackBuilder builder = RunningStack.builder().contracts(Path.of("../../contracts"));
        for (String service : List.of("parent-service", "child-service")) {
            builder.environment(service, "CASCADE_AUTH", "on")
                    .environment(service, "CASCADE_AUTH_ISSUER", issuer.name())
                    .environment(service, "CASCADE_AUTH_JWKS_URL", issuer.jwksUrl())
                    .environment(service, "CASCADE_PEER_TOKEN_FILE", peerToken.toString());
        }
        stack = new Stack(builder.start());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.running().close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    @Test
    void strangersSeeHealthAndNothingElse() {
        for (Api api : List.of(stack.parentApi(), stack.childApi())) {
            assertThat(api.get("/q/health/ready").status()).isEqualTo(200);
            assertThat(api.get("/q/metrics").status()).isEqualTo(401);
            assertThat(api.get("/relationships").status()).isEqualTo(401);
            assertThat(api.delete("/deletions/x").status()).isIn(401, 405);
        }
        assertThat(stack.parentApi().get("/services/child-service/deletions").status())
                .isEqualTo(401);
        assertThat(stack.parentApi().delete("/parents?namePrefix=").status()).isEqualTo(401);
    }

    @Test
    void aDeleteByAWriterIsFollowedByAReaderThroughTheGateway() {
        // Given
        assertThat(stack.parentApi()
                        .post("/parents", "{\"id\": %d, \"name\": \"Ada\"}".formatted(PARENT), with("writer"))
                        .status())
                .isEqualTo(201);
        assertThat(stack.childApi()
                        .post("/children", "{\"parentId\": %d, \"name\": \"Bo\"}".formatted(PARENT), with("writer"))
                        .status())
                .isEqualTo(201);

        // When parent-service asks child-service by its own token
        Api.Answer impact = stack.parentApi().get("/parents/" + PARENT + "/impact", with("reader"));

        // Then
        assertThat(impact.json().at("/partial").booleanValue())
                .as(impact.text())
                .isFalse();
        assertThat(impact.json().at("/relationships/0/rows").intValue()).isOne();

        // When
        Api.Answer deleted = stack.parentApi().delete("/parents/" + PARENT + "?propagation=foreground", with("writer"));

        // Then
        String deletion = "/deletions/" + deleted.json().at("/id").textValue();
        assertThat(deleted.json().at("/state").textValue()).as(deleted.text()).isEqualTo("settled");
        assertThat(stack.childApi()
                        .get("/services/parent-service" + deletion, with("reader"))
                        .status())
                .isEqualTo(200);
        assertThat(stack.parentApi()
                        .post(deletion + "/restore", "{}", with("writer"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aComparisonNeedsAnOperatorWhoseTokenIsInAFile() throws Exception {
        // When
        int withoutToken = validate();
        int ofReader = validate("--token-file", file("reader"));
        int ofOperator = validate("--token-file", file("operator"));

        // Then
        assertThat(withoutToken).isEqualTo(2);
        assertThat(ofReader).isEqualTo(2);
        assertThat(ofOperator)
                .as("child-service asks parent-service by its own token")
                .isZero();
    }

    @Test
    void aServiceThatIsToldOfNoIssuerDoesNotStart() throws Exception {
        // When
        try (Program program = Program.start(
                temp,
                temp.resolve("refused"),
                Map.of(),
                Program.java(),
                "-jar",
                Path.of("../../child-service/target/quarkus-app/quarkus-run.jar")
                        .toAbsolutePath()
                        .toString())) {
            // Then
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.text())
                    .contains("CASCADE_AUTH_ISSUER is not set", "CASCADE_AUTH=off")
                    .doesNotContain("Listening on");
        }
    }

    private static int validate(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Program.java(),
                "-jar",
                Path.of("../local/target/cascade-local-cli.jar")
                        .toAbsolutePath()
                        .toString(),
                "validate",
                "--url",
                stack.parentApi().url().toString()));
        command.addAll(List.of(more));
        try (Program program = Program.start(temp, temp.resolve("out"), Map.of(), command.toArray(String[]::new))) {
            return program.exitCode();
        }
    }

    private static String file(String role) throws Exception {
        return Files.writeString(temp.resolve(role), token(role)).toString();
    }

    private static String[] with(String role) {
        return new String[] {"Authorization", "Bearer " + token(role)};
    }

    private static String token(String role) {
        return TestIssuer.sign(TestIssuer.claims(issuer.name(), role), KEY);
    }
}
