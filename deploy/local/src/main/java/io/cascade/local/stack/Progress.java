/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

/** Told what happens while the stack starts and stops; called from several threads. */
@FunctionalInterface
public interface Progress {

    /**
     * One step.
     *
     * @param part what it is about: postgres, kafka, connect or a service
     */
    void report(String part, String step);

    static Progress silent() {
        return (part, step) -> {};
    }
}
