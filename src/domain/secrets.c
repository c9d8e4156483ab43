#include "domain/secrets.h"

#include <math.h>

#include "base/buf.h"
#include "domain/common.h"
#include "domain/pictures.h"

static const char DIGITS[] = "23456789";
static const char TEMPORARY[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
enum { TEMPORARY_LEN = 8, WORD_SECRET_MAX = 16, TYPED_MIN = 8, TYPED_MAX = 40, NAME_PART_MIN = 3 };
_Static_assert(sizeof TEMPORARY - 1 == 57, "57 characters without look-alikes");

struct secret_policy secret_policy_default(void) {
    return (struct secret_policy){.picture_count = 7, .word_digits = 4};
}

enum secret_kind secret_kind_default(enum account_type type) {
    return type == ACCOUNT_BASIC ? SECRET_PICTURE : SECRET_TEMPORARY;
}

bool secret_kind_fits(enum account_type type, enum secret_kind kind) {
    bool basic = kind == SECRET_PICTURE || kind == SECRET_WORD;
    return basic == (type == ACCOUNT_BASIC);
}

int64_t secret_end_ms(int64_t now_ms, int days) {
    return day_start_ms(day_of_ms(now_ms) + days + 1) - 1;
}

static struct str draw_pictures(struct arena *arena, const struct random *random, int count) {
    unsigned char all[PICTURES];
    for (int i = 0; i < PICTURES; i++) all[i] = (unsigned char)i;
    for (int i = 0; i < count; i++) {
        int j = i + (int)random_below(random, (uint32_t)(PICTURES - i));
        unsigned char swap = all[i];
        all[i] = all[j];
        all[j] = swap;
    }
    return secret_of_pictures(arena, all, count);
}

/* The digits come before the word, after it, or on both sides; each split is equally likely. */
static struct str draw_word(struct arena *arena, const struct random *random, int digits) {
    struct buf out = buf_make(arena, WORD_SECRET_MAX);
    int before = (int)random_below(random, (uint32_t)digits + 1);
    const char *word = word_at(random_below(random, (uint32_t)word_count()));
    for (int i = 0; i < digits; i++) {
        if (i == before) buf_c(&out, word);
        buf_char(&out, DIGITS[random_below(random, sizeof DIGITS - 1)]);
    }
    if (before == digits) buf_c(&out, word);
    return buf_view(&out);
}

static struct str draw_temporary(struct arena *arena, const struct random *random) {
    char *out = arena_alloc(arena, TEMPORARY_LEN + 1);
    for (int i = 0; i < TEMPORARY_LEN; i++)
        out[i] = TEMPORARY[random_below(random, sizeof TEMPORARY - 1)];
    return (struct str){out, TEMPORARY_LEN};
}

struct str secret_draw(struct arena *arena, const struct random *random,
                       const struct secret_policy *policy, enum secret_kind kind) {
    switch (kind) {
        case SECRET_PICTURE: return draw_pictures(arena, random, policy->picture_count);
        case SECRET_WORD: return draw_word(arena, random, policy->word_digits);
        case SECRET_TEMPORARY:
        case SECRET_OWN: return draw_temporary(arena, random);
    }
    return S("");
}

double secret_bits(const struct secret_policy *policy, enum secret_kind kind) {
    double bits = 0;
    switch (kind) {
        case SECRET_PICTURE:
            for (int i = 0; i < policy->picture_count; i++) bits += log2(PICTURES - i);
            return bits;
        case SECRET_WORD:
            return log2((double)word_count()) + policy->word_digits * log2(sizeof DIGITS - 1) +
                   log2(policy->word_digits + 1);
        case SECRET_TEMPORARY: return TEMPORARY_LEN * log2(sizeof TEMPORARY - 1);
        case SECRET_OWN: return 0;
    }
    return bits;
}

struct str secret_of_pictures(struct arena *arena, const unsigned char *pictures, int count) {
    struct buf out = buf_make(arena, 128);
    for (int i = 0; i < count; i++) {
        if (i > 0) buf_char(&out, '-');
        buf_c(&out, picture_name(pictures[i], LANGUAGE_NL));
    }
    return buf_view(&out);
}

enum rc secret_pictures(struct str secret, unsigned char ret_pictures[SECRET_PICTURES_MAX],
                        int *ret_count) {
    unsigned char pictures[SECRET_PICTURES_MAX] = {0};
    int count = 0;
    for (bool more = true; more; count++) {
        int number = picture_by_word(str_cut(&secret, '-', &more));
        ENSURE(number >= 0 && count < SECRET_PICTURES_MAX, RC_INVALID);
        pictures[count] = (unsigned char)number;
    }
    memcpy(ret_pictures, pictures, sizeof pictures);
    *ret_count = count;
    return RC_OK;
}

/* Takes the longest run of up to three words that names a picture, e.g. "sac à dos". */
static enum rc read_pictures(struct arena *arena, struct str folded, struct str *ret_secret) {
    unsigned char pictures[SECRET_PICTURES_MAX];
    int count = 0;
    char *text = arena_alloc(arena, folded.len + 1);
    for (size_t i = 0; i < folded.len; i++)
        text[i] = folded.ptr[i] == '-' || folded.ptr[i] == ',' ? ' ' : folded.ptr[i];
    struct str rest = str_trim((struct str){text, folded.len});
    while (rest.len > 0) {
        int number = -1;
        size_t used = 0;
        struct buf joined = buf_make(arena, 64);
        struct str ahead = rest;
        for (int words = 0; words < 3 && ahead.len > 0; words++) {
            buf_str(&joined, str_cut(&ahead, ' ', NULL));
            ahead = str_trim(ahead);
            int found = picture_by_word(buf_view(&joined));
            if (found < 0) continue;
            number = found;
            used = rest.len - ahead.len;
        }
        ENSURE(number >= 0 && count < SECRET_PICTURES_MAX, RC_INVALID);
        pictures[count++] = (unsigned char)number;
        rest = str_trim(str_sub(rest, used, rest.len));
    }
    ENSURE(count > 0, RC_INVALID);
    *ret_secret = secret_of_pictures(arena, pictures, count);
    return RC_OK;
}

static struct str without_blanks(struct arena *arena, struct str text) {
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ') out[len++] = text.ptr[i];
    return (struct str){out, len};
}

enum rc secret_read(struct arena *arena, const struct text_rules *rules, enum secret_kind kind,
                    struct str typed, struct str *ret_secret) {
    struct str clean;
    ENSURE(text_clean(arena, typed, SECRET_MAX_CHARS, &clean) == TEXT_FINE && clean.len > 0,
           RC_INVALID);
    switch (kind) {
        case SECRET_PICTURE:
            return read_pictures(arena, text_fold(arena, rules, clean), ret_secret);
        case SECRET_WORD: /* folding can turn a lone accent into a space */
            *ret_secret = without_blanks(arena, text_fold(arena, rules, clean));
            return ret_secret->len > 0 ? RC_OK : RC_INVALID;
        case SECRET_TEMPORARY: *ret_secret = without_blanks(arena, clean); return RC_OK;
        case SECRET_OWN: *ret_secret = clean; return RC_OK;
    }
    return RC_INVALID;
}

/* Tells whether it contains a part of the name; parts are separated by spaces and hyphens. */
static bool holds_part(struct str folded, struct str name) {
    while (name.len > 0) {
        size_t len = 0;
        while (len < name.len && name.ptr[len] != ' ' && name.ptr[len] != '-') len++;
        if (len >= NAME_PART_MIN && str_contains(folded, str_sub(name, 0, len))) return true;
        name = str_sub(name, len + 1, name.len);
    }
    return false;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/*
 * Tells whether it is a common word, with or without digits and punctuation around it:
 * "wachtwoord", "Welkom123!".
 */
static bool is_common(struct str folded) {
    size_t begin = 0, end = folded.len;
    while (begin < end && !is_letter(folded.ptr[begin])) begin++;
    while (end > begin && !is_letter(folded.ptr[end - 1])) end--;
    for (size_t i = 0; i < common_count(); i++)
        if (str_eq(str_sub(folded, begin, end - begin), str_of(common_at(i)))) return true;
    return false;
}

enum typed_flaw secret_typed_flaw(struct arena *arena, const struct text_rules *rules,
                                  struct str typed, struct str first_name, struct str last_name,
                                  double guesses) {
    size_t chars = text_length(typed);
    if (chars < TYPED_MIN) return TYPED_SHORT;
    if (chars > TYPED_MAX) return TYPED_LONG;
    if (str_contains(typed, S(" "))) return TYPED_BLANKS;
    struct str folded = text_fold(arena, rules, typed);
    if (holds_part(folded, text_fold(arena, rules, first_name)) ||
        holds_part(folded, text_fold(arena, rules, last_name)))
        return TYPED_HAS_NAME;
    return guesses < 1e6 || is_common(folded) ? TYPED_GUESSABLE : TYPED_FINE;
}
