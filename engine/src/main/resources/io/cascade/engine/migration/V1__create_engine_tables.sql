-- SPDX-License-Identifier: Apache-2.0
-- The engine's own tables. What a contract asks for (triggers, key replicas, foreign keys) is installed beside them.

CREATE SEQUENCE cascade.key_version;
COMMENT ON SEQUENCE cascade.key_version IS
    'Numbers the events. CACHE must stay 1: for one key a later operation must have the higher number.';

CREATE TABLE cascade.outbox (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    topic        text        NOT NULL,
    record_key   text        NOT NULL,
    type         text        NOT NULL,
    source       text        NOT NULL,
    subject      text        NOT NULL,
    specversion  text        NOT NULL DEFAULT '1.0',
    content_type text        NOT NULL DEFAULT 'application/json',
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    deletion_id  uuid,
    keys         integer     NOT NULL DEFAULT 0,
    payload      text        NOT NULL
) PARTITION BY RANGE (created_at);
COMMENT ON TABLE cascade.outbox IS
    'Insert-only; Debezium carries it to Kafka. Partitions are dropped when all their deliveries are done.';
COMMENT ON COLUMN cascade.outbox.record_key IS 'The bucket: all events of one key share a partition of the topic.';
CREATE INDEX outbox_deletion_id_idx ON cascade.outbox (deletion_id) WHERE deletion_id IS NOT NULL;

-- Without it a late maintenance run would make every DELETE on a parent table fail.
CREATE TABLE cascade.outbox_default PARTITION OF cascade.outbox DEFAULT;

CREATE TABLE cascade.deletion (
    id         uuid        PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    origin     text        NOT NULL
);
COMMENT ON COLUMN cascade.deletion.origin IS 'api, sql, or the relationship whose cascade deleted here.';
CREATE INDEX deletion_created_at_idx ON cascade.deletion (created_at);

CREATE TABLE cascade.delivery (
    event_id     uuid        NOT NULL,
    relationship text        NOT NULL,
    deletion_id  uuid        NOT NULL,
    state        text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'applied', 'failed')),
    rows         bigint      NOT NULL DEFAULT 0,
    reason       text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    reported_at  timestamptz,
    PRIMARY KEY (event_id, relationship)
);
COMMENT ON TABLE cascade.delivery IS 'One keys.deleted event for one relationship, as seen by the publisher.';
CREATE INDEX delivery_deletion_id_idx ON cascade.delivery (deletion_id);
CREATE INDEX delivery_open_idx ON cascade.delivery (created_at) WHERE state <> 'applied';

CREATE TABLE cascade.inbox (
    event_id    uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cascade.inbox IS
    'Events that were applied or parked. Redelivery finds them here; beyond its retention the version per key protects.';
CREATE INDEX inbox_received_at_idx ON cascade.inbox USING brin (received_at);

CREATE TABLE cascade.held_delivery (
    event_id     uuid   NOT NULL,
    relationship text   NOT NULL,
    rows         bigint NOT NULL,
    PRIMARY KEY (event_id, relationship)
);
COMMENT ON TABLE cascade.held_delivery IS
    'Deliveries applied but for keys that an application transaction still holds; reported when the last one is done.';

CREATE TABLE cascade.dead_letter (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at       timestamptz NOT NULL DEFAULT now(),
    topic            text        NOT NULL,
    partition        integer     NOT NULL,
    record_offset    bigint      NOT NULL,
    record_timestamp bigint      NOT NULL,
    headers          jsonb       NOT NULL,
    record_key       bytea,
    payload          bytea,
    reason           text        NOT NULL,
    sql_state        text,
    UNIQUE (topic, partition, record_offset, record_timestamp)
);
COMMENT ON COLUMN cascade.dead_letter.record_timestamp IS
    'Part of the identity, because a topic that is created anew starts at offset 0 again.';

CREATE TABLE cascade.relationship (
    name         text        NOT NULL,
    role         text        NOT NULL CHECK (role IN ('publisher', 'subscriber')),
    state        text        NOT NULL CHECK (state IN ('observing', 'backfilling', 'enforced', 'orphans')),
    installed_at timestamptz NOT NULL DEFAULT now(),
    request      uuid,
    last_key     text[],
    buckets      integer[]   NOT NULL DEFAULT '{}',
    bucket_count integer,
    orphans      bigint,
    PRIMARY KEY (name, role)
);
COMMENT ON COLUMN cascade.relationship.state IS
    'Subscriber: observing while the child table''s existing rows have no foreign key yet, and so no action applies to
    them. Publisher: backfilling while existing keys are being published, else enforced.';
COMMENT ON COLUMN cascade.relationship.request IS
    'The backfill that the subscriber asked for. What the topic holds from before its answer is history.';
COMMENT ON COLUMN cascade.relationship.last_key IS 'Publisher: how far the backfill has come, in the order of the key.';
COMMENT ON COLUMN cascade.relationship.buckets IS 'Subscriber: the buckets whose backfill has arrived.';

CREATE TABLE cascade.heartbeat (
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cascade.heartbeat IS
    'Written by the connector, so that the slot of an idle database moves on and its WAL can be removed.';

CREATE FUNCTION cascade.current_deletion() RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deletion uuid := nullif(current_setting('cascade.deletion', true), '')::uuid;
BEGIN
    IF deletion IS NULL THEN
        deletion := gen_random_uuid();
        PERFORM set_config('cascade.deletion', deletion::text, true);
    END IF;
    INSERT INTO cascade.deletion (id, origin)
    VALUES (deletion, coalesce(nullif(current_setting('cascade.origin', true), ''), 'sql'))
    ON CONFLICT DO NOTHING;
    RETURN deletion;
END
$$;
COMMENT ON FUNCTION cascade.current_deletion() IS
    'The deletion of the current transaction: opened by the API or a cascade, or made by the first statement that asks.';
REVOKE ALL ON FUNCTION cascade.current_deletion() FROM PUBLIC;

CREATE FUNCTION cascade.refuse_key_update() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('update of the key of table "%s" violates distributed relationships', TG_TABLE_NAME),
        DETAIL = format('Other services refer to the key by: %s.', TG_ARGV[0]),
        HINT = 'Insert a row with the new key, move the dependents to it, then delete the old row.',
        SCHEMA = TG_TABLE_SCHEMA,
        TABLE = TG_TABLE_NAME;
END
$$;

CREATE FUNCTION cascade.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'feature_not_supported',
        MESSAGE = format('cannot truncate table "%s", because other services refer to it', TG_TABLE_NAME),
        DETAIL = format('Other services refer to the key by: %s.', TG_ARGV[0]),
        HINT = format('Use DELETE FROM %I.%I, which cascades.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
        SCHEMA = TG_TABLE_SCHEMA,
        TABLE = TG_TABLE_NAME;
END
$$;
