/* Flash messages: shown once, on the page after a redirect. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/*
 * The messages. A cookie carries the code through the redirect; it is deleted when the message is
 * shown.
 */
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
    FLASH_FACTOR_RESET,
    FLASH_BUDGET_LIFTED,
    FLASHES,
};
/* Sets a message without arguments. */
void loket_flash(struct visit *visit, enum flash flash);
/* Sets a message with a number for {0}. */
void loket_flash_count(struct visit *visit, enum flash flash, size_t count);
/* Sets a message with two numbers, for {0} and {1}. */
void loket_flash_counts(struct visit *visit, enum flash flash, size_t count, size_t other);
/* Sets FLASH_UNDONE_TURNED with three numbers: accounts deleted, basic again, and unchanged. */
void loket_flash_undone(struct visit *visit, size_t gone, size_t basic, size_t stay);
/* Sets a message with a text, already translated, for {0}. */
void loket_flash_text(struct visit *visit, enum flash flash, struct str text);
/*
 * Sets a message about an object. FLASH_CREATED: id is a batch, whose ZIP starts to download.
 * FLASH_SECRET_CHANGED and FLASH_RENAMED: id is a pupil, whose new card the page offers on screen,
 * as a print and as ZIP.
 */
void loket_flash_of(struct visit *visit, enum flash flash, int64_t id);
/* Sets a message that offers a file, which starts to download; used when a proof came between. */
void loket_flash_file(struct visit *visit, struct str path);
/* Fills the frame with the message of this request and deletes the cookie. */
void loket_flash_take(struct visit *visit, struct frame *frame);
