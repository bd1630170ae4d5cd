-- The attendances of touched people that have not changed themselves, taken back and added again.
INSERT INTO derived_standing (layer, sign, kind, day, person, structure, territory, territory_key, residence, age_band, activity, audience)
SELECT
    {layer:UInt64}, arrayJoin([-1, 1]) AS sign,
    kind, day, person, structure, territory, territory_key, residence, age_band, activity, audience
FROM derived_event
PREWHERE person IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
WHERE layer = {base:UInt64} AND kind = 'attendance' AND record NOT IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')
