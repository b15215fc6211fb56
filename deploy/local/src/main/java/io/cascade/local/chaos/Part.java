/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

/** A process of the stack, or a server of several, that can be hit and started again where it was. */
interface Part extends AutoCloseable {

    /** For a person, such as {@code postgres of child-service}. */
    String name();

    /** The process of which all others of the part are descendants. */
    ProcessHandle process();

    /** Starts it again after its end, on the same data and address; returns once it answers. */
    void restart();

    /** As a power cut: no code of the part runs. */
    default void kill() {
        Signals.kill(process());
    }

    default boolean isAlive() {
        return process().isAlive();
    }

    @Override
    void close();
}
