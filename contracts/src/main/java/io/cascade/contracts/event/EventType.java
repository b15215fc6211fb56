/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.Arrays;
import java.util.Optional;

/** The CloudEvents types. A change that old readers would misread is a new version, and so a new constant. */
public enum EventType {
    KEYS_CREATED("keys.created.v1"),
    KEYS_DELETED("keys.deleted.v1"),
    KEYS_ORPHANED("keys.orphaned.v1"),
    KEYS_BACKFILLED("keys.backfilled.v1"),
    KEYS_INTENDED("keys.intended.v1"),
    KEYS_KEPT("keys.kept.v1"),
    KEYS_RESTORED("keys.restored.v1"),
    BACKFILL_REQUESTED("backfill.requested.v1"),
    DELIVERIES_REPORTED("deliveries.reported.v1"),
    VOTES_CAST("votes.cast.v1"),
    RESTORATIONS_REPORTED("restorations.reported.v1"),
    RELATIONSHIPS_PAUSED("relationships.paused.v1"),
    DELIVERIES_PROGRESSED("deliveries.progressed.v1"),
    DECISIONS_REQUESTED("decisions.requested.v1");

    private static final String PREFIX = "io.cascade.";

    private final String shortName;

    EventType(String shortName) {
        this.shortName = shortName;
    }

    /** The value of the {@code ce_type} header. */
    public String cloudEventsType() {
        return PREFIX + shortName;
    }

    /** The file name of the event's JSON Schema in {@code contracts/events}. */
    public String schemaFile() {
        return shortName + ".schema.json";
    }

    /** Empty when no version of this library knows the type. */
    public static Optional<EventType> of(String cloudEventsType) {
        return Arrays.stream(values())
                .filter(type -> type.cloudEventsType().equals(cloudEventsType))
                .findFirst();
    }
}
