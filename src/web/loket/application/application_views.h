/* What Applicatie beheer shows: to schools the catalogue and for whom each application is on, to
 * operators the applications themselves. */
#pragma once

#include "web/loket/views.h"

/* One row of the catalogue. */
struct application_row {
    struct str id, name, maker, letters;
    bool has_logo;
    struct str audience;    /* "Hele school", "2 klassen", "Niemand" */
    const struct str *data; /* words: "voornaam" */
    size_t data_count;
    bool shared_subject; /* other applications may know the pupil by the same pseudonym */
    struct str since;    /* "" when it is off */
    long long sign_ins;  /* of 30 days */
    bool no_tile;        /* without an address to begin at */
    bool on, everywhere; /* everywhere: by the operator, the school cannot switch it */
};
struct applications_view {
    struct frame frame;
    bool may_change;
    const struct application_row *rows;
    size_t row_count;
};

/* One application in a school. */
struct day_bar {
    struct str day;
    long long sign_ins;
    int height; /* 0..20, in twentieths of the highest day */
};
struct application_view {
    struct frame frame;
    struct str id, name, maker, description, reason, since;
    bool may_change, everywhere, whole_school, no_tile, public_subject;
    struct str shares; /* names of other applications with the same pseudonym; "" none */
    const struct str *data;
    size_t data_count;
    const struct choice *levels, *groups, *classes;
    size_t level_count, group_count, class_count;
    const struct day_bar *days;
    size_t day_count;
    long long sign_ins;
};

/* Why a request of it was refused; error and text as the application got them. */
struct refusal_row {
    struct str when, endpoint, error, text;
};

/* The operator's form. */
struct admit_view {
    struct frame frame;
    struct str id; /* "" for a new one */
    struct str name, maker, description, reason, home_url, redirects, logout_redirects, logout_uri,
        keys, keys_uri, sector;
    const struct choice *data, *levels, *options;
    size_t data_count, level_count, option_count;
    const struct refusal_row *refusals; /* the newest first */
    size_t refusal_count;
    bool is_public, es256, public_subject, may_refresh, all_schools;
    struct str problem;           /* "" fine */
    struct str client_id, secret; /* secret: shown once, "" otherwise */
    struct str issuer;
    bool has_secret;
    bool everywhere; /* as it is kept now */
    size_t schools;  /* that switched it on themselves */
};
struct admitted_row {
    struct str id, name, maker, client_id, since;
    long long sign_ins; /* of this month */
    bool is_public, everywhere;
};
struct admitted_view {
    struct frame frame;
    const struct admitted_row *rows;
    size_t row_count;
};
