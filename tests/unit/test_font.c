/* Cutting texts that are too wide: where, how much memory and how much time. */
#include <locale.h>
#include <stdatomic.h>
#include <time.h>
#include <unicode/uchar.h>

#include "document/font.h"
#include "unit.h"

static struct fonts *fonts;

/* Stands before that of the C library: libraries that this program links call it too. */
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

static int width_of(struct str text) {
    return font_line(arena, fonts, FONT_REGULAR, text).width;
}

/* A piece many times. */
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

/* The letter after the first len bytes, with its marks. */
static struct str one_letter_more(struct str text, size_t len) {
    do U8_FWD_1_UNSAFE(text.ptr, len);
    while (is_mark(text, len));
    return str_sub(text, 0, len);
}

static const struct {
    const char *name, *text;
    bool varies; /* a beginning is shaped or set in another font than in the whole: one a letter longer may fit as well */
} texts[] = {
    {"Latin", "Anna-Sophie Vandenabeele-Vanderstichelen", false},
    {"blanks", "Jan  Van  Den  Berghe", false},
    {"accents that stand apart", "x\u0332a\u0332b\u0332c\u0332d\u0332e\u0332\u0301f\u0332g\u0332h\u0332", false},
    {"Cyrillic", "Александра Константинопольская", false},
    {"Greek", "Ελευθερία Παπαδοπούλου", true},
    {"Hebrew with points", "שָׁלוֹם בֶּן אַבְרָהָם", false},
    {"Arabic", "محمد عبد الرحمن الإسلامي", true},
    {"Arabic with marks", "مُحَمَّدٌ عَبْدُ الرَّحْمَٰنِ", true},
    {"two directions", "Fatima (فاطمة الزهراء) Janssens", true},
};

static void check_cut(const char *name, struct str text, int width, bool varies) {
    struct str cut = font_fit(arena, fonts, FONT_REGULAR, text, width);
    if (str_eq(cut, text)) {
        assert_row(name, width_of(text) <= width);
        return;
    }
    assert_row(name, str_ends(cut, S("…")));
    size_t len = cut.len - strlen("…");
    assert_row(name, str_eq(str_sub(cut, 0, len), str_sub(text, 0, len)));
    assert_row(name, width_of(cut) <= width || len == 0);
    assert_row(name, !is_mark(text, len));
    struct str longer = one_letter_more(text, len);
    while (str_ends(longer, S(" ")) && longer.len < text.len) longer = one_letter_more(text, longer.len);
    struct str next = str_format(arena, "%.*s…", STR_ARG(longer));
    if (!varies && longer.len < text.len && width_of(next) <= width) fail_msg("row '%s': %d holds %s, %d", name, width, str_c(arena, cut), width_of(next));
}

static void cuts_between_letters(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = str_of(texts[i].text);
        int full = width_of(text);
        for (int width = full + 100; width > -100; width -= 97) check_cut(texts[i].name, text, width, texts[i].varies);
    }
}

static void nothing_is_lost_over_lines(void **state) {
    (void)state;
    static const char *const names[] = {"anna-sophie.vandenabeele-vanderstichelen.van.den.berghe", "x\u0332a\u0332b\u0332c\u0332d\u0332e\u0332f\u0332g\u0332h\u0332i\u0332"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct buf all = buf_make(arena, 1000);
        struct whole whole = font_whole(arena, fonts, FONT_BOLD, str_of(names[i]), 9, 6, i == 0 ? 60 : 10);
        assert_true(whole.count > 1);
        for (size_t k = 0; k < whole.count; k++) {
            assert_false(is_mark(whole.lines[k].text, 0));
            buf_str(&all, whole.lines[k].text);
        }
        assert_str(buf_view(&all), names[i]);
    }
    assert_int_equal(font_whole(arena, fonts, FONT_BOLD, S("mm"), 6, 6, 1).count, 2); /* no room for one letter */
}

/* setlocale() may not be called while there are other threads. */
static void shaping_asks_for_no_locale(void **state) {
    (void)state;
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
    int before = atomic_load(&locale_calls);
    assert_true(before > 0);
    for (size_t i = 0; i < COUNT(texts); i++) assert_row(texts[i].name, width_of(str_of(texts[i].text)) > 0);
    assert_int_equal(atomic_load(&locale_calls), before);
}

/* What a cut leaves behind is the text, not its shapes. */
static void cutting_keeps_no_memory(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "Ж", "م"};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct str text = many(pieces[i], 200);
        size_t before = arena_used(arena);
        (void)font_fit(arena, fonts, FONT_REGULAR, text, 10000);
        assert_in_range(arena_used(arena) - before, 1, text.len + 64);
    }
}

enum { PUPILS = 250, LETTERS = 200 };

/* One class of many pupils with long names: the list needs memory for its pages, whatever the length of a name. */
static void class_list_of_long_names(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "Ж", "-a"};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct str name = many(pieces[i], LETTERS);
        struct card *cards = ARENA_ARRAY(arena, struct card, PUPILS);
        for (int k = 0; k < PUPILS; k++)
            cards[k] = (struct card){.first_name = name, .last_name = name, .group_name = S("4de leerjaar"), .class_code = S("4A"), .address = S("https://mijn.leerid.be/mm.mm"),
                                     .username = many("m", 48), .status_text = S("Actief"), .kind = CARD_WORD, .kind_text = S("Wachtwoord"), .secret = many("m", 40)};
        const struct sheet_options sheet = {.stock = STOCK_A4, .start_label = 1};
        for (int list = 0; list < 2; list++) {
            struct arena *memory = arena_create((size_t)1 << 30, false);
            struct buf out = buf_make(memory, 64 << 20);
            if (list) assert_rc(class_list_pdf(memory, fonts, S("School"), S("1 september 2026"), true, cards, PUPILS, &out), RC_OK);
            else assert_rc(cards_pdf(memory, fonts, &sheet, S("LeerID"), cards, PUPILS, &out), RC_OK);
            assert_in_range(arena_used(memory), 1, 32 << 20);
            arena_destroy(memory);
        }
    }
}

static void a_document_past_its_limit(void **state) {
    (void)state;
    struct card card = {.first_name = S("An"), .last_name = S("Peeters"), .group_name = S("4de leerjaar"), .username = S("an.peeters"), .status_text = S("Actief"), .secret = S("")};
    struct card *cards = ARENA_ARRAY(arena, struct card, 2000);
    for (int i = 0; i < 2000; i++) cards[i] = card;
    const struct {
        const char *name;
        size_t memory, out;
    } rows[] = {{"memory", 3 << 20, 64 << 20}, {"file", 256 << 20, 20000}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *memory = arena_create(rows[i].memory, false);
        struct buf out = buf_make(memory, rows[i].out);
        enum rc rc = class_list_pdf(memory, fonts, S("School"), S("vandaag"), false, cards, 2000, &out);
        assert_row(rows[i].name, rc == RC_TOO_LARGE);
        assert_row(rows[i].name, arena_used(memory) < rows[i].memory + (12 << 20)); /* it stopped at the next row */
        arena_destroy(memory);
    }
    struct arena *memory = arena_create(1 << 16, false);
    struct buf out = buf_make(memory, 64 << 20);
    assert_rc(cards_workbook(memory, cards, 2000, 0, &out), RC_TOO_LARGE);
    arena_destroy(memory);
}

static double seconds_to_cut(const char *piece, int letters) {
    struct str text = many(piece, letters);
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        struct timespec from, to;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
        (void)font_fit(arena, fonts, FONT_REGULAR, text, 500 * letters / 2);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
        double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        best = took < best ? took : best;
    }
    return best;
}

/* Eight times the letters may take 24 times as long; the square would be 64. */
static void time_grows_with_the_letters(void **state) {
    (void)state;
    static const char *const pieces[] = {"m", "Ж", "م"};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        double few = seconds_to_cut(pieces[i], 500), lots = seconds_to_cut(pieces[i], 4000);
        if (lots > 24 * few) fail_msg("%s: %.6f s, then %.6f s", pieces[i], few, lots);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shaping_asks_for_no_locale), cmocka_unit_test(cuts_between_letters),     cmocka_unit_test(nothing_is_lost_over_lines), cmocka_unit_test(cutting_keeps_no_memory),
        cmocka_unit_test(class_list_of_long_names), cmocka_unit_test(a_document_past_its_limit),  cmocka_unit_test(time_grows_with_the_letters),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
