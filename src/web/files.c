#include "web/files.h"

#include <stdlib.h>

#include "web/assets.h"

static int by_address(const void *key, const void *element) {
    return str_cmp(*(const struct str *)key, str_of(((const struct asset *)element)->address));
}

enum rc files_asset(struct visit *visit) {
    const struct asset *found = bsearch(&visit->request->path, assets, asset_count, sizeof *assets, by_address);
    ENSURE(found != NULL, RC_NONE);
    http_answer(visit->response, 200, str_of(found->content_type), (struct str){(const char *)found->plain, found->plain_len});
    if (found->packed != NULL) visit->response->body_gzip = (struct str){(const char *)found->packed, found->packed_len};
    visit->response->etag = str_of(found->digest);
    return RC_OK;
}

enum rc files_language(struct visit *visit) {
    static const char *const codes[] = {"nl", "fr", "en", "de"};
    for (size_t i = 0; i < COUNT(codes); i++)
        if (str_eq(visit->request->params[0], str_of(codes[i]))) visit_set_cookie(visit, COOKIE_LANGUAGE, str_of(codes[i]), 365 * 24 * 3600);
    return visit_redirect(visit, visit_query(visit, "terug"));
}
