/* Parses the arguments of a command: options, values, and suggestions for misspelled options. */
#include "base/near.h"
#include "main/arguments.h"

int arguments_option_of(const struct command *command, struct str name) {
    for (int i = 0; i < OPTIONS_MAX && command->options[i].name != NULL; i++)
        if (str_eq(name, str_of(command->options[i].name))) return i;
    return -1;
}

static void report_unknown_option(const struct command *command, const char *word) {
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    while (count < OPTIONS_MAX && command->options[count].name != NULL)
        names[count] = command->options[count].name, count++;
    struct str rest = str_of(word), name = str_cut(&rest, '=', NULL);
    while (str_starts(name, S("-"))) name = str_sub(name, 1, name.len);
    const char *near = near_name(name, names, count);
    if (near != NULL)
        cli_say("{1} has no {0}; did you mean --{2}?", word, command->name, near);
    else
        cli_say("{1} has no {0}", word, command->name);
}

/* True for "-x". Option values never look like this, except negative numbers (--offset -2,1). */
static bool is_letter_option(const char *word) {
    return word[0] == '-' &&
           ((word[1] >= 'a' && word[1] <= 'z') || (word[1] >= 'A' && word[1] <= 'Z'));
}

static bool is_option(const char *word) {
    return word[0] == '-' && word[1] == '-';
}

/* Parses the option at *at with its values. Returns false after printing what is wrong. */
static bool take_option(struct cli *cli, char **words, int count, int *at) {
    struct str value = str_of(words[*at] + 2);
    bool has_value;
    struct str name = str_cut(&value, '=', &has_value);
    int i = arguments_option_of(cli->command, name);
    bool off = i < 0 && str_starts(name, S("no-"));
    if (off) i = arguments_option_of(cli->command, str_sub(name, 3, name.len));
    if (i < 0 || (off && cli->command->options[i].kind != OPTION_SWITCH)) {
        report_unknown_option(cli->command, words[*at]);
        return false;
    }
    struct option_value *option = &cli->options[i];
    enum option_kind kind = cli->command->options[i].kind;
    if (option->values == NULL)
        option->values = ARENA_ARRAY(cli->arena, const char *, (size_t)count);
    bool valueless = kind == OPTION_FLAG || kind == OPTION_SWITCH;
    option->given = true;
    option->off = off;
    if (valueless && !has_value) return true;
    if (has_value) option->values[option->count++] = value.ptr;
    size_t room = has_value ? 0 : kind == OPTION_LIST ? (size_t)count : 1;
    while (room-- > 0 && *at + 1 < count && !is_option(words[*at + 1]))
        option->values[option->count++] = words[++*at];
    if (option->count > 0 && !valueless) return true;
    cli_say(valueless ? N_("--{0} takes no value") : N_("--{0} needs a value"), name);
    return false;
}

bool arguments_take(struct cli *cli, char **words, int count) {
    cli->words = ARENA_ARRAY(cli->arena, const char *, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        if (strcmp(words[i], "--json") == 0) {
            cli->json = true;
        } else if (is_letter_option(words[i])) {
            report_unknown_option(cli->command, words[i]);
            return false;
        } else if (!is_option(words[i])) {
            cli->words[cli->word_count++] = words[i];
        } else if (!take_option(cli, words, count, &i)) {
            return false;
        }
    }
    return true;
}
