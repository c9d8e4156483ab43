/*
 * Sentences of roster messages: what is wrong and how to correct it. {0} is the detail.
 */
#include "format/roster.h"
#include "format/table_text.h"

static const struct sentences flaws[ROSTER_FLAWS] = {
    [ROSTER_NO_HEADER] = {N_("The column names were not found."),
                          N_("Put at least these columns in one of the first fifteen rows: {0}."),
                          NULL},
    [ROSTER_NO_COLUMNS] = {N_("Missing in the row of column names: {0}. Found: {2}."),
                           N_("Say which column it is with --map 'Column=field', or add those "
                              "columns, each with that name. One school number for the whole "
                              "file can be given with --school."),
                           N_("Add these columns, each with that name.")},
    [ROSTER_CHOSEN_TWICE] = {N_("‘{0}’ is chosen for two columns."), N_("Choose one."), NULL},
    [ROSTER_OWN_WORKBOOK] =
        {N_("This is the Excel file of accounts that LeerID made itself, not a list of pupils."),
         MAKE_AGAIN, NULL},
    [ROSTER_COLUMN_TWICE] = {N_("The column ‘{0}’ appears twice."), N_("Keep only one of them."),
                             NULL},
    [ROSTER_MISSING] = {N_("‘{0}’ is empty."), N_("Fill it in."), NULL},
    [ROSTER_BAD_TEXT] = {N_("‘{0}’ contains characters that do not belong in a name (control "
                            "characters or a wrong encoding)."),
                         N_("Type the field again, or save the file as CSV UTF-8."), NULL},
    [ROSTER_TEXT_LONG] = {N_("‘{0}’ is longer than 100 characters."), N_("Make it shorter."), NULL},
    [ROSTER_BAD_SCHOOL] = {N_("‘{0}’ is not a school number."),
                           N_("Check it: a school number has at most 6 digits."), NULL},
    [ROSTER_OTHER_SCHOOL] =
        {N_("This file contains rows of school {0} ({1}), not of the school you are importing "
            "for."),
         N_("Remove these rows, or leave out --school."),
         N_("Remove these rows, or first choose that school with ‘Change school’.")},
    [ROSTER_BAD_ROLL] = {N_("‘{0}’ is not a roll number."), N_("Use digits only."), NULL},
    [ROSTER_BAD_GROUP] = {N_("‘{0}’ is not the number of an administrative group."),
                          N_("Use digits only, at most 6."), NULL},
    [ROSTER_BAD_DATE] = {N_("‘{0}’ is not a date."),
                         N_("Write for example 1/9/2026 or 2026-09-01."), NULL},
    [ROSTER_ENDS_EARLY] = {N_("The end date is before the start date."), N_("Check both."), NULL},
    [ROSTER_BAD_SEX] = {N_("‘{0}’ is not a sex."), N_("Use M, V or X, or leave it empty."), NULL},
    [ROSTER_BAD_NUMBER] = {N_("The national or bis number is incorrect (check digits)."),
                           N_("Correct it, or leave it empty."), NULL},
    [ROSTER_NO_LEVEL] =
        {N_("‘{0}’ does not say whether this is pre-primary, primary or secondary ({1} rows)."),
         N_("Say so with --groups '{0}=kleuter', '{0}=lager' or '{0}=secundair' (nursery, primary, "
            "secondary), or add a column hoofdstructuur (111, 211, 311 …)."),
         N_("Add a column hoofdstructuur (111, 211, 311 …).")},
    [ROSTER_BAD_LEVEL] = {N_("‘{0}’ is not a main structure."),
                          N_("Use 111, 211, 311 …, or kleuter, lager, secundair."), NULL},
    [ROSTER_AGE] = {N_("Born in {1}, but in ‘{0}’."),
                    N_("Is the group right? Then you need not do anything."), NULL},
    [ROSTER_ROUNDED] = {N_("Excel rounded this number."),
                        N_("Set that column to ‘Text’ in Excel and export again."), NULL},
    [ROSTER_EMPTY] = {N_("It has column names, but no pupils."), MAKE_AGAIN, NULL},
    [ROSTER_TWO_PUPILS] = {N_("This roll number is also on row {0}, for another pupil."),
                           N_("Check which of the two has another roll number."), NULL},
    [ROSTER_TWICE] = {N_("This pupil is also in row {0}."), N_("Keep only one of the two rows."),
                      NULL},
    [ROSTER_CLASH_ACCOUNTS] =
        {N_("This pupil has two LeerIDs: {0}. The national or bis number in this row is not used."),
         N_("Choose which LeerID stays and merge them: leerid account join STAYS GOES."),
         N_("Choose which LeerID stays, and ask the platform operator to merge them.")},
    [ROSTER_CLASH_NUMBER] =
        {N_("Roll number {0} is known with another national or bis number, and the name or the "
            "date of birth differs too. All three stay as they were."),
         N_("If it is the same pupil: import the list once without that number, and then with it. "
            "If it is another pupil: give that pupil a roll number of their own."),
         NULL},
    [ROSTER_CLASH_ROWS] = {N_("This national or bis number is also in row {0}, for another pupil. "
                              "It is not used here."),
                           N_("Correct it in the school's administration software."), NULL},
    [ROSTER_CLASH_OWNER] = {N_("The national or bis number of roll number {0} belongs to another "
                               "pupil: the name or the date of birth differs. It is not used."),
                            N_("Check in the administration software whether the number and the "
                               "date of birth are correct, and whether both are in the list."),
                            NULL},
    [ROSTER_ASK_PERSON] =
        {N_("The national or bis number and the date of birth of roll number {0} are those of a "
            "pupil with another first name. They stay two pupils and the number is not used here."),
         N_("If they are two (twins): correct the number. If it is the same pupil: merge them with "
            "leerid account join."),
         N_("If there are two (twins), correct the number in the school's administration software. "
            "If it is the same pupil, ask the platform operator to merge them.")},
    [ROSTER_OTHER_NUMBER] =
        {N_("Another school gave a different national or bis number for the pupil with roll number "
            "{0}. That one stays."),
         N_("Agree with that school which number is right, and correct it where it is wrong."),
         NULL},
    [ROSTER_NUMBER_DATE] = {N_("The date of birth of roll number {0} does not match the national "
                               "or bis number. What was already known stays."),
                            N_("Check both and correct what is wrong."), NULL},
    [ROSTER_OTHER_BIRTH_DAY] =
        {N_("For the pupil with roll number {0} another date of birth is known, from the national "
            "number or from another school. That one stays."),
         N_("Check which is right, and correct it where it is wrong."), NULL},
    [ROSTER_OTHER_SEX] = {N_("Another school gave a different sex for the pupil with roll number "
                             "{0}. That one stays."),
                          N_("Check which one is right, and correct it where it is wrong."), NULL},
    [ROSTER_OTHER_NAMES] = {N_("Another school gave a different official name for the pupil with "
                               "roll number {0}. That one stays."),
                            N_("Check which is right, and correct it where it is wrong."), NULL},
    [ROSTER_UNKNOWN_SCHOOL] = {N_("School {0} is not known."),
                               N_("Add it first: leerid school add {0} NAME."),
                               N_("Ask the platform operator to add it.")},
    [ROSTER_MANY] = {N_("So far there are more than {0} rows for one school. LeerID does not "
                        "import that many at once, and no school has that many pupils."),
                     N_("Check that each row has the correct school number, and that there are no "
                        "old school years in it."),
                     NULL},
};

struct roster_words roster_message_words(const struct roster_message *message, bool on_portal) {
    const struct sentences *s = &flaws[message->flaw];
    if (message->flaw == ROSTER_TABLE)
        s = table_flaw_sentences((enum table_flaw_code)message->code);
    if (message->flaw == ROSTER_NOTE) s = table_note_sentences((enum table_note_code)message->code);
    return (struct roster_words){s->wrong, on_portal && s->portal != NULL ? s->portal : s->mend};
}

struct str roster_message_in(struct arena *arena, enum language language,
                             const struct roster_message *message) {
    struct roster_words words = roster_message_words(message, false);
    const struct str args[] = {message->detail, str_format(arena, "%d", message->rows),
                               message->also};
    struct str text = str_format(arena, "%.*s %.*s", STR_ARG(tr(language, words.wrong)),
                                 STR_ARG(tr(language, words.mend)));
    return str_fill(arena, text, args, COUNT(args));
}

struct str roster_message_text(struct arena *arena, const struct roster_message *message) {
    return roster_message_in(arena, LANGUAGE_NL, message);
}
