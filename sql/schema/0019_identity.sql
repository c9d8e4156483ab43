-- Who is who: where official data come from, questions for people, and endings that wait.
ALTER TABLE pupil ADD COLUMN number_kind INTEGER NOT NULL DEFAULT 0; -- enum number_kind
-- The school that stated the official data last; 0: unknown.
ALTER TABLE pupil ADD COLUMN official_school INTEGER NOT NULL DEFAULT 0;

-- A statement of a school that was not believed, told once, or a question for people.
CREATE TABLE roster_question (
    school_id   INTEGER NOT NULL REFERENCES school,
    pupil_id    ID      NOT NULL,
    kind        INTEGER NOT NULL, -- enum question_kind
    other_id    ID      NOT NULL, -- the other person; 0: none
    said        BYTES   NOT NULL, -- keyed hash of the value
    asked_ms    BIGINT  NOT NULL,
    answer      INTEGER NOT NULL, -- enum question_answer
    PRIMARY KEY (school_id, pupil_id, kind, other_id)
) CLUSTERED;
CREATE INDEX roster_question_pupil ON roster_question (pupil_id);
CREATE INDEX roster_question_other ON roster_question (other_id);

-- Endings that the safety limit of a school holds back.
CREATE TABLE roster_held (
    school_id    INTEGER NOT NULL REFERENCES school,
    enrolment_id ID      NOT NULL,
    pupil_id     ID      NOT NULL,
    end_day      INTEGER NOT NULL, -- last day of the enrolment when it is released
    since_ms     BIGINT  NOT NULL,
    PRIMARY KEY (school_id, enrolment_id)
) CLUSTERED;
CREATE INDEX roster_held_pupil ON roster_held (pupil_id);

-- Percent of the pupils that one import may end; 0: the usual limit.
ALTER TABLE school ADD COLUMN ending_limit INTEGER NOT NULL DEFAULT 0;
-- Enrolments before the import; 0: not known.
ALTER TABLE roster_import ADD COLUMN pupils INTEGER NOT NULL DEFAULT 0;
