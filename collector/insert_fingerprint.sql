-- The network key that this warehouse's pseudonyms are made with, from now on.
INSERT INTO network_key (fingerprint, recorded_at)
SELECT unhex({fingerprint:String}), toDateTime64({recorded_at:String}, 3, 'UTC')
