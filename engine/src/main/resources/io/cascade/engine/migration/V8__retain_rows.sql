-- SPDX-License-Identifier: Apache-2.0
-- Copies of what deletions take away, and how they come back. Needs the causes of V4.

ALTER TABLE cascade.deletion ADD COLUMN retain boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN cascade.deletion.retain IS 'Whether copies are kept where relationships say so; false leaves none anywhere.';
ALTER TABLE cascade.delivery ADD COLUMN record_key text, ADD COLUMN restored_since bigint;
COMMENT ON COLUMN cascade.delivery.restored_since IS
    'Keys that a restore has brought back have at least this version; those of a lower one have been taken by others.';
COMMENT ON COLUMN cascade.delivery.record_key IS 'Of the event, for what has to follow it. Kept here, because outbox partitions go.';
ALTER TABLE cascade.intent ADD COLUMN retain text NOT NULL DEFAULT coalesce(current_setting('cascade.retain', true), '');
COMMENT ON COLUMN cascade.intent.retain IS 'The setting cascade.retain of the transaction that asks, for the one that deletes.';

CREATE TABLE cascade.retained_row (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deletion_id    uuid        NOT NULL,
    cause_event    uuid,
    relationship   text,
    relation       text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('deleted', 'changed')),
    shape          uuid        NOT NULL,
    row            jsonb       NOT NULL,
    retained_until timestamptz NOT NULL,
    refused_by     uuid
);
COMMENT ON TABLE cascade.retained_row IS
    'Personal data: rows as they were before a deletion, until they are restored or expire. Written by triggers alone.';
COMMENT ON COLUMN cascade.retained_row.cause_event IS 'The event by which the row went; NULL where the deletion began.';
COMMENT ON COLUMN cascade.retained_row.relation IS 'The table, quoted as SQL needs it.';
COMMENT ON COLUMN cascade.retained_row.kind IS
    'deleted: the whole row. changed: its primary key and the reference that was set to NULL or its default.';
COMMENT ON COLUMN cascade.retained_row.row IS 'Each column in its type''s text form, so that every type comes back as it was.';
COMMENT ON COLUMN cascade.retained_row.refused_by IS 'The keys.restored event that could not bring it back last.';
CREATE INDEX retained_row_deletion_id_idx ON cascade.retained_row (deletion_id, cause_event);
CREATE INDEX retained_row_cause_idx ON cascade.retained_row (cause_event, relationship, id) WHERE cause_event IS NOT NULL;
CREATE INDEX retained_row_refused_by_idx ON cascade.retained_row (refused_by) WHERE refused_by IS NOT NULL;
CREATE INDEX retained_row_until_idx ON cascade.retained_row USING brin (retained_until);

CREATE TABLE cascade.retained_shape (
    id       uuid   PRIMARY KEY,
    relation text   NOT NULL,
    names    text[] NOT NULL,
    types    text[] NOT NULL
);
COMMENT ON TABLE cascade.retained_shape IS 'The columns that tables had when rows of them were kept.';

CREATE TABLE cascade.restoration (
    deletion_id uuid        PRIMARY KEY,
    attempt     integer     NOT NULL DEFAULT 1,
    rows        bigint      NOT NULL,
    refusals    jsonb       NOT NULL DEFAULT '[]',
    begun_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE cascade.restoration IS 'Deletions that were restored, where they began. rows: of this database, by all attempts.';

CREATE TABLE cascade.restored_event (
    event_id              uuid        NOT NULL,
    relationship          text        NOT NULL,
    deletion_id           uuid        NOT NULL,
    deleted_event         uuid        NOT NULL,
    attempt               integer     NOT NULL,
    upstream_event        uuid,
    upstream_relationship text,
    done                  boolean     NOT NULL DEFAULT false,
    rows                  bigint      NOT NULL DEFAULT 0,
    refusals              jsonb       NOT NULL DEFAULT '[]',
    created_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (event_id, relationship)
);
COMMENT ON TABLE cascade.restored_event IS 'Publisher: keys.restored events, and what subscribers have reported on them.';
COMMENT ON COLUMN cascade.restored_event.upstream_event IS
    'The keys.restored event of another service because of which this one was published; NULL where the deletion began.';
CREATE INDEX restored_event_deletion_id_idx ON cascade.restored_event (deletion_id);
CREATE INDEX restored_event_upstream_idx ON cascade.restored_event (upstream_event, upstream_relationship)
    WHERE upstream_event IS NOT NULL;

CREATE TABLE cascade.restoration_task (
    event_id      uuid        NOT NULL,
    relationship  text        NOT NULL,
    publisher     text        NOT NULL,
    deletion_id   uuid        NOT NULL,
    deleted_event uuid        NOT NULL,
    since         bigint      NOT NULL,
    own_since     bigint      NOT NULL DEFAULT nextval('cascade.key_version'),
    state         text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'below')),
    rows          bigint      NOT NULL DEFAULT 0,
    refusals      jsonb       NOT NULL DEFAULT '[]',
    position      bigint,
    blocked       bigint      NOT NULL DEFAULT 0,
    last_pass     boolean     NOT NULL DEFAULT false,
    due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    progress_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (event_id, relationship)
);
COMMENT ON TABLE cascade.restoration_task IS
    'Subscriber: keys.restored events that are being worked on (waiting), or wait for the services below; gone when reported.';
COMMENT ON COLUMN cascade.restoration_task.since IS 'The version that keys have at least which have come back above.';
COMMENT ON COLUMN cascade.restoration_task.own_since IS 'The same for the keys that come back here.';
COMMENT ON COLUMN cascade.restoration_task.position IS 'How far the present pass over the rows has come.';
COMMENT ON COLUMN cascade.restoration_task.blocked IS 'Rows of this pass that refer to what is not there, or not yet.';
CREATE INDEX restoration_task_due_idx ON cascade.restoration_task (due_at) WHERE state = 'waiting';

CREATE FUNCTION cascade.retains() RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen text := coalesce(nullif(current_setting('cascade.retain', true), ''), 'on');
BEGIN
    IF chosen NOT IN ('on', 'off') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('cascade.retain is "%s", but must be "on" or "off"', chosen),
            HINT = 'SET LOCAL cascade.retain = ''off'' leaves no copy of what the transaction deletes.';
    END IF;
    RETURN chosen = 'on';
END
$$;
COMMENT ON FUNCTION cascade.retains() IS 'Whether the current transaction lets copies of what it deletes be kept.';

CREATE FUNCTION cascade.current_retain(deletion uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen boolean := cascade.retains();
BEGIN
    IF NOT chosen THEN
        UPDATE cascade.deletion AS d SET retain = false WHERE d.id = current_retain.deletion AND d.retain;
    END IF;
    RETURN chosen;
END
$$;
COMMENT ON FUNCTION cascade.current_retain(uuid) IS 'The same, noted with the deletion.';

CREATE FUNCTION cascade.retaining_sql(relid oid, columns text[]) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named    text;
    names    text[];
    types    text[];
    shape_id uuid;
BEGIN
    SELECT format('%I.%I', n.nspname, c.relname) INTO named
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = relid;
    SELECT array_agg(a.attname::text ORDER BY a.attnum), array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum)
    INTO names, types
    FROM pg_attribute AS a
    WHERE a.attrelid = relid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND (columns IS NULL OR a.attname = ANY (columns) OR a.attnum = ANY (
            SELECT unnest(i.indkey) FROM pg_index AS i WHERE i.indrelid = relid AND i.indisprimary));
    shape_id := substr(encode(sha256(convert_to(named || names::text || types::text, 'UTF8')), 'hex'), 1, 32)::uuid;
    IF NOT EXISTS (SELECT FROM cascade.retained_shape AS s WHERE s.id = shape_id) THEN
        INSERT INTO cascade.retained_shape (id, relation, names, types)
        VALUES (shape_id, named, names, types) ON CONFLICT DO NOTHING;
    END IF;
    -- The output function of each type, because a cast to text may be somebody's own, and lossy.
    RETURN format(
        'INSERT INTO cascade.retained_row (deletion_id, cause_event, relationship, relation, kind, shape, row, retained_until)
         SELECT $1, $2, $3, %L, %L, %L, jsonb_object(%L::text[], ARRAY[%s]::text[]), now() + $4 FROM old_rows AS r%s',
        named,
        CASE WHEN columns IS NULL THEN 'deleted' ELSE 'changed' END,
        shape_id,
        names,
        (SELECT string_agg(format('CASE WHEN num_nulls(r.%1$I) = 0 THEN format(''%%s'', r.%1$I) END', u.name), ', '
                           ORDER BY u.position)
         FROM unnest(names) WITH ORDINALITY AS u (name, position)),
        (SELECT ' WHERE num_nonnulls(' || string_agg(format('r.%I', name), ', ') || ') > 0' FROM unnest(columns) AS name));
END
$$;
COMMENT ON FUNCTION cascade.retaining_sql(oid, text[]) IS
    'The statement that keeps the rows of the transition table old_rows: whole, or their primary key and the columns given.';

CREATE FUNCTION cascade.note_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM set_config('cascade.changing', CASE WHEN pg_trigger_depth() > 1 THEN 'yes' ELSE '' END, true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cascade.note_change() IS
    'Tells a change that a foreign key makes from one of the application''s. Afterwards both look alike.';

CREATE FUNCTION cascade.retain_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C'
AS $$
DECLARE
    deletion uuid := nullif(current_setting('cascade.deletion', true), '')::uuid;
    cause    uuid := nullif(current_setting('cascade.cause', true), '')::uuid;
BEGIN
    -- A parent table publishes before, by the order of its triggers' names, and so do those that local foreign keys come from.
    IF deletion IS NULL OR NOT EXISTS (SELECT FROM old_rows) OR NOT cascade.retains()
        OR EXISTS (SELECT FROM cascade.trial WHERE xact = pg_current_xact_id()) THEN
        RETURN NULL;
    END IF;
    EXECUTE cascade.retaining_sql(TG_RELID, NULL)
    USING deletion, cause, CASE WHEN cause IS NOT NULL THEN current_setting('cascade.origin', true) END, TG_ARGV[0]::interval;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cascade.retain_deleted() IS 'Keeps the rows of a deletion. Argument: for how long.';

CREATE FUNCTION cascade.retain_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C'
AS $$
DECLARE
    deletion uuid := nullif(current_setting('cascade.deletion', true), '')::uuid;
    cause    uuid := nullif(current_setting('cascade.cause', true), '')::uuid;
BEGIN
    IF deletion IS NULL OR (cause IS NULL AND current_setting('cascade.changing', true) <> 'yes') OR NOT EXISTS (SELECT FROM old_rows)
        OR NOT cascade.retains() OR EXISTS (SELECT FROM cascade.trial WHERE xact = pg_current_xact_id()) THEN
        RETURN NULL;
    END IF;
    EXECUTE cascade.retaining_sql(TG_RELID, TG_ARGV[1:])
    USING deletion, cause, CASE WHEN cause IS NOT NULL THEN current_setting('cascade.origin', true) END, TG_ARGV[0]::interval;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cascade.retain_changed() IS
    'Keeps the references that a deletion sets to NULL or their default. Arguments: for how long, the columns.';

CREATE FUNCTION cascade.retention_triggers(wanted jsonb)
    RETURNS TABLE (relation oid, name text, keep interval, timing text, call text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET intervalstyle = 'postgres'
AS $$
    WITH RECURSIVE asked AS (
        SELECT to_regclass(w.relation)::oid AS relid, w.retain::interval AS keep, w.deletes, w.columns
        FROM jsonb_to_recordset(wanted) AS w (relation text, retain text, deletes boolean, columns text[])
        WHERE to_regclass(w.relation) IS NOT NULL
    ), reached AS (
        SELECT a.relid, a.keep FROM asked AS a WHERE a.deletes
        UNION
        SELECT c.conrelid, r.keep
        FROM reached AS r
        JOIN pg_constraint AS c ON c.confrelid = r.relid AND c.contype = 'f' AND c.confdeltype = 'c' AND c.conparentid = 0
        JOIN pg_class AS t ON t.oid = c.conrelid AND t.relnamespace <> 'cascade'::regnamespace AND t.relkind IN ('r', 'p')
    ), changed AS (
        SELECT a.relid, a.columns, a.keep FROM asked AS a WHERE a.columns IS NOT NULL
        UNION ALL
        SELECT c.conrelid,
               ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, position)
                     JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.position),
               r.keep
        FROM reached AS r
        JOIN pg_constraint AS c
            ON c.confrelid = r.relid AND c.contype = 'f' AND c.confdeltype IN ('n', 'd') AND c.conparentid = 0
        JOIN pg_class AS t ON t.oid = c.conrelid AND t.relnamespace <> 'cascade'::regnamespace AND t.relkind IN ('r', 'p')
    )
    SELECT r.relid, 'cascade_retain_deleted', max(r.keep), 'AFTER DELETE',
           format('retain_deleted(%L)', max(r.keep))
    FROM reached AS r GROUP BY r.relid
    UNION ALL
    SELECT c.relid,
           'cascade_retain_changed_' || substr(encode(sha256(convert_to(c.columns::text, 'UTF8')), 'hex'), 1, 16),
           max(c.keep),
           'AFTER UPDATE',
           format('retain_changed(%L, %s)', max(c.keep),
                  (SELECT string_agg(quote_literal(n), ', ') FROM unnest(c.columns) AS n))
    FROM changed AS c
    WHERE EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.relid AND i.indisprimary)
    GROUP BY c.relid, c.columns
    UNION ALL
    SELECT c.relid, 'cascade_retain_changing', max(c.keep), 'BEFORE UPDATE', 'note_change()'
    FROM changed AS c
    WHERE EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.relid AND i.indisprimary)
    GROUP BY c.relid
$$;
COMMENT ON FUNCTION cascade.retention_triggers(jsonb) IS
    'The triggers that keep copies: on the tables wanted, and on those that local foreign keys lead to from there.';

CREATE FUNCTION cascade.retention_differs(wanted jsonb, exact boolean)
    RETURNS TABLE (relation oid, name text, keep interval, timing text, call text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET intervalstyle = 'postgres'
AS $$
    SELECT w.* FROM cascade.retention_triggers(wanted) AS w
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger AS t
        WHERE t.tgrelid = w.relation AND t.tgname = w.name AND t.tgenabled = 'A'
            -- Comments of other triggers are no intervals, and nothing but CASE keeps them from being read.
            AND CASE WHEN t.tgname <> w.name THEN false
                     WHEN exact THEN obj_description(t.oid, 'pg_trigger')::interval = w.keep
                     ELSE obj_description(t.oid, 'pg_trigger')::interval >= w.keep END)
    UNION ALL
    SELECT t.tgrelid, t.tgname::text, NULL::interval, NULL, NULL
    FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid AND p.pronamespace = 'cascade'::regnamespace
    WHERE exact AND p.proname IN ('note_change', 'retain_deleted', 'retain_changed') AND t.tgparentid = 0
        AND NOT EXISTS (SELECT FROM cascade.retention_triggers(wanted) AS w WHERE w.relation = t.tgrelid AND w.name = t.tgname)
$$;
COMMENT ON FUNCTION cascade.retention_differs(jsonb, boolean) IS
    'Triggers that are missing or keep copies for less long; exactly: also those that keep them for longer, or for nobody.';

CREATE FUNCTION cascade.install_retention(wanted jsonb, exact boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET intervalstyle = 'postgres'
AS $$
DECLARE
    wanting record;
BEGIN
    FOR wanting IN SELECT * FROM cascade.retention_differs(wanted, exact) LOOP
        IF wanting.call IS NULL THEN
            EXECUTE format('DROP TRIGGER %I ON %s', wanting.name, wanting.relation::regclass);
        ELSE
            EXECUTE format('CREATE OR REPLACE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION cascade.%s',
                wanting.name, wanting.timing, wanting.relation::regclass,
                CASE WHEN wanting.timing LIKE 'AFTER%' THEN 'REFERENCING OLD TABLE AS old_rows' ELSE '' END, wanting.call);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', wanting.relation::regclass, wanting.name);
            EXECUTE format('COMMENT ON TRIGGER %I ON %s IS %L', wanting.name, wanting.relation::regclass, wanting.keep);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cascade.install_retention(jsonb, boolean) IS 'Brings the triggers that keep copies to what is wanted.';

CREATE FUNCTION cascade.changed_columns(shape uuid) RETURNS text[]
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(
        SELECT c.name FROM unnest(s.names, s.types) WITH ORDINALITY AS c (name, type, position)
        WHERE NOT EXISTS (
            SELECT FROM pg_attribute AS a
            WHERE a.attrelid = to_regclass(s.relation) AND a.attname = c.name AND NOT a.attisdropped AND a.attnum > 0
                AND a.attgenerated = '' AND format_type(a.atttypid, NULL) = c.type)
        ORDER BY c.position)
    FROM cascade.retained_shape AS s WHERE s.id = shape
$$;
COMMENT ON FUNCTION cascade.changed_columns(uuid) IS 'Columns that a table does not have any more as they were kept.';

REVOKE ALL ON TABLE cascade.retained_row, cascade.retained_shape, cascade.restoration, cascade.restored_event,
    cascade.restoration_task FROM PUBLIC;
REVOKE ALL ON FUNCTION cascade.retains(), cascade.current_retain(uuid), cascade.retaining_sql(oid, text[]),
    cascade.note_change(), cascade.retain_deleted(), cascade.retain_changed(), cascade.retention_triggers(jsonb),
    cascade.retention_differs(jsonb, boolean), cascade.install_retention(jsonb, boolean), cascade.changed_columns(uuid)
    FROM PUBLIC;
