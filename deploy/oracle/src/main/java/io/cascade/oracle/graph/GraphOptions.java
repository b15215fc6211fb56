/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.graph;

import java.util.List;

/**
 * What graphs may hold. The switches are for what a system under test does not do yet.
 *
 * @param services their names, for up to four
 * @param actions with repetitions for those that shall come more often
 * @param example whether some graphs use the example's own tables
 */
public record GraphOptions(
        List<String> services, List<Action> actions, boolean example, boolean deleteOrphan, boolean eventual) {

    /** Services called as the example's, so that graphs may use its tables. */
    public static final List<String> SERVICES =
            List.of("parent-service", "child-service", "third-service", "fourth-service");

    private static final List<Action> ALL = List.of(
            Action.CASCADE,
            Action.CASCADE,
            Action.CASCADE,
            Action.SET_NULL,
            Action.SET_DEFAULT,
            Action.RESTRICT,
            Action.NO_ACTION);

    public static GraphOptions standard() {
        return new GraphOptions(SERVICES, ALL, false, false, false);
    }

    public GraphOptions withExample() {
        return new GraphOptions(services, actions, true, deleteOrphan, eventual);
    }

    public GraphOptions withActions(List<Action> chosen) {
        return new GraphOptions(services, chosen, example, deleteOrphan, eventual);
    }

    public GraphOptions withEventual() {
        return new GraphOptions(services, actions, example, deleteOrphan, true);
    }

    public GraphOptions withDeleteOrphan() {
        return new GraphOptions(services, actions, example, true, eventual);
    }
}
