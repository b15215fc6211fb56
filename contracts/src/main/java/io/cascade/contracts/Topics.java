/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The names of the topics, derived from the contracts so that nobody has to agree on them twice. */
public final class Topics {

    /** What Kafka refuses in a topic name. */
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9_-]");

    /** Kafka allows 249; the dead-letter suffix and the prefix need room. */
    private static final int MAX_TABLE_LENGTH = 150;

    private Topics() {}

    /** The key events of one parent table. */
    public static String keys(String service, TableName table) {
        return "cascade." + service + "." + legal(table.schema()) + "." + legal(table.name());
    }

    /** What the subscribers of a publishing service have applied. */
    public static String acks(String publishingService) {
        return "cascade." + publishingService + ".acks";
    }

    /** The events of a topic that could not be applied as they were. */
    public static String deadLetters(String topic) {
        return topic + ".dlq";
    }

    /** A name that had to be changed gets a checksum, so that two different tables never share a topic. */
    private static String legal(String name) {
        String legal = ILLEGAL.matcher(name).replaceAll("_");
        if (legal.equals(name) && name.length() <= MAX_TABLE_LENGTH / 2) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        String cut = legal.length() > MAX_TABLE_LENGTH / 2 ? legal.substring(0, MAX_TABLE_LENGTH / 2) : legal;
        return cut + "-" + String.format("%08x", checksum.getValue());
    }
}
