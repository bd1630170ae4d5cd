-- +goose Up
-- What figures are read from, in place of the standing tables: small tables derived from the events and the registry, which
-- hold nothing that could not be worked out again. Their rows lie in layers, a partition each. A layer is filled once and never
-- changed; derived_state says which layers make up the present state, so that one inserted row moves every table to the next
-- state at once, and a crash at any point leaves the last one whole.
--   base        worked out from all events
--   correction  worked out from the events that came since, and from those of every person, referral and record that they
--               touch: what the base holds of these is taken back (sign -1), what is true now is added (sign 1). 0: none
--   places      the registry: structures, territories, areas
-- Tables whose columns end in numbers of things are sums over rows: base and correction are simply added up. They are not
-- replicated: each node can make its own.
DROP VIEW IF EXISTS structure_at /*ON CLUSTER*/;

DROP VIEW IF EXISTS person_profile /*ON CLUSTER*/;

DROP VIEW IF EXISTS worked_referral /*ON CLUSTER*/;

DROP VIEW IF EXISTS worked_profile /*ON CLUSTER*/;

DROP TABLE IF EXISTS standing_referral /*ON CLUSTER*/;

DROP TABLE IF EXISTS standing_profile /*ON CLUSTER*/;

DROP TABLE IF EXISTS standing_structure /*ON CLUSTER*/;

DROP TABLE IF EXISTS standing_event /*ON CLUSTER*/;

-- Each row keeps the number of the insert that brought it, through all merges: that is how new events are found.
ALTER TABLE event /*ON CLUSTER*/ MODIFY SETTING enable_block_number_column = 1;

CREATE TABLE IF NOT EXISTS derived_state /*ON CLUSTER*/
(
    slot       UInt16 DEFAULT number % 1000 COMMENT 'so many states are remembered',
    number     UInt64 COMMENT 'the highest is the present state',
    base       UInt64,
    correction UInt64 COMMENT '0: none',
    places     UInt64,
    through    UInt64 COMMENT 'the last insert into event that the base has seen',
    events     UInt64 COMMENT 'the state of the table event that this is the state of (queries/scope/generation.sql)',
    erased     UInt64 COMMENT 'the same of its mutations',
    attached   UInt64 COMMENT 'the same of the registry''s tables that say where events took place',
    registry   UInt64 COMMENT 'the same of all of the registry''s tables',
    filled     UInt64 COMMENT 'rows of the layers in all derived tables: a state whose rows are not all there is no state',
    at         DateTime64(3, 'UTC') COMMENT 'events acknowledged before are in the figures'
)
ENGINE = ReplacingMergeTree(number)
ORDER BY slot
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The keys (the first 64 bits of the hashes) of what a correction takes back.
CREATE TABLE IF NOT EXISTS derived_touched /*ON CLUSTER*/
(
    layer UInt64,
    what  Enum8('record' = 1, 'referral' = 2, 'person' = 3),
    key   UInt64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (what, key);

-- The events that count (effective_event) and where they took place (located_event), with what figures need of them.
CREATE TABLE IF NOT EXISTS derived_event /*ON CLUSTER*/
(
    layer           UInt64,
    sign            Int8,
    kind            Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4) COMMENT 'never a retraction',
    day             Date,
    record          UInt64,
    person          UInt64 COMMENT 'record key of the person (privacy.md): the first 64 bits of the pseudonym; 0: none',
    structure       LowCardinality(String),
    territory       LowCardinality(String),
    territory_key   LowCardinality(String),
    residence       LowCardinality(String),
    age_band        LowCardinality(String),
    activity        LowCardinality(String),
    services        Array(LowCardinality(String)),
    level           Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    equipment_known Bool,
    equipment       Array(LowCardinality(String)),
    connects        LowCardinality(String),
    offline_reason  LowCardinality(String),
    barriers        Array(LowCardinality(String)),
    referral        UInt64 COMMENT 'of a referral',
    tie             UInt64 COMMENT 'of referrals and assessments: the identity''s first 64 bits, in the order of the hashes',
    status          Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    to_structure    LowCardinality(String),
    to_kind         LowCardinality(String),
    decline_reason  LowCardinality(String),
    format          LowCardinality(String),
    minutes         UInt16,
    participants    UInt8,
    returning       UInt8,
    age_bands       Map(LowCardinality(String), UInt8),
    activities      Map(LowCardinality(String), UInt8),
    project         LowCardinality(String),
    audience        LowCardinality(String),
    late            UInt8 COMMENT 'how many days after its day it was received: 0 up to 1, 1 up to 7, 2 up to 30, 3 up to 90, 4 more'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (kind, day);

-- What is known of each person at the end of a period, for those whose {to} lies after known_from and not after known_until:
-- residence, age band and activity, each of the latest event before that day that gives it (same day: the smallest code),
-- unknown where none does. A row for each change; nobody of whom nothing is known.
CREATE TABLE IF NOT EXISTS derived_profile /*ON CLUSTER*/
(
    layer       UInt64,
    sign        Int8,
    person      UInt64,
    residence   LowCardinality(String),
    age_band    LowCardinality(String),
    activity    LowCardinality(String),
    known_from  Date,
    known_until Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY person;

-- One row a referral: the ends and the person of its earliest event, the state of its latest day, the territory of the
-- structure it comes from, and when that person first came to the structure it goes to, on the day it was sent or later
-- (came_on; 1970-01-01: not yet).
CREATE TABLE IF NOT EXISTS derived_referral /*ON CLUSTER*/
(
    layer          UInt64,
    sign           Int8,
    referral       UInt64,
    sent_on        Date,
    from_structure LowCardinality(String),
    to_structure   LowCardinality(String),
    to_kind        LowCardinality(String),
    person         UInt64,
    services       Array(LowCardinality(String)),
    state          Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    territory      LowCardinality(String),
    territory_key  LowCardinality(String),
    came_on        Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY sent_on;

-- How many events each structure has on a day, by how late they came; of a referral it is the structure it comes from.
CREATE TABLE IF NOT EXISTS derived_activity /*ON CLUSTER*/
(
    layer     UInt64,
    structure LowCardinality(String),
    day       Date,
    late      UInt8,
    events    Int64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (day, structure);

-- Help given to the public, by months and by what figures are given by. A row counts in a period of whole months where its
-- month lies in it and the period ends after known_from and not after known_until: so a person seen in several months of a
-- period is counted in the last of them only, and under the residence known by then. Keys: the territory key, the structure,
-- a territory or group that holds the place (area), the format, each service, the residence.
CREATE TABLE IF NOT EXISTS derived_attendance /*ON CLUSTER*/
(
    layer            UInt64,
    scope            Enum8('total' = 1, 'territory' = 2, 'structure' = 3, 'area' = 4, 'format' = 5, 'service' = 6, 'residence' = 7),
    key              LowCardinality(String),
    month            Date,
    known_from       Date,
    known_until      Date,
    persons          Int64 COMMENT 'distinct persons',
    persons_x        UInt64 COMMENT 'XOR of their record keys',
    named            Int64 COMMENT 'participations of persons',
    participants     Int64 COMMENT 'participations of anonymous people',
    participants_x   UInt64 COMMENT 'XOR of the record keys of these participations',
    newcomers        Int64 COMMENT 'those of the participants who had not come before',
    newcomers_x      UInt64,
    named_minutes    Int64 COMMENT 'minutes of persons',
    other_minutes    Int64 COMMENT 'minutes times anonymous people'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (scope, key, month);

-- The level of each person from one assessed day, the highest of that day, to the next. What else is said of the person is what
-- the assessment said that gave it, of several the one at the structure with the smallest id, then the one with the smallest
-- identity.
CREATE TABLE IF NOT EXISTS derived_assessment /*ON CLUSTER*/
(
    layer           UInt64,
    sign            Int8,
    person          UInt64,
    day             Date,
    level           Int8,
    territory       LowCardinality(String),
    territory_key   LowCardinality(String),
    structure       LowCardinality(String),
    equipment_known Bool,
    equipment       Array(LowCardinality(String)),
    connects        LowCardinality(String),
    offline_reason  LowCardinality(String),
    barriers        Array(LowCardinality(String)),
    first_day       Date,
    first_level     Int8,
    first_at        Tuple(territory LowCardinality(String), territory_key LowCardinality(String), structure LowCardinality(String)) COMMENT 'of the first day',
    next_day        Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY person;

-- People by what became of their level, by months: of the people not autonomous at their earliest assessment, one row counts
-- in a period that ends after known_from and not after known_until, where it says so in a period that holds the month of
-- their latest assessment. The territory and structure are the latest assessment's, age band and activity the profile's.
CREATE TABLE IF NOT EXISTS derived_progress /*ON CLUSTER*/
(
    layer       UInt64,
    scope       Enum8('total' = 1, 'territory' = 2, 'structure' = 3, 'area' = 4, 'age_band' = 5, 'activity' = 6),
    key         LowCardinality(String),
    month       Date COMMENT 'of the latest assessment',
    known_from  Date,
    known_until Date,
    higher      Int64 COMMENT 'assessed again, 14 days or more after the first time, with a higher level',
    same        Int64,
    lower       Int64,
    again_x     UInt64 COMMENT 'XOR of the record keys of the higher, same and lower',
    higher_x    UInt64,
    due         Int64 COMMENT 'first assessed 14 days or more before the end of the period',
    due_x       UInt64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (scope, key, month);

-- People by the level of their last assessment before the end of a period, by months, in the same way.
CREATE TABLE IF NOT EXISTS derived_level /*ON CLUSTER*/
(
    layer       UInt64,
    scope       Enum8('total' = 1, 'territory' = 2, 'structure' = 3, 'area' = 4, 'age_band' = 5, 'activity' = 6, 'equipment' = 7,
        'connects' = 8, 'offline_reason' = 9, 'barrier' = 10),
    key         LowCardinality(String),
    level       Enum8('unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    known_from  Date,
    known_until Date,
    persons     Int64,
    persons_x   UInt64 COMMENT 'XOR of their record keys'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (scope, key, known_from);

-- The way of each person from the first assessment on, as it is known on a day from last_day to the one before next_day.
-- 1970-01-01: not yet. Territory and structure are the first assessment's.
CREATE TABLE IF NOT EXISTS derived_journey /*ON CLUSTER*/
(
    layer         UInt64,
    sign          Int8,
    person        UInt64,
    first_day     Date,
    first_level   Int8,
    territory     LowCardinality(String),
    territory_key LowCardinality(String),
    structure     LowCardinality(String),
    referred_on   Date COMMENT 'first referral to a structure sent on the first day or later',
    came_on       Date COMMENT 'first attendance that followed one of those',
    last_day      Date COMMENT 'of an assessment',
    last_level    Int8,
    next_day      Date COMMENT 'of the assessment after it'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY first_day;

-- Every state of every structure (located_structure).
CREATE TABLE IF NOT EXISTS derived_structure /*ON CLUSTER*/
ENGINE = MergeTree
PARTITION BY layer
ORDER BY id
EMPTY AS SELECT toUInt64(0) AS layer, * FROM located_structure;

-- Every territory with its population (territory_population), and the codes that say only roughly where something is.
CREATE TABLE IF NOT EXISTS derived_territory /*ON CLUSTER*/
(
    layer      UInt64,
    code       LowCardinality(String),
    parent     LowCardinality(String),
    people     UInt64,
    registered Bool,
    lowest     Bool COMMENT 'nobody''s parent',
    highest    Bool COMMENT 'its parent is not in the registry',
    rough      Bool
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY code;

-- Which territories each area holds: a territory itself and all below it, a group what its members hold.
CREATE TABLE IF NOT EXISTS derived_area /*ON CLUSTER*/
(
    layer     UInt64,
    territory LowCardinality(String),
    area      LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY territory;

-- The events that count, as of a state.
CREATE VIEW IF NOT EXISTS current_event /*ON CLUSTER*/ AS
SELECT *
FROM derived_event
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sign = 1
    AND (layer = {correction:UInt64} OR record NOT IN (SELECT record FROM derived_event WHERE layer = {correction:UInt64} AND sign = -1));

-- What is known, as of a state, of each person at the end of a period that ends before {to}.
CREATE VIEW IF NOT EXISTS current_profile /*ON CLUSTER*/ AS
SELECT person, residence, age_band, activity
FROM derived_profile
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sign = 1 AND known_from < {to:Date} AND known_until >= {to:Date}
    AND (layer = {correction:UInt64} OR person NOT IN (SELECT key FROM derived_touched WHERE layer = {correction:UInt64} AND what = 'person'));

-- The referrals, as of a state.
CREATE VIEW IF NOT EXISTS current_referral /*ON CLUSTER*/ AS
SELECT *
FROM derived_referral
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sign = 1
    AND (layer = {correction:UInt64} OR referral NOT IN (SELECT key FROM derived_touched WHERE layer = {correction:UInt64} AND what = 'referral'));

-- In a layer, the areas that hold each territory.
CREATE VIEW IF NOT EXISTS layer_area /*ON CLUSTER*/ AS
SELECT territory, groupArray(area) AS areas
FROM derived_area
WHERE layer = {places:UInt64}
GROUP BY territory;

-- Every structure as it was known for a period that ends before {to}, and whether it is open on the period's last day.
CREATE VIEW IF NOT EXISTS structure_at /*ON CLUSTER*/ AS
SELECT
    *,
    ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true) AS open
FROM derived_structure
WHERE layer = {places:UInt64} AND known_from < {to:Date} AND known_until >= {to:Date};
