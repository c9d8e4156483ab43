/* What a command of the program is: a row in the table of src/main/main.c. */
#pragma once

#include <jansson.h>

#include "main/app.h"
#include "main/outputs.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_REFUSED = 3,
    EXIT_CONFLICT = 4
};
enum option_kind {
    OPTION_FLAG,
    OPTION_SWITCH /* --no-NAME takes it back */,
    OPTION_TEXT,
    OPTION_LIST /* several values, up to the next option */
};
enum { OPTIONS_MAX = 24 };

struct option_info {
    const char *name; /* without -- */
    enum option_kind kind;
};

struct option_value {
    bool given, off; /* off: --no-NAME */
    const char **values;
    size_t count;
};

struct command;
struct cli {
    struct arena *arena;
    struct config config;
    const struct command *command;
    bool json;
    const char **words; /* what is no option, after the command */
    size_t word_count;
    struct option_value options[OPTIONS_MAX]; /* as in command->options */
    struct parser *parser; /* of commands that read files of others; NULL for the rest */
    struct app *app;       /* opened by cli_open */
    struct service service;
    struct outputs outputs;
};

struct command {
    const char *name;
    const char *usage; /* after the name */
    const char *help;  /* one sentence */
    struct option_info options[OPTIONS_MAX];
    enum exit_code (*run)(struct cli *cli);
};

/* Looks an option up by name; it must be in the command's table. */
const struct option_value *cli_option(const struct cli *cli, const char *name);
struct str cli_text(const struct cli *cli, const char *name); /* "" when absent */
bool cli_flag(const struct cli *cli, const char *name);
void cli_switch(const struct cli *cli, const char *name,
                bool *value); /* OPTION_SWITCH; absent: *value stays */
/* A number in [min, max]; absent: *ret_number stays. False after telling what is wrong. */
bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max,
                int64_t *ret_number);

/* Opens what is needed and the service of this thread; false after telling the problem. */
bool cli_open(struct cli *cli, unsigned needs);
/* Logs why the server does not start (event start_failed); returns EXIT_FAILED. */
enum exit_code cli_start_failed(struct str detail);
struct actor cli_actor(void);
/* What to do about the cause of a fault, in Dutch; "" when the cause has no advice of its own. */
const char *cli_advice(const struct fault *fault);

/* Tells on standard error, in one line that begins with "leerid: ". */
void cli_say(const char *format, ...) PRINTF_LIKE(1, 2);
const char *cli_noun(size_t count, const char *one, const char *many); /* 1 kaart, 2 kaarten */
/* What a command can look for in vain. */
enum cli_thing { THING_SCHOOL, THING_STAFF, THING_ACCOUNT, THING_APPLICATION };
/* Tells that it does not exist, and which command lists those that do. */
enum exit_code cli_missing(enum cli_thing thing, const char *what);
/* False after telling that there is no such school, or that nobody can say. */
bool cli_knows_school(struct cli *cli, struct school_id school);
/* Tells a failure, with the detail for a helpdesk on a line of its own, and gives the exit status
 * that fits the code. */
enum exit_code cli_failed(enum rc rc, const char *what, const struct fault *fault);
enum exit_code cli_usage(const struct cli *cli, const char *problem);
/* Prints the object as one line and releases it. */
void cli_json(json_t *object);
json_t *json_str(struct str text);
json_t *json_time(struct arena *arena, int64_t at_ms); /* RFC 3339 in UTC; negative: null */
json_t *json_day(struct arena *arena, day_count day);  /* DAY_NONE: null */

/* The commands, one file each group. */
enum exit_code command_import(struct cli *cli);
enum exit_code command_create(struct cli *cli);
enum exit_code command_cards(struct cli *cli);
enum exit_code command_school(struct cli *cli);
enum exit_code command_school_file(struct cli *cli); /* school add --file */
enum exit_code command_staff(struct cli *cli);
enum exit_code command_account(struct cli *cli);
enum exit_code account_export_verb(struct cli *cli);
enum exit_code account_erase_verb(struct cli *cli);
enum exit_code command_app(struct cli *cli);
struct application;
enum exit_code
app_find(struct cli *cli,
         struct application *ret_application); /* opens the store, and the one of the second word */
enum exit_code app_list_verb(struct cli *cli);
enum exit_code app_show_verb(struct cli *cli);
enum exit_code command_sample(struct cli *cli);
enum exit_code command_migrate(struct cli *cli);
enum exit_code command_report(struct cli *cli);
enum exit_code command_backup(struct cli *cli);
enum exit_code command_restore(struct cli *cli);
enum exit_code command_db_copy(struct cli *cli);
enum exit_code command_keys(struct cli *cli);
enum exit_code command_settings(struct cli *cli);
enum exit_code command_doctor(struct cli *cli);
enum exit_code command_routes(struct cli *cli);
enum exit_code command_serve(struct cli *cli);
