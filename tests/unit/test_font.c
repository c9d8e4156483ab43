/* Layout of texts that are too wide: line breaks, memory, time; fonts for all scripts. */
#include <locale.h>
#include <stdatomic.h>
#include <time.h>
#include <unicode/uchar.h>

#include "document/font.h"
#include "unit.h"

static struct fonts *fonts;

/* Overrides the function of the C library, also for the libraries that this program links. */
static atomic_int locale_calls;
char *setlocale(int category, const char *locale) {
    (void)category;
    (void)locale;
    atomic_fetch_add(&locale_calls, 1);
    static char name[] = "C";
    return name;
}

static int open_fonts(void **state) {
    return unit_setup(state) != 0 || fonts_open(arena, NULL, &fonts, NULL) != RC_OK;
}

static int close_fonts(void **state) {
    fonts_close(fonts);
    return unit_teardown(state);
}

/* Repeats a text. */
static struct str many(const char *piece, int count) {
    struct buf out = buf_make(arena, 1 << 20);
    for (int i = 0; i < count; i++) buf_c(&out, piece);
    return buf_view(&out);
}

static bool is_mark(struct str text, size_t at) {
    UChar32 point = 0;
    if (at >= text.len) return false;
    U8_NEXT_UNSAFE(text.ptr, at, point);
    return u_hasBinaryProperty(point, UCHAR_GRAPHEME_EXTEND);
}

static const struct {
    const char *name, *text;
} texts[] = {
    {"Latin", "Anna-Sophie Vandenabeele-Vanderstichelen"},
    {"blanks", "Jan  Van  Den  Berghe "},
    {"username", "anna-sophie.vandenabeele-vanderstichelen.van.den.berghe"},
    {"accents that stand positioned",
     "x\u0332a\u0332b\u0332c\u0332d\u0332e\u0332\u0301f\u0332g\u0332h\u0332"},
    {"Cyrillic", "Александра Константинопольская"},
    {"Greek", "Ελευθερία Παπαδοπούλου"},
    {"Hebrew with points", "שָׁלוֹם בֶּן אַבְרָהָם"},
    {"Arabic", "محمد عبد الرحمن الإسلامي"},
    {"Arabic with marks", "مُحَمَّدٌ عَبْدُ الرَّحْمَٰنِ"},
    {"two directions", "Fatima (فاطمة الزهراء) Janssens"},
    {"Chinese", "欧阳明华 李"},
};

static double points(struct str text, double size) {
    return font_line(arena, fonts, FONT_REGULAR, text).width * size / 1000;
}

/*
 * For any width, the lines contain the whole text, none begins with a combining mark, and each fits
 * unless it is too wide at the smallest size.
 */
static void check_lines(const char *name, struct str text, double room) {
    const struct fit_options fit = {FONT_REGULAR, 9, 7, room, room, FIT_LINES_MAX};
    struct fitted_text fitted = font_fit(arena, fonts, text, &fit);
    struct buf all = buf_make(arena, 1000);
    bool smallest = fitted.size <= 3;
    for (size_t i = 0; i < fitted.count; i++) {
        struct str line = fitted.lines[i].text;
        assert_row(name, !is_mark(line, 0));
        assert_row(name, smallest || points(str_trim(line), fitted.size) <= room + 0.2);
        buf_str(&all, line);
    }
    assert_row(name, str_eq(buf_view(&all), text));
    if (room > points(text, 9)) assert_row(name, fitted.count == 1 && fitted.size == 9);
}

static void lines_contain_the_whole_text(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        for (double room = points(str_of(texts[i].text), 9) + 5; room > 1; room *= 0.9)
            check_lines(texts[i].name, str_of(texts[i].text), room);
    const struct fit_options narrow = {FONT_BOLD, 6, 6, 1, 1, FIT_LINES_MAX};
    assert_int_equal(font_fit(arena, fonts, S("mm"), &narrow).count,
                     2); /* too narrow for one letter */
}

/* setlocale() must not be called while other threads exist. */
static void shaping_does_not_call_setlocale(void **state) {
    (void)state;
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
    int before = atomic_load(&locale_calls);
    assert_true(before > 0);
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_row(texts[i].name, points(str_of(texts[i].text), 9) > 0);
    assert_int_equal(atomic_load(&locale_calls), before);
}

static void breaks_between_words(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *first;
    } rows[] = {
        {"a blank at the end is not measured", "Vandenbroucke Peeters", "Vandenbroucke "},
        {"behind a hyphen", "Vandenbroucke-Peeters", "Vandenbroucke-"},
        {"behind a dot", "anna.vandenberghe", "anna."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double room = points(str_trim(str_of(rows[i].first)), 8) + 0.1;
        const struct fit_options fit = {FONT_REGULAR, 8, 8, room, 200, 2};
        struct fitted_text fitted = font_fit(arena, fonts, str_of(rows[i].text), &fit);
        assert_row(rows[i].name,
                   fitted.size == 8 && str_eq(fitted.lines[0].text, str_of(rows[i].first)));
    }
}

/* Every character has a font, and each word is set in a font that has all of it. */
static void scripts_have_fonts(void **state) {
    (void)state;
    static const char *const names[] = {
        "ٹیپو سلطان ڑہ", "王小明 欧阳", "สมชาย ใจดี", "さくら ひなた", "प्रिया शर्मा",
        "ਗੁਰਪ੍ਰੀਤ",        "தமிழ்",        "ሰላም",       "តេជោ",          "မောင်",
        "བསྟན་འཛིན",       "李-Peeters",  "Ọlá",       "Ŋaa Ɣe",        "김민준 이서연"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_row(names[i], fonts_missing(fonts, str_of(names[i])) == 0);
        struct line line = font_line(arena, fonts, FONT_BOLD, str_of(names[i]));
        for (size_t k = 0; k < line.count; k++) assert_row(names[i], line.glyphs[k].id != 0);
    }
    assert_int_equal(fonts_missing(fonts, S("Lina \U0001F984")), 0x1F984);
}

enum { PUPILS = 250, LETTERS = 200 };

static const struct card_texts card_words = {.language = "nl-BE"};
static const struct list_options plain_list = {.texts = &card_words},
                                 secret_list = {.texts = &card_words, .with_secrets = true};

/*
 * A class of many pupils with long names: memory grows with the pages, not with the length of a
 * name.
 */
static void class_list_of_long_names_uses_little_memory(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "Ж", "-a"};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct str name = many(pieces[i], LETTERS);
        struct card *cards = ARENA_ARRAY(arena, struct card, PUPILS);
        for (int k = 0; k < PUPILS; k++)
            cards[k] = (struct card){.first_name = name,
                                     .last_name = name,
                                     .group_name = S("4de leerjaar"),
                                     .class_code = S("4A"),
                                     .address = S("https://mijn.leerid.be/mm.mm"),
                                     .username = many("m", 48),
                                     .kind = CARD_WORD,
                                     .kind_text = S("Wachtwoord"),
                                     .secret = many("m", 40)};
        const struct sheet_options sheet = {
            .stock = STOCK_A4, .start_label = 1, .texts = &card_words};
        for (int list = 0; list < 2; list++) {
            struct arena *memory = arena_create((size_t)1 << 30, false);
            struct buf out = buf_make(memory, 64 << 20);
            if (list)
                assert_rc(card_class_list_pdf(memory, fonts, &secret_list, cards, PUPILS, &out),
                          RC_OK);
            else
                assert_rc(card_pdf(memory, fonts, &sheet, S("LeerID"), cards, PUPILS, &out), RC_OK);
            assert_in_range(arena_used(memory), 1, 32 << 20);
            arena_destroy(memory);
        }
    }
}

static void a_document_stops_at_its_limit(void **state) {
    (void)state;
    struct card card = {.first_name = S("An"),
                        .last_name = S("Peeters"),
                        .group_name = S("4de leerjaar"),
                        .username = S("an.peeters"),
                        .secret = S("")};
    struct card *cards = ARENA_ARRAY(arena, struct card, 2000);
    for (int i = 0; i < 2000; i++) cards[i] = card;
    const struct {
        const char *name;
        size_t memory, out;
    } rows[] = {{"memory", 3 << 20, 64 << 20}, {"file", 256 << 20, 20000}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *memory = arena_create(rows[i].memory, false);
        struct buf out = buf_make(memory, rows[i].out);
        enum rc rc = card_class_list_pdf(memory, fonts, &plain_list, cards, 2000, &out);
        assert_row(rows[i].name, rc == RC_TOO_LARGE);
        assert_row(rows[i].name, arena_used(memory) <
                                     rows[i].memory + (12 << 20)); /* it stopped at the next row */
        arena_destroy(memory);
    }
    struct arena *memory = arena_create(1 << 16, false);
    struct buf out = buf_make(memory, 64 << 20);
    assert_rc(card_workbook(memory, cards, 2000, 0, &out), RC_TOO_LARGE);
    arena_destroy(memory);
}

static double seconds_to_cut(const char *piece, int letters) {
    struct str text = many(piece, letters);
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        struct timespec from, to;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
        const struct fit_options fit = {FONT_REGULAR, 9, 9, letters * 2.0, letters * 2.0,
                                        FIT_LINES_MAX};
        struct arena_mark mark = arena_mark(arena);
        (void)font_fit(arena, fonts, text, &fit);
        (void)!arena_rewind(arena, mark); /* new memory would be timed too */
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
        double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        best = took < best ? took : best;
    }
    return best;
}

/* Eight times the letters may take 24 times as long; quadratic time would take 64 times. */
static void time_is_linear_in_the_letters(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "Ж", "م"};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        double few = seconds_to_cut(pieces[i], 500), lots = seconds_to_cut(pieces[i], 4000);
        if (lots > 24 * few) fail_msg("%s: %.6f s, then %.6f s", pieces[i], few, lots);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shaping_does_not_call_setlocale),
        cmocka_unit_test(lines_contain_the_whole_text),
        cmocka_unit_test(breaks_between_words),
        cmocka_unit_test(scripts_have_fonts),
        cmocka_unit_test(class_list_of_long_names_uses_little_memory),
        cmocka_unit_test(a_document_stops_at_its_limit),
        cmocka_unit_test(time_is_linear_in_the_letters),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
