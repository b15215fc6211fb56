/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.connect.ConnectorTemplate;
import io.cascade.local.connect.ConnectorValues;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.stack.LocalStack;
import java.nio.file.Path;

/**
 * The usual practice: one outbox row a parent, by the same Debezium with the same settings. The rows come from one trigger for
 * the whole statement, which is better than most have it.
 */
public final class EventPerRow extends OutboxPractice {

    public static final String NAME = "outbox row per parent";

    /** Named as the connector's template wants them. */
    private static final String OUTBOX =
            """
            CREATE SCHEMA cascade;
            CREATE TABLE cascade.outbox (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), topic text NOT NULL,
                record_key text NOT NULL, type text NOT NULL, source text NOT NULL, subject text NOT NULL,
                specversion text NOT NULL DEFAULT '1.0', content_type text NOT NULL DEFAULT 'application/json',
                created_at timestamptz NOT NULL DEFAULT clock_timestamp(), payload text NOT NULL);
            CREATE TABLE cascade.heartbeat (at timestamptz NOT NULL DEFAULT now());
            CREATE PUBLICATION cascade_outbox FOR TABLE cascade.outbox, cascade.heartbeat WITH (publish = 'insert')
            """;

    private static final String PUBLISH =
            """
            INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload)
            SELECT '%s', id::text, 'parent.deleted', '/bench', 'parents', '{"id": ' || id || '}' FROM deleted
            """;

    private final ConnectRest connect;
    private final String slot;

    /** @param prefix of names; connector and topic have it for themselves, as their offsets outlive them */
    public EventPerRow(LocalStack stack, Path connectorTemplate, String prefix) {
        super(stack, prefix, OUTBOX, PUBLISH.formatted(prefix));
        connect = new ConnectRest(stack.connectUrl());
        slot = prefix;
        parents().number("SELECT count(*) FROM pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        ServiceDatabase database = server().replicated(parentsName(), slot);
        connect.register(
                prefix,
                ConnectorTemplate.read(connectorTemplate).fill(ConnectorValues.of(prefix, database)),
                database::isStreamed);
        startConsumers();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    long published() {
        return parents().number("SELECT count(*) FROM cascade.outbox");
    }

    /** A slot that nobody reads would keep WAL, and one that is read takes time from the others. */
    @Override
    public void close() {
        connect.delete(slot);
        Waiting.until("the connector has let go of its slot", () -> parents()
                .none("SELECT FROM pg_replication_slots WHERE slot_name = '" + slot + "' AND active"));
        parents().run("SELECT pg_drop_replication_slot('" + slot + "')");
        super.close();
    }
}
