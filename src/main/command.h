/*
 * Commands of the program: types of the command table in main.c, and helpers for options, output
 * and errors that commands share.
 *
 * Texts for people come from the catalogue, in the language of cli_language(); Dutch is the source
 * text. Texts in JSON are Dutch whatever that language is, because programs compare them
 * (docs/decisions/0034-commands-in-four-languages.md).
 */
#pragma once

#include <jansson.h>

#include "language/message.h"
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
    OPTION_SWITCH, /* --NAME switches on, --no-NAME off */
    OPTION_TEXT,
    OPTION_LIST, /* one or more values, up to the next option */
};
enum { OPTIONS_MAX = 24 };

struct option_info {
    const char *name; /* without leading -- */
    enum option_kind kind;
};

struct option_value {
    bool given, off; /* off: given as --no-NAME */
    const char **values;
    size_t count;
};

struct command;
struct cli {
    struct arena *arena;
    struct config config;
    const struct command *command;
    bool json;
    const char **words; /* positional arguments after the command */
    size_t word_count;
    struct option_value options[OPTIONS_MAX]; /* same order as command->options */
    struct parser *parser;                    /* of commands that read user files; otherwise NULL */
    struct app *app;                          /* opened by cli_open() */
    struct service service;
    struct outputs outputs;
};

struct command {
    const char *name;
    const char *usage; /* arguments, printed after the name; Dutch, as help */
    const char *help;  /* one sentence */
    struct option_info options[OPTIONS_MAX];
    enum exit_code (*run)(struct cli *cli);
};

/* Returns the value of an option by name, which must be in the command's table. */
const struct option_value *cli_option(const struct cli *cli, const char *name);
struct str cli_text(const struct cli *cli, const char *name); /* empty when absent */
bool cli_flag(const struct cli *cli, const char *name);
/* Reads an OPTION_SWITCH; leaves *value unchanged when absent. */
void cli_switch(const struct cli *cli, const char *name, bool *value);
/*
 * Reads a number from min to max; leaves *ret_number unchanged when absent. Returns false after
 * printing what is wrong.
 */
bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max,
                int64_t *ret_number);

/* Opens the app and the service of this thread. Returns false after printing the problem. */
bool cli_open(struct cli *cli, unsigned needs);
/* Logs in English why the server does not start (event=start_failed); returns EXIT_FAILED. */
enum exit_code cli_start_failed(struct str detail);
struct actor cli_actor(void);
/* Returns advice about the cause of a fault, a text of the catalogue; NULL when there is none. */
const char *cli_advice(const struct fault *fault);

/* The language of the person who runs the command: LEERID_LANGUAGE, LC_ALL, LC_MESSAGES, LANG. */
enum language cli_language(void);
struct str cli_in_words(struct arena *arena, const struct message *message);
/* Takes a text and its arguments; prints one line that starts with "leerid: " on standard error.
 */
#define cli_say(...) cli_say_message(&MESSAGE(__VA_ARGS__))
void cli_say_message(const struct message *message);
/* The same without "leerid: ". */
#define cli_note(...) cli_note_message(&MESSAGE(__VA_ARGS__))
void cli_note_message(const struct message *message);
/* Prints one line on standard output. */
#define cli_print(...) cli_print_message(&MESSAGE(__VA_ARGS__))
void cli_print_message(const struct message *message);
/*
 * Prints "label: address". Programs read the label, so it is the same in every language;
 * CLI_SIGN_IN is that of a link to sign in with.
 */
#define CLI_SIGN_IN "Aanmelden"
void cli_address(const char *label, struct str address);
/* Replaces the line of progress on standard error; prints nothing when that is not a terminal. */
#define cli_progress(...) cli_progress_message(&MESSAGE(__VA_ARGS__))
void cli_progress_message(const struct message *message);
void cli_progress_end(void);
/* A number with so many decimals as an argument of a message. */
struct message_arg cli_decimal(struct arena *arena, double number, int decimals);
/* What a command can fail to find. */
enum cli_thing { THING_SCHOOL, THING_STAFF, THING_ACCOUNT, THING_APPLICATION };
/* Prints that it does not exist, and which command lists those that do. */
#define cli_missing(thing, what) cli_missing_arg(thing, MESSAGE_ARG(what))
enum exit_code cli_missing_arg(enum cli_thing thing, struct message_arg what);
/* Returns false after printing that the school does not exist, or that the database failed. */
bool cli_knows_school(struct cli *cli, struct school_id school);
/*
 * Prints a failure and, on a line of its own, the detail for support. Returns the exit code that
 * corresponds to rc.
 */
#define cli_failed_at(rc, what, fault) cli_failed_arg(rc, MESSAGE_ARG(what), fault)
enum exit_code cli_failed_arg(enum rc rc, struct message_arg what, const struct fault *fault);
/* The same; what is a text of the catalogue: what failed. */
enum exit_code cli_failed(enum rc rc, const char *what, const struct fault *fault);
/* Prints the problem, a text of the catalogue or NULL, and the usage of the command. */
enum exit_code cli_usage(const struct cli *cli, const char *problem);
/* Prints the object on one line and releases it. */
void cli_json(json_t *object);
json_t *cli_json_str(struct str text);
json_t *cli_json_message(struct arena *arena, const struct message *message); /* in Dutch */
json_t *cli_json_time(struct arena *arena, int64_t at_ms); /* RFC 3339 in UTC; null when negative */
json_t *cli_json_day(struct arena *arena, day_count day);  /* ISO date; null for DAY_NONE */

/* Entry points of the commands, one file per group. */
enum exit_code command_import(struct cli *cli);
struct import_options;
/* Reads the schools of --release; returns false after printing what is wrong. */
bool command_import_read_released(struct cli *cli, struct import_options *options);
/* Without a file: ends what the limits of these schools hold. */
enum exit_code command_import_release_held(struct cli *cli, const struct import_options *options);
enum exit_code command_groups(struct cli *cli);
enum exit_code command_create(struct cli *cli);
enum exit_code command_cards(struct cli *cli);
enum exit_code command_school(struct cli *cli);
enum exit_code command_school_file(struct cli *cli); /* leerid school add --file */
enum exit_code command_staff(struct cli *cli);
enum exit_code command_account(struct cli *cli);
enum exit_code command_account_export(struct cli *cli);
enum exit_code command_account_erase(struct cli *cli);
enum exit_code command_account_join(struct cli *cli);
enum exit_code command_pupils(struct cli *cli);
enum exit_code command_school_succeed(struct cli *cli);
enum exit_code command_app(struct cli *cli);
struct application;
/* Opens the store and loads the application named by the second word. */
enum exit_code command_app_find(struct cli *cli, struct application *ret_application);
enum exit_code command_app_list(struct cli *cli);
enum exit_code command_app_show(struct cli *cli);
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
