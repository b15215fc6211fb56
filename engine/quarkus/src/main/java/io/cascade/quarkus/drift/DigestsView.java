/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cascade.engine.drift.Digest;
import io.cascade.engine.drift.ParentKeySet;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Digests of ranges of keys. */
@Schema(
        name = "KeyDigests",
        requiredProperties = {"probe", "digests", "at", "lsn"})
@JsonIgnoreProperties(ignoreUnknown = true)
record DigestsView(
        @Schema(description = "The hash of a fixed text: where it differs, keys cannot be compared.", examples = "-7")
                String probe,
        @Schema(description = "One a range that has keys.") List<Item> digests,
        @Schema(description = "When, by the clock of the parent's database.") Instant at,
        @Schema(description = "How far its log was written.", examples = "0/1A2B3C8") String lsn) {

    /** Numbers that JavaScript could not read exactly are texts. */
    @Schema(
            name = "KeyDigest",
            requiredProperties = {"range", "keys", "xor", "sum"})
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(
            @Schema(description = "The low bits of the keys' hash.", examples = "17") long range,
            @Schema(examples = "244") long keys,
            @Schema(examples = "-1180329340311532101") String xor,
            @Schema(examples = "30414229182312293013") String sum) {}

    static DigestsView of(ParentKeySet.Digests digests) {
        return new DigestsView(
                Long.toString(digests.probe()),
                digests.digests().stream()
                        .map(digest ->
                                new Item(digest.range(), digest.keys(), Long.toString(digest.xor()), digest.sum()))
                        .toList(),
                digests.at(),
                digests.lsn());
    }

    ParentKeySet.Digests digestsRead() {
        return new ParentKeySet.Digests(
                Long.parseLong(probe),
                digests.stream()
                        .map(item -> new Digest(item.range(), item.keys(), Long.parseLong(item.xor()), item.sum()))
                        .toList(),
                at,
                lsn);
    }
}
