-- The referrals of which an event has changed, or whose people have been touched so far: called before and after those.
INSERT INTO derived_touched (layer, what, key)
SELECT DISTINCT {layer:UInt64}, 'referral', referral
FROM derived_event
WHERE kind = 'referral'
    AND
    (
        layer = {layer:UInt64}
        OR layer = {base:UInt64}
            AND
            (
                record IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')
                OR person != 0 AND person IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
            )
    )
    AND referral NOT IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')
