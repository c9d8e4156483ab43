#include "language/message.h"

struct message_arg message_arg_str(struct str text) {
    return (struct message_arg){.kind = ARG_TEXT, .text = text};
}

struct message_arg message_arg_c(const char *text) {
    return message_arg_str(str_of(text));
}

struct message_arg message_arg_number(long long number) {
    return message_digits(number, 1);
}

struct message_arg message_digits(long long number, int digits) {
    return (struct message_arg){.kind = ARG_NUMBER, .number = number, .digits = digits};
}

struct message_arg message_arg_message(const struct message *message) {
    return (struct message_arg){.kind = ARG_MESSAGE, .message = message};
}

struct message_arg message_arg_self(struct message_arg arg) {
    return arg;
}

struct message_arg message_word(const char *english) {
    return message_count(english, 0);
}

struct message_arg message_count(const char *english, size_t count) {
    return (struct message_arg){.kind = ARG_WORD, .english = english, .number = (long long)count};
}

static struct str arg_in(struct arena *arena, enum language language,
                         const struct message_arg *arg) {
    struct str number = S("");
    switch (arg->kind) {
        case ARG_TEXT: return arg->text;
        case ARG_NUMBER: return str_format(arena, "%0*lld", arg->digits, arg->number);
        case ARG_MESSAGE: return message_in(arena, language, arg->message);
        case ARG_WORD:
            if (arg->english == NULL) break;
            number = str_format(arena, "%lld", arg->number);
            return str_fill(arena, tr_form(language, tr(language, arg->english), arg->number),
                            &number, 1);
        case ARG_NONE: break;
    }
    return S("");
}

struct str message_in(struct arena *arena, enum language language, const struct message *message) {
    struct str args[MESSAGE_ARGS_MAX];
    size_t count = 0;
    for (; count < MESSAGE_ARGS_MAX && message->args[count].kind != ARG_NONE; count++)
        args[count] = arg_in(arena, language, &message->args[count]);
    long long counted = message->args[0].kind == ARG_NUMBER ? message->args[0].number : 2;
    return str_fill(arena, tr_form(language, tr(language, message->english), counted), args, count);
}
