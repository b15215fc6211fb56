/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import java.util.List;

/** What happens at the same time: several writers, each within keys of its own, so that their order does not matter. */
public record Round(List<Operation> operations) {

    public Round {
        operations = List.copyOf(operations);
    }
}
