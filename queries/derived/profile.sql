-- The profiles of a layer, from its events: of each person the days on which what is known changes, with what is known from then on.
-- Of several texts said of residence, age band or activity on a day the smallest counts.
INSERT INTO derived_profile (layer, sign, person, residence, age_band, activity, known_from, known_until)
WITH
    (said) -> arraySort(arrayFilter(one -> one.2 != '', said)) AS sorted,
    (said) -> arrayFilter((one, nth) -> nth = 1, sorted(said), arrayEnumerateUniq(sorted(said).1)) AS daily,
    (said) -> arrayFilter((one, before) -> one.2 != before, said, arrayPopBack(arrayPushFront(said.2, ''))) AS changes,
    (said, then) -> if(empty(said) OR said.1[1] > then, 'unknown', said.2[arrayCount(since -> since <= then, said.1)]) AS known
SELECT {layer:UInt64}, sign, person, one.2, one.3, one.4, one.1, next
FROM
(
    SELECT
        sign, person,
        groupArray((day, residence, age_band, activity)) AS seen,
        changes(daily(arrayMap(one -> (one.1, one.2), seen))) AS residences,
        changes(daily(arrayMap(one -> (one.1, one.3), seen))) AS age_bands,
        changes(daily(arrayMap(one -> (one.1, one.4), seen))) AS activities,
        arraySort(arrayDistinct(arrayConcat([min(day)], residences.1, age_bands.1, activities.1))) AS days,
        arrayMap(then -> (then, known(residences, then), known(age_bands, then), known(activities, then)), days) AS all,
        arrayFilter((one, before) -> (one.2, one.3, one.4) != (before.2, before.3, before.4), all,
            arrayPopBack(arrayPushFront(all, (toDate(0), '', '', '')))) AS profiles
    FROM layer_encounter(layer = {layer:UInt64})
    WHERE person % {parts:UInt8} = {part:UInt8}
    GROUP BY sign, person
)
ARRAY JOIN profiles AS one, arrayPushBack(arrayPopFront(profiles.1), toDate('2149-06-06')) AS next
