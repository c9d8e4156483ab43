-- Who answers for the data of a school's pupils, and where questions go; '': the setting of the platform counts.
ALTER TABLE school ADD COLUMN controller TEXT NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN officer TEXT NOT NULL DEFAULT ''; -- data protection officer
