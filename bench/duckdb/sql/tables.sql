-- What somebody who knows DuckDB would make of the same network: the tables of PostgreSQL's side in columns, without indexes, sorted by what
-- questions look for. Events are first appended to a file beside.
CREATE TYPE age_band AS ENUM ('12_17', '18_24', '25_39', '40_59', '60_64', '60_69', '65_69', '70_plus', 'under_12');
CREATE TYPE activity AS ENUM ('at_home', 'employed', 'job_seeker', 'retired', 'student');
CREATE TYPE format AS ENUM ('individual', 'workshop', 'remote', 'home_visit', 'outreach', 'self_service');
CREATE TYPE audience AS ENUM ('public', 'helpers');
-- In the order that settles ties on one day.
CREATE TYPE referral_status AS ENUM ('sent', 'expired', 'declined', 'accepted');

-- Besides the territories of the network, one row for what is not known (unknown) and one for all others (outside).
CREATE TABLE territory (id SMALLINT, code VARCHAR);
-- Numbered in the order of their codes, so that the least number of a day is its smallest code.
CREATE TABLE residence (id SMALLINT, code VARCHAR);
-- What editions publish of: territories, groups of them, what lies elsewhere, structures.
CREATE TABLE area (id SMALLINT, kind VARCHAR, code VARCHAR);
CREATE TABLE area_of_territory (territory_id SMALLINT, area_id SMALLINT);
-- Of whose residence nothing is known the number is -1.
CREATE TABLE area_of_residence (residence_id SMALLINT, area_id SMALLINT);
-- Numbered in the order of their ids.
CREATE TABLE structure (id INTEGER, reference VARCHAR, territory_id SMALLINT, area_id SMALLINT);
-- The windows of the edition that is made.
CREATE TABLE edition_window (id SMALLINT, kind VARCHAR, from_day DATE, to_day DATE, final BOOLEAN);

CREATE TABLE loading.person (id INTEGER, pseudonym UUID);
CREATE TABLE loading.attendance
(
    id           BIGINT,
    day          DATE,
    structure_id INTEGER,
    territory_id SMALLINT,
    person_id    INTEGER,
    people       SMALLINT,
    newcomers    SMALLINT, -- anonymous people who had not come before
    minutes      SMALLINT,
    format       format,
    audience     audience,
    first        BOOLEAN,
    services     VARCHAR[],
    project      VARCHAR,
    residence_id SMALLINT,
    age_band     age_band,
    activity     activity
);
CREATE TABLE loading.assessment
(
    id           BIGINT,
    day          DATE,
    structure_id INTEGER,
    person_id    INTEGER,
    level        SMALLINT, -- 1 unable, 2 beginner, 3 intermediate, 4 autonomous
    score        REAL,
    tool         VARCHAR,
    wants        VARCHAR[],
    residence_id SMALLINT,
    age_band     age_band,
    activity     activity
);
CREATE TABLE loading.referral_step
(
    referral_id INTEGER,
    day         DATE,
    status      referral_status,
    from_id     INTEGER,
    to_id       INTEGER,
    person_id   INTEGER,
    services    VARCHAR[]
);
