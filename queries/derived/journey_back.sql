-- What the base holds of the ways of the touched people is taken back.
INSERT INTO derived_journey
(
    layer, sign, person, first_day, first_level, territory, territory_key, structure, referred_on, came_on, last_day, last_level, next_day, step
)
SELECT
    {layer:UInt64}, -1, person, first_day, first_level, territory, territory_key, structure, referred_on, came_on, last_day, last_level, next_day, step
FROM derived_journey
WHERE layer = {base:UInt64} AND person IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
