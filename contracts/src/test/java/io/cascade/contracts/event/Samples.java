/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import static java.util.Map.entry;

import java.util.EnumMap;
import java.util.Map;

/** A sound payload of every type, for tests to take apart. */
final class Samples {

    static final String UUID = "0d4bd2c4-6a0f-4c44-8a3c-0a3c1f0e2b11";

    private static final Map<EventType, String> SOUND = new EnumMap<>(Map.ofEntries(
            entry(
                    EventType.KEYS_CREATED,
                    """
            {"table":"public.p","relationships":["r"],"version":1,"keys":{"a":[1,2],"b":["x","y"]}}"""),
            entry(
                    EventType.KEYS_DELETED,
                    """
            {"table":"public.p","relationships":["r","s"],"deletion":"%s","version":2,"keys":{"a":[1,2],"b":["x","y"]}}"""
                            .formatted(UUID)),
            entry(
                    EventType.KEYS_ORPHANED,
                    """
            {"table":"public.p","relationships":["r"],"deletion":"%s","version":3,"keys":{"a":[1,2],"b":["x","y"]}}"""
                            .formatted(UUID)),
            entry(
                    EventType.KEYS_BACKFILLED,
                    """
            {"table":"public.p","relationships":["r"],"request":"%s","bucket":0,"buckets":16}"""
                            .formatted(UUID)),
            entry(
                    EventType.KEYS_INTENDED,
                    """
            {"table":"public.p","relationships":["r"],"deletion":"%s","version":2,"keys":{"a":[1,2],"b":["x","y"]}}"""
                            .formatted(UUID)),
            entry(
                    EventType.KEYS_KEPT,
                    """
            {"table":"public.p","relationships":["r"],"deletion":"%s","event":"1%s"}"""
                            .formatted(UUID, UUID.substring(1))),
            entry(
                    EventType.KEYS_RESTORED,
                    """
            {"table":"public.p","relationships":["r"],"deletion":"%s","event":"1%s","since":7}"""
                            .formatted(UUID, UUID.substring(1))),
            entry(
                    EventType.RESTORATIONS_REPORTED,
                    """
            {"restorations":[{"event":"%s","relationship":"r","rows":3,"refusals":[{"service":"s","relationship":"r","reason":"why","rows":1}]}]}"""
                            .formatted(UUID)),
            entry(
                    EventType.VOTES_CAST,
                    """
            {"votes":[{"event":"%s","relationship":"r","verdict":"vetoed","holder":"s","rows":1,"sqlState":"23001","reason":"why"}]}"""
                            .formatted(UUID)),
            entry(
                    EventType.RELATIONSHIPS_PAUSED,
                    """
            {"relationship":"r","paused":"s","service":"x","direct":true,"version":4,"since":"2026-11-27T12:00:00Z","reason":"why"}"""),
            entry(
                    EventType.DELIVERIES_PROGRESSED,
                    """
            {"deliveries":[{"event":"%s","relationship":"r","rows":3}]}""".formatted(UUID)),
            entry(
                    EventType.DECISIONS_REQUESTED,
                    """
            {"decisions":[{"event":"%s","deletion":"1%s","table":"public.p","relationships":["r"],"recordKey":"7"}]}"""
                            .formatted(UUID, UUID.substring(1))),
            entry(EventType.BACKFILL_REQUESTED, """
            {"relationship":"r","request":"%s"}""".formatted(UUID)),
            entry(
                    EventType.DELIVERIES_REPORTED,
                    """
            {"deliveries":[{"event":"%s","relationship":"r","state":"failed","rows":0,"reason":"why"}]}"""
                            .formatted(UUID))));

    private Samples() {}

    static String of(EventType type) {
        return SOUND.get(type);
    }

    /** Reads a payload as its consumer does. */
    static void read(EventType type, String payload) {
        switch (type) {
            case KEYS_CREATED, KEYS_DELETED, KEYS_ORPHANED, KEYS_BACKFILLED, KEYS_INTENDED, KEYS_KEPT, KEYS_RESTORED ->
                EventCodec.keys(type, payload);
            case BACKFILL_REQUESTED -> EventCodec.backfillRequest(payload);
            case DELIVERIES_REPORTED -> EventCodec.deliveries(payload);
            case RESTORATIONS_REPORTED -> EventCodec.restorations(payload);
            case VOTES_CAST -> EventCodec.votes(payload);
            case RELATIONSHIPS_PAUSED -> EventCodec.pause(payload);
            case DELIVERIES_PROGRESSED -> EventCodec.progress(payload);
            case DECISIONS_REQUESTED -> EventCodec.decisionRequests(payload);
        }
    }
}
