/* Who answers for the data of pupils, and where questions and complaints go: shown on the privacy
 * pages and in mails. A manager fills it in for the own school; where a school left a field empty,
 * the setting of the platform counts. Source: GDPR art. 13; docs/develop/pupil-site.md. */
#pragma once

#include "service/service.h"

/* Of one school; school 0: of the platform. RC_NONE: there is no such school. */
enum rc privacy_contacts_get(struct service *service, struct arena *arena, struct school_id school,
                             struct privacy_contacts *ret_contacts, struct fault *fault) MUST_USE;
/* Of the first school where the pupil is enrolled today; of the platform when there is none. */
enum rc privacy_contacts_of_pupil(struct service *service, struct arena *arena, int64_t pupil_id,
                                  struct privacy_contacts *ret_contacts,
                                  struct fault *fault) MUST_USE;
/* The same inside a transaction. */
enum rc privacy_contacts_read(struct tx *tx, struct arena *arena, const struct service *service,
                              struct school_id school,
                              struct privacy_contacts *ret_contacts) MUST_USE;
