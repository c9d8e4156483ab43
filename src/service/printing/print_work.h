/* State shared by print_gather.c (selects and fills the cards) and print_cards.c (writes the
 * files). */
#pragma once

#include "service/printing/print_cards.h"
#include "service/reveal/reveal.h"
#include "store/queries.h"

struct printing {
    const struct call *call;
    struct service *service; /* from the call, as are the next three */
    struct arena *arena;
    const struct actor *actor;
    struct school_id school;
    const struct print_wish *wish;
    bool list, with_secrets;
    int64_t *sorted_ids;
    struct sql_school_cards_row *rows; /* selected pupils in print order */
    size_t count;
    struct str school_name;
    bool proof_needed;
    bool made;                           /* the actor has just created the one selected secret */
    struct card *cards, *paper;          /* paper: the cards with printable names */
    int64_t *card_pupils, *card_secrets; /* secrets: time of creation, ms */
    size_t card_count;
    struct unprintable *left_out, *in_latin;
    size_t left_out_count, in_latin_count;
};

/* Selects the pupils, checks the actor's rights, unseals the secrets and fills the cards. Returns
 * RC_NONE when no pupil has a card. Returns RC_DENIED when the actor must give the password again,
 * or when the secrets exceed today's budget. */
enum rc print_gather(struct printing *p, struct fault *fault) MUST_USE;
