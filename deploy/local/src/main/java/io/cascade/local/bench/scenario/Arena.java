/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.BenchServer;
import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.NativeForeignKey;
import io.cascade.local.stack.LocalStack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Where the contenders meet: one stack, with one PostgreSQL server for all databases. */
public final class Arena implements AutoCloseable {

    private final LocalStack stack;
    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final Cascade cascade;
    private final NativeForeignKey nativeForeignKey;
    private long nextId = 1;

    public Arena(LocalStack stack, BenchPlan plan, Consumer<String> progress) {
        this.stack = stack;
        this.plan = plan;
        this.progress = progress;
        this.cascade = new Cascade(stack);
        this.nativeForeignKey = new NativeForeignKey(BenchServer.of(stack));
    }

    LocalStack stack() {
        return stack;
    }

    BenchPlan plan() {
        return plan;
    }

    Cascade cascade() {
        return cascade;
    }

    NativeForeignKey nativeForeignKey() {
        return nativeForeignKey;
    }

    void tell(String step) {
        progress.accept(step);
    }

    /** Ids that nobody has had before. */
    long ids(long count) {
        long first = nextId;
        nextId += count;
        return first;
    }

    /**
     * Has each contender do the same in every round, in one order and then in the other. The first round is number 0 and does
     * not count: compilers and caches are cold.
     */
    void rounds(String scenario, List<Contender> contenders, BiConsumer<Integer, Contender> round) {
        List<Contender> order = new ArrayList<>(contenders);
        for (int i = 0; i <= plan.rounds(); i++) {
            for (Contender contender : order) {
                tell(scenario + ": " + (i == 0 ? "to warm up" : "round " + i + " of " + plan.rounds()) + ", "
                        + contender.name());
                round.accept(i, contender);
            }
            Collections.reverse(order);
        }
    }

    @Override
    public void close() {
        cascade.close();
        nativeForeignKey.close();
    }
}
