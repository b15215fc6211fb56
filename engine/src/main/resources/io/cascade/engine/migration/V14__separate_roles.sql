-- SPDX-License-Identifier: Apache-2.0
-- Roles that delete and insert without owning anything here. A session is the engine's if its login role is, or is a member of,
-- the role that these functions belong to; what the settings of any other session say is only believed as far as it is harmless.

ALTER TABLE cascade.deletion ADD COLUMN xact xid8;
ALTER TABLE cascade.deletion ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
COMMENT ON COLUMN cascade.deletion.xact IS 'The transaction that began it, the only one in which others than the engine may add to it.';

CREATE FUNCTION cascade.own_deletion() RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named uuid := nullif(current_setting('cascade.deletion', true), '')::uuid;
BEGIN
    IF named IS NOT NULL AND NOT pg_has_role(session_user, current_user, 'MEMBER') AND EXISTS (
        SELECT FROM cascade.deletion AS d WHERE d.id = named AND d.xact IS DISTINCT FROM pg_current_xact_id()) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = format('the deletion %s was begun by another transaction', named),
            HINT = 'Leave cascade.deletion alone, or give it a new UUID.';
    END IF;
    RETURN named;
END
$$;
COMMENT ON FUNCTION cascade.own_deletion() IS
    'The deletion that the current transaction names, if it may; NULL if it names none.';

CREATE OR REPLACE FUNCTION cascade.current_deletion() RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deletion uuid := cascade.own_deletion();
    began    text := coalesce(nullif(current_setting('cascade.origin', true), ''), 'sql');
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        -- Only the engine deletes because of events of others.
        PERFORM set_config('cascade.cause', '', true);
        began := CASE began WHEN 'api' THEN 'api' ELSE 'sql' END;
    END IF;
    IF deletion IS NULL THEN
        deletion := gen_random_uuid();
        PERFORM set_config('cascade.deletion', deletion::text, true);
    END IF;
    INSERT INTO cascade.deletion (id, origin) VALUES (deletion, began) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        -- Another transaction may have begun it while this one waited for it.
        PERFORM cascade.own_deletion();
    END IF;
    RETURN deletion;
END
$$;

CREATE OR REPLACE FUNCTION cascade.retain_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C'
AS $$
DECLARE
    deletion uuid := cascade.own_deletion();
    cause    uuid := CASE WHEN pg_has_role(session_user, current_user, 'MEMBER')
                          THEN nullif(current_setting('cascade.cause', true), '')::uuid END;
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

CREATE OR REPLACE FUNCTION cascade.retain_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres'
    SET extra_float_digits = 1 SET bytea_output = 'hex' SET lc_monetary = 'C'
AS $$
DECLARE
    deletion uuid := cascade.own_deletion();
    cause    uuid := CASE WHEN pg_has_role(session_user, current_user, 'MEMBER')
                          THEN nullif(current_setting('cascade.cause', true), '')::uuid END;
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

CREATE FUNCTION cascade.request_rows(parent regclass, tuples tid[], patience interval, path text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deletion    uuid := gen_random_uuid();
    trusted     boolean := pg_has_role(session_user, current_user, 'MEMBER');
    constraints text := 'ALL';
    statement   text;
    events      jsonb;
    unasked     jsonb;
    same_rows   bigint;
    found_rows  bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = parent AND c.relkind = 'r') THEN
        RAISE EXCEPTION USING ERRCODE = 'wrong_object_type', MESSAGE = format('%s is no ordinary table', parent);
    END IF;
    IF NOT trusted THEN
        -- Triggers of a table that somebody else owns, or can add triggers to, would run with the rights of this function.
        IF NOT EXISTS (SELECT FROM pg_class AS c JOIN pg_roles AS o ON o.oid = c.relowner
                       WHERE c.oid = parent AND NOT c.relrowsecurity AND o.rolname = current_user)
            OR NOT has_table_privilege(session_user, parent, 'DELETE')
            OR has_table_privilege(session_user, parent, 'TRIGGER') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'insufficient_privilege',
                MESSAGE = format('the role "%s" cannot ask for deletions from %s', session_user, parent),
                HINT = 'It needs DELETE on the table and not TRIGGER, the engine''s role has to own the table, and row-level security cannot be respected.';
        END IF;
        -- Where the session can make nothing that a trigger of the table would take for what it means.
        SELECT concat_ws(', ', 'pg_catalog',
                         CASE WHEN NOT has_schema_privilege(session_user, n.oid, 'CREATE') THEN quote_ident(n.nspname) END, 'pg_temp')
        INTO path FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = parent;
        -- ALL would also run what the session has put off, with the rights of this function before PostgreSQL 18.
        SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ') INTO constraints
        FROM pg_constraint AS c
        JOIN pg_namespace AS n ON n.oid = c.connamespace
        JOIN pg_class AS t ON t.oid = c.conrelid
        JOIN pg_roles AS o ON o.oid = t.relowner AND o.rolname = current_user
        WHERE c.condeferrable AND NOT EXISTS (
            SELECT FROM pg_constraint AS x JOIN pg_class AS u ON u.oid = x.conrelid
            WHERE x.connamespace = c.connamespace AND x.conname = c.conname AND u.relowner <> t.relowner);
    END IF;
    BEGIN
        PERFORM cascade.begin_trial(deletion);
        EXECUTE format('SELECT count(*) FROM (SELECT FROM ONLY %s WHERE ctid = ANY ($1) FOR UPDATE) AS locked', parent)
        INTO same_rows USING tuples;
        IF same_rows < cardinality(tuples) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'serialization_failure',
                MESSAGE = format('rows of %s have changed while their deletion was asked for', parent),
                HINT = 'Try again.';
        END IF;
        statement := format('DELETE FROM ONLY %s WHERE ctid = ANY ($1)', parent);
        PERFORM set_config('search_path', path, true);
        EXECUTE statement USING tuples;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        IF constraints IS NOT NULL THEN
            EXECUTE pg_catalog.concat('SET CONSTRAINTS ', constraints, ' IMMEDIATE');
        END IF;
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        events := cascade.trial_events();
        unasked := cascade.trial_rows();
        RAISE EXCEPTION USING ERRCODE = 'CTRIA';
    EXCEPTION WHEN SQLSTATE 'CTRIA' THEN
        NULL;
    END;
    IF events IS NOT NULL AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(events) AS e, pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = parent AND e ->> 'subject' = n.nspname || '.' || c.relname) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('a delete from %s takes along rows that others may hold', parent),
            DETAIL = (SELECT 'They are in: ' || string_agg(DISTINCT e ->> 'subject', ', ') || '.'
                      FROM jsonb_array_elements(events) AS e),
            HINT = 'Ask for the deletion of those rows first.';
    END IF;
    IF events IS NULL AND unasked IS NULL AND found_rows > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('a delete from %s needs nobody''s consent', parent),
            HINT = 'Use DELETE.';
    END IF;
    IF events IS NULL AND unasked IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM cascade.store_intent(deletion, 'sql', NULL, patience, events, unasked);
    RETURN deletion;
END
$$;
COMMENT ON FUNCTION cascade.request_rows(regclass, tid[], interval, text) IS
    'What cascade.request_deletion() does with the rows that it has found. It never runs anything of the
    caller''s. The search path is for triggers of the table, and believed of sessions of the engine alone.';

CREATE OR REPLACE FUNCTION cascade.request_deletion(
        parent regclass, condition text, patience interval DEFAULT interval '10 seconds')
    RETURNS uuid
    LANGUAGE plpgsql
AS $$
DECLARE
    tuples   tid[];
    attempts integer := 0;
BEGIN
    IF condition IS NULL OR patience IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'the condition and the patience may not be NULL',
            HINT = 'The condition ''true'' asks for all rows.';
    END IF;
    -- Rows that have changed since they were found are looked for again, as a DELETE looks at its condition again.
    LOOP
        BEGIN
            -- The condition is the caller's own, and runs with the caller's rights.
            EXECUTE pg_catalog.format('SELECT pg_catalog.array_agg(ctid) FROM ONLY %s WHERE %s', parent, condition) INTO tuples;
            RETURN cascade.request_rows(parent, coalesce(tuples, '{}'), patience, pg_catalog.current_setting('search_path'));
        EXCEPTION WHEN serialization_failure THEN
            attempts := attempts OPERATOR(pg_catalog.+) 1;
            IF attempts OPERATOR(pg_catalog.>=) 100
                OR pg_catalog.current_setting('transaction_isolation') OPERATOR(pg_catalog.<>) 'read committed' THEN
                RAISE;
            END IF;
        END;
    END LOOP;
END
$$;

CREATE FUNCTION cascade.requested_deletion(deletion uuid)
    RETURNS TABLE (state text, relationship text, rows bigint, sql_state text, reason text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.state, i.relationship, i.rows, i.sql_state, i.reason
    FROM cascade.intent AS i WHERE i.deletion_id = deletion AND i.upstream_event IS NULL
$$;
COMMENT ON FUNCTION cascade.requested_deletion(uuid) IS
    'What has become of a deletion that was asked for, for roles that cannot read cascade.intent. No keys.';

CREATE FUNCTION cascade.role_reasons(application text, debezium text) RETURNS SETOF text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('the %s role "%s" %s', r.part, r.name, CASE
        WHEN p.oid IS NULL THEN format('does not exist; create it: CREATE ROLE %I LOGIN%s', r.name,
            CASE r.part WHEN 'Debezium' THEN ' REPLICATION' ELSE '' END)
        WHEN p.rolsuper THEN 'is a superuser, to whom no right can be refused; name another'
        WHEN pg_has_role(p.oid, current_user, 'MEMBER')
            THEN format('is %s itself, or a member of it, so it could do whatever it may; name another', current_user)
        WHEN r.part = 'Debezium' AND NOT p.rolreplication
            THEN format('may not replicate, so no event would leave the database; run ALTER ROLE %I REPLICATION', r.name)
        ELSE 'is also the other one; name two roles' END)
    FROM (VALUES ('application', application), ('Debezium', debezium)) AS r (part, name)
    LEFT JOIN pg_roles AS p ON p.rolname = r.name
    WHERE r.name IS NOT NULL AND (p.oid IS NULL OR p.rolsuper OR pg_has_role(p.oid, current_user, 'MEMBER')
        OR r.part = 'Debezium' AND (NOT p.rolreplication OR debezium = application))
$$;
COMMENT ON FUNCTION cascade.role_reasons(text, text) IS 'Why roles cannot be kept apart as cascade.install_roles() would.';

CREATE FUNCTION cascade.role_changes(application text, debezium text, tables text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH role AS (
        SELECT p.oid, p.rolname::text AS name FROM pg_roles AS p WHERE p.rolname IN (application, debezium)
        UNION ALL SELECT 0, 'PUBLIC'
    ), object AS (
        SELECT 'SCHEMA' AS kind, n.oid, format('%I', n.nspname) AS name, n.nspacl AS acl, 'engine' AS part
        FROM pg_namespace AS n WHERE n.nspname = 'cascade'
        UNION ALL
        SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid, format('cascade.%I', c.relname), c.relacl, 'engine'
        FROM pg_class AS c WHERE c.relnamespace = 'cascade'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT 'TABLE', a.attrelid, format('cascade.%I', c.relname), a.attacl, 'column'
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'cascade'::regnamespace AND a.attacl IS NOT NULL
        UNION ALL
        SELECT 'ROUTINE', p.oid, p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)), 'engine'
        FROM pg_proc AS p WHERE p.pronamespace = 'cascade'::regnamespace
        UNION ALL
        SELECT 'TABLE', c.oid, c.oid::regclass::text, c.relacl, 'application'
        FROM unnest(tables) AS t (name) JOIN pg_class AS c ON c.oid = to_regclass(t.name)
        UNION ALL
        SELECT 'SEQUENCE', s.oid, s.oid::regclass::text, s.relacl, 'application'
        FROM unnest(tables) AS t (name)
        JOIN pg_depend AS d ON d.refobjid = to_regclass(t.name) AND d.refclassid = 'pg_class'::regclass
            AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
        JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
        UNION ALL
        SELECT 'SCHEMA', n.oid, format('%I', n.nspname), coalesce(n.nspacl, acldefault('n', n.nspowner)), 'application'
        FROM pg_namespace AS n
        WHERE n.oid IN (SELECT c.relnamespace FROM unnest(tables) AS t (name) JOIN pg_class AS c ON c.oid = to_regclass(t.name))
    ), wanted AS (
        SELECT DISTINCT o.kind, o.oid, o.name, r.name AS role, w.privilege
        FROM object AS o
        JOIN (VALUES
            ('SCHEMA', 'engine', NULL, application, ARRAY['USAGE']),
            ('SCHEMA', 'engine', NULL, debezium, ARRAY['USAGE']),
            ('ROUTINE', 'engine', 'cascade.request_deletion(regclass,text,interval)', application, ARRAY['EXECUTE']),
            ('ROUTINE', 'engine', 'cascade.request_rows(regclass,tid[],interval,text)', application, ARRAY['EXECUTE']),
            ('ROUTINE', 'engine', 'cascade.requested_deletion(uuid)', application, ARRAY['EXECUTE']),
            ('TABLE', 'engine', 'cascade.outbox', debezium, ARRAY['SELECT']),
            ('TABLE', 'engine', 'cascade.heartbeat', debezium, ARRAY['SELECT', 'INSERT', 'DELETE']),
            ('TABLE', 'application', NULL, application, ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
            ('SEQUENCE', 'application', NULL, application, ARRAY['USAGE', 'UPDATE']),
            ('SCHEMA', 'application', NULL, application, ARRAY['USAGE'])
        ) AS g (kind, part, name, role, privileges) ON g.kind = o.kind AND g.part = o.part AND (g.name IS NULL OR g.name = o.name)
        JOIN role AS r ON r.name = g.role
        CROSS JOIN unnest(g.privileges) AS w (privilege)
    ), present AS (
        SELECT o.kind, o.oid, o.name, o.part, r.name AS role, a.privilege_type AS privilege, a.is_grantable
        FROM object AS o CROSS JOIN aclexplode(o.acl) AS a JOIN role AS r ON r.oid = a.grantee
    ), surplus AS (
        SELECT p.* FROM present AS p
        WHERE p.is_grantable OR p.part = 'column' OR NOT EXISTS (
            SELECT FROM wanted AS w WHERE w.kind = p.kind AND w.oid = p.oid AND w.role = p.role AND w.privilege = p.privilege)
    )
    SELECT statement FROM (
        SELECT DISTINCT 1 AS turn, format('REVOKE %s ON %s %s FROM %s CASCADE',
            CASE p.part WHEN 'application' THEN p.privilege ELSE 'ALL' END, p.kind, p.name,
            CASE p.role WHEN 'PUBLIC' THEN 'PUBLIC' ELSE format('%I', p.role) END) AS statement
        FROM surplus AS p
        -- Who may read the tables of the application, or use their schemas, is the application's affair.
        WHERE p.part <> 'application' OR p.kind = 'TABLE' AND (
            p.is_grantable OR p.role = debezium OR p.privilege NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
        UNION ALL
        SELECT 2, format('GRANT %s ON %s %s TO %I', w.privilege, w.kind, w.name, w.role)
        FROM wanted AS w
        WHERE NOT EXISTS (
                SELECT FROM present AS p WHERE p.part <> 'column' AND p.kind = w.kind AND p.oid = w.oid AND p.role = w.role
                    AND p.privilege = w.privilege)
            -- What is revoked altogether is granted anew.
            OR EXISTS (SELECT FROM surplus AS s WHERE s.kind = w.kind AND s.oid = w.oid AND s.role = w.role)
    ) AS change ORDER BY turn, statement
$$;
COMMENT ON FUNCTION cascade.role_changes(text, text, text[]) IS
    'The statements that give the application''s and Debezium''s role what they need, and take away from them and PUBLIC the rest.';

CREATE FUNCTION cascade.install_roles(application text, debezium text, tables text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reasons text := (SELECT string_agg(r, E'\n') FROM cascade.role_reasons(application, debezium) AS r);
    change  text;
BEGIN
    IF reasons IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = reasons;
    END IF;
    FOR change IN SELECT * FROM cascade.role_changes(application, debezium, tables) LOOP
        EXECUTE change;
    END LOOP;
END
$$;
COMMENT ON FUNCTION cascade.install_roles(text, text, text[]) IS
    'Brings the rights in the schema cascade, and on the tables of the contracts, to what cascade.role_changes() says.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cascade FROM PUBLIC;
