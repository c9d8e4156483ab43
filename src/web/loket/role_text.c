#include "web/loket/role_text.h"

struct str role_text(const struct visit *visit, enum role role) {
    static const char *const words[] = {[ROLE_OPERATOR] = N_("platform operator"),
                                        [ROLE_MANAGER] = N_("LeerID manager"),
                                        [ROLE_TEACHER] = N_("teacher"),
                                        [ROLE_VIEWER] = N_("viewer")};
    return visit_say(visit, words[role]);
}
