-- Schools that go on in another one, so that its lists find their pupils by roll number.
CREATE TABLE school_succession (
    new_school INTEGER NOT NULL REFERENCES school,
    old_school INTEGER NOT NULL REFERENCES school,
    day        INTEGER NOT NULL, -- first day in the new school
    PRIMARY KEY (new_school, old_school)
) CLUSTERED;
