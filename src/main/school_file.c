/*
 * leerid school add --file: imports all schools of a list, one number and name per row. A first row
 * without a number is the header.
 */
#include <stdio.h>

#include "format/roster.h"
#include "main/command.h"
#include "service/school/school.h"

enum { SCHOOLS_MAX = 20000, NAME_MAX = 100 };

struct reading {
    struct cli *cli;
    struct school_name *schools;
    size_t count;
    int bad_line; /* 0: none */
};

static enum rc take_row(void *context, int line, const struct str *fields, size_t count) {
    struct reading *r = context;
    int64_t number;
    struct str name = S("");
    bool blank = count == 1 && str_trim(fields[0]).len == 0;
    bool fine = count >= 2 && str_to_i64(str_trim(fields[0]), 1, 999999, &number) == RC_OK &&
                text_clean(r->cli->arena, text_visible(r->cli->arena, fields[1]), NAME_MAX,
                           &name) == TEXT_FINE &&
                name.len > 0;
    if (blank || (!fine && line == 1)) return RC_OK;
    if (!fine || r->count == SCHOOLS_MAX) {
        r->bad_line = line;
        return RC_INVALID;
    }
    r->schools[r->count++] = (struct school_name){{(int32_t)number}, name};
    return RC_OK;
}

/* Reports a file that is not a table. */
static enum exit_code report_flaw(const struct cli *cli, struct str file,
                                  const struct table_flaw *flaw) {
    const struct roster_message message = {.flaw = ROSTER_TABLE, .code = (int)flaw->code};
    struct str text = roster_message_in(cli->arena, cli_language(), &message);
    if (flaw->line == 0)
        cli_say("{0}: {1} Nothing was changed", file, text);
    else
        cli_say("{0}, row {1}: {2} Nothing was changed", file, flaw->line, text);
    return EXIT_REFUSED;
}

enum exit_code command_school_file(struct cli *cli) {
    struct str file = cli_text(cli, "file");
    if (cli->word_count != 1)
        return cli_usage(cli, "give either a number and a name, or --file FILE.csv");
    struct reading reading = {.cli = cli,
                              .schools = ARENA_ARRAY(cli->arena, struct school_name, SCHOOLS_MAX)};
    const struct table_sink sink = {.row = take_row, .context = &reading};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    const struct table_source tables = parser_tables(cli->parser);
    if (table_read_file(&tables, str_c(cli->arena, file), &sink, &flaw) != RC_OK) {
        if (flaw.code != TABLE_FINE) return report_flaw(cli, file, &flaw);
        cli_say("{0}, row {1}: give on each row a number from 1 to 999999 and a name of at most "
                "{2} characters; nothing was changed",
                file, reading.bad_line, NAME_MAX);
        return EXIT_REFUSED;
    }
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    size_t added = 0;
    enum rc rc = school_add_many(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        reading.schools, reading.count, &added);
    if (rc != RC_OK) return cli_failed(rc, "adding schools", &fault);
    if (cli->json)
        cli_json(json_pack("{s:I, s:I}", "added", (json_int_t)added, "existing",
                           (json_int_t)(reading.count - added)));
    if (!cli->json)
        cli_print("{0}, {1}", message_count("1 school added~~{0} schools added", added),
                  message_count("1 existed already~~{0} existed already", reading.count - added));
    return EXIT_DONE;
}
