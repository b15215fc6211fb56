/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.model;

import java.util.Arrays;
import java.util.List;

/** Writes a state down as numbers. */
final class Encoder {

    private int[] values = new int[64];
    private int size;

    Encoder add(int... more) {
        if (size + more.length > values.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, size + more.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
        return this;
    }

    Encoder list(List<Integer> list) {
        add(list.size());
        list.forEach(this::add);
        return this;
    }

    int[] code() {
        return Arrays.copyOf(values, size);
    }
}
