/* Shared by the files of service/pupil_sign_in.h. */
#pragma once

#include "service/pupil_sign_in.h"

enum rc bucket_read(struct tx *tx, struct arena *arena, struct str network, struct throttle_bucket *ret) MUST_USE;
/* A token of a network's bucket under that key, as for a failure of a stranger there. */
enum rc bucket_take(struct tx *tx, struct arena *arena, struct str key, int64_t now_ms, bool *ret_taken, int64_t *ret_wait_ms) MUST_USE;
enum rc throttle_read(struct tx *tx, struct arena *arena, struct str name_mac, enum throttle_pool pool, struct throttle_account *ret) MUST_USE;
enum rc throttle_write(struct tx *tx, struct str name_mac, enum throttle_pool pool, const struct throttle_account *account, int64_t now_ms) MUST_USE;
