-- Help given with funded projects, from the day on which they start: the rows of attendance and of declaration, for each state of their project.
-- An event that names no project, or one that nobody knows, is of none. A declared month counts with all of it from the month of the start on, and
-- has rows beside that split it by the formats of its help.
CREATE VIEW project_help /*ON CLUSTER*/ AS
SELECT a.* EXCEPT (seen, unseen), s.seen AS seen, s.unseen AS unseen, [s.call] AS call, s.target IS NOT NULL AS targeted,
    s.ends_on IS NOT NULL AND a.day <= s.ends_on AS runs
FROM attendance AS a
INNER JOIN project_state AS s ON s.project = a.project
WHERE a.audience = 'public' AND a.field = '' AND s.funded AND a.day >= s.starts_on;

CREATE VIEW project_declared /*ON CLUSTER*/ AS
SELECT d.* EXCEPT (seen, unseen), s.seen AS seen, s.unseen AS unseen, [s.call] AS call, s.target IS NOT NULL AS targeted,
    s.ends_on IS NOT NULL AND d.day <= s.ends_on AS runs
FROM declaration AS d
INNER JOIN project_state AS s ON s.project = d.project
WHERE d.field IN ('', 'format') AND s.funded AND d.since >= s.starts_on;

-- The levels, as assessment has them, of people who were helped with projects: a row a person's assessment and project, from the day on which they
-- first came with it.
CREATE VIEW project_assessment /*ON CLUSTER*/ AS
SELECT a.* EXCEPT (seen, unseen, project), h.project AS project, h.call AS call, h.seen AS seen, h.unseen AS unseen
FROM assessment AS a
INNER JOIN
(
    SELECT person, project, call, seen, unseen, min(day) AS came_on FROM project_help WHERE person != 0 GROUP BY person, project, call, seen, unseen
) AS h ON h.person = a.person
WHERE a.day >= h.came_on;
