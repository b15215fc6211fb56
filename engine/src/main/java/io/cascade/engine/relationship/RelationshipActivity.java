/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a relationship does at present, as its publisher knows it by the reports.
 *
 * @param events reported by the child's service within the last minute
 * @param rows child rows deleted or changed by those
 * @param pending not reported at all so far, whenever they were published
 * @param failed dead letters at the child's service
 * @param lag from publication to the report, on average over the last minute; null when there was none
 */
public record RelationshipActivity(long events, long rows, long pending, long failed, @Nullable Duration lag) {

    static final RelationshipActivity NONE = new RelationshipActivity(0, 0, 0, 0, null);
}
