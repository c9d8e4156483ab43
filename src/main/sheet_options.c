#include "main/sheet_options.h"

/* Parses "2.5,-1": millimetres in steps of 0.5. Returns half millimetres. */
static bool read_offset(struct str text, int *ret_x, int *ret_y) {
    struct str rest = text;
    int *outs[] = {ret_x, ret_y};
    for (size_t i = 0; i < COUNT(outs); i++) {
        struct str part = str_trim(str_cut(&rest, ',', NULL));
        bool half = str_ends(part, S(".5")), whole = str_ends(part, S(".0"));
        struct str digits = half || whole ? str_sub(part, 0, part.len - 2) : part;
        bool negative = str_starts(digits, S("-"));
        int64_t number;
        if (str_to_i64(digits, -10, 10, &number) != RC_OK) return false;
        *outs[i] = (int)(number * 2 + (half ? (negative ? -1 : 1) : 0));
        if (*outs[i] < -20 || *outs[i] > 20) return false;
    }
    return rest.len == 0;
}

/* Finds a word in the list; "" is the first one. Returns false when it is unknown. */
static bool read_word(struct str word, const char *const *words, size_t count, int *ret_index) {
    for (size_t i = 0; i < count; i++) {
        if (word.len > 0 && !str_eq(word, str_of(words[i]))) continue;
        *ret_index = (int)i;
        return true;
    }
    return false;
}

enum exit_code sheet_options_read(struct cli *cli, struct sheet_options *ret) {
    static const char *const captions[CAPTIONS] = {"none", "words", "numbers"};
    int64_t start = 1;
    int caption = CAPTIONS_NONE;
    struct str offset = cli_text(cli, "offset"), stock = cli_text(cli, "stock");
    *ret = (struct sheet_options){.stock = STOCK_STICKER, .stacked = cli_flag(cli, "stacked")};
    if (stock.len > 0 && stock_read(stock, &ret->stock) != RC_OK)
        return cli_usage(cli, "--stock is stickers, l7160, l7163, a4, bankkaart or a6");
    int labels = stock_of(stock_of(ret->stock)->is_cut ? STOCK_STICKER : ret->stock)->cards;
    if (!cli_number(cli, "start-label", 1, labels, &start)) return EXIT_USAGE;
    ret->start_label = (int)start;
    if (offset.len > 0 && !read_offset(offset, &ret->offset_x, &ret->offset_y))
        return cli_usage(
            cli, "--offset is X,Y in mm from -10 to 10 in steps of 0.5, for example 1.5,-2");
    if (!read_word(cli_text(cli, "captions"), captions, CAPTIONS, &caption))
        return cli_usage(cli, "--captions is none, words or numbers");
    ret->captions = (enum card_captions)caption;
    if (ret->captions != CAPTIONS_NONE && !stock_of(ret->stock)->has_captions)
        return cli_usage(cli, "this paper has no space for words or digits below the pictures; "
                              "leave out --captions or choose another --stock");
    return EXIT_DONE;
}
