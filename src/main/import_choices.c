#include "main/import_choices.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "service/roster/column_mapping.h"

enum { LINES_MAX = 2000, FILE_BYTES_MAX = 1 << 20 };

/* Reads a small file; false when it cannot be read whole. */
static bool read_lines(struct arena *arena, const char *path, struct str *ret_text) {
    int fd CLEANUP(file_close_at) = file_open_regular(path);
    if (fd < 0) return false;
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    ssize_t len = read(fd, bytes, FILE_BYTES_MAX);
    *ret_text = (struct str){bytes, len < 0 ? 0 : (size_t)len};
    return len >= 0 && len < FILE_BYTES_MAX;
}

/* Adds the values of an option; a value without "=" is a file with one a line. */
static bool gather(struct cli *cli, const char *option, struct str *lines, size_t *ret_count) {
    const struct option_value *given = cli_option(cli, option);
    *ret_count = 0;
    for (size_t i = 0; i < given->count; i++) {
        struct str value = str_of(given->values[i]), text = value;
        bool file = !str_contains(value, S("="));
        if (file && !read_lines(cli->arena, given->values[i], &text))
            return cli_say("--{0}: ‘{1}’ is not ‘name=value’ and not a readable file", option,
                           given->values[i]),
                   false;
        bool more = true;
        while (more && *ret_count < LINES_MAX) {
            struct str line = file ? str_cut(&text, '\n', &more) : text;
            if (!file) more = false;
            line = str_trim(line);
            if (line.len > 0) lines[(*ret_count)++] = line;
        }
    }
    return true;
}

/* Cuts at the last "=": names may contain one. */
static bool cut_value(struct str line, struct str *ret_name, struct str *ret_value) {
    size_t at = line.len;
    while (at > 0 && line.ptr[at - 1] != '=') at--;
    if (at < 2) return false;
    *ret_name = str_trim(str_sub(line, 0, at - 1));
    *ret_value = str_trim(str_sub(line, at, line.len));
    return ret_name->len > 0;
}

static bool read_columns(struct cli *cli, struct import_choices *choices) {
    struct str *lines = ARENA_ARRAY(cli->arena, struct str, LINES_MAX);
    size_t count;
    if (!gather(cli, "map", lines, &count)) return false;
    struct column_choice *columns = ARENA_ARRAY(cli->arena, struct column_choice, count + 1);
    const struct text_rules *rules = cli->service.text;
    for (size_t i = 0; i < count; i++) {
        struct str name, value;
        if (!cut_value(lines[i], &name, &value))
            return cli_say("--map: ‘{0}’ is not ‘Column=field’", lines[i]), false;
        bool unused = value.len == 0 || str_eq(value, S("-"));
        columns[i].key = roster_header_key(cli->arena, rules, name);
        columns[i].column =
            unused ? COLUMNS : roster_column_of_title(roster_header_key(cli->arena, rules, value));
        if (!unused && columns[i].column == COLUMNS)
            return cli_say("--map: the field ‘{0}’ does not exist; fields are stamnummer, "
                           "voornaam, naam, administratieve groep, klas, hoofdstructuur, "
                           "geboortedatum, geslacht, rijksregisternummer, begindatum, einddatum, "
                           "vestiging, instellingsnummer, or - for not used",
                           value),
                   false;
    }
    choices->mapping = (struct column_mapping){S(""), columns, count};
    return true;
}

static bool read_groups(struct cli *cli, int school, struct import_choices *choices) {
    struct str *lines = ARENA_ARRAY(cli->arena, struct str, LINES_MAX);
    size_t count;
    if (!gather(cli, "groups", lines, &count)) return false;
    choices->groups = ARENA_ARRAY(cli->arena, struct level_choice, count + 1);
    choices->names = ARENA_ARRAY(cli->arena, struct kept_group, count + 1);
    choices->group_count = count;
    for (size_t i = 0; i < count; i++) {
        struct str name, value;
        bool fine = cut_value(lines[i], &name, &value);
        enum level level = fine
                               ? level_of_structure(text_fold(cli->arena, cli->service.text, value))
                               : LEVEL_UNKNOWN;
        if (level == LEVEL_UNKNOWN)
            return cli_say(
                       "--groups: ‘{0}’ is not ‘group=kleuter’, ‘group=lager’ or ‘group=secundair’",
                       lines[i]),
                   false;
        choices->names[i] = (struct kept_group){name, level};
        choices->groups[i] =
            (struct level_choice){school, text_fold(cli->arena, cli->service.text, name), level};
    }
    return true;
}

bool import_choices_read(struct cli *cli, int school, struct import_choices *ret_choices) {
    *ret_choices = (struct import_choices){.group_count = 0};
    return read_columns(cli, ret_choices) && read_groups(cli, school, ret_choices);
}

static struct call call_of(struct cli *cli, const struct actor *actor, struct fault *fault) {
    return (struct call){
        .service = &cli->service, .arena = cli->arena, .actor = actor, .fault = fault};
}

enum exit_code import_choices_keep(struct cli *cli, int fd, int school,
                                   const struct import_choices *choices) {
    struct fault fault = {0};
    struct actor actor = cli_actor();
    struct call call = call_of(cli, &actor, &fault);
    enum rc rc = group_choices_keep(&call, school, choices->names, choices->group_count);
    if (rc != RC_OK) return cli_failed(rc, "remembering groups", &fault);
    if (choices->mapping.count == 0) return EXIT_DONE;
    struct mapping_proposal proposal;
    struct table_flaw flaw;
    rc = column_mapping_propose(&call, fd, school, &choices->mapping, &proposal, &flaw);
    if (rc == RC_OK && proposal.header_line > 0) {
        struct column_mapping mapping = choices->mapping;
        mapping.fingerprint = proposal.fingerprint;
        rc = column_mapping_keep(&call, school, &mapping);
    }
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "remembering columns", &fault);
}

json_t *import_questions_json(const struct group_questions *questions) {
    json_t *list = json_array();
    for (size_t i = 0; questions != NULL && i < questions->count; i++) {
        const struct group_question *q = &questions->items[i];
        json_array_append_new(list, json_pack("{s:i, s:o, s:I}", "school", q->school, "group",
                                              cli_json_str(q->name), "rows", (json_int_t)q->rows));
    }
    return list;
}
