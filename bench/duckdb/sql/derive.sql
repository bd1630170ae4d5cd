-- The tables in the order in which they are read, and the two that follow from the events: referrals as they stand, and what is known of each
-- person when.
CREATE TABLE person AS SELECT * FROM loading.person ORDER BY id;
CREATE TABLE attendance AS SELECT *, date_trunc('month', day)::DATE AS month FROM loading.attendance ORDER BY day, structure_id;
CREATE TABLE assessment AS SELECT * FROM loading.assessment ORDER BY person_id, day;
CREATE TABLE referral_step AS SELECT * FROM loading.referral_step ORDER BY referral_id, day;

CREATE TABLE referral AS
SELECT
    referral_id AS id,
    coalesce(min(day) FILTER (WHERE status = 'sent'), min(day)) AS sent_on,
    arg_max(status, (day, status)) AS status,
    arg_min(from_id, (day, status)) AS from_id,
    arg_min_null(to_id, (day, status)) AS to_id,
    arg_min_null(person_id, (day, status)) AS person_id
FROM referral_step
GROUP BY referral_id
ORDER BY sent_on;

-- Each field is that of the latest day that gives it, of one day the smallest code.
CREATE TABLE person_profile AS
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
known AS
(
    SELECT
        person_id,
        day,
        last_value(residence_id IGNORE NULLS) OVER days AS residence_id,
        last_value(age_band IGNORE NULLS) OVER days AS age_band,
        last_value(activity IGNORE NULLS) OVER days AS activity
    FROM told
    WINDOW days AS (PARTITION BY person_id ORDER BY day)
),
changed AS
(
    SELECT *
    FROM known
    WINDOW days AS (PARTITION BY person_id ORDER BY day)
    QUALIFY row_number() OVER days = 1
        OR residence_id IS DISTINCT FROM lag(residence_id) OVER days
        OR age_band IS DISTINCT FROM lag(age_band) OVER days
        OR activity IS DISTINCT FROM lag(activity) OVER days
)
SELECT
    person_id,
    day AS known_from,
    coalesce(lead(day) OVER (PARTITION BY person_id ORDER BY day), DATE '2200-01-01') AS known_until,
    residence_id, age_band, activity
FROM changed
UNION ALL
SELECT person_id, DATE '1900-01-01', min(day), NULL, NULL, NULL
FROM changed
GROUP BY person_id
ORDER BY person_id, known_from;
