/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import io.cascade.local.bench.contender.BenchServer;
import io.cascade.local.bench.contender.Cascade;
import io.cascade.local.bench.contender.Contender;
import io.cascade.local.bench.contender.EventPerRow;
import io.cascade.local.bench.contender.NativeForeignKey;
import io.cascade.local.bench.contender.PollingOutbox;
import io.cascade.local.host.ProjectHome;
import io.cascade.local.stack.LocalStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the contenders meet: one stack, with one PostgreSQL server for all databases. */
public final class Arena implements AutoCloseable {

    private static final int BYSTANDERS = 100;

    private final LocalStack stack;
    private final BenchPlan plan;
    private final Consumer<String> progress;
    private @Nullable Cascade cascade;
    private @Nullable NativeForeignKey nativeForeignKey;
    private final Path connectorTemplate;
    private long nextId = 1;
    private int practices;

    /** @param home the root of the project */
    public Arena(Path home, LocalStack stack, BenchPlan plan, Consumer<String> progress) {
        this.connectorTemplate = ProjectHome.connectorTemplate(home);
        this.stack = stack;
        this.plan = plan;
        this.progress = progress;
    }

    LocalStack stack() {
        return stack;
    }

    BenchPlan plan() {
        return plan;
    }

    BenchServer server() {
        return BenchServer.of(stack);
    }

    Cascade cascade() {
        Cascade there = cascade;
        if (there == null) {
            there = new Cascade(stack);
            cascade = there;
        }
        return there;
    }

    NativeForeignKey nativeForeignKey() {
        NativeForeignKey there = nativeForeignKey;
        if (there == null) {
            there = new NativeForeignKey(server());
            nativeForeignKey = there;
        }
        return there;
    }

    void tell(String step) {
        progress.accept(step);
    }

    /** Ids that nobody has had before. */
    synchronized long ids(long count) {
        long first = nextId;
        nextId += count;
        return first;
    }

    /** Parents and children that nobody deletes, to be looked for at the end. */
    Family bystanders(Contender contender) {
        Family bystanders = new Family(contender, ids(BYSTANDERS), BYSTANDERS, plan.children());
        bystanders.insert();
        return bystanders;
    }

    /**
     * Has each contender do the same in every round, in one order and then in the other. The first round is number 0 and does
     * not count: compilers and caches are cold. Who has lost other rows than those that are deleted has measured nothing.
     */
    void rounds(String scenario, List<Contender> contenders, BiConsumer<Integer, Contender> round) {
        List<Family> bystanders = contenders.stream().map(this::bystanders).toList();
        List<Contender> order = new ArrayList<>(contenders);
        for (int i = 0; i <= plan.rounds(); i++) {
            for (Contender contender : order) {
                tell(scenario + ": " + (i == 0 ? "to warm up" : "round " + i + " of " + plan.rounds()) + ", "
                        + contender.name());
                round.accept(i, contender);
            }
            Collections.reverse(order);
        }
        bystanders.forEach(Family::expectComplete);
    }

    /**
     * Has each of the usual practices do something, one after the other. They live no longer than that: one that only polls
     * takes time from those who are measured.
     */
    void practices(Consumer<Contender> work) {
        practices++;
        try (Contender practice = new EventPerRow(stack, connectorTemplate, "bench_practice_" + practices)) {
            work.accept(practice);
        }
        try (Contender practice = new PollingOutbox(stack, "bench_polling_" + practices)) {
            work.accept(practice);
        }
    }

    @Override
    public void close() {
        Stream.of(cascade, nativeForeignKey).filter(Objects::nonNull).forEach(Contender::close);
    }
}
