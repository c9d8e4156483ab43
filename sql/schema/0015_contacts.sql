-- The controller of a school's pupil data and the contact for questions; '': the platform setting
-- applies.
ALTER TABLE school ADD COLUMN controller TEXT NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE school ADD COLUMN officer TEXT NOT NULL DEFAULT ''; -- data protection officer
