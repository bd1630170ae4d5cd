-- +goose Up
CREATE TABLE IF NOT EXISTS territory /*ON CLUSTER*/
(
    code              String,
    name              String,
    level             LowCardinality(String) COMMENT 'arrondissement, commune, epci, departement, …',
    parent            String COMMENT 'code of a territory that may be absent from the registry',
    population        UInt32,
    population_year   UInt16,
    population_source String,
    imported_at       DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS territory_outline /*ON CLUSTER*/
(
    code        String,
    geometry    String COMMENT 'GeoJSON geometry, WGS 84',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS territory_group /*ON CLUSTER*/
(
    code        String,
    name        String,
    members     Array(String),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- One row a state of a structure's record: a re-import that changes nothing adds none, and no state is ever lost.
CREATE TABLE IF NOT EXISTS structure_snapshot /*ON CLUSTER*/
(
    id               String,
    imported_at      DateTime64(3, 'UTC'),
    content          FixedString(16) COMMENT 'hash of all that the file said of the structure',
    standard         LowCardinality(String) COMMENT 'version of the national standard it was read from: 1.0.2 or 0',
    pivot            String,
    name             String,
    commune          String,
    postcode         String,
    insee            String,
    address          String,
    address_detail   String,
    latitude         Nullable(Float64),
    longitude        Nullable(Float64),
    typologies       Array(LowCardinality(String)),
    phone            String,
    emails           Array(String),
    websites         Array(String),
    hours            String COMMENT 'OSM opening-hours syntax, as received',
    summary          String,
    description      String,
    origin           String COMMENT 'column source of the standard: who made the record',
    itinerance       Array(LowCardinality(String)),
    parent_structure String,
    updated_on       Date COMMENT 'date_maj',
    services         Array(LowCardinality(String)) COMMENT 'slugs of domain.md',
    publics          Array(LowCardinality(String)) COMMENT 'publics_specifiquement_adresses',
    adapted          Array(LowCardinality(String)) COMMENT 'prise_en_charge_specifique',
    fees             Array(LowCardinality(String)) COMMENT 'frais_a_charge',
    programmes       Array(LowCardinality(String)) COMMENT 'dispositif_programmes_nationaux',
    labels           Array(LowCardinality(String)) COMMENT 'formations_labels',
    other_labels     Array(LowCardinality(String)) COMMENT 'autres_formations_labels',
    access_modes     Array(LowCardinality(String)) COMMENT 'modalites_acces',
    support_modes    Array(LowCardinality(String)) COMMENT 'modalites_accompagnement',
    access_sheet     String COMMENT 'fiche_acces_libre',
    booking          String COMMENT 'prise_rdv',
    capacity_week    Nullable(UInt32) COMMENT 'participations a week',
    opened_on        Nullable(Date32) COMMENT 'many opened before 1970',
    closed_on        Nullable(Date),
    declared_territory String,
    devices          Nullable(UInt32),
    wifi             Nullable(Bool),
    charter_signed_on Nullable(Date),
    hours_known      Bool COMMENT 'hours were given and could be read',
    evening_minutes  UInt16 COMMENT 'open minutes a week after 18:00, Monday to Friday',
    weekend_minutes  UInt16 COMMENT 'open minutes a week on Saturday and Sunday',
    week             Array(Tuple(opens UInt16, closes UInt16)) COMMENT 'open spans of a week, in minutes since Monday 00:00'
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (id, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Where a structure stands, found at import and again whenever territories or outlines change. An empty territory: unattached.
CREATE TABLE IF NOT EXISTS structure_attachment /*ON CLUSTER*/
(
    structure   String,
    territory   String,
    how         LowCardinality(String) COMMENT 'declared, insee, postcode, name, position or empty',
    attached_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(attached_at)
ORDER BY structure
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS setting /*ON CLUSTER*/
(
    name   String COMMENT 'demo (seed of the synthetic network), network (its name)',
    value  String,
    set_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(set_at)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
