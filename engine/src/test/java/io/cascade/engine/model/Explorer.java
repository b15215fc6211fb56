/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Visits all states of a model, breadth first, so that the way to a mistake is the shortest. Safety is looked at in every state;
 * then, backwards from where all has ended, whether every other state can still come there: if not, something waits for ever.
 */
final class Explorer<S> {

    /** A model of which this is not enough is too large to be a unit test. */
    private static final int MOST_STATES = 1_000_000;

    private record Code(int[] values, int hash) {

        Code(int[] values) {
            this(values, Arrays.hashCode(values));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Code code && Arrays.equals(values, code.values);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Model<S> model;
    private final Map<Code, Integer> numbers = new HashMap<>();
    private final List<Integer> from = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Deque<S> frontier = new ArrayDeque<>();
    private final Numbers edges = new Numbers();
    private final BitSet ended = new BitSet();
    private int wrong = -1;
    private String what = "";

    private Explorer(Model<S> model) {
        this.model = model;
    }

    static <S> Exploration explore(Model<S> model) {
        return new Explorer<>(model).explore();
    }

    private Exploration explore() {
        visit(-1, "", model.initial());
        for (int state = 0; !frontier.isEmpty() && wrong < 0; state++) {
            int current = state;
            model.steps(frontier.remove(), (name, next) -> {
                int number = visit(current, name, next);
                edges.add(number);
                edges.add(current);
            });
        }
        int endings = ended.cardinality();
        if (wrong < 0) {
            lookForDeadEnds();
        }
        return new Exploration(
                from.size(), endings, wrong < 0 ? null : new Exploration.Counterexample(what, way(wrong)));
    }

    private int visit(int before, String name, S state) {
        Code code = new Code(model.code(state));
        Integer known = numbers.get(code);
        if (known != null) {
            return known;
        }
        int number = from.size();
        if (number == MOST_STATES) {
            throw new IllegalStateException("the model has too many states");
        }
        numbers.put(code, number);
        from.add(before);
        names.add(name);
        frontier.add(state);
        ended.set(number, model.ended(state));
        String broken = model.broken(state);
        if (broken != null && wrong < 0) {
            wrong = number;
            what = broken;
        }
        return number;
    }

    private void lookForDeadEnds() {
        int states = from.size();
        int[] first = new int[states + 1];
        for (int i = 0; i < edges.size(); i += 2) {
            first[edges.get(i) + 1]++;
        }
        for (int i = 0; i < states; i++) {
            first[i + 1] += first[i];
        }
        int[] into = new int[edges.size() / 2];
        int[] next = first.clone();
        for (int i = 0; i < edges.size(); i += 2) {
            into[next[edges.get(i)]++] = edges.get(i + 1);
        }
        BitSet hopeful = (BitSet) ended.clone();
        Numbers open = new Numbers();
        ended.stream().forEach(open::add);
        while (open.size() > 0) {
            int state = open.removeLast();
            for (int i = first[state]; i < first[state + 1]; i++) {
                if (!hopeful.get(into[i])) {
                    hopeful.set(into[i]);
                    open.add(into[i]);
                }
            }
        }
        if (hopeful.cardinality() < states) {
            wrong = hopeful.nextClearBit(0);
            what = "whatever happens now, it never ends";
        }
    }

    private List<String> way(int to) {
        List<String> steps = new ArrayList<>();
        for (int state = to; from.get(state) >= 0; state = from.get(state)) {
            steps.add(names.get(state));
        }
        Collections.reverse(steps);
        return steps;
    }

    /** A list of ints, because there are millions. */
    private static final class Numbers {

        private int[] values = new int[1024];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int get(int index) {
            return values[index];
        }

        int removeLast() {
            return values[--size];
        }

        int size() {
            return size;
        }
    }
}
