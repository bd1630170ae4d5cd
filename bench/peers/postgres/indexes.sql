-- Keys, and for each question of the comparison an index that holds all that it reads.
ALTER TABLE person ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX ON person (pseudonym);
ALTER TABLE attendance ADD PRIMARY KEY (id);
ALTER TABLE assessment ADD PRIMARY KEY (id);
ALTER TABLE referral ADD PRIMARY KEY (id);
ALTER TABLE person_profile ADD PRIMARY KEY (person_id, known_from);

CREATE INDEX attendance_by_day ON attendance (day)
    INCLUDE (month, territory_id, person_id, participants, returned, minutes) WHERE audience = 'public';
CREATE INDEX attendance_of_person ON attendance (person_id, structure_id, day) WHERE audience = 'public' AND person_id IS NOT NULL;
CREATE INDEX attendance_of_structure ON attendance (structure_id, day);
CREATE INDEX assessment_of_person ON assessment (person_id, day) INCLUDE (level, structure_id);
CREATE INDEX assessment_of_structure ON assessment (structure_id, day);
CREATE INDEX referral_step_of_structure ON referral_step (from_id, day);
CREATE INDEX referral_by_day ON referral (sent_on) INCLUDE (from_id, to_id, person_id);
CREATE INDEX referral_from ON referral (from_id, sent_on) INCLUDE (to_id);
CREATE INDEX referral_to ON referral (to_id, sent_on) INCLUDE (from_id);
CREATE INDEX referral_of_person ON referral (person_id, sent_on) WHERE person_id IS NOT NULL;
CREATE INDEX structure_of_territory ON structure (territory_id);
