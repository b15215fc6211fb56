/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

/**
 * One reason why a contract is refused.
 *
 * @param file the file as given in {@link ContractSource}
 * @param line 1-based line of the offending value, or of the nearest thing that exists when something is missing
 * @param reason what is wrong and, where it is not obvious, what to write instead
 */
public record ContractProblem(String file, int line, String reason) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + reason;
    }
}
