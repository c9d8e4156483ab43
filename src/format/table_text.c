#include "format/table_text.h"

#define SPLIT N_("Split the file by school.")

static const struct sentences tables[] = {
    [TABLE_FINE] = {"", "", NULL},
    [TABLE_EMPTY] = {N_("The file is empty."), MAKE_AGAIN, NULL},
    [TABLE_NOT_TEXT] = {N_("This is not readable text."),
                        N_("Save the file as CSV UTF-8 or as an Excel workbook."), NULL},
    [TABLE_QUOTES] = {N_("A quotation mark is never closed."),
                      N_("Look for it from this row on and close it, or remove it."), NULL},
    [TABLE_TOO_WIDE] = {N_("There are more than 200 columns."),
                        N_("Leave out the ones you do not need."), NULL},
    [TABLE_FIELD_TOO_LONG] = {N_("A field is longer than 4000 characters."),
                              N_("Check that each field is in its own column."), NULL},
    /* Importing half of a list would end the enrolments of the other half, so the portal never
     * advises splitting a file. */
    [TABLE_TOO_LONG] = {N_("There are more than 3,000,000 rows."), SPLIT, MAKE_AGAIN},
    [TABLE_TOO_LARGE] = {N_("The file is too large, or grows too much when unpacked."), SPLIT,
                         MAKE_AGAIN},
    [TABLE_NOT_WORKBOOK] = {N_("This is not a readable Excel workbook."), SAVE_AGAIN, NULL},
    [TABLE_IMAGE] = {N_("This is an image, not a pupil list."), SAVE_AGAIN, NULL},
    [TABLE_PDF] = {N_("This is a PDF, not a pupil list."), SAVE_AGAIN, NULL},
    [TABLE_OLD_EXCEL] = {N_("This is an old Excel file (.xls)."),
                         N_("In Excel, choose ‘Save As’ and then ‘Excel Workbook (.xlsx)’."), NULL},
    [TABLE_ENCRYPTED] = {N_("This workbook has a password."),
                         N_("Remove it and save the workbook again."), NULL},
    [TABLE_OLD_WORD] = {N_("This is a Word file, not a list of pupils."), MAKE_AGAIN, NULL},
    [TABLE_CUT] = {N_("This file stops in the middle of row {0}."), N_("Export again."), NULL},
    [TABLE_EMPTY_SHEET] = {N_("There is no pupil on the sheet ‘{0}’."),
                           N_("Is the list on another sheet? Move that one to the front."), NULL},
    [TABLE_WIDE_ROWS] = {N_("More than 100 rows have more values than column names."),
                         N_("Export with semicolons or as an Excel workbook."), NULL},
    [TABLE_XML] = {N_("This is an XML file, but neither from Informat nor from Excel."), SAVE_AGAIN,
                   NULL},
    [TABLE_OPEN_DOCUMENT] = {N_("This is a LibreOffice file (.ods or .odt)."),
                             N_("In LibreOffice choose ‘File, Save As’ and then ‘Excel 2007-365 "
                                "(.xlsx)’ or ‘Text CSV’."),
                             NULL},
    [TABLE_WEB_PAGE] = {N_("This is a web page that is called .xls."),
                        N_("Open it in Excel and save it as .xlsx."), NULL},
    [TABLE_OWN_ARCHIVE] =
        {N_("This is a ZIP file with cards and lists made by LeerID, not a pupil list."),
         MAKE_AGAIN, NULL},
    [TABLE_ARCHIVE] = {N_("This is a compressed file (ZIP or similar)."),
                       N_("Unpack it first and choose the file inside."), NULL},
    [TABLE_ZIP_FOLDER] =
        {N_("The files in this ZIP are in a folder."),
         N_("Make the ZIP again from the files themselves, not from the folder they are in."),
         NULL},
    [TABLE_ZIP_MANY] = {N_("This ZIP has too many files for a list of pupils."), MAKE_AGAIN, NULL},
    [TABLE_ZIP_TWICE] = {N_("This ZIP has two files with the same name."), MAKE_AGAIN, NULL},
    [TABLE_ZIP_BROKEN] = {N_("This ZIP is damaged or incomplete."), MAKE_AGAIN, NULL},
    [TABLE_APART] =
        {N_("These files do not belong together."),
         N_("Give them one by one, or choose the two files of WISA or of Informat together."),
         NULL},
    [TABLE_MISSING] = {N_("In this OneRoster file, users.csv, enrollments.csv, classes.csv or "
                          "orgs.csv is missing."),
                       N_("Make it again with all four."), NULL},
    [TABLE_PROGRAM] = {N_("This is a program or a database, not a pupil list."), SAVE_AGAIN, NULL},
    [TABLE_CANNOT_OPEN] = {N_("The file cannot be opened."),
                           N_("Check the name and the permissions."), N_("Choose it again.")},
    [TABLE_UNREADABLE] = {N_("This file cannot be read: reading it got stuck or took too long."),
                          SAVE_AGAIN, NULL},
    [TABLE_LATER] = {N_("Files cannot be read right now."), N_("Try again later."), NULL},
};

static const struct sentences notes[TABLE_NOTES] = {
    [TABLE_NOTE_FORMAT] = {N_("This file was read as {0}."),
                           N_("If that is wrong, save the list as an Excel workbook (.xlsx)."),
                           NULL},
    [TABLE_NOTE_SHEET] = {N_("The sheet ‘{0}’ was read, the other sheets were not."),
                          N_("Is the list on another sheet? Move that one to the front."), NULL},
    [TABLE_NOTE_HIDDEN] = {N_("Hidden sheets were skipped: {0}."),
                           N_("Is the list there? Make that sheet visible."), NULL},
    [TABLE_NOTE_1904] = {N_("The dates in this workbook count from 1904. We converted them."),
                         N_("Check a few dates of birth."), NULL},
    [TABLE_NOTE_WIDE] = {N_("There are {0} values and {1} column names."),
                         N_("Put a field that contains a separator between quotation marks, or "
                            "export as an Excel workbook."),
                         NULL},
    [TABLE_NOTE_NARROW] = {N_("Some rows have fewer values than column names (number: {1}). The "
                              "missing values count as empty."),
                           N_("Check whether the list is complete."), NULL},
    [TABLE_NOTE_COMMA] =
        {N_("There are more values than column names: there is a comma too many in ‘{0}’."),
         N_("Remove the comma in the package, or export with semicolons."), NULL},
    [TABLE_NOTE_JOINED] = {N_("The comma in ‘{0}’ belongs to the text. It was read that way."),
                           N_("Check that row."), NULL},
    [TABLE_NOTE_MOJIBAKE] =
        {N_("Letters with an accent were converted wrongly, as in ‘{0}’ (fields: {1})."),
         N_("Export again as an Excel workbook or as CSV UTF-8."), NULL},
    [TABLE_NOTE_LOST_LETTER] =
        {N_("A question mark stands where a letter was, as in ‘{0}’ (fields: {1})."),
         N_("Export again as an Excel workbook or as CSV UTF-8."), NULL},
    [TABLE_NOTE_ERROR_CELL] =
        {N_("It contains error values of a formula, such as {0} (fields: {1})."),
         N_("Correct the formula, or leave the cell empty."), NULL},
    [TABLE_NOTE_CHANGES] = {N_("This file has changes only (delta), not all pupils."),
                            N_("Import it with --changes."), N_("Export all pupils (bulk).")},
    [TABLE_NOTE_MENDED] = {N_("This departs from the standard and was read as intended: {0}."),
                           N_("Check the counts."), NULL},
    [TABLE_NOTE_DANGLING] = {N_("Some rows name something that is not in the file: {0} (number: "
                                "{1}). They were not read."),
                             N_("Export again, with all files of the same day."), NULL},
    [TABLE_NOTE_NO_CLASS] = {N_("Class ‘{0}’ is not in the file of classes (pupils: {1})."),
                             N_("Export both files again, on the same day."), NULL},
};

const struct sentences *table_flaw_sentences(enum table_flaw_code code) {
    return &tables[code];
}

const struct sentences *table_note_sentences(enum table_note_code code) {
    return &notes[code];
}
