-- SPDX-License-Identifier: Apache-2.0
-- Deliveries that are followed to where nothing below is open: what caused a delete here, and what waits for its end.

-- What an earlier release calls applied never promised more, so nothing will ever be heard of it again.
ALTER TABLE cascade.delivery DROP CONSTRAINT delivery_state_check;
DROP INDEX cascade.delivery_open_idx;

ALTER TABLE cascade.delivery
    ADD COLUMN cause_event uuid,
    ADD COLUMN cause_relationship text,
    ADD COLUMN subject text NOT NULL DEFAULT '',
    ADD COLUMN keys integer NOT NULL DEFAULT 0,
    ADD COLUMN rows_below bigint NOT NULL DEFAULT 0,
    ADD COLUMN applied_at timestamptz,
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN republished_at timestamptz,
    ADD COLUMN republished integer NOT NULL DEFAULT 0;
ALTER TABLE cascade.delivery
    ALTER COLUMN cause_event SET DEFAULT nullif(current_setting('cascade.cause', true), '')::uuid,
    ALTER COLUMN cause_relationship SET DEFAULT CASE WHEN current_setting('cascade.cause', true) <> ''
        THEN current_setting('cascade.origin', true) END;

UPDATE cascade.delivery AS d SET subject = o.subject, keys = o.keys FROM cascade.outbox AS o WHERE o.id = d.event_id;
UPDATE cascade.delivery SET state = 'settled', applied_at = reported_at, settled_at = reported_at WHERE state = 'applied';

ALTER TABLE cascade.delivery ADD CONSTRAINT delivery_state_check
    CHECK (state IN ('pending', 'applied', 'settled', 'failed', 'discarded'));

COMMENT ON COLUMN cascade.delivery.state IS
    'pending, applied (the other service has done its part; with a reason: something below has failed), settled (and so has
    everything below), failed (a dead letter there), discarded (given up by a person). Settled and discarded are final.';
COMMENT ON COLUMN cascade.delivery.cause_event IS
    'The event of another service whose application deleted the rows here; NULL where the deletion began.';
COMMENT ON COLUMN cascade.delivery.cause_relationship IS 'Of the cause: the relationship by which it did.';
COMMENT ON COLUMN cascade.delivery.subject IS 'The table that the keys are of. Kept here, because outbox partitions go.';
COMMENT ON COLUMN cascade.delivery.rows_below IS 'Rows at all levels below the other service.';
COMMENT ON COLUMN cascade.delivery.republished_at IS 'When the watchdog last published the event again.';

-- The first three are for what is open or wrong, so that they stay small.
CREATE INDEX delivery_open_idx ON cascade.delivery (created_at) WHERE state NOT IN ('settled', 'discarded');
CREATE INDEX delivery_open_cause_idx ON cascade.delivery (cause_event)
    WHERE state NOT IN ('settled', 'discarded') AND cause_event IS NOT NULL;
CREATE INDEX delivery_trouble_idx ON cascade.delivery (cause_event)
    WHERE reason IS NOT NULL AND cause_event IS NOT NULL;
CREATE INDEX delivery_cause_idx ON cascade.delivery (cause_event) WHERE cause_event IS NOT NULL;

CREATE TABLE cascade.settlement (
    event_id     uuid        NOT NULL,
    relationship text        NOT NULL,
    publisher    text        NOT NULL,
    rows         bigint      NOT NULL,
    reason       text,
    applied_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (event_id, relationship)
);
COMMENT ON TABLE cascade.settlement IS
    'Subscriber: events of other services that are applied here, but have caused deliveries which are still open.';
COMMENT ON COLUMN cascade.settlement.reason IS 'What was last reported to be wrong below; NULL when nothing was.';

ALTER TABLE cascade.deletion ADD COLUMN requested_by text NOT NULL DEFAULT '', ADD COLUMN client text;
ALTER TABLE cascade.deletion
    ALTER COLUMN requested_by SET DEFAULT session_user,
    ALTER COLUMN client SET DEFAULT nullif(current_setting('application_name', true), '');
COMMENT ON COLUMN cascade.deletion.requested_by IS 'The role that has deleted.';
COMMENT ON COLUMN cascade.deletion.client IS 'The application_name of its session.';

CREATE OR REPLACE FUNCTION cascade.current_propagation(deletion uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen text := coalesce(nullif(current_setting('cascade.propagation', true), ''), 'background');
BEGIN
    IF chosen NOT IN ('background', 'foreground', 'orphan') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('cascade.propagation is "%s", but must be "background", "foreground" or "orphan"', chosen),
            HINT = 'SET LOCAL cascade.propagation = ''orphan'' keeps the children with NULL in their reference.';
    END IF;
    IF chosen = 'foreground' THEN
        -- To wait is for who asked; what becomes of the children is the same.
        RETURN 'background';
    END IF;
    IF chosen <> 'background' THEN
        UPDATE cascade.deletion AS d SET propagation = chosen
        WHERE d.id = current_propagation.deletion AND d.propagation <> chosen;
    END IF;
    RETURN chosen;
END
$$;
