/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.engine.measure.DatabaseMeasurements;
import io.cascade.engine.measure.Measurement;
import io.cascade.engine.sql.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Record;

/** How large the key replicas are, and what waits beside them. */
public final class ReplicaMeasure {

    private final Subscriptions subscriptions;

    public ReplicaMeasure(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    public List<Measurement.Replica> take(DSLContext tx) {
        List<Measurement.Replica> measures = new ArrayList<>();
        for (KeyReplica replica : subscriptions.replicas()) {
            OptionalLong keys = DatabaseMeasurements.estimate(tx, Sql.regclass(replica.table()));
            Record held =
                    tx.fetchSingle("SELECT count(*) FILTER (WHERE NOT paused), extract(epoch FROM clock_timestamp()"
                            + " - min(since) FILTER (WHERE NOT paused))::float8, count(*) FILTER (WHERE paused) FROM "
                            + Sql.quote(replica.held()) + " WHERE dead_letter IS NULL");
            long count = held.get(0, Long.class);
            Duration oldest = DatabaseMeasurements.seconds(held.get(1, Double.class));
            long paused = held.get(2, Long.class);
            subscriptions
                    .of(replica)
                    .forEach(subscription ->
                            measures.add(new Measurement.Replica(subscription.name(), keys, count, oldest, paused)));
        }
        return measures;
    }
}
