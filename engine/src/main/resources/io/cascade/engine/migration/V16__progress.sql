-- SPDX-License-Identifier: Apache-2.0
-- Work on deliveries that need many transactions.

ALTER TABLE cascade.delivery ADD COLUMN progressed_at timestamptz;
COMMENT ON COLUMN cascade.delivery.progressed_at IS
    'When the subscriber last said that it is at work on it, or that something below is.';
