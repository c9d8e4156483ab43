/*
 * Contacts for questions about the data of pupils, shown on privacy pages and in mails.
 *
 * A manager fills them in for a school. A field that the school left empty has the value of the
 * platform's setting.
 *
 * Source: GDPR art. 13; docs/develop/pupil-site.md.
 */
#pragma once

#include "service/service.h"

/* Returns the contacts of a school, or of the platform for school 0. RC_NONE: no such school. */
enum rc privacy_contacts_get(struct service *service, struct arena *arena, struct school_id school,
                             struct privacy_contacts *ret_contacts, struct fault *fault) MUST_USE;
/*
 * Returns the contacts of the first school where the pupil is enrolled today, or of the platform
 * when there is none.
 */
enum rc privacy_contacts_of_pupil(struct service *service, struct arena *arena, int64_t pupil_id,
                                  struct privacy_contacts *ret_contacts,
                                  struct fault *fault) MUST_USE;
/* privacy_contacts_get() inside a transaction. */
enum rc privacy_contacts_read(struct tx *tx, struct arena *arena, const struct service *service,
                              struct school_id school,
                              struct privacy_contacts *ret_contacts) MUST_USE;
