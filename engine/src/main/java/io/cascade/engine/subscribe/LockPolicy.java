/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

/** What an event does about rows that application transactions have locked; each is slower than the one before. */
enum LockPolicy {
    /** Sets aside the keys with a child that is being inserted, and waits a moment for all else. */
    WAIT,
    /** Looks for locked child rows first, which costs a pass over them, and sets their keys aside too. */
    AROUND,
    /** Sets all its keys aside, because the lock is somewhere below the children. */
    ASIDE
}
