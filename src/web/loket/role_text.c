#include "web/loket/role_text.h"

struct str role_text(const struct visit *visit, enum role role) {
    static const char *const words[] = {[ROLE_OPERATOR] = N_("platformbeheerder"),
                                        [ROLE_MANAGER] = N_("LeerID-beheerder"),
                                        [ROLE_TEACHER] = N_("leerkracht"),
                                        [ROLE_VIEWER] = N_("meekijker")};
    return visit_say(visit, words[role]);
}
