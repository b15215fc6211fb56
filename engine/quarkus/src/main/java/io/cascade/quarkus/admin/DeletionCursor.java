/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.admin;

import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.DeletionQuery.Position;
import io.cascade.quarkus.problem.Problems;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page ended, as text for an URL: microseconds, as PostgreSQL has them, and the id. */
final class DeletionCursor {

    private static final Pattern CURSOR =
            Pattern.compile("([0-9]{1,17})-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private DeletionCursor() {}

    static String of(Deletion last) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, last.createdAt()) + "-" + last.id();
    }

    static Position parse(String cursor) {
        Matcher matcher = CURSOR.matcher(cursor);
        if (!matcher.matches()) {
            throw Problems.badRequest("The cursor is none; take `next` of the page before");
        }
        return new Position(
                Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS),
                UUID.fromString(matcher.group(2)));
    }
}
