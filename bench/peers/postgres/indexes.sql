-- Keys, and for each question of the comparison an index that holds all that it reads.
ALTER TABLE person ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX ON person (pseudonym);
ALTER TABLE attendance ADD PRIMARY KEY (id);
ALTER TABLE assessment ADD PRIMARY KEY (id);
ALTER TABLE referral ADD PRIMARY KEY (id);
ALTER TABLE person_profile ADD PRIMARY KEY (person_id, known_from);

CREATE INDEX attendance_by_day ON attendance (day)
    INCLUDE (month, structure_id, territory_id, person_id, people, newcomers, minutes, format) WHERE audience = 'public';
CREATE INDEX attendance_of_structure ON attendance (structure_id, day)
    INCLUDE (month, person_id, people, newcomers, minutes) WHERE audience = 'public';
CREATE INDEX attendance_of_person ON attendance (person_id, structure_id, day) WHERE audience = 'public' AND person_id IS NOT NULL;
CREATE INDEX assessment_of_person ON assessment (person_id, day) INCLUDE (level, structure_id);
CREATE INDEX referral_by_day ON referral (sent_on) INCLUDE (from_id, to_id, person_id);
