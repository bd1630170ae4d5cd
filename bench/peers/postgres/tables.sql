-- What somebody who knows PostgreSQL would make of the same network: a table a kind of event, persons and structures apart,
-- numbers instead of texts in what is joined. It holds the events that count, one row each: revisions, repetitions and
-- retractions are settled before.
CREATE TYPE age_band AS ENUM ('12_17', '18_24', '25_39', '40_59', '60_64', '60_69', '65_69', '70_plus', 'under_12');
CREATE TYPE activity AS ENUM ('at_home', 'employed', 'job_seeker', 'retired', 'student');
CREATE TYPE format AS ENUM ('individual', 'workshop', 'remote', 'home_visit', 'outreach', 'self_service');
CREATE TYPE audience AS ENUM ('public', 'helpers');
CREATE TYPE service AS ENUM ('administrative_procedures', 'everyday_tools', 'employment', 'safe_use', 'parenting',
    'leisure_creation', 'understanding_digital', 'access_equipment', 'affordable_equipment');
-- In the order that settles ties on one day.
CREATE TYPE referral_status AS ENUM ('sent', 'expired', 'declined', 'accepted');

-- Besides the territories of the network, one row for what is not known (unknown) and one for all others (outside).
CREATE TABLE territory
(
    id   smallint PRIMARY KEY,
    code text NOT NULL UNIQUE
);

-- Numbered in the order of their codes, so that the least number of a day is its smallest code.
CREATE TABLE residence
(
    id   smallint PRIMARY KEY,
    code text NOT NULL UNIQUE
);

-- What editions publish of: territories, groups of them, what lies elsewhere, structures.
CREATE TABLE area
(
    id   smallint PRIMARY KEY,
    kind text NOT NULL,
    code text NOT NULL,
    UNIQUE (kind, code)
);

CREATE TABLE area_of_territory
(
    territory_id smallint NOT NULL REFERENCES territory,
    area_id      smallint NOT NULL REFERENCES area,
    PRIMARY KEY (territory_id, area_id)
);

-- Of whose residence nothing is known the number is -1.
CREATE TABLE area_of_residence
(
    residence_id smallint NOT NULL,
    area_id      smallint NOT NULL REFERENCES area,
    PRIMARY KEY (residence_id, area_id)
);

-- Numbered in the order of their ids.
CREATE TABLE structure
(
    id           integer PRIMARY KEY,
    reference    text NOT NULL UNIQUE,
    territory_id smallint NOT NULL REFERENCES territory,
    area_id      smallint NOT NULL REFERENCES area
);

-- The windows of the edition that is made.
CREATE TABLE edition_window
(
    id       smallint PRIMARY KEY,
    kind     text NOT NULL, -- month, quarter, half, year
    from_day date NOT NULL,
    to_day   date NOT NULL,
    final    boolean NOT NULL
);

CREATE TABLE person
(
    id        integer NOT NULL,
    pseudonym uuid NOT NULL
);

CREATE TABLE attendance
(
    id           bigint NOT NULL,
    day          date NOT NULL,
    month        date NOT NULL GENERATED ALWAYS AS (date_trunc('month', day::timestamp)::date) STORED,
    structure_id integer NOT NULL,
    territory_id smallint NOT NULL,
    person_id    integer,
    people       smallint NOT NULL,
    newcomers    smallint NOT NULL, -- anonymous people who had not come before
    minutes      smallint NOT NULL,
    format       format NOT NULL,
    audience     audience NOT NULL,
    first        boolean NOT NULL,
    services     service[],
    project      text,
    residence_id smallint,
    age_band     age_band,
    activity     activity
);

CREATE TABLE assessment
(
    id           bigint NOT NULL,
    day          date NOT NULL,
    structure_id integer NOT NULL,
    person_id    integer NOT NULL,
    level        smallint NOT NULL, -- 1 unable, 2 beginner, 3 intermediate, 4 autonomous
    score        real,
    tool         text,
    wants        service[],
    residence_id smallint,
    age_band     age_band,
    activity     activity
);

CREATE TABLE referral_step
(
    referral_id integer NOT NULL,
    day         date NOT NULL,
    status      referral_status NOT NULL,
    from_id     integer NOT NULL,
    to_id       integer,
    person_id   integer,
    services    service[]
);

-- One row a referral: ends and person of its earliest step, state of its latest.
CREATE TABLE referral
(
    id        integer NOT NULL,
    sent_on   date NOT NULL,
    status    referral_status NOT NULL,
    from_id   integer NOT NULL,
    to_id     integer,
    person_id integer
);

-- What is known of a person at the end of windows that end after known_from and not after known_until.
CREATE TABLE person_profile
(
    person_id    integer NOT NULL,
    known_from   date NOT NULL,
    known_until  date NOT NULL,
    residence_id smallint,
    age_band     age_band,
    activity     activity
);
