/* Where applications plug in. */
#include "web/mijn/handlers.h"

struct str mijn_after_sign_in(struct visit *visit) {
    (void)visit;
    return S("/");
}

enum rc mijn_tiles(struct visit *visit, struct mijn_app **ret_apps, size_t *ret_count) {
    (void)visit;
    *ret_apps = NULL;
    *ret_count = 0;
    return RC_OK;
}
