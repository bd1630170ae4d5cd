-- The two tables that follow from the events: referrals as they stand, and what is known of each person when.
INSERT INTO referral
SELECT earliest.referral_id, sent.sent_on, sent.status, earliest.from_id, earliest.to_id, earliest.person_id
FROM
(
    SELECT DISTINCT ON (referral_id) referral_id, from_id, to_id, person_id
    FROM referral_step
    ORDER BY referral_id, day, status
) AS earliest
JOIN
(
    SELECT
        referral_id,
        coalesce(min(day) FILTER (WHERE status = 'sent'), min(day)) AS sent_on,
        (array_agg(status ORDER BY day DESC, status DESC))[1] AS status
    FROM referral_step
    GROUP BY referral_id
) AS sent USING (referral_id);

-- Each field is that of the latest day that gives it, of one day the smallest code.
INSERT INTO person_profile
WITH told AS
(
    SELECT person_id, day, min(residence_id) AS residence_id, min(age_band) AS age_band, min(activity) AS activity
    FROM
    (
        SELECT person_id, day, residence_id, age_band, activity FROM attendance WHERE person_id IS NOT NULL
        UNION ALL
        SELECT person_id, day, residence_id, age_band, activity FROM assessment
    ) AS said
    GROUP BY person_id, day
),
-- A field that is not told belongs to the last one that was.
numbered AS
(
    SELECT
        *,
        count(residence_id) OVER days AS residences,
        count(age_band) OVER days AS age_bands,
        count(activity) OVER days AS activities
    FROM told
    WINDOW days AS (PARTITION BY person_id ORDER BY day)
),
known AS
(
    SELECT
        person_id,
        day,
        first_value(residence_id) OVER (PARTITION BY person_id, residences ORDER BY day) AS residence_id,
        first_value(age_band) OVER (PARTITION BY person_id, age_bands ORDER BY day) AS age_band,
        first_value(activity) OVER (PARTITION BY person_id, activities ORDER BY day) AS activity
    FROM numbered
),
changed AS
(
    SELECT
        *,
        row_number() OVER days = 1
            OR (residence_id, age_band, activity) IS DISTINCT FROM
                (lag(residence_id) OVER days, lag(age_band) OVER days, lag(activity) OVER days) AS changes
    FROM known
    WINDOW days AS (PARTITION BY person_id ORDER BY day)
)
SELECT
    person_id,
    day,
    coalesce(lead(day) OVER (PARTITION BY person_id ORDER BY day), date '2200-01-01'),
    residence_id, age_band, activity
FROM changed
WHERE changes
UNION ALL
SELECT person_id, date '1900-01-01', min(day), NULL, NULL, NULL
FROM changed
GROUP BY person_id;
