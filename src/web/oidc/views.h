/* What the pages between a pupil and an application show. */
#pragma once

#include "web/mijn/views.h"

struct oidc_hidden {
    struct str name, value;
};

/* A form that sends itself (response_mode form_post); without scripts there is a button. */
struct oidc_post_view {
    struct mijn_frame frame;
    struct str action;
    const struct oidc_hidden *fields;
    size_t field_count;
};

/* On to an application, by a refresh (frame.refresh) or by the link. */
struct oidc_onward_view {
    struct mijn_frame frame;
    struct str address;
};

struct oidc_access_view {
    struct mijn_frame frame;
    struct str application, first_name;
    struct str back; /* the application, with access_denied */
};

struct oidc_logout_view {
    struct mijn_frame frame;
    struct str application; /* "" unknown */
    const struct oidc_hidden *fields;
    size_t field_count;
};
