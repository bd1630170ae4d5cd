-- The referrals of which an event has changed, or whose people have been touched so far: called before and after those.
INSERT INTO derived_touched (layer, what, key)
SELECT DISTINCT {layer:UInt64}, 'referral', referral
FROM
(
    SELECT referral
    FROM derived_event
    WHERE layer = {layer:UInt64} AND kind = 'referral'
    UNION ALL
    SELECT referral
    FROM derived_event
    PREWHERE person IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
    WHERE layer = {base:UInt64} AND kind = 'referral'
)
WHERE referral NOT IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')
