-- The people of the events that have changed, before and now, and of the events of the touched referrals: called before and
-- after the referrals of those people are known.
INSERT INTO derived_touched (layer, what, key)
SELECT DISTINCT {layer:UInt64}, 'person', person
FROM
(
    SELECT person
    FROM derived_event
    WHERE layer = {layer:UInt64}
    UNION ALL
    SELECT person
    FROM derived_event
    PREWHERE referral IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')
    WHERE layer = {base:UInt64} AND kind = 'referral'
)
WHERE person != 0 AND person NOT IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
