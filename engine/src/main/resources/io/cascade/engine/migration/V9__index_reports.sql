-- SPDX-License-Identifier: Apache-2.0
-- What was reported in the last minute is asked for every second by whoever looks.

CREATE INDEX delivery_reported_at_idx ON cascade.delivery (reported_at) WHERE reported_at IS NOT NULL;
