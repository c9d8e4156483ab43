/*
 * leerid create and leerid cards: create accounts for a selection of pupils and print their
 * documents.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include "language/language.h"
#include "main/create.h"
#include "main/reason.h"
#include "main/sheet_options.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/card_texts.h"

struct selection {
    struct school_id school;
    int64_t *pupil_ids;
    int64_t *roll_numbers;
    size_t count;
};

static bool in_list(const struct option_value *list, int64_t number) {
    for (size_t i = 0; i < list->count; i++) {
        int64_t wanted;
        if (str_to_i64(str_of(list->values[i]), 0, INT64_MAX, &wanted) == RC_OK && wanted == number)
            return true;
    }
    return false;
}

static bool chosen(const struct cli *cli, const struct pupil_row *row) {
    struct str group = cli_text(cli, "group"), class_code = cli_text(cli, "class");
    const struct option_value *numbers = cli_option(cli, "roll-number");
    if (cli_flag(cli, "all")) return true;
    if (group.len > 0) return str_eq(row->group_name, group);
    if (class_code.len > 0) return str_eq(row->class_code, class_code);
    return in_list(numbers, row->roll_number);
}

static enum exit_code select_pupils(struct cli *cli, struct selection *ret) {
    int64_t school = 0;
    int ways = cli_flag(cli, "all") + (cli_text(cli, "group").len > 0) +
               (cli_text(cli, "class").len > 0) + cli_flag(cli, "roll-number");
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    if (school == 0) return cli_usage(cli, "which school? Give --school NUMBER");
    if (ways != 1)
        return cli_usage(cli,
                         "select the pupils in one way: --all, --group, --class or --roll-number");
    if (cli_text(cli, "out").len == 0) return cli_usage(cli, "where to? Give --out FILE.zip");
    if (!cli_open(cli, NEED_STORE | NEED_HASHES | NEED_FONTS)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct pupil_row *rows;
    size_t count;
    struct fault fault = {0};
    ret->school.value = (int32_t)school;
    enum rc rc = pupils_list(&(struct call){&cli->service, cli->arena, &actor, ret->school, &fault},
                             &rows, &count);
    if (rc != RC_OK) return cli_failed(rc, "pupils", &fault);
    ret->pupil_ids = ARENA_ARRAY(cli->arena, int64_t, count);
    ret->roll_numbers = ARENA_ARRAY(cli->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        if (!chosen(cli, &rows[i])) continue;
        ret->roll_numbers[ret->count] = rows[i].roll_number;
        ret->pupil_ids[ret->count++] = rows[i].pupil_id;
    }
    if (ret->count > 0) return EXIT_DONE;
    if (!cli_knows_school(cli, ret->school)) return EXIT_REFUSED;
    cli_say("no pupil of school {0} matches this selection", message_digits((int)school, 6));
    return EXIT_REFUSED;
}

/* Selects the pupils of one `leerid create`. */
static enum exit_code select_batch(struct cli *cli, struct selection *ret, int64_t *ret_batch_id) {
    int64_t school = 0;
    bool others = cli_flag(cli, "all") || cli_text(cli, "group").len > 0 ||
                  cli_text(cli, "class").len > 0 || cli_flag(cli, "roll-number");
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    if (school == 0) return cli_usage(cli, "which school? Give --school NUMBER");
    if (others)
        return cli_usage(cli, "--batch already selects the pupils; leave out --all, --group, "
                              "--class and --roll-number");
    if (cli_text(cli, "out").len == 0) return cli_usage(cli, "where to? Give --out FILE.zip");
    if (id_parse(cli_text(cli, "batch"), ret_batch_id) != RC_OK)
        return cli_usage(cli, "--batch is the code that `leerid create` gave, 13 characters");
    ret->school.value = (int32_t)school;
    return cli_open(cli, NEED_STORE | NEED_HASHES | NEED_FONTS) ? EXIT_DONE : EXIT_FAILED;
}

static bool write_bytes(const char *path, struct str bytes) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t done = 0;
    while (fd >= 0 && done < bytes.len) {
        ssize_t wrote = write(fd, bytes.ptr + done, bytes.len - done);
        if (wrote <= 0) break;
        done += (size_t)wrote;
    }
    bool fine = fd >= 0 && done == bytes.len && fsync(fd) == 0;
    if (fd >= 0) fine = close(fd) == 0 && fine;
    return fine;
}

bool create_write_file(struct outputs *outputs, struct arena *arena, struct str file,
                       struct str bytes) {
    const char *beside;
    bool begun = output_begin(outputs, arena, file, &beside) == RC_OK,
         written = begun && write_bytes(beside, bytes);
    enum rc rc = written ? output_place(outputs, file) : RC_IO;
    if (begun && !written) output_drop(outputs, file);
    if (rc != RC_OK) reason_unplaced(file, rc);
    return rc == RC_OK;
}

void create_report_left_out(struct school_id school, const struct print_result *printed) {
    size_t not_kept = 0, inactive = 0;
    for (size_t i = 0; i < printed->left_out_count; i++) {
        inactive += printed->left_out[i].inactive;
        not_kept += !printed->left_out[i].inactive;
    }
    for (size_t i = 0; i < printed->in_latin_count; i++) {
        const struct unprintable *u = &printed->in_latin[i];
        char sign[16];
        snprintf(sign, sizeof sign, "U+%04X", u->character);
        cli_say("school {0}: the card of {1} ({2}) has the name in Latin letters: no font has the "
                "character {3}",
                message_digits(school.value, 6), u->name, u->roll_number, sign);
    }
    if (inactive > 0)
        cli_say("school {0}: {1}", message_digits(school.value, 6),
                message_count("1 pupil has no card: the account is inactive~~{0} pupils have no "
                              "card: the account is inactive",
                              inactive));
    if (not_kept > 0)
        cli_say("school {0}: {1}", message_digits(school.value, 6),
                message_count(
                    "1 pupil has no card: the pupil chose the password, or it is not kept~~{0} "
                    "pupils have no card: they chose the password, or it is not kept",
                    not_kept));
}

static bool show_progress(void *context, size_t done, size_t total) {
    (void)context;
    cli_progress("{0} of {1} passwords", done, total);
    if (done == total) cli_progress_end();
    return true;
}

static const char *skip_reason(enum batch_outcome outcome) {
    switch (outcome) {
        case OUTCOME_HAS_ACCOUNT: return "has_account";
        case OUTCOME_NOT_ENROLLED: return "not_enrolled";
        case OUTCOME_LEFT_OUT: return "enrolled_twice";
        default: break;
    }
    return "";
}

static json_t *skip_list(int school, const struct draft_skip *skips, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:i, s:I, s:s}", "school", school, "roll_number",
                                              (json_int_t)skips[i].roll_number, "reason",
                                              skip_reason(skips[i].reason)));
    return list;
}

bool create_wish(const struct cli *cli, struct draft_wish *ret) {
    struct str type = cli_text(cli, "type"), secret = cli_text(cli, "secret");
    bool basic = str_eq(type, S("basic")), advanced = str_eq(type, S("advanced"));
    bool word = str_eq(secret, S("word")), picture = str_eq(secret, S("picture"));
    *ret = (struct draft_wish){.kind_for_basic = word ? SECRET_WORD : SECRET_PICTURE,
                               .turn = cli_flag(cli, "turn"),
                               .type = basic      ? ACCOUNT_BASIC
                                       : advanced ? ACCOUNT_ADVANCED
                                                  : 0};
    return (type.len == 0 || basic || advanced || str_eq(type, S("auto"))) &&
           (secret.len == 0 || word || picture);
}

enum rc create_save(struct service *service, struct arena *arena, const struct actor *actor,
                    struct school_id school, struct batch_id batch,
                    const struct bulk_progress *progress, int64_t *ret_hash_ms,
                    struct fault *fault) {
    enum rc rc = RC_RETRY;
    for (int tries = 0; tries < 3 && (rc == RC_RETRY || rc == RC_UNCERTAIN); tries++)
        rc = bulk_save(&(struct call){service, arena, actor, school, fault}, batch, progress,
                       ret_hash_ms);
    return rc;
}

enum rc create_count(struct service *service, struct arena *arena, const struct actor *actor,
                     struct school_id school, struct batch_id batch, struct create_counts *ret,
                     struct fault *fault) {
    struct draft made;
    TRY(bulk_get(&(struct call){service, arena, actor, school, fault}, batch, false, &made));
    *ret = (struct create_counts){made.basic + made.advanced, made.turned};
    return RC_OK;
}

#define LEERIDS_MADE N_("1 LeerID made~~{0} LeerIDs made")
#define PUPILS_SKIPPED N_("1 pupil skipped~~{0} pupils skipped")

static void report_created(const struct cli *cli, const struct create_counts *counts,
                           double seconds, size_t skipped) {
    struct message_arg made = message_count(LEERIDS_MADE, counts->created),
                       left = message_count(PUPILS_SKIPPED, skipped),
                       time = cli_decimal(cli->arena, seconds, 1);
    if (cli_flag(cli, "turn"))
        cli_print("{0}, {1} became advanced in {2} s, {3}", made, counts->turned, time, left);
    else
        cli_print("{0} in {1} s, {2}", made, time, left);
}

/*
 * Reports that the accounts exist but their documents could not be written, and prints the command
 * that prints exactly these.
 */
static void report_unwritten(const struct cli *cli, struct school_id school, struct batch_id batch,
                             const struct create_counts *counts, enum rc rc,
                             const struct fault *fault) {
    if (rc != RC_OK) (void)cli_failed(rc, "printing", fault);
    struct str code = id_text(cli->arena, batch.value), out = cli_text(cli, "out");
    cli_say(
        "1 LeerID was made and saved, but the card was not printed. Print it with: leerid cards "
        "--school {1} --batch {2} --out {3}~~{0} LeerIDs were made and saved, but the cards were "
        "not printed. Print them with: leerid cards --school {1} --batch {2} --out {3}",
        counts->created + counts->turned, message_digits(school.value, 6), code, out);
}

enum exit_code command_create(struct cli *cli) {
    struct draft_wish wish;
    if (!create_wish(cli, &wish))
        return cli_usage(cli, "--type is auto, basic or advanced; --secret is picture or word");
    if (cli_flag(cli, "all-schools"))
        return cli_text(cli, "out").len > 0 ? create_all_schools(cli, &wish)
                                            : cli_usage(cli, "where to? Give --out FOLDER");
    struct selection chosen_pupils = {0};
    enum exit_code code = select_pupils(cli, &chosen_pupils);
    if (code != EXIT_DONE) return code;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct draft_skip *skips;
    size_t skip_count;
    struct batch_id batch = {0};
    int64_t begin_ms = clock_now_ms(&cli->service.clock), hash_ms = 0;
    enum rc rc = bulk_draft(
        &(struct call){&cli->service, cli->arena, &actor, chosen_pupils.school, &fault},
        chosen_pupils.pupil_ids, chosen_pupils.count, &wish, &batch, &skips, &skip_count);
    if (rc != RC_OK && rc != RC_NONE) return cli_failed(rc, "making LeerIDs", &fault);
    const struct bulk_progress progress = {show_progress, cli};
    struct print_result printed = {0};
    struct create_counts counts = {0};
    struct str out = cli_text(cli, "out");
    bool written = true;
    if (rc == RC_OK) {
        rc = create_save(&cli->service, cli->arena, &actor, chosen_pupils.school, batch, &progress,
                         &hash_ms, &fault);
        if (rc != RC_OK) return cli_failed(rc, "making LeerIDs", &fault);
        rc = create_count(&cli->service, cli->arena, &actor, chosen_pupils.school, batch, &counts,
                          &fault);
        if (rc != RC_OK) return cli_failed(rc, "making LeerIDs", &fault);
        const struct card_texts texts = card_texts_in(config_language(&cli->config));
        const struct print_wish print = {.document = PRINT_ZIP,
                                         .workbook = chosen_pupils.count > 1,
                                         .sheet = {.texts = &texts},
                                         .batch_id = batch.value};
        rc = print_cards(
            &(struct call){&cli->service, cli->arena, &actor, chosen_pupils.school, &fault}, &print,
            &printed);
        written = rc == RC_OK && create_write_file(&cli->outputs, cli->arena, out, printed.bytes);
        if (!written) report_unwritten(cli, chosen_pupils.school, batch, &counts, rc, &fault);
    }
    create_report_left_out(chosen_pupils.school, &printed);
    double seconds = (double)(clock_now_ms(&cli->service.clock) - begin_ms) / 1000;
    bool made = counts.created + counts.turned > 0;
    if (cli->json) {
        cli_json(json_pack("{s:I, s:I, s:o, s:o, s:f, s:f, s:o}", "created",
                           (json_int_t)counts.created, "turned", (json_int_t)counts.turned,
                           "skipped", skip_list(chosen_pupils.school.value, skips, skip_count),
                           "file", made && written ? cli_json_str(out) : json_null(), "seconds",
                           seconds, "hash_seconds", (double)hash_ms / 1000, "batch",
                           made ? cli_json_str(id_text(cli->arena, batch.value)) : json_null()));
        return written ? EXIT_DONE : EXIT_FAILED;
    }
    report_created(cli, &counts, seconds, skip_count);
    if (made && written) printf("%.*s\n", STR_ARG(out));
    return written ? EXIT_DONE : EXIT_FAILED;
}

static struct str read_passphrase(struct arena *arena) {
    const char *given = getenv("LEERID_ZIP_PASSWORD");
    if (given != NULL) return str_of(given);
    char line[200];
    struct termios before, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    quiet = before;
    quiet.c_lflag &= (tcflag_t)~ECHO;
    if (terminal)
        fprintf(stderr, "%s ", tr(cli_language(), N_("Password of the ZIP:")).ptr),
            tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) tcsetattr(STDIN_FILENO, TCSANOW, &before), fputc('\n', stderr);
    return got ? str_copy(arena, str_trim(str_of(line))) : S("");
}

/* Reads the language of the cards; without the option, that of the installation. */
static bool read_language(const struct cli *cli, enum language *ret) {
    struct str code = cli_text(cli, "language");
    *ret = config_language(&cli->config);
    return code.len == 0 || language_by_code(code, ret) == RC_OK;
}

enum exit_code command_cards(struct cli *cli) {
    struct print_wish wish = {.document = PRINT_ZIP, .workbook = true};
    enum language language;
    if (sheet_options_read(cli, &wish.sheet) != EXIT_DONE) return EXIT_USAGE;
    if (!read_language(cli, &language)) return cli_usage(cli, "--language is nl, fr, en or de");
    const struct card_texts texts = card_texts_in(language);
    wish.sheet.texts = &texts;
    struct selection chosen_pupils = {0};
    bool whole_batch = cli_flag(cli, "batch");
    enum exit_code code = whole_batch ? select_batch(cli, &chosen_pupils, &wish.batch_id)
                                      : select_pupils(cli, &chosen_pupils);
    if (code != EXIT_DONE) return code;
    if (cli_flag(cli, "zip-password")) {
        wish.passphrase = read_passphrase(cli->arena);
        if (wish.passphrase.len < 8)
            return cli_usage(cli, "the password of the ZIP has at least 8 characters");
    }
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct print_result printed;
    int64_t begin_ms = clock_now_ms(&cli->service.clock);
    wish.pupil_ids = chosen_pupils.pupil_ids;
    wish.pupil_count = chosen_pupils.count;
    enum rc rc =
        print_cards(&(struct call){&cli->service, cli->arena, &actor, chosen_pupils.school, &fault},
                    &wish, &printed);
    if (rc == RC_NONE) create_report_left_out(chosen_pupils.school, &printed);
    if (rc == RC_NONE)
        return cli_say("none of these pupils has a card that can be printed"), EXIT_REFUSED;
    if (rc != RC_OK) return cli_failed(rc, "cards", &fault);
    create_report_left_out(chosen_pupils.school, &printed);
    if (!create_write_file(&cli->outputs, cli->arena, cli_text(cli, "out"), printed.bytes))
        return EXIT_FAILED;
    double seconds = (double)(clock_now_ms(&cli->service.clock) - begin_ms) / 1000;
    if (cli->json)
        cli_json(json_pack("{s:I, s:o, s:f}", "cards", (json_int_t)printed.cards, "file",
                           cli_json_str(cli_text(cli, "out")), "seconds", seconds));
    if (!cli->json)
        cli_print("1 card in {1}~~{0} cards in {1}", printed.cards, cli_text(cli, "out"));
    return EXIT_DONE;
}
