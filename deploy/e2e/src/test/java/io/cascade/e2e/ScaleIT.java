/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static io.cascade.e2e.Waits.throughout;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.EngineSettings;
import io.cascade.testkit.StackCondition;
import io.cascade.testkit.StackService;
import io.cascade.testkit.StackService.Replica;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods come and go while parents are being deleted; no cascade is lost, and no row that should stay. */
@ExtendWith({StackCondition.class, Family.class})
class ScaleIT {

    private static final String GROUP = "cascade.child-service";

    private final Stack stack;
    private final StackService service;

    ScaleIT(Stack stack) {
        this.stack = stack;
        this.service = stack.service("child-service");
    }

    @AfterEach
    void leaveOneProcess() {
        if (!service.isAlive()) {
            service.restart();
        }
    }

    @Test
    void scalingOutRollingAndDrainingLoseNothing() throws Exception {
        // Given
        DeleteTraffic traffic = new DeleteTraffic(stack.parents(), 8_000_000, 36_000);
        traffic.insertParents();
        eventually().until(() -> keys() == traffic.parents());
        stack.children()
                .run("INSERT INTO children (parent_id, name) SELECT id, 'c' FROM cascade.parent_service__parents__id"
                        + " WHERE id BETWEEN 8000000 AND 8035999");

        try (traffic) {
            traffic.start();

            // When it is scaled from one to four
            List<Replica> pods = traffic.during(() -> add(3));
            eventually().until(() -> processes() == 4);

            // When all four are replaced, two at a time
            List<Replica> next = traffic.during(() -> {
                List<Replica> surge = add(2);
                pods.get(0).close();
                pods.get(1).close();
                return surge;
            });
            List<Replica> last = traffic.during(() -> {
                List<Replica> surge = add(1);
                pods.get(2).close();
                service.stop();
                service.restart();
                return surge;
            });
            eventually().until(() -> processes() == 4);

            // When a node with two of them is drained, and another one is lost
            traffic.during(() -> {
                next.parallelStream().forEach(Replica::close);
                last.get(0).kill();
                return next;
            });
            eventually().until(() -> processes() == 1);
        }

        // Then
        stack.running().awaitApplied();
        assertThat(traffic.remaining()).as("the deletes went on until the end").isPositive();
        assertThat(keys()).isEqualTo(traffic.kept());
        assertThat(children("parent_id")).isEqualTo(traffic.kept());
        throughout().until(() -> children("parent_id") == traffic.kept() && keys() == traffic.kept());
        assertThat(stack.parents().count("parents WHERE id BETWEEN 8000000 AND 8035999"))
                .isEqualTo(traffic.kept());
        assertThat(children("DISTINCT parent_id"))
                .as("one child for each parent that stayed, so the right ones went")
                .isEqualTo(traffic.kept());
        assertThat(stack.children()
                        .count("children c WHERE parent_id BETWEEN 8000000 AND 8035999 AND NOT EXISTS"
                                + " (SELECT FROM cascade.parent_service__parents__id k WHERE k.id = c.parent_id)"))
                .isZero();
        stack.parents().run("DELETE FROM parents WHERE id BETWEEN 8000000 AND 8035999");
        stack.running().awaitSettled();
    }

    private List<Replica> add(int number) {
        return IntStream.range(0, number)
                .parallel()
                .mapToObj(unused -> service.addReplica())
                .toList();
    }

    private long keys() {
        return stack.children().count("cascade.parent_service__parents__id WHERE id BETWEEN 8000000 AND 8035999");
    }

    private long children(String counted) {
        return Long.parseLong(stack.children()
                .values("SELECT count(" + counted + ") FROM children WHERE parent_id BETWEEN 8000000 AND 8035999")
                .get(0));
    }

    /** Each has several members of the group; one that has some of them only is still coming or going. */
    private double processes() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(
                Map.<String, Object>of("bootstrap.servers", stack.running().bootstrapServers()))) {
            int members = admin.describeConsumerGroups(List.of(GROUP))
                    .describedGroups()
                    .get(GROUP)
                    .get()
                    .members()
                    .size();
            return (double) members / EngineSettings.DEFAULT_CONSUMERS;
        }
    }
}
