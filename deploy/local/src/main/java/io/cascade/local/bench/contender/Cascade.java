/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.RunningService;

/** What this is all about: parent-service and child-service, with Debezium and Kafka between them. */
public final class Cascade implements Contender {

    public static final String NAME = "cascade";
    public static final String PARENT_SERVICE = "parent-service";
    public static final String CHILD_SERVICE = "child-service";

    private static final String REPLICA = "cascade.parent_service__parents__id";
    private static final String OPEN = "SELECT FROM cascade.delivery WHERE state NOT IN ('settled', 'discarded')";

    private final Database parents;
    private final Database children;

    public Cascade(LocalStack stack) {
        parents = database(stack.service(PARENT_SERVICE));
        children = database(stack.service(CHILD_SERVICE));
    }

    /** As its own service sees it. */
    public static Database database(RunningService service) {
        return new Database(service.jdbcUrl(), service.user(), service.password());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Database parents() {
        return parents;
    }

    @Override
    public Database children() {
        return children;
    }

    @Override
    public void awaitKeys() {
        long keys = parents.number("SELECT count(*) FROM parents");
        Waiting.until(
                "the parents' keys are in the replica",
                () -> children.number("SELECT count(*) FROM " + REPLICA) == keys);
    }

    @Override
    public void vacuum() {
        Contender.super.vacuum();
        children.run("VACUUM (ANALYZE) " + REPLICA);
    }

    @Override
    public void awaitQuiet() {
        awaitKeys();
        Waiting.until("all deliveries are settled", () -> parents.none(OPEN));
    }

    @Override
    public void close() {
        parents.close();
        children.close();
    }
}
