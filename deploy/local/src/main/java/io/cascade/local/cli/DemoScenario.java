/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.stack.LocalStack;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A parent with three children, through REST only, as any user of the two services would. */
final class DemoScenario {

    private static final int CHILDREN = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final LocalStack stack;
    private final PrintWriter out;
    private final RestClient rest = new RestClient();
    private final URI parents;
    private final URI children;

    DemoScenario(LocalStack stack, PrintWriter out) {
        this.stack = stack;
        this.out = out;
        parents = stack.service("parent-service").url();
        children = stack.service("child-service").url();
    }

    /** Whether every count was as it has to be. */
    boolean run() {
        JsonNode parent = rest.post(parents.resolve("/parents"), Map.of("name", "a parent"))
                .path("id");
        for (int child = 1; child <= CHILDREN; child++) {
            rest.post(children.resolve("/children"), Map.of("parentId", parent, "name", "child " + child));
        }
        String path = "/parents/" + parent.asText();
        int childrenBefore = print("Before delete, children = ", countChildren(path));
        int parentBefore = print("Before delete, parent = ", countParent(path));

        long start = System.nanoTime();
        URI deletion = rest.delete(parents.resolve(path));
        await(() -> countChildren(path) == 0);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        int childrenAfter = print("After delete, children = ", countChildren(path));
        int parentAfter = print("After delete parent = ", countParent(path));
        explain(deletion, took);
        return childrenBefore == CHILDREN && parentBefore == 1 && childrenAfter == 0 && parentAfter == 0;
    }

    private void explain(URI deletion, Duration took) {
        out.println();
        out.println("The cascade took " + took.toMillis() + " ms, from the DELETE until no child was left.");
        await(() -> rest.get(deletion)
                .filter(body -> !body.path("state").asText().equals("running"))
                .isPresent());
        rest.get(deletion).ifPresent(body -> new DeletionReport(body, stack.bootstrapServers()).print(out));
        out.flush();
    }

    private int print(String label, int count) {
        out.println(label + count);
        out.flush();
        return count;
    }

    private int countParent(String path) {
        return rest.get(parents.resolve(path)).isPresent() ? 1 : 0;
    }

    private int countChildren(String path) {
        return rest.get(children.resolve(path + "/children"))
                .map(page -> page.path("items").size())
                .orElse(0);
    }

    /** Gives up in the end: the counts that follow tell what is wrong. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
