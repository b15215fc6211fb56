/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of visiting all states.
 *
 * @param counterexample the shortest way to something that must not be; null if there is none
 */
record Exploration(int states, int endings, @Nullable Counterexample counterexample) {

    record Counterexample(String wrong, List<String> steps) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(wrong);
            for (int i = 0; i < steps.size(); i++) {
                text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
            }
            return text.toString();
        }
    }
}
