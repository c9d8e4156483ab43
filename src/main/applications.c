/*
 * leerid app: applications that sign pupils in (OpenID Connect clients). Source:
 * docs/develop/requirements.md "Commands".
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "main/reason.h"
#include "main/verbs.h"
#include "service/application/application.h"

static const char *const uri_words[] = {
    [URI_FINE] = NULL,
    [URI_LONG] = N_("the address is too long"),
    [URI_SHAPE] =
        N_("that is not a complete address (https://…), or it contains spaces or a username"),
    [URI_FRAGMENT] = N_("an address with # is not possible"),
    [URI_SCHEME] = N_("use https; http is for localhost only; a scheme of your own has a dot "
                      "(be.school.app:/klaar) and needs --public"),
    [URI_WILDCARD] = N_("a * is not possible: write each address in full"),
};
static const char *const flaw_words[] = {
    [APPLICATION_FINE] = NULL,
    [APPLICATION_NO_NAME] = N_("the name has 1 to 60 characters"),
    [APPLICATION_LONG] = N_("one of the texts is too long"),
    [APPLICATION_NO_REDIRECT] = N_("give 1 to 20 addresses with --redirect-uri"),
    [APPLICATION_URI] = NULL,
    [APPLICATION_KEYS] = N_("--keys is a file with a JWK Set: public keys for RS256 or ES256; "
                            "--keys-uri is an address instead; neither of them with --public"),
    [APPLICATION_SECTOR] = N_(
        "the addresses have different hosts: choose with --sector what the pseudonym is tied to"),
};

static enum exit_code report_flaws(const struct application_flaws *flaws) {
    if (flaws->flaw == APPLICATION_URI)
        cli_say("{0}: {1}", flaws->uri, message_word(uri_words[flaws->uri_flaw]));
    else
        cli_say(flaw_words[flaws->flaw]);
    return EXIT_REFUSED;
}

static const struct str *take_list(const struct cli *cli, const char *name, size_t *ret_count) {
    const struct option_value *option = cli_option(cli, name);
    struct str *list = ARENA_ARRAY(cli->arena, struct str, option->count);
    *ret_count = 0;
    for (size_t i = 0; i < option->count; i++)
        if (option->values[i][0] != '\0')
            list[(*ret_count)++] =
                str_of(option->values[i]); /* a single empty value clears the list */
    return list;
}

static void take_text(const struct cli *cli, const char *name, struct str *text) {
    if (cli_option(cli, name)->given) *text = cli_text(cli, name);
}

static bool take_data(const struct cli *cli, unsigned *data) {
    size_t count;
    const struct str *words = take_list(cli, "data", &count);
    if (!cli_option(cli, "data")->given) return true;
    *data = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned bit;
        if (oidc_data_read(words[i], &bit) != RC_OK) return false;
        *data |= bit;
    }
    return true;
}

static bool take_levels(const struct cli *cli, unsigned *levels) {
    const struct option_value *option = cli_option(cli, "levels");
    if (!option->given) return true;
    *levels = 0;
    for (size_t i = 0; i < option->count; i++) {
        enum level level;
        if (application_level_by_word(str_of(option->values[i]), &level) != RC_OK) return false;
        *levels |= 1u << level;
    }
    return true;
}

/* Reads up to max bytes; ret_bytes has max + 1 bytes when the file is longer. */
static bool read_file(struct cli *cli, const char *path, size_t max, struct str *ret_bytes) {
    char *bytes = arena_alloc(cli->arena, max + 1);
    int fd = file_open_regular(path);
    ssize_t len = fd < 0 ? -1 : read(fd, bytes, max + 1);
    int why = errno;
    if (fd >= 0) close(fd);
    errno = why;
    *ret_bytes = (struct str){bytes, len < 0 ? 0 : (size_t)len};
    return len >= 0;
}

static bool take_keys(struct cli *cli, struct str *keys) {
    return !cli_option(cli, "keys")->given ||
           read_file(cli, cli_option(cli, "keys")->values[0], APPLICATION_KEYS_MAX, keys);
}

static void take_options(const struct cli *cli, unsigned *options) {
    for (int i = 0; i < APP_OPTIONS; i++) {
        bool on = (*options & 1u << i) != 0;
        cli_switch(cli, oidc_option_name(i), &on);
        *options = on ? *options | 1u << i : *options & ~(1u << i);
    }
}

/* Overlays the options of the command line on the current values. */
static enum exit_code read_application_wish(struct cli *cli, struct application_wish *wish) {
    if (cli_option(cli, "redirect-uri")->given)
        wish->redirect_uris = take_list(cli, "redirect-uri", &wish->redirect_count);
    if (cli_option(cli, "post-logout-uri")->given)
        wish->logout_redirect_uris =
            take_list(cli, "post-logout-uri", &wish->logout_redirect_count);
    take_text(cli, "maker", &wish->maker);
    take_text(cli, "description", &wish->description);
    take_text(cli, "reason", &wish->reason);
    take_text(cli, "home-url", &wish->home_url);
    take_text(cli, "backchannel-uri", &wish->logout_uri);
    take_text(cli, "sector", &wish->sector);
    take_text(cli, "keys-uri", &wish->keys_uri);
    if (cli_option(cli, "alg")->given &&
        jose_alg_by_name(cli_text(cli, "alg"), &wish->alg) != RC_OK)
        return cli_usage(cli, "--alg is RS256 or ES256");
    if (!take_data(cli, &wish->data))
        return cli_usage(cli, "--data takes: first_name last_name username email school group "
                              "class level roll_number type");
    if (!take_levels(cli, &wish->levels))
        return cli_usage(
            cli,
            "--levels takes: kleuter lager secundair hoger (nursery, primary, secondary, higher)");
    if (!take_keys(cli, &wish->keys))
        return cli_say("{0} cannot be read: {1}", cli_option(cli, "keys")->values[0],
                       reason_of_errno(errno)),
               EXIT_REFUSED;
    cli_switch(cli, "public", &wish->is_public);
    cli_switch(cli, "all-schools", &wish->all_schools);
    cli_switch(cli, "refresh", &wish->may_refresh);
    cli_switch(cli, "public-subject", &wish->public_subject);
    take_options(cli, &wish->options);
    return EXIT_DONE;
}

/* Prints client_id, secret and issuer, which the developer of the application needs. */
static void print_secret(struct cli *cli, struct str client_id, struct str secret,
                         const char *when) {
    struct str issuer = cli->service.mijn_url;
    if (cli->json) {
        cli_json(json_pack("{s:o, s:o, s:o}", "client_id", cli_json_str(client_id), "client_secret",
                           secret.len > 0 ? cli_json_str(secret) : json_null(), "issuer",
                           cli_json_str(issuer)));
        return;
    }
    cli_print("client_id      {0}", client_id);
    if (secret.len > 0) cli_print("client_secret  {0}   ({1})", secret, when);
    cli_print("issuer         {0}", issuer);
}

static enum exit_code app_add_verb(struct cli *cli) {
    struct application_wish wish = application_wish_default();
    if (cli->word_count != 2) return cli_usage(cli, "which name?");
    wish.name = verb_word(cli, 1);
    enum exit_code code = read_application_wish(cli, &wish);
    if (code != EXIT_DONE) return code;
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct application_made made;
    struct application_flaws flaws;
    struct fault fault = {0};
    enum rc rc = application_add(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        &wish, &made, &flaws);
    if (rc == RC_INVALID) return report_flaws(&flaws);
    if (rc != RC_OK) return cli_failed(rc, "adding the application", &fault);
    print_secret(cli, made.client_id, made.client_secret, N_("shown only once"));
    if (cli->json) return EXIT_DONE;
    if (wish.data == 0)
        cli_say("this application receives a pseudonym only. More with: leerid app set {0} --data "
                "first_name …",
                made.client_id);
    if (wish.home_url.len == 0)
        cli_say("without a home address pupils get no tile. With: leerid app set {0} --home-url "
                "https://…",
                made.client_id);
    return EXIT_DONE;
}

enum exit_code command_app_find(struct cli *cli, struct application *ret) {
    if (cli->word_count != 2) return cli_usage(cli, "which client_id?");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct fault fault = {0};
    enum rc rc = application_by_client(&cli->service, cli->arena, verb_word(cli, 1), ret, &fault);
    if (rc == RC_NONE) return cli_missing(THING_APPLICATION, cli->words[1]);
    return rc == RC_OK ? EXIT_DONE : cli_failed_at(rc, cli->words[1], &fault);
}

static enum exit_code told(struct cli *cli, enum rc rc, const struct fault *fault) {
    if (rc != RC_OK) return cli_failed_at(rc, cli->words[1], fault);
    if (cli->json) cli_json(json_pack("{s:s}", "client_id", cli->words[1]));
    return EXIT_DONE;
}

static enum exit_code app_set_verb(struct cli *cli) {
    struct application application;
    enum exit_code code = command_app_find(cli, &application);
    if (code == EXIT_DONE) code = read_application_wish(cli, &application.wish);
    if (code != EXIT_DONE) return code;
    take_text(cli, "name", &application.wish.name);
    if (cli_option(cli, "not-all-schools")->given) application.wish.all_schools = false;
    struct actor actor = cli_actor();
    struct application_flaws flaws;
    struct str secret;
    struct fault fault = {0};
    enum rc rc = application_set(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        application.application_id, &application.wish, &secret, &flaws);
    if (rc == RC_INVALID) return report_flaws(&flaws);
    if (rc != RC_OK || secret.len == 0) return told(cli, rc, &fault);
    print_secret(cli, application.client_id, secret, N_("shown only once"));
    return EXIT_DONE;
}

static const char *const image_words[IMAGE_FLAWS] = {
    [IMAGE_CANNOT_OPEN] =
        N_("this is not a regular file or cannot be read; check the name and the permissions"),
    [IMAGE_NOT_PNG] = N_("this is not a PNG; open it in a drawing program and save it as PNG"),
    [IMAGE_FILE_TOO_LARGE] = N_("the file is larger than 1 MB; make it smaller"),
    [IMAGE_TOO_LARGE] = N_("the image is too large, even without the data that LeerID leaves out; "
                           "make it smaller or use fewer colours"),
    [IMAGE_TOO_WIDE] = N_("the image is wider or higher than 512 pixels; make it smaller"),
    [IMAGE_CUT] = N_("the end of the file is missing; copy or save it once more"),
    [IMAGE_DAMAGED] = N_("the file is damaged; copy or save it again"),
    [IMAGE_CHUNKS] = N_("parts of the file are unknown, missing or out of place; save it again as "
                        "PNG in a drawing program"),
    [IMAGE_PIXELS] =
        N_("the pixels are incomplete or damaged; save it again as PNG in a drawing program"),
    [IMAGE_BYTES_BEHIND] =
        N_("there is other data after the image; save it again as PNG in a drawing program"),
    [IMAGE_UNREADABLE] =
        N_("reading failed or took too long; save it again as PNG in a drawing program"),
    [IMAGE_LATER] = N_("files cannot be read right now; try again later"),
};

static enum exit_code report_image(const char *path, enum image_flaw flaw) {
    cli_say("{0}: {1}. A logo is a PNG of at most 64 KB and 512 × 512 pixels. Nothing was changed",
            path, message_word(image_words[flaw]));
    return flaw == IMAGE_LATER || flaw == IMAGE_CANNOT_OPEN ? EXIT_FAILED : EXIT_REFUSED;
}

/* leerid app logo CLIENT_ID BESTAND.png */
static enum exit_code app_logo_verb(struct cli *cli) {
    struct application application;
    if (cli->word_count != 3)
        return cli_usage(cli, "which client_id, and which file? (empty: \"\" removes the logo)");
    const char *path = cli->words[2];
    cli->word_count = 2;
    enum exit_code code = command_app_find(cli, &application);
    if (code != EXIT_DONE) return code;
    int fd CLEANUP(file_close_at) = path[0] == '\0' ? -1 : file_open_regular(path);
    if (path[0] != '\0' && fd < 0) return report_image(path, IMAGE_CANNOT_OPEN);
    struct actor actor = cli_actor();
    enum image_flaw flaw;
    struct fault fault = {0};
    enum rc rc = application_logo_set(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        application.application_id, fd, &flaw);
    return rc == RC_INVALID ? report_image(path, flaw) : told(cli, rc, &fault);
}

static enum exit_code app_rotate_verb(struct cli *cli) {
    struct application application;
    enum exit_code code = command_app_find(cli, &application);
    if (code != EXIT_DONE) return code;
    struct actor actor = cli_actor();
    struct str secret;
    struct fault fault = {0};
    enum rc rc = application_rotate(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        application.application_id, &secret);
    if (rc == RC_CONFLICT)
        return cli_say("this application has no secret: it is public or signs itself"),
               EXIT_CONFLICT;
    if (rc == RC_NONE) return cli_missing(THING_APPLICATION, cli->words[1]);
    if (rc != RC_OK) return cli_failed_at(rc, cli->words[1], &fault);
    print_secret(cli, application.client_id, secret, N_("the old one stays valid for a week"));
    return EXIT_DONE;
}

static enum exit_code app_remove_verb(struct cli *cli) {
    struct application application;
    enum exit_code code = command_app_find(cli, &application);
    if (code != EXIT_DONE) return code;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    return told(cli,
                application_remove(&(struct call){.service = &cli->service,
                                                  .arena = cli->arena,
                                                  .actor = &actor,
                                                  .fault = &fault},
                                   application.application_id),
                &fault);
}

enum exit_code command_app(struct cli *cli) {
    static const struct verb verbs[] = {{"add", app_add_verb},      {"list", command_app_list},
                                        {"show", command_app_show}, {"set", app_set_verb},
                                        {"logo", app_logo_verb},    {"rotate", app_rotate_verb},
                                        {"remove", app_remove_verb}};
    return verb_run(cli, verbs, COUNT(verbs));
}
