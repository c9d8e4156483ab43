/* Between print_gather.c (which cards, and what stands on them) and print_cards.c (the files). */
#pragma once

#include "service/printing/print_cards.h"
#include "service/reveal/reveal.h"
#include "store/queries.h"

struct printing {
    const struct call *call;
    struct service *service; /* of the call, as the next three */
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct print_wish *wish;
    bool list, with_secrets;
    int64_t *sorted_ids;
    struct sql_school_cards_row *rows; /* those asked for, in order of printing */
    size_t count;
    struct str school_name;
    bool proof_needed;
    bool made; /* the one secret that is asked for was made by the actor, just now */
    struct card *cards, *paper;          /* paper: the same with names that fonts can print */
    int64_t *card_pupils, *card_secrets; /* secrets: when they were made */
    size_t card_count;
    struct unprintable *left_out, *in_latin;
    size_t left_out_count, in_latin_count;
};

/* Reads the pupils that were asked for, checks the actor's rights, unseals the secrets and fills
 * the cards. RC_NONE: none of them has a card. RC_DENIED: the password must be given again. */
enum rc print_gather(struct printing *p, struct fault *fault) MUST_USE;
