/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.List;
import java.util.stream.Collectors;

/** The contracts cannot be used. Carries every problem found, not only the first, so that one run is enough to mend them. */
public final class ContractException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ContractProblem> problems;

    public ContractException(List<ContractProblem> problems) {
        super(problems.stream()
                .map(ContractProblem::toString)
                .collect(Collectors.joining("\n", "The contracts are refused:\n", "")));
        this.problems = List.copyOf(problems);
    }

    public List<ContractProblem> problems() {
        return problems;
    }
}
