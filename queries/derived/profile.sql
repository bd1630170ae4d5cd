-- The profiles of a layer, from its events: of each person the days on which what is known changes, with what is known from then on.
-- Of several texts said of residence, age band or activity on a day the smallest counts. Each step is a query of its own: where the
-- engine puts one expression into another, again wherever it is named, making the plan takes longer than a correction's rows.
INSERT INTO derived_profile (layer, sign, person, residence, age_band, activity, known_from, known_until)
WITH
    (days) -> arraySort(arrayFilter(one -> one.2 != '', days)) AS given,
    (said) -> arrayFilter((one, nth) -> nth = 1, said, arrayEnumerateUniq(said.1)) AS daily,
    (said) -> arrayFilter((one, before) -> one.2 != before, said, arrayPopBack(arrayPushFront(said.2, ''))) AS changes,
    (said, then) -> if(empty(said) OR said.1[1] > then, 'unknown', said.2[arrayCount(since -> since <= then, said.1)]) AS known
SELECT {layer:UInt64}, sign, person, one.2, one.3, one.4, one.1, next
FROM
(
    SELECT
        sign, person,
        arrayFilter((one, before) -> (one.2, one.3, one.4) != (before.2, before.3, before.4), all,
            arrayPopBack(arrayPushFront(all, (toDate(0), '', '', '')))) AS profiles
    FROM
    (
        SELECT
            sign, person,
            arrayCompact(arraySort(arrayConcat([first], residences.1, age_bands.1, activities.1))) AS days,
            arrayMap(then -> (then, known(residences, then), known(age_bands, then), known(activities, then)), days) AS all
        FROM
        (
            SELECT sign, person, first, changes(lived) AS residences, changes(aged) AS age_bands, changes(did) AS activities
            FROM
            (
                SELECT sign, person, first, daily(lived_on) AS lived, daily(aged_on) AS aged, daily(did_on) AS did
                FROM
                (
                    SELECT
                        sign, person, first,
                        given(arrayMap(one -> (one.1, one.2), seen)) AS lived_on,
                        given(arrayMap(one -> (one.1, one.3), seen)) AS aged_on,
                        given(arrayMap(one -> (one.1, one.4), seen)) AS did_on
                    FROM
                    (
                        SELECT sign, person, min(day) AS first, groupArray((day, residence, age_band, activity)) AS seen
                        FROM layer_encounter(layer = {layer:UInt64})
                        WHERE person % {parts:UInt8} = {part:UInt8}
                        GROUP BY sign, person
                    )
                )
            )
        )
    )
)
ARRAY JOIN profiles AS one, arrayPushBack(arrayPopFront(profiles.1), toDate('2149-06-06')) AS next
