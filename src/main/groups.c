/*
 * leerid groups: the catalogue of administrative groups, what a school chose for its groups, and
 * the levels that a school offers.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "format/roster.h"
#include "main/command.h"
#include "service/roster/group_choice.h"

enum { CATALOGUE_MAX = 100000, GROUP_NAME_MAX = 200 };

/* Columns of the catalogue, by the names that its publishers use. */
enum catalogue_column { NUMBER, NAME, STRUCTURE, CATALOGUE_COLUMNS };
static const struct {
    const char *name;
    enum catalogue_column column;
} titles[] = {
    {"nummer", NUMBER},
    {"nr", NUMBER},
    {"code", NUMBER},
    {"nummeradministratievegroep", NUMBER},
    {"administratievegroepnummer", NUMBER},
    {"nradmgrp", NUMBER},
    {"nradmgr", NUMBER},
    {"admingroep", NUMBER},
    {"administratievegroep", NUMBER},
    {"groupnumber", NUMBER},
    {"number", NUMBER},
    {"naam", NAME},
    {"omschrijving", NAME},
    {"naamadministratievegroep", NAME},
    {"omschrijvingadministratievegroep", NAME},
    {"benaming", NAME},
    {"name", NAME},
    {"hoofdstructuur", STRUCTURE},
    {"hfdstructuur", STRUCTURE},
    {"niveau", STRUCTURE},
    {"onderwijsniveau", STRUCTURE},
    {"level", STRUCTURE},
};

struct reading {
    struct cli *cli;
    int place[CATALOGUE_COLUMNS]; /* 0: not found yet */
    struct catalogue_group *groups;
    size_t count, left_out;
};

static int column_of(struct str key) {
    for (size_t i = 0; i < COUNT(titles); i++)
        if (str_eq(key, str_of(titles[i].name))) return (int)titles[i].column;
    return CATALOGUE_COLUMNS;
}

static void add(struct reading *r, struct str number, struct str name, struct str structure) {
    struct arena *arena = r->cli->arena;
    const struct text_rules *rules = r->cli->service.text;
    struct catalogue_group group;
    struct str clean;
    bool fine = str_to_i64(str_trim(number), 1, 999999, &group.number) == RC_OK &&
                text_clean(arena, text_visible(arena, name), GROUP_NAME_MAX, &clean) == TEXT_FINE;
    if (fine) {
        const struct level_evidence evidence = {
            .structure = level_of_structure(text_fold(arena, rules, str_trim(structure))),
            .by_name = level_of_group(text_fold(arena, rules, clean), LEVELS_ANY)};
        group.name = clean;
        group.level = level_decide(&evidence);
    }
    if (!fine || group.level == LEVEL_UNKNOWN || r->count == CATALOGUE_MAX)
        r->left_out++;
    else
        r->groups[r->count++] = group;
}

static struct str cell(const struct reading *r, enum catalogue_column column,
                       const struct str *fields, size_t count) {
    size_t place = (size_t)r->place[column];
    return place > 0 && place <= count ? fields[place - 1] : S("");
}

static enum rc take_row(void *context, int line, const struct str *fields, size_t count) {
    (void)line;
    struct reading *r = context;
    if (r->place[NUMBER] != 0 && r->place[NAME] != 0) {
        add(r, cell(r, NUMBER, fields, count), cell(r, NAME, fields, count),
            cell(r, STRUCTURE, fields, count));
        return RC_OK;
    }
    int place[CATALOGUE_COLUMNS + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        int column = column_of(roster_header_key(r->cli->arena, r->cli->service.text, fields[i]));
        if (place[column] == 0) place[column] = (int)i + 1;
    }
    for (int c = 0; c < CATALOGUE_COLUMNS; c++) r->place[c] = place[c];
    return RC_OK;
}

/* A list of objects, or an object with one list in it, as open-data portals export. */
static void take_json(struct reading *r, const json_t *json) {
    const char *name;
    json_t *member, *item;
    size_t i;
    if (json_is_object(json))
        json_object_foreach((json_t *)json, name, member) if (json_is_array(member)) json = member;
    json_array_foreach(json, i, item) {
        struct str values[CATALOGUE_COLUMNS] = {S(""), S(""), S("")};
        const json_t *fields = json_is_object(json_object_get(item, "fields"))
                                   ? json_object_get(item, "fields")
                                   : item;
        json_object_foreach((json_t *)fields, name, member) {
            int column =
                column_of(roster_header_key(r->cli->arena, r->cli->service.text, str_of(name)));
            if (column == CATALOGUE_COLUMNS) continue;
            values[column] =
                json_is_string(member) ? str_of(json_string_value(member))
                : json_is_integer(member)
                    ? str_format(r->cli->arena, "%lld", (long long)json_integer_value(member))
                    : S("");
        }
        add(r, values[NUMBER], values[NAME], values[STRUCTURE]);
    }
}

static enum exit_code refuse_flaw(const struct cli *cli, const char *file,
                                  const struct table_flaw *flaw) {
    const struct roster_message message = {.flaw = ROSTER_TABLE, .code = (int)flaw->code};
    cli_say("{0}: {1} Nothing was changed", file,
            roster_message_in(cli->arena, cli_language(), &message));
    return EXIT_REFUSED;
}

static enum exit_code import_catalogue(struct cli *cli) {
    const char *file = cli->words[1];
    struct reading r = {.cli = cli,
                        .groups = ARENA_ARRAY(cli->arena, struct catalogue_group, CATALOGUE_MAX)};
    json_t *json = str_ends(str_of(file), S(".json")) ? json_load_file(file, 0, NULL) : NULL;
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    const struct table_sink sink = {.row = take_row, .context = &r};
    if (json != NULL)
        take_json(&r, json);
    else if (table_read_file(&cli->service.tables, file, &sink, &flaw) != RC_OK)
        return refuse_flaw(cli, file, &flaw);
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct call call = {
        .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault};
    enum rc rc = r.count == 0 ? RC_OK : group_catalogue_add(&call, r.groups, r.count);
    json_decref(json);
    if (rc != RC_OK) return cli_failed(rc, "importing groups", &fault);
    if (r.count == 0) {
        cli_say("{0}: no groups found; the columns nummer, naam and hoofdstructuur are needed",
                file);
        return EXIT_REFUSED;
    }
    if (cli->json)
        cli_json(json_pack("{s:I, s:I}", "groups", (json_int_t)r.count, "left_out",
                           (json_int_t)r.left_out));
    else
        cli_print("{0}, {1}", message_count("1 group imported~~{0} groups imported", r.count),
                  message_count(
                      "1 left out (no number or no level)~~{0} left out (no number or no level)",
                      r.left_out));
    return EXIT_DONE;
}

static const char *const level_names[] = {"?", "kleuter", "lager", "secundair", "hoger"};

static enum exit_code list_choices(struct cli *cli) {
    int64_t school = 0;
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    if (school == 0) return cli_usage(cli, "which school? Give --school NUMBER");
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct call call = {
        .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault};
    struct kept_group *groups;
    size_t count;
    enum rc rc = group_choices(&call, (int)school, &groups, &count);
    if (rc != RC_OK) return cli_failed(rc, "reading groups", &fault);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        if (!cli->json) cli_print("{0}: {1}", groups[i].name, level_names[groups[i].level]);
        json_array_append_new(list, json_pack("{s:o, s:s}", "group", cli_json_str(groups[i].name),
                                              "level", level_names[groups[i].level]));
    }
    if (cli->json)
        cli_json(json_pack("{s:o}", "groups", list));
    else
        json_decref(list);
    return EXIT_DONE;
}

static enum exit_code set_levels(struct cli *cli) {
    int64_t school;
    level_set levels = LEVELS_NONE;
    if (str_to_i64(str_of(cli->words[1]), 1, 999999, &school) != RC_OK)
        return cli_usage(cli, "which school? Give its school number");
    for (size_t i = 2; i < cli->word_count; i++) {
        enum level level =
            level_of_structure(text_fold(cli->arena, cli->service.text, str_of(cli->words[i])));
        if (level == LEVEL_UNKNOWN) return cli_usage(cli, "a level is kleuter, lager or secundair");
        levels |= 1U << level;
    }
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct call call = {
        .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault};
    enum rc rc = group_choice_school_levels(&call, (int)school, levels);
    if (rc == RC_NONE) return cli_missing(THING_SCHOOL, cli->words[1]);
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "saving levels", &fault);
}

enum exit_code command_groups(struct cli *cli) {
    static const struct {
        const char *verb;
        size_t least, most; /* words */
        enum exit_code (*run)(struct cli *cli);
    } verbs[] = {{"import", 2, 2, import_catalogue},
                 {"list", 1, 1, list_choices},
                 {"levels", 2, 6, set_levels}};
    for (size_t i = 0; i < COUNT(verbs) && cli->word_count > 0; i++) {
        if (!str_eq(str_of(cli->words[0]), str_of(verbs[i].verb))) continue;
        if (cli->word_count < verbs[i].least || cli->word_count > verbs[i].most) break;
        return cli_open(cli, NEED_STORE) ? verbs[i].run(cli) : EXIT_FAILED;
    }
    return cli_usage(cli, "what? Give import FILE, list --school NUMBER or levels NUMBER LEVEL…");
}
