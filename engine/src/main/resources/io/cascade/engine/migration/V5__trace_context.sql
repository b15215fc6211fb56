-- SPDX-License-Identifier: Apache-2.0
-- W3C trace context. What a transaction writes belongs to the trace that its setting cascade.traceparent names; what cannot be
-- a traceparent is left out. The other tables keep it for what goes on later, in a transaction of its own.

ALTER TABLE cascade.outbox ADD COLUMN traceparent text DEFAULT substring(
    current_setting('cascade.traceparent', true) FROM '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
COMMENT ON COLUMN cascade.outbox.traceparent IS 'Debezium makes it the header traceparent of the event.';

ALTER TABLE cascade.intent ADD COLUMN traceparent text DEFAULT substring(
    current_setting('cascade.traceparent', true) FROM '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');

ALTER TABLE cascade.ballot ADD COLUMN traceparent text DEFAULT substring(
    current_setting('cascade.traceparent', true) FROM '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');

ALTER TABLE cascade.held_delivery ADD COLUMN traceparent text DEFAULT substring(
    current_setting('cascade.traceparent', true) FROM '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
