-- +goose Up
-- What the indicators of any period read of referrals and journeys, worked out once when they are filled.
ALTER TABLE derived_state /*ON CLUSTER*/ COMMENT COLUMN IF EXISTS number 'an instant, in microseconds; the highest is the present state';

ALTER TABLE derived_referral /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    waited UInt8 COMMENT 'days from sent_on to came_on; 61: more than 60, or not yet';

ALTER TABLE derived_journey /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    step UInt8 COMMENT 'reached by then: 1 referred, 2 came, 3 assessed again, 4 with a higher level';

-- Layers that were filled before have none of this: without a state everything is worked out again from the events.
TRUNCATE TABLE IF EXISTS derived_state /*ON CLUSTER*/;
