-- counts: "first visits of a structure by how people came to know of it: not told (0), referral (1), word of mouth (2), map (3), poster (4), event (5), online (6), other (7)"
-- fact: first_visit
-- unit: participations
-- adds: weight
-- spread: channel
-- needs: [attendance.heard_from]
CREATE VIEW measure_first_visits /*ON CLUSTER*/ AS
SELECT *, indexOf(['referral', 'word_of_mouth', 'map', 'poster', 'event', 'online', 'other'], heard_from) AS channel FROM first_visit;
