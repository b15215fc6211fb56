/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One life of a row, from an insert whose commit was acknowledged to the first attempt to delete it. */
final class Row {

    private final Level level;
    private final long id;
    private final @Nullable Row parent;
    private final long bornAfter;
    private final AtomicInteger deletes = new AtomicInteger();
    private volatile boolean setBack;

    /**
     * @param parent the life that it refers to; null on the uppermost levels
     * @param bornAfter a version that is lower than that of its creation, and not lower than that of any earlier life's end
     */
    Row(Level level, long id, @Nullable Row parent, long bornAfter) {
        this.level = level;
        this.id = id;
        this.parent = parent;
        this.bornAfter = bornAfter;
    }

    Level level() {
        return level;
    }

    long id() {
        return id;
    }

    long bornAfter() {
        return bornAfter;
    }

    /** Somebody is about to delete it: from now on it need not be there, unless {@link #spared}. */
    void endangered() {
        deletes.incrementAndGet();
    }

    /** The attempt to delete it has certainly failed. */
    void spared() {
        deletes.decrementAndGet();
    }

    /** The database that comes from a backup does not have it. */
    void setBack() {
        setBack = true;
    }

    /** Whether nobody has tried to delete it, nor what it has to go with. */
    boolean mustExist() {
        return deletes.get() == 0 && !setBack && (parent == null || mayStay(parent));
    }

    /** The key that it refers to, if it has to be there, and refer to it still. */
    @Nullable
    Long reference() {
        return parent != null && mustExist() && parent.mustExist() ? parent.id : null;
    }

    private boolean mayStay(Row parent) {
        return switch (level.action()) {
            case CASCADE -> parent.mustExist();
            case SET_NULL -> true;
            // A person deletes it when its owner does not come back from the backup.
            case RESTRICT -> !parent.setBack;
        };
    }
}
