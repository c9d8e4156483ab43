/* Messages that the page after a redirect shows once. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Messages that survive one redirect: their code travels in a cookie and is gone when shown. */
enum flash {
    FLASH_CODE_NONE,
    FLASH_CREATED,
    FLASH_CHANGED,
    FLASH_SECRET_CHANGED,
    FLASH_DEACTIVATED,
    FLASH_ACTIVATED,
    FLASH_UNDONE_CREATE,
    FLASH_UNDONE_SECRET,
    FLASH_UNDO_LATE,
    FLASH_RELEASED,
    FLASH_NOTHING_CHOSEN,
    FLASH_NOTHING_TO_MAKE,
    FLASH_DRAFT_DROPPED,
    FLASH_SETTINGS,
    FLASH_PASSWORD,
    FLASH_TOTP_ON,
    FLASH_TOTP_OFF,
    FLASH_FILTER_SAVED,
    FLASH_FILTER_FULL,
    FLASH_FILTER_DROPPED,
    FLASH_KEPT,
    FLASH_UNDONE_BATCH,
    FLASH_CONFLICT,
    FLASH_HAS_ACCOUNT,
    FLASH_NOT_KEPT,
    FLASH_SIGNED_OUT,
    FLASH_UNDONE_TURNED,
    FLASH_NETWORKS,
    FLASH_HAS_ALREADY,
    FLASH_APPLICATIONS,
    FLASH_APPLICATION_GONE,
    FLASH_UNDONE_SOME,
    FLASH_FILE,
    FLASH_RENAMED,
    FLASH_UNCHANGED,
    FLASH_NO_CARD,
    FLASH_PRINTED,
    FLASH_PASSKEY_ON,
    FLASH_PASSKEY_OFF,
    FLASH_PLACE_ENDED,
    FLASHES,
};
void loket_flash(struct visit *visit, enum flash flash);
/* The same with a number in the text ({0}). */
void loket_flash_count(struct visit *visit, enum flash flash, size_t count);
/* With two ({0} and {1}). */
void loket_flash_counts(struct visit *visit, enum flash flash, size_t count, size_t other);
/* FLASH_UNDONE_TURNED: how many are gone, basic again, and stay. */
void loket_flash_undone(struct visit *visit, size_t gone, size_t basic, size_t stay);
/* The same with text that is ready for {0}. */
void loket_flash_text(struct visit *visit, enum flash flash, struct str text);
/* The same as loket_flash. FLASH_CREATED: id is a batch, whose ZIP the page begins to download.
 * FLASH_SECRET_CHANGED and FLASH_RENAMED: id is a pupil, whose new card the page offers on the
 * screen, to print and as a ZIP. */
void loket_flash_of(struct visit *visit, enum flash flash, int64_t id);
/* After a proof: the page before offers the file that was asked, and begins to download it. */
void loket_flash_file(struct visit *visit, struct str path);
/* Fills the message of this request into the frame and deletes its cookie. */
void loket_flash_take(struct visit *visit, struct frame *frame);
