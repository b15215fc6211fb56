/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.history;

import java.util.List;

/**
 * Writers at full speed on the same keys, waiting neither for each other nor for the system.
 *
 * @param lasting rows that nothing deletes and that refer to such rows only
 * @param writers what each does, one after another
 */
public record Storm(List<Round> lasting, List<List<Operation>> writers) {

    public static final Storm NONE = new Storm(List.of(), List.of());

    /** The ordinals of the lasting rows, which are none of the writers'. */
    public static final List<Integer> LASTING = List.of(900, 901, 902);

    public Storm {
        lasting = List.copyOf(lasting);
        writers = List.copyOf(writers);
    }
}
