-- SPDX-License-Identifier: Apache-2.0
-- Deletes that need the consent of other services: what is asked, who has answered, and what this service is asked.

CREATE TABLE cascade.intent (
    id             uuid        PRIMARY KEY,
    deletion_id    uuid        NOT NULL,
    origin         text        NOT NULL,
    propagation    text        NOT NULL DEFAULT 'background',
    upstream_event uuid        UNIQUE,
    state          text        NOT NULL DEFAULT 'voting' CHECK (state IN ('voting', 'approved', 'executed', 'refused')),
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    deadline       timestamptz,
    decided_at     timestamptz,
    relationship   text,
    rows           bigint,
    sql_state      text,
    reason         text
);
COMMENT ON TABLE cascade.intent IS
    'Deletes that other services are asked about. Approved is a promise: nothing changes until the deletion comes or is given up.';
COMMENT ON COLUMN cascade.intent.upstream_event IS
    'The keys.intended event of another service at the end of which this one asks on; NULL where the deletion began here.';
COMMENT ON COLUMN cascade.intent.relationship IS 'Refused: the relationship or constraint by which rows hold the keys.';
CREATE UNIQUE INDEX intent_begun_here_idx ON cascade.intent (deletion_id) WHERE upstream_event IS NULL;
CREATE INDEX intent_open_idx ON cascade.intent (created_at) WHERE state IN ('voting', 'approved');
CREATE INDEX intent_decided_at_idx ON cascade.intent (decided_at) WHERE decided_at IS NOT NULL;

CREATE TABLE cascade.intent_event (
    event_id      uuid    PRIMARY KEY,
    intent_id     uuid    NOT NULL REFERENCES cascade.intent ON DELETE CASCADE,
    position      integer NOT NULL,
    key_of        text    NOT NULL,
    topic         text    NOT NULL,
    record_key    text    NOT NULL,
    source        text    NOT NULL,
    subject       text    NOT NULL,
    relationships text[]  NOT NULL
);
COMMENT ON TABLE cascade.intent_event IS 'The keys.intended events of an intent, for what has to follow on their record keys.';
CREATE INDEX intent_event_intent_id_idx ON cascade.intent_event (intent_id);

CREATE TABLE cascade.vote (
    event_id     uuid NOT NULL REFERENCES cascade.intent_event ON DELETE CASCADE,
    relationship text NOT NULL,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'vetoed')),
    holder       text,
    rows         bigint,
    sql_state    text,
    reason       text,
    PRIMARY KEY (event_id, relationship)
);

CREATE TABLE cascade.intent_key (
    key_of      text   NOT NULL,
    key         text[] NOT NULL,
    deletion_id uuid   NOT NULL,
    intent_id   uuid   NOT NULL REFERENCES cascade.intent ON DELETE CASCADE,
    PRIMARY KEY (key_of, key)
);
COMMENT ON TABLE cascade.intent_key IS
    'The keys that an undecided or approved intent claims: one deletion a key at a time. The delete itself uses them up.';
COMMENT ON COLUMN cascade.intent_key.key_of IS 'Names the table and its key, as in the names of its triggers.';
CREATE INDEX intent_key_intent_id_idx ON cascade.intent_key (intent_id);

CREATE TABLE cascade.intent_row (
    intent_id uuid  NOT NULL REFERENCES cascade.intent ON DELETE CASCADE,
    key_of    text  NOT NULL,
    row       jsonb NOT NULL
);
COMMENT ON TABLE cascade.intent_row IS
    'Rows that go with an intent although nobody needs to be asked, because their key is NULL.';
CREATE INDEX intent_row_intent_id_idx ON cascade.intent_row (intent_id);

CREATE TABLE cascade.ballot (
    event_id      uuid        PRIMARY KEY,
    publisher     text        NOT NULL,
    topic         text        NOT NULL,
    deletion_id   uuid        NOT NULL,
    relationships text[]      NOT NULL,
    payload       text        NOT NULL,
    state         text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'voting', 'approved', 'vetoed')),
    received_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cascade.ballot IS
    'keys.intended events of other services that this one has to answer. Waiting: rows are locked; voting: the services below are asked.';
CREATE INDEX ballot_waiting_idx ON cascade.ballot (received_at) WHERE state = 'waiting';
CREATE INDEX ballot_deletion_id_idx ON cascade.ballot (deletion_id);

-- Both only ever hold rows of a transaction that takes them back.
CREATE UNLOGGED TABLE cascade.trial (
    xact        xid8 PRIMARY KEY,
    deletion_id uuid NOT NULL
);
COMMENT ON TABLE cascade.trial IS
    'Lets a delete go through within its transaction to see what it would take along. Always rolled back.';

CREATE UNLOGGED TABLE cascade.trial_event (
    position      integer GENERATED ALWAYS AS IDENTITY,
    xact          xid8    NOT NULL DEFAULT pg_current_xact_id(),
    key_of        text    NOT NULL,
    topic         text    NOT NULL,
    record_key    text    NOT NULL,
    source        text    NOT NULL,
    subject       text    NOT NULL,
    relationships text[]  NOT NULL,
    keys          integer NOT NULL,
    payload       text    NOT NULL
);
COMMENT ON TABLE cascade.trial_event IS 'What a trial would ask other services.';

CREATE UNLOGGED TABLE cascade.trial_row (
    xact   xid8  NOT NULL DEFAULT pg_current_xact_id(),
    key_of text  NOT NULL,
    row    jsonb NOT NULL
);
COMMENT ON TABLE cascade.trial_row IS 'What a trial would delete without asking, because its key is NULL.';

CREATE FUNCTION cascade.begin_trial(deletion uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO cascade.trial (xact, deletion_id) VALUES (pg_current_xact_id(), deletion);
END
$$;
COMMENT ON FUNCTION cascade.begin_trial(uuid) IS
    'From here to the rollback of the subtransaction, deletes of guarded tables go through and are only written down.';

CREATE FUNCTION cascade.trial_events() RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_agg(to_jsonb(e) ORDER BY e.position) FROM cascade.trial_event AS e WHERE e.xact = pg_current_xact_id()
$$;
COMMENT ON FUNCTION cascade.trial_events() IS 'What the trial would ask others, to be kept over its rollback; NULL if nothing.';

CREATE FUNCTION cascade.trial_rows() RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_agg(to_jsonb(r)) FROM cascade.trial_row AS r WHERE r.xact = pg_current_xact_id()
$$;
COMMENT ON FUNCTION cascade.trial_rows() IS 'What the trial would delete without asking; NULL if nothing.';

CREATE FUNCTION cascade.store_intent(
        deletion uuid, begun_by text, upstream uuid, patience interval, events jsonb, unasked jsonb)
    RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stored  uuid := gen_random_uuid();
    wanted  bigint;
    claimed bigint;
BEGIN
    INSERT INTO cascade.intent (id, deletion_id, origin, propagation, upstream_event, deadline)
    VALUES (stored, deletion, begun_by, coalesce(nullif(current_setting('cascade.propagation', true), ''), 'background'),
            upstream, clock_timestamp() + patience);
    INSERT INTO cascade.intent_row (intent_id, key_of, row)
    SELECT stored, r.key_of, r.row
    FROM jsonb_to_recordset(coalesce(unasked, '[]')) AS r (key_of text, row jsonb);
    IF events IS NULL THEN
        UPDATE cascade.intent SET state = 'approved' WHERE id = stored;
        RETURN stored;
    END IF;

    WITH event AS MATERIALIZED (
        SELECT gen_random_uuid() AS id, e.*
        FROM jsonb_to_recordset(events) AS e (position integer, key_of text, topic text, record_key text, source text,
                                              subject text, relationships text[], keys integer, payload text)
    ), noted AS (
        INSERT INTO cascade.intent_event
            (event_id, intent_id, position, key_of, topic, record_key, source, subject, relationships)
        SELECT id, stored, position, key_of, topic, record_key, source, subject, relationships FROM event
    ), asked AS (
        INSERT INTO cascade.vote (event_id, relationship)
        SELECT event.id, name FROM event, unnest(event.relationships) AS name
    ), claim AS (
        INSERT INTO cascade.intent_key (key_of, key, deletion_id, intent_id)
        SELECT event.key_of, one.key, deletion, stored
        FROM event, LATERAL (
            SELECT array_agg(v.value ORDER BY c.number) AS key
            FROM json_each(event.payload::json -> 'keys') WITH ORDINALITY AS c (name, column_values, number),
                 json_array_elements_text(c.column_values) WITH ORDINALITY AS v (value, row)
            GROUP BY v.row) AS one
        ON CONFLICT DO NOTHING
        RETURNING 1
    ), published AS (
        INSERT INTO cascade.outbox (id, topic, record_key, type, source, subject, keys, payload)
        SELECT id, topic, record_key, 'io.cascade.keys.intended.v1', source, subject, keys, payload
        FROM event ORDER BY position
    )
    SELECT (SELECT sum(keys) FROM event), (SELECT count(*) FROM claim) INTO wanted, claimed;

    IF claimed < wanted THEN
        RAISE EXCEPTION USING
            ERRCODE = 'lock_not_available',
            MESSAGE = 'another deletion of the same rows is being decided',
            HINT = 'Try again when it is.',
            CONSTRAINT = 'cascade_guard';
    END IF;
    RETURN stored;
END
$$;
COMMENT ON FUNCTION cascade.store_intent(uuid, text, uuid, interval, jsonb, jsonb) IS
    'Asks what a trial has found: claims the keys and publishes keys.intended. SQLSTATE 55P03 when another deletion has a key.';

CREATE FUNCTION cascade.keep_keys(intent uuid) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO cascade.outbox (topic, record_key, type, source, subject, payload)
    SELECT e.topic, e.record_key, 'io.cascade.keys.kept.v1', e.source, e.subject,
           json_build_object('table', e.subject, 'relationships', to_json(e.relationships),
                             'deletion', i.deletion_id, 'event', e.event_id)::text
    FROM cascade.intent_event AS e JOIN cascade.intent AS i ON i.id = e.intent_id
    WHERE e.intent_id = intent ORDER BY e.position;
    DELETE FROM cascade.intent_key AS k WHERE k.intent_id = intent;
    DELETE FROM cascade.intent_row AS r WHERE r.intent_id = intent;
$$;
COMMENT ON FUNCTION cascade.keep_keys(uuid) IS 'Gives an intent up: those that were asked may refer to its keys again.';

CREATE FUNCTION cascade.request_deletion(
        parent regclass, condition text, patience interval DEFAULT interval '10 seconds')
    RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    deletion uuid := gen_random_uuid();
    events   jsonb;
    unasked  jsonb;
    found_rows bigint;
BEGIN
    IF condition IS NULL OR patience IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'the condition and the patience may not be NULL',
            HINT = 'The condition ''true'' asks for all rows.';
    END IF;
    BEGIN
        PERFORM cascade.begin_trial(deletion);
        EXECUTE pg_catalog.format('DELETE FROM %s WHERE %s', parent, condition);
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        SET CONSTRAINTS ALL IMMEDIATE;
        events := cascade.trial_events();
        unasked := cascade.trial_rows();
        RAISE EXCEPTION USING ERRCODE = 'CTRIA';
    EXCEPTION WHEN SQLSTATE 'CTRIA' THEN
        NULL;
    END;
    IF events IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_catalog.jsonb_array_elements(events) AS e, pg_catalog.pg_class AS c
        WHERE c.oid = parent AND e ->> 'subject' = (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace) || '.' || c.relname
    ) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = pg_catalog.format('a delete from %s takes along rows that others may hold', parent),
            DETAIL = (SELECT 'They are in: ' || pg_catalog.string_agg(DISTINCT e ->> 'subject', ', ') || '.'
                      FROM pg_catalog.jsonb_array_elements(events) AS e),
            HINT = 'Ask for the deletion of those rows first.';
    END IF;
    IF events IS NULL AND unasked IS NULL AND found_rows > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = pg_catalog.format('a delete from %s needs nobody''s consent', parent),
            HINT = 'Use DELETE.';
    END IF;
    IF events IS NULL AND unasked IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM cascade.store_intent(deletion, 'sql', NULL, patience, events, unasked);
    RETURN deletion;
END
$$;
COMMENT ON FUNCTION cascade.request_deletion(regclass, text, interval) IS
    'Asks all services concerned whether the rows of a table that meet the condition may be deleted, and deletes them if so.
    Returns the deletion, to be looked for in cascade.intent; NULL when there is no such row.';

REVOKE ALL ON FUNCTION cascade.begin_trial(uuid), cascade.trial_events(), cascade.trial_rows(),
    cascade.store_intent(uuid, text, uuid, interval, jsonb, jsonb), cascade.keep_keys(uuid),
    cascade.request_deletion(regclass, text, interval) FROM PUBLIC;
