/*
 * A message: a text of the catalogue with its arguments, not yet translated.
 *
 * The code that detects a problem creates the message; the code that shows it chooses the language:
 * the user's on a terminal, English in the log, Dutch in JSON. Argument types follow from the
 * values, so a translation cannot contain a wrong printf format. tools/languages.py checks the
 * number of arguments against the placeholders {0}, {1} … of the text.
 */
#pragma once

#include "language/tr.h"

enum message_arg_kind { ARG_NONE, ARG_TEXT, ARG_NUMBER, ARG_WORD, ARG_MESSAGE };
enum { MESSAGE_ARGS_MAX = 8 };

struct message;
struct message_arg {
    enum message_arg_kind kind;
    struct str text;     /* ARG_TEXT: shown unchanged in every language */
    const char *english; /* ARG_WORD: text of the catalogue, translated with the message */
    long long number; /* ARG_NUMBER: value; ARG_WORD: count that selects the form and fills {0} */
    int digits;       /* ARG_NUMBER: minimum number of digits, padded with zeros */
    const struct message *message; /* ARG_MESSAGE; must outlive this message */
};
struct message {
    const char *english;                       /* English text of the catalogue; NULL: no message */
    struct message_arg args[MESSAGE_ARGS_MAX]; /* ends at the first ARG_NONE */
};

struct message_arg message_arg_str(struct str text);
struct message_arg message_arg_c(const char *text);
struct message_arg message_arg_number(long long number);
struct message_arg message_arg_message(const struct message *message);
struct message_arg message_arg_self(struct message_arg arg);
/* Returns a number argument padded with zeros, such as the school number 000002. */
struct message_arg message_digits(long long number, int digits);
/* Returns an argument that is itself a text of the catalogue; NULL gives an empty argument. */
struct message_arg message_word(const char *english);
/* Returns an argument with a count, such as "1 row~~{0} rows". */
struct message_arg message_count(const char *english, size_t count);

/* clang-format off */
#define MESSAGE_ARG(value)                                                                         \
    _Generic((value), struct str: message_arg_str, const char *: message_arg_c,                    \
             char *: message_arg_c, int: message_arg_number, unsigned: message_arg_number,         \
             long: message_arg_number, unsigned long: message_arg_number,                          \
             long long: message_arg_number, unsigned long long: message_arg_number,                \
             const struct message *: message_arg_message, struct message *: message_arg_message,   \
             struct message_arg: message_arg_self)(value)
/* clang-format on */
#define MESSAGE_ARGS_1(a) MESSAGE_ARG(a)
#define MESSAGE_ARGS_2(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_1(__VA_ARGS__)
#define MESSAGE_ARGS_3(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_2(__VA_ARGS__)
#define MESSAGE_ARGS_4(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_3(__VA_ARGS__)
#define MESSAGE_ARGS_5(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_4(__VA_ARGS__)
#define MESSAGE_ARGS_6(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_5(__VA_ARGS__)
#define MESSAGE_ARGS_7(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_6(__VA_ARGS__)
#define MESSAGE_ARGS_8(a, ...) MESSAGE_ARG(a), MESSAGE_ARGS_7(__VA_ARGS__)
#define MESSAGE_PICK(_1, _2, _3, _4, _5, _6, _7, _8, name, ...) name
#define MESSAGE_ARGS(...)                                                                          \
    MESSAGE_PICK(__VA_ARGS__, MESSAGE_ARGS_8, MESSAGE_ARGS_7, MESSAGE_ARGS_6, MESSAGE_ARGS_5,      \
                 MESSAGE_ARGS_4, MESSAGE_ARGS_3, MESSAGE_ARGS_2, MESSAGE_ARGS_1, )                 \
    (__VA_ARGS__)
/* Makes a struct message: MESSAGE("{0} does not exist", name). */
#define MESSAGE(text, ...)                                                                         \
    ((struct message){(text), {__VA_OPT__(MESSAGE_ARGS(__VA_ARGS__)) __VA_OPT__(, ){ARG_NONE}}})

/* Returns the translated message with its arguments filled in, allocated in the arena. */
struct str message_in(struct arena *arena, enum language language, const struct message *message);
