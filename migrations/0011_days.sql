-- +goose Up
-- What the indicators of any period read of referrals, journeys and structures, worked out once when they are filled.
ALTER TABLE derived_state /*ON CLUSTER*/ COMMENT COLUMN IF EXISTS number 'an instant, in microseconds; the highest is the present state';

ALTER TABLE derived_referral /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    waited UInt8 COMMENT 'days from sent_on to came_on; 61: more than 60, or not yet';

ALTER TABLE derived_journey /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    step UInt8 COMMENT 'reached by then: 1 referred, 2 came, 3 assessed again, 4 with a higher level';

-- derived_activity by months, with a number for each of 31 days: so that long periods are few rows, and any day can begin or end
-- one.
CREATE TABLE IF NOT EXISTS derived_activity_month /*ON CLUSTER*/
(
    layer     UInt64,
    structure LowCardinality(String),
    month     Date,
    events    Array(Int64)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (month, structure);

-- Layers that were filled before have none of this: without a state everything is worked out again from the events.
TRUNCATE TABLE IF EXISTS derived_state /*ON CLUSTER*/;
