/* Texts of mails to staff. */
#pragma once

#include "service/staff/staff_message.h"
#include "web/page.h"

/* The texts by enum staff_mail, in the arena. site: address of the Schoolloket. */
const struct mail_text *staff_mails_in(struct arena *arena, enum language language,
                                       struct str site);
