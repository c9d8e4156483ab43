/* Tiles of the start page, and where to go after a sign-in. */
#include "service/application/application.h"
#include "web/mijn/mijn.h"
#include "web/oidc/oidc.h"

enum { COLOURS = 6 };

struct str mijn_after_sign_in(struct visit *visit) {
    return oidc_after_sign_in(visit);
}

/* Returns the letters of a tile without logo: "Rr" for Rekenrots, "Ta" for Taal atelier. */
static struct str letters_of(struct str name) {
    return text_first(name, 2);
}

enum rc mijn_tiles(struct visit *visit, struct mijn_app **ret_apps, size_t *ret_count) {
    struct application_tile *tiles;
    TRY(application_tiles(visit->service, visit->arena, visit->pupil.pupil_id, &tiles, ret_count,
                          &visit->fault));
    struct mijn_app *apps = ARENA_ARRAY(visit->arena, struct mijn_app, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        apps[i] = (struct mijn_app){
            .name = tiles[i].name,
            .letters = letters_of(tiles[i].name),
            .address = tiles[i].home_url,
            .logo = tiles[i].has_logo
                        ? str_format(visit->arena, "/oidc/logo/%.*s",
                                     STR_ARG(id_text(visit->arena, tiles[i].application_id)))
                        : S(""),
            .colour = (int)(tiles[i].application_id % COLOURS) + 1};
    *ret_apps = apps;
    return RC_OK;
}
