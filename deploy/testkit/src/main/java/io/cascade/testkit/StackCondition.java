/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit;

import io.cascade.testkit.containers.Docker;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests, with the reason, where the chosen kind of stack cannot run. */
public final class StackCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (StackKind.chosen() == StackKind.EMBEDDED) {
            return ConditionEvaluationResult.enabled("the embedded stack runs everywhere");
        }
        return Docker.whyNot()
                .map(reason -> ConditionEvaluationResult.disabled("cascade.stack=containers needs Docker: " + reason))
                .orElseGet(() -> ConditionEvaluationResult.enabled("Docker answers"));
    }
}
