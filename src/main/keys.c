/* leerid keys: lists and rotates keys, and exports a copy that is encrypted with a passphrase. */
#include "main/keys.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/jose.h"
#include "crypto/keys.h"
#include "main/reason.h"
#include "service/maintenance/installation.h"

struct str keys_moment_text(struct arena *arena, int64_t at_ms) {
    struct local_time t = day_local_of_ms(at_ms);
    return str_format(arena, "%04d-%02d-%02d %02d:%02d", t.date.year, t.date.month, t.date.day,
                      t.hour, t.minute);
}

static void list_signing(const struct cli *cli, json_t *items) {
    static const char *const states[] = {
        [SIGNING_NEXT] = "next", [SIGNING_CURRENT] = "current", [SIGNING_RETIRED] = "retired"};
    static const char *const words[] = {[SIGNING_NEXT] = N_("next"),
                                        [SIGNING_CURRENT] = N_("in use"),
                                        [SIGNING_RETIRED] = N_("only to verify")};
    struct signing_info *infos;
    size_t count = signing_keys_list(cli->arena, cli->app->signing, &infos);
    for (size_t i = 0; i < count; i++) {
        const struct signing_info *s = &infos[i];
        json_array_append_new(items,
                              json_pack("{s:s, s:o, s:b, s:s}", "purpose", jose_alg_name(s->alg),
                                        "id", cli_json_str(s->kid), "current",
                                        s->state == SIGNING_CURRENT, "state", states[s->state]));
        if (!cli->json)
            printf("%-16s %.*s  %.*s\n", jose_alg_name(s->alg), STR_ARG(s->kid),
                   STR_ARG(tr(cli_language(), words[s->state])));
    }
}

int64_t keys_wait_until(struct cli *cli) {
    struct key_info *infos;
    size_t count = keys_list(cli->arena, cli->app->keys, &infos);
    int64_t until = 0;
    for (size_t i = 0; i < count; i++)
        if (infos[i].from_ms > service_now(&cli->service)) until = infos[i].from_ms;
    return until;
}

static enum exit_code keys_list_verb(struct cli *cli) {
    struct key_info *infos;
    size_t count = keys_list(cli->arena, cli->app->keys, &infos);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        bool waits = infos[i].from_ms > service_now(&cli->service);
        struct str from = S("");
        if (waits)
            from = cli_in_words(
                cli->arena, &MESSAGE("  from {0}", keys_moment_text(cli->arena, infos[i].from_ms)));
        struct str use = infos[i].current ? tr(cli_language(), N_("in use")) : S("");
        json_array_append_new(
            items, json_pack("{s:s, s:i, s:b, s:o}", "purpose", infos[i].purpose, "id", infos[i].id,
                             "current", infos[i].current, "from",
                             waits ? cli_json_time(cli->arena, infos[i].from_ms) : json_null()));
        if (!cli->json)
            printf("%-16s %3d%.*s%s%.*s\n", infos[i].purpose, infos[i].id, STR_ARG(from),
                   infos[i].current ? "  " : "", STR_ARG(use));
    }
    list_signing(cli, items);
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}

enum { WAITS_MS = 3600 * 1000 };

const char keys_copy_advice[] = N_("put `ring` and `signing` on every other server before then, "
                                   "owned by the owner of that folder and with mode 0600");

/*
 * Rotates the keys. The new signing key was published in advance and is used at once; new keys of
 * the key ring wait until every server has them.
 */
static enum exit_code keys_rotate_verb(struct cli *cli) {
    struct fault fault = {0};
    int64_t now = service_now(&cli->service), from = cli_flag(cli, "now") ? 0 : now + WAITS_MS;
    enum rc rc = keys_rotate(cli->app->keys, from, &fault);
    if (rc == RC_LIMIT)
        return cli_say("there are already 100 keys of each kind, and there can be no more; nothing "
                       "was changed"),
               EXIT_REFUSED;
    if (rc == RC_OK)
        rc = signing_keys_rotate(str_c(cli->arena, cli->config.values[SETTING_KEYS]), now, &fault);
    if (rc != RC_OK) return cli_failed(rc, "keys", &fault);
    if (cli->json)
        return cli_json(
                   json_pack("{s:o}", "from", cli_json_time(cli->arena, from == 0 ? now : from))),
               EXIT_DONE;
    if (from == 0)
        cli_print(
            "the new keys are in use; put `ring` and `signing` on every other server at once");
    else
        cli_print("the new keys are in use from {0}; {1}", keys_moment_text(cli->arena, from),
                  message_word(keys_copy_advice));
    return EXIT_DONE;
}

static enum exit_code report_keys_restore(const struct cli *cli, enum rc rc, const char *file,
                                          const struct fault *fault) {
    if (rc == RC_INVALID)
        return cli_say("{0} is not a copy of keys, or it is incomplete; nothing was changed", file),
               EXIT_REFUSED;
    if (rc == RC_DENIED)
        return cli_say("the passphrase is wrong, or {0} was changed; nothing was modified", file),
               EXIT_CONFLICT;
    if (rc == RC_CONFLICT)
        return cli_say("there are keys in {0} already; nothing was changed",
                       cli->config.values[SETTING_KEYS]),
               EXIT_CONFLICT;
    return cli_failed(rc, "restoring the keys", fault);
}

enum exit_code command_keys(struct cli *cli) {
    struct str verb = cli->word_count > 0 ? str_of(cli->words[0]) : S("");
    const char *file = cli->word_count > 1 ? cli->words[1] : NULL,
               *passphrase = getenv("LEERID_KEYS_PASSPHRASE");
    bool copies = str_eq(verb, S("backup")) || str_eq(verb, S("restore"));
    if (copies && (file == NULL || passphrase == NULL || strlen(passphrase) < 12))
        return cli_usage(
            cli,
            "give a file, and a passphrase of at least 12 characters in LEERID_KEYS_PASSPHRASE");
    struct fault fault = {0};
    if (str_eq(verb, S("restore"))) {
        int fd = file_open_regular(file);
        if (fd < 0)
            return cli_say("{0} cannot be read: {1}", file, reason_of_errno(errno)), EXIT_REFUSED;
        close(fd);
        mkdir(str_c(cli->arena, cli->config.values[SETTING_STATE]), 0700);
        enum rc rc = keys_restore(str_c(cli->arena, cli->config.values[SETTING_KEYS]), file,
                                  str_of(passphrase), &fault);
        if (rc == RC_OK) installation_mark_keys(cli->arena, cli->config.values[SETTING_KEYS]);
        return rc == RC_OK ? EXIT_DONE : report_keys_restore(cli, rc, file, &fault);
    }
    if (!cli_open(cli, NEED_STORE | NEED_SIGNING)) return EXIT_FAILED;
    if (str_eq(verb, S("list"))) return keys_list_verb(cli);
    if (str_eq(verb, S("rotate"))) return keys_rotate_verb(cli);
    if (!copies) return cli_usage(cli, NULL);
    const char *beside;
    enum rc rc = output_begin(&cli->outputs, cli->arena, str_of(file), &beside);
    if (rc == RC_OK) rc = keys_backup(cli->app->keys, beside, str_of(passphrase), &fault);
    if (rc == RC_OK)
        rc = output_place(&cli->outputs, str_of(file));
    else
        output_drop(&cli->outputs, str_of(file));
    if (rc == RC_IO && fault.detail[0] == '\0')
        (void)FAULT(&fault, rc, "%s: %s", file, strerror(errno));
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "keys", &fault);
}
