/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Table;
import io.cascade.oracle.history.Operation;
import io.cascade.oracle.history.Round;
import io.cascade.oracle.run.Mismatch.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One case on its way through both worlds. It ends with its first mismatch: what follows one means nothing. */
final class Trial {

    private static final int SHOWN = 12;

    private final Case trial;
    private final SystemUnderTest system;
    private final NativeDatabase oracle;
    private Optional<Mismatch> mismatch = Optional.empty();

    Trial(Case trial, SystemUnderTest system, NativeDatabase oracle) {
        this.trial = trial;
        this.system = system;
        this.oracle = oracle;
    }

    Optional<Mismatch> mismatch() {
        return mismatch;
    }

    SystemUnderTest system() {
        return system;
    }

    NativeDatabase oracle() {
        return oracle;
    }

    Case subject() {
        return trial;
    }

    /** What happens at a place; nothing after the last round or after a mismatch. */
    Round round(int place) {
        int setup = trial.setup().size();
        boolean over = mismatch.isPresent() || place >= setup + trial.rounds().size();
        if (over) {
            return new Round(List.of());
        }
        return place < setup ? trial.setup().get(place) : trial.rounds().get(place - setup);
    }

    /** Lets PostgreSQL do what the system did. */
    void judge(int place, Operation operation, List<Answer> actual) {
        List<Answer> expected = oracle.replay(operation, actual);
        for (int i = 0; i < expected.size(); i++) {
            boolean fine = expected.get(i).equals(actual.get(i))
                    || LegitimateDifference.permit(
                            trial.graph(), operation, operation.statements().get(i), expected.get(i), actual.get(i));
            if (!fine) {
                fail(
                        place,
                        Kind.ANSWER,
                        "PostgreSQL answers " + expected.get(i) + " but the system " + actual.get(i) + " to\n"
                                + operation.statements().get(i).sql());
                return;
            }
        }
    }

    /** The tables whose rows differ now. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        for (Table table : trial.graph().tables()) {
            List<String> expected = oracle.rows(table);
            List<String> actual = system.rows(table);
            if (!expected.equals(actual)) {
                List<String> missing = new ArrayList<>(expected);
                actual.forEach(missing::remove);
                List<String> surplus = new ArrayList<>(actual);
                expected.forEach(surplus::remove);
                differences.add(table.name() + " of " + table.service() + " lacks " + some(missing) + " and has "
                        + some(surplus) + " too much");
            }
        }
        return differences;
    }

    void fail(int place, Kind kind, String difference) {
        if (mismatch.isEmpty()) {
            int round = Math.max(0, place - trial.setup().size() + 1);
            mismatch = Optional.of(new Mismatch(round, kind, difference));
        }
    }

    private static String some(List<String> rows) {
        return rows.size() <= SHOWN
                ? rows.toString()
                : rows.subList(0, SHOWN) + " and " + (rows.size() - SHOWN) + " more";
    }
}
