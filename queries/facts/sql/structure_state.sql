-- What the registry knew of each structure, from when to when: a row is what to tell of it at the end of windows that end after since and not
-- after until. A structure's last snapshot before that day counts, else its earliest; known_on is the day of its first one. One that another
-- continues is closed from that day on.
CREATE VIEW worked_structure_state /*ON CLUSTER*/ AS
WITH (SELECT mapFromArrays(groupArray(structure), groupArray(from_day)) FROM structure_merge FINAL WHERE NOT undone)[id] AS ended_on
SELECT
    id AS structure, territory,
    if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS place,
    if(nth = 1, toDate(0), imported_on) AS since,
    leadInFrame(imported_on, 1, toDate('2149-06-06')) OVER later AS until,
    min(imported_on) OVER later AS known_on,
    opened_on, if(ended_on = toDate(0), closed_on, least(ifNull(closed_on, ended_on), ended_on)) AS closed_on, closed_months, updated_on, services, fees, access_modes, hours_known, evening_minutes, weekend_minutes,
    adapted, programmes, arrayConcat(labels, other_labels) AS labels,
    isNotNull(latitude) AND isNotNull(longitude) AS positioned, ifNull(latitude, 0.) AS degrees_north, ifNull(longitude, 0.) AS degrees_east,
     phone != '' OR notEmpty(emails) OR notEmpty(websites) AS reachable,
    ifNull(staffed_hours_week, 35 * staff_fte) AS staffed_hours_week,
    devices, wifi, charter_signed_on, capacity_week
FROM
(
    SELECT s.*, ifNull(a.territory, '') AS territory, toDate(s.imported_at, 'Europe/Paris') AS imported_on,
        row_number() OVER (PARTITION BY s.id ORDER BY s.imported_at) AS nth
    FROM structure_snapshot AS s
    LEFT ANY JOIN (SELECT * FROM snapshot_attachment FINAL) AS a ON a.structure = s.id AND a.imported_at = s.imported_at
)
WINDOW later AS (PARTITION BY id ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

CREATE TABLE fact_structure_state /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (structure, since) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_structure_state;

CREATE VIEW structure_state /*ON CLUSTER*/ AS
SELECT * EXCEPT build FROM fact_structure_state WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_structure_state SELECT {build:UInt64}, * FROM worked_structure_state;
