/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.start;

import io.cascade.engine.brake.BrakeSettings;
import io.cascade.quarkus.config.CascadeConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.time.Duration;
import java.util.function.Function;

/** Reads the limits of the brake, each of which can be off. */
final class BrakeReader {

    private static final String OFF = "off";

    private BrakeReader() {}

    /** @throws ConfigurationException naming the setting that cannot be */
    static BrakeSettings read(CascadeConfig.Brake brake) {
        if (brake.rowsPerSecond() < 1) {
            throw new ConfigurationException(
                    "CASCADE_BRAKE_ROWS_PER_SECOND is " + brake.rowsPerSecond()
                            + ", but a braked delete has to go on, by at least one row a second; to stop deletes, pause their relationship");
        }
        return new BrakeSettings(
                limit("REPLICA_LAG", brake.replicaLag(), "a duration such as 30s", Duration.ZERO, text -> {
                    Duration lag = DurationConverter.parseDuration(text);
                    return lag.isNegative() || lag.isZero() ? null : lag;
                }),
                limit("WAL", brake.wal(), "a size such as 4G", 0L, text -> {
                    long bytes = new MemorySizeConverter().convert(text).asLongValue();
                    return bytes > 0 ? Long.valueOf(bytes) : null;
                }),
                limit("LOCK_WAITS", brake.lockWaits(), "a number of sessions", 0, text -> {
                    int sessions = Integer.parseInt(text);
                    return sessions > 0 ? Integer.valueOf(sessions) : null;
                }),
                brake.rowsPerSecond());
    }

    /** @param read null for what is no limit */
    private static <T> T limit(String name, String text, String expected, T off, Function<String, T> read) {
        if (text.equals(OFF)) {
            return off;
        }
        T limit;
        try {
            limit = read.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, expected, e);
        }
        if (limit == null) {
            throw wrong(name, text, expected, null);
        }
        return limit;
    }

    private static ConfigurationException wrong(String name, String text, String expected, Throwable cause) {
        return new ConfigurationException(
                "CASCADE_BRAKE_" + name + " is '" + text + "', but must be " + expected + ", above zero, or off",
                cause);
    }
}
