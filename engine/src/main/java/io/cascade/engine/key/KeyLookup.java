/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.key;

import io.cascade.contracts.Relationship;
import java.util.List;

/** Asks the service that owns the parent table whether a key exists. How it is reached is the host's choice. */
@FunctionalInterface
public interface KeyLookup {

    /** For a host that cannot reach other services: replication alone decides. */
    KeyLookup NONE = new KeyLookup() {
        @Override
        public Answer ask(Relationship relationship, List<String> key) {
            return new Answer.Unknown("no look-up is configured");
        }

        @Override
        public boolean reaches(String service) {
            return false;
        }
    };

    /** Must not throw; what goes wrong is {@link Answer.Unknown}. Called by several threads at a time. */
    Answer ask(Relationship relationship, List<String> key);

    /** Whether it knows how to ask the service at all, even if that is down now: {@code check: eventual} depends on it. */
    default boolean reaches(String service) {
        return true;
    }

    sealed interface Answer {

        /**
         * The key exists.
         *
         * @param version taken while the key was locked against deletion, so every later delete has a higher one
         */
        record Present(long version) implements Answer {}

        /** No such key at the time of the answer. */
        record Absent() implements Answer {}

        /**
         * No answer: never a reason to delete or to refuse.
         *
         * @param reason for a person
         */
        record Unknown(String reason) implements Answer {}
    }
}
