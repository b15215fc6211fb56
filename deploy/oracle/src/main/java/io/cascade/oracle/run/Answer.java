/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

/** What the user is told of one statement. */
public sealed interface Answer {

    /** It was done, to so many rows. */
    record Done(long rows) implements Answer {

        @Override
        public String toString() {
            return rows + " rows";
        }
    }

    /** It was refused, with an SQLSTATE. */
    record Refused(String sqlState) implements Answer {

        @Override
        public String toString() {
            return sqlState;
        }
    }
}
