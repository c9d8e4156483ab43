#include <stdlib.h>

#include "web/assets.h"
#include "web/handlers.h"

static int by_address(const void *key, const void *element) {
    return str_cmp(*(const struct str *)key, str_of(((const struct asset *)element)->address));
}

enum rc files_asset(struct visit *visit) {
    const struct asset *found =
        bsearch(&visit->request->path, assets, asset_count, sizeof *assets, by_address);
    ENSURE(found != NULL, RC_NONE);
    http_answer(visit->response, 200, str_of(found->content_type),
                (struct str){(const char *)found->plain, found->plain_len});
    if (found->packed != NULL)
        visit->response->body_gzip = (struct str){(const char *)found->packed, found->packed_len};
    visit->response->etag = str_of(found->digest);
    return RC_OK;
}

enum rc files_language(struct visit *visit) {
    visit_choose_language(visit, visit->request->params[0]);
    return visit_redirect(visit, visit_query(visit, "terug"));
}
