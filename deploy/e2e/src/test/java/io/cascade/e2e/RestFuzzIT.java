/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.e2e.fuzz.FuzzedRequest;
import io.cascade.e2e.fuzz.Operations;
import io.cascade.e2e.fuzz.RawHttp;
import io.cascade.e2e.fuzz.RequestFuzzer;
import io.cascade.testkit.StackCondition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests with something wrong in them, at random: {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.seconds=N} makes it longer.
 */
@ExtendWith({StackCondition.class, Family.class})
class RestFuzzIT {

    /** That the server, or JAX-RS, answers for any operation. */
    private static final Set<Integer> GENERAL = Set.of(400, 404, 405, 406, 413, 414, 415, 431);

    private static final long CANARY = 4_242_000_001L;
    private static final String CANARY_CHILD = "children WHERE name = 'canary' AND parent_id = " + CANARY;

    private final Stack stack;
    private final long seed = Long.getLong("fuzz.seed", 1);

    RestFuzzIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void letThereBeSomethingToBreak() {
        for (Database database : List.of(stack.parents(), stack.children())) {
            database.run("CREATE TABLE fuzz_canary (id bigint)", "INSERT INTO fuzz_canary VALUES (1)");
        }
        stack.parents().run("INSERT INTO parents (id, name) VALUES (%d, 'canary')".formatted(CANARY));
        eventually()
                .until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = " + CANARY) == 1);
        stack.children().run("INSERT INTO children (parent_id, name) VALUES (%d, 'canary')".formatted(CANARY));
    }

    @AfterEach
    void cleanUp() {
        stack.parents().run("DROP TABLE IF EXISTS fuzz_canary", "DELETE FROM parents WHERE id = " + CANARY);
        stack.children().run("DROP TABLE IF EXISTS fuzz_canary");
        eventually().until(() -> stack.children().count(CANARY_CHILD) == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parent-service", "child-service"})
    void whateverIsSentTheAnswerIsNoServerErrorAndSaysWhatIsWrong(String service) {
        // Given
        Api api = new Api(stack.service(service).url());
        RawHttp http = new RawHttp(api.url());
        Operations operations = Operations.of(service);
        RequestFuzzer fuzzer = new RequestFuzzer(new Random(seed), operations, known(api));
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("fuzz.seconds", 12)).toNanos();
        Set<String> accepted = new HashSet<>();
        Set<String> refused = new HashSet<>();

        // When
        while (System.nanoTime() < end) {
            FuzzedRequest request = fuzzer.next();
            RawHttp.Answer answer = http.send(request);

            // Then
            expectSense(service, request, answer);
            (answer.status() < 400 ? accepted : refused).add(request.operation().name());
        }
        assertThat(refused)
                .as("seed %d", seed)
                .hasSizeGreaterThan(operations.all().size() / 2);
        assertThat(accepted)
                .as("seed %d", seed)
                .hasSizeGreaterThan(operations.all().size() / 3);
        expectNothingElseWent();
        resumeWhatWasPaused(api);
        aDeleteStillTakesTheChildrenAlong();
    }

    private static void resumeWhatWasPaused(Api api) {
        for (JsonNode relationship : api.get("/relationships").json().path("items")) {
            if (relationship.path("role").asText().equals("subscriber")) {
                api.post("/relationships/" + relationship.path("name").asText() + "/resume", "");
            }
        }
    }

    private void expectSense(String service, FuzzedRequest request, RawHttp.Answer answer) {
        String what = "seed %d, %s: %s\n%s\n%s".formatted(seed, service, request, answer.head(), answer.body());
        boolean gateway = request.operation().path().startsWith("/services/");
        if (!request.wellFormed()) {
            assertThat(answer.status()).as(what).isNotEqualTo(500);
            return;
        }
        if (gateway) {
            assertThat(answer.status()).as(what).isNotIn(0, 500);
        } else {
            assertThat(GENERAL.contains(answer.status())
                            || request.operation().statuses().contains(answer.status()))
                    .as(what)
                    .isTrue();
        }
        if (answer.status() >= 400 && answer.status() != 413 && answer.status() != 414 && answer.status() != 431) {
            assertThat(answer.isProblem()).as(what).isTrue();
        }
        assertThat(answer.head().toLowerCase(java.util.Locale.ROOT)).as(what).doesNotContain("set-cookie");
    }

    private void expectNothingElseWent() {
        throughout().untilAsserted(() -> {
            assertThat(stack.parents().count("fuzz_canary")).as("seed %d", seed).isOne();
            assertThat(stack.children().count("fuzz_canary"))
                    .as("seed %d", seed)
                    .isOne();
            assertThat(stack.parents().count("parents WHERE name = 'canary' AND id = " + CANARY))
                    .as("seed %d", seed)
                    .isOne();
            assertThat(stack.children().count(CANARY_CHILD)).as("seed %d", seed).isOne();
        });
    }

    private void aDeleteStillTakesTheChildrenAlong() {
        long parent = stack.parentApi()
                .post("/parents", "{\"name\": \"after the storm\"}")
                .json()
                .at("/id")
                .longValue();
        assertThat(stack.childApi()
                        .post("/children", "{\"parentId\": %d, \"name\": \"after the storm\"}".formatted(parent))
                        .status())
                .isEqualTo(201);
        assertThat(stack.parentApi().delete("/parents/" + parent).status()).isEqualTo(202);
        eventually().until(() -> stack.children().count("children WHERE parent_id = " + parent) == 0);
    }

    private static Map<String, List<String>> known(Api api) {
        List<String> relationships = api.get("/relationships").json().findValuesAsText("name");
        assertThat(relationships).isNotEmpty();
        return Map.of(
                "name", relationships,
                "relationship", relationships,
                "service", List.of("parent-service", "child-service", "grandchild-service"),
                "path", List.of("parents", "children", "relationships", "dead-letters", "deletions"),
                "state", List.of("open", "settled", "stuck", "discarded"),
                "timeout", List.of("1s", "PT1S"),
                "Prefer", List.of("wait=1", "respond-async", "return=minimal"),
                "propagation", List.of("background", "orphan", "foreground"));
    }
}
