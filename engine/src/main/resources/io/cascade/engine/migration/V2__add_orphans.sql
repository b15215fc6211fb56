-- SPDX-License-Identifier: Apache-2.0
-- Children that are taken out of their parent's collection, and deletions that keep the children.

ALTER TABLE cascade.deletion ADD COLUMN propagation text NOT NULL DEFAULT 'background';
COMMENT ON COLUMN cascade.deletion.propagation IS
    'background: the children follow by their relationships. orphan: children of this deletion stay, without a parent.';

CREATE FUNCTION cascade.current_propagation(deletion uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen text := coalesce(nullif(current_setting('cascade.propagation', true), ''), 'background');
BEGIN
    IF chosen NOT IN ('background', 'orphan') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('cascade.propagation is "%s", but must be "background" or "orphan"', chosen),
            HINT = 'SET LOCAL cascade.propagation = ''orphan'' keeps the children with NULL in their reference.';
    END IF;
    IF chosen <> 'background' THEN
        UPDATE cascade.deletion AS d SET propagation = chosen
        WHERE d.id = current_propagation.deletion AND d.propagation <> chosen;
    END IF;
    RETURN chosen;
END
$$;
COMMENT ON FUNCTION cascade.current_propagation(uuid) IS
    'What the current transaction wants for the children of the keys that it deletes; noted with the deletion.';
REVOKE ALL ON FUNCTION cascade.current_propagation(uuid) FROM PUBLIC;

CREATE UNLOGGED TABLE cascade.orphan_row (
    transaction  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    relation     oid  NOT NULL,
    relationship text NOT NULL,
    tuple        tid  NOT NULL
);
COMMENT ON TABLE cascade.orphan_row IS
    'Rows that the statement in progress has taken out of their parent''s collection; empty in between.';
CREATE INDEX orphan_row_transaction_idx ON cascade.orphan_row (transaction);

CREATE UNLOGGED TABLE cascade.kept_orphans (
    transaction xid8 PRIMARY KEY DEFAULT pg_current_xact_id()
);
COMMENT ON TABLE cascade.kept_orphans IS
    'The transaction that applies a deletion which keeps the children. A setting would do, but anybody could set it.';

CREATE FUNCTION cascade.delete_orphan_rows(relation regclass, tuples tid[], columns text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM cascade.kept_orphans WHERE transaction = pg_current_xact_id()) THEN
        RETURN;
    END IF;
    -- Other triggers may have changed a row since, and so moved it, or given it a parent again.
    EXECUTE format(
        'DELETE FROM %s AS c WHERE c.ctid = ANY ($1) AND (%s)',
        relation,
        (SELECT string_agg(format('c.%I IS NULL', name), ' OR ') FROM unnest(columns) AS name))
    USING ARRAY(SELECT currtid2(relation::text, tuple) FROM unnest(tuples) AS tuple);
END
$$;
REVOKE ALL ON FUNCTION cascade.delete_orphan_rows(regclass, tid[], text[]) FROM PUBLIC;

CREATE FUNCTION cascade.note_orphan() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (SELECT relispartition FROM pg_class WHERE oid = TG_RELID) THEN
        -- A statement on a partition fires no statement trigger of its table.
        PERFORM cascade.delete_orphan_rows(TG_RELID, ARRAY[NEW.ctid], TG_ARGV[1:]);
        RETURN NULL;
    END IF;
    INSERT INTO cascade.orphan_row (relation, relationship, tuple) VALUES (TG_RELID, TG_ARGV[0], NEW.ctid);
    PERFORM set_config('cascade.orphans', 'yes', true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cascade.note_orphan() IS
    'Collects, so that one statement deletes all and publishes them together. Arguments: relationship, its columns.';
REVOKE ALL ON FUNCTION cascade.note_orphan() FROM PUBLIC;

CREATE FUNCTION cascade.delete_orphans() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tuples tid[];
BEGIN
    IF coalesce(current_setting('cascade.orphans', true), '') = '' THEN
        RETURN NULL;
    END IF;
    WITH noted AS (
        DELETE FROM cascade.orphan_row
        WHERE transaction = pg_current_xact_id() AND relation = TG_RELID AND relationship = TG_ARGV[0]
        RETURNING tuple)
    SELECT array_agg(tuple) INTO tuples FROM noted;
    IF tuples IS NOT NULL THEN
        PERFORM cascade.delete_orphan_rows(TG_RELID, tuples, TG_ARGV[1:]);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cascade.delete_orphans() IS
    'Deletes what cascade.note_orphan() has collected. Arguments: relationship, its columns.';
REVOKE ALL ON FUNCTION cascade.delete_orphans() FROM PUBLIC;
