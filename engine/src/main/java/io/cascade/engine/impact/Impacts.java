/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Propagation;
import io.cascade.contracts.TableName;
import java.time.Duration;
import org.jooq.Condition;

/**
 * Counts what a delete would take along, here and in the services below, without deleting or locking anything. Everything is
 * as of the moment it is asked: until the delete comes there may be more or less.
 */
public interface Impacts {

    /**
     * What a delete of rows of a table of this service would do.
     *
     * @param rows a condition on the table's columns
     * @param propagation of the delete: children that would be kept take nothing along
     * @param timeout for all of it
     */
    Impact of(TableName table, Condition rows, Propagation propagation, Duration timeout);

    /**
     * Answers another service.
     *
     * @throws IllegalArgumentException when the question is not one about a relationship of this service, or its keys are not
     *     of that relationship's
     */
    RelationshipImpact answer(ImpactQuestion question);
}
