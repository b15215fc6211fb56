/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cascade.local.testing.CommandRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterScriptTest {

    private static final String AWKWARD = "a\"\\&/$1 ${DATABASE_USER}\\n\t'`é";
    private static final String FROM_A_FILE = "${file:/run/secrets/db:password}";

    @TempDir
    private Path temp;

    private RegisterScript script;

    @BeforeEach
    void findTheScript() {
        script = new RegisterScript(temp);
    }

    @Test
    void fillsTheTemplateAsTheLocalStackDoes() throws Exception {
        for (String password : new String[] {"plain", AWKWARD, FROM_A_FILE}) {
            // Given
            Map<String, String> values = values(password);

            // When
            CommandRun printed = script.run(values, "--print");

            // Then
            assertThat(printed.exitCode()).as(printed.err()).isZero();
            assertThat(new ObjectMapper().readValue(printed.out(), new TypeReference<Map<String, String>>() {}))
                    .isEqualTo(ConnectorTemplate.read(Pipeline.TEMPLATE).fill(values));
        }
    }

    @Test
    void derivesSlotNameAndPortWhereTheyAreNotGiven() throws Exception {
        // Given
        Map<String, String> values = values("secret");
        Map<String, String> fewer = new HashMap<>(values);
        fewer.keySet().removeIf(name -> name.matches("CASCADE_SLOT|DATABASE_NAME|DATABASE_PORT"));

        // When // Then
        assertThat(script.run(fewer, "--print")).isEqualTo(script.run(values, "--print"));
    }

    @Test
    void namesWhatIsMissing() throws Exception {
        // Given
        Map<String, String> values = values("secret");
        values.remove("DATABASE_PASSWORD");

        // When
        CommandRun run = script.run(values);

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("DATABASE_PASSWORD is not set");
    }

    @Test
    void registersTheConnectorOnceItCanRunAndMayBeRunAgain() throws Exception {
        try (Pipeline pipeline = Pipeline.start(temp)) {
            Map<String, String> environment = new HashMap<>(pipeline.connectorValues());
            environment.put("CONNECT_URL", pipeline.connectUrl());
            environment.put("REGISTER_STEADY", "1");

            aWrongPasswordIsTold(environment);
            aMissingPublicationIsTold(environment);

            // Given
            pipeline.installOutbox();
            pipeline.publish(1, 2);

            // When
            CommandRun first = script.run(environment);
            CommandRun second = script.run(environment);

            // Then
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.err()).contains("the connector runs");
            assertThat(first.err() + second.err()).doesNotContain(environment.get("DATABASE_PASSWORD"));
            assertThat(pipeline.rest().status(Pipeline.SERVICE).isRunning()).isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(pipeline.values()).hasSize(2));

            pipeline.stopConnect();
            aWorkerThatIsAwayIsTold(environment);
        }
    }

    private void aWrongPasswordIsTold(Map<String, String> environment) throws Exception {
        Map<String, String> wrong = new HashMap<>(environment);
        wrong.put("DATABASE_PASSWORD", "wrong");
        failsFor(wrong, "password authentication failed");
    }

    private void aMissingPublicationIsTold(Map<String, String> environment) throws Exception {
        failsFor(environment, "the connector has failed and is started again", "ublication");
    }

    private void aWorkerThatIsAwayIsTold(Map<String, String> environment) throws Exception {
        failsFor(environment, "Kafka Connect does not answer on " + environment.get("CONNECT_URL"));
    }

    private void failsFor(Map<String, String> environment, String... reasons) throws Exception {
        Map<String, String> hurried = new HashMap<>(environment);
        hurried.put("REGISTER_TIMEOUT", "4");
        CommandRun run = script.run(hurried);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("given up after 4 s").contains(reasons);
    }

    private static Map<String, String> values(String password) {
        return new HashMap<>(Map.of(
                "CASCADE_SERVICE", "order-service",
                "CASCADE_SLOT", "cascade_order_service",
                "DATABASE_HOSTNAME", "db.example",
                "DATABASE_PORT", "5432",
                "DATABASE_NAME", "order_service",
                "DATABASE_USER", "order_service",
                "DATABASE_PASSWORD", password));
    }
}
