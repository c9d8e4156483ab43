/* Opening a database: what is not one, and what does not exist yet. */
#include <unistd.h>

#include "suite.h"

static void rejects_a_file_that_is_not_a_database(void **state) {
    (void)state;
    static const struct {
        const char *url;
        enum rc open, connect;
    } rows[] = {
        {"mysql://x", RC_INVALID, RC_OK},
        {"", RC_INVALID, RC_OK},
        {"sqlite:/nonexistent/folder/x.db", RC_OK, RC_IO},
        {"sqlite:/dev/null/x.db", RC_OK, RC_IO},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct store *other;
        struct db *connection;
        struct fault why = {.detail = ""};
        enum rc rc =
            store_open(arena, str_of(rows[i].url), (struct mac_hook){mac_of, NULL}, &other, &why);
        if (rc != rows[i].open) fail_msg("row '%s': %s", rows[i].url, rc_name(rc));
        if (rc != RC_OK) continue;
        assert_rc(db_open(other, &connection, &why), rows[i].connect);
        assert_string_not_equal(why.detail, "");
        store_close(other);
    }
}

/* Opening a missing SQLite database does not create an empty one. */
static void opening_creates_no_file(void **state) {
    (void)state;
    char folder[] = "/tmp/leerid-store-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct str url = str_format(arena, "sqlite:%s/x.db", folder);
    const char *file = str_c(arena, str_sub(url, 7, url.len));
    for (int made = 0; made < 2; made++) {
        struct store *other;
        struct db *connection;
        struct fault why = {.detail = ""};
        bool has = true, in_place = false;
        if (made == 1) assert_rc(store_create(arena, url, &why), RC_OK);
        assert_rc(store_open(arena, url, (struct mac_hook){mac_of, NULL}, &other, &why), RC_OK);
        assert_rc(db_open(other, &connection, &why), made == 1 ? RC_OK : RC_IO);
        assert_int_equal(access(file, F_OK), made == 1 ? 0 : -1);
        if (made == 1) {
            assert_rc(db_has_schema(connection, &has, &why), RC_OK);
            assert_false(has);
            assert_rc(db_in_place(connection, &in_place, &why), RC_OK);
            assert_true(in_place);
            assert_int_equal(rename(file, str_c(arena, str_format(arena, "%s.old", file))), 0);
            assert_rc(db_in_place(connection, &in_place, &why), RC_OK);
            assert_false(in_place);
            db_close(connection);
        }
        store_close(other);
    }
    static const char *const left[] = {".old", "-wal",
                                       "-shm"}; /* the WAL of a renamed file keeps its name */
    for (size_t i = 0; i < COUNT(left); i++)
        unlink(str_c(arena, str_format(arena, "%s%s", file, left[i])));
    assert_int_equal(rmdir(folder), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rejects_a_file_that_is_not_a_database),
        cmocka_unit_test(opening_creates_no_file),
    };
    return cmocka_run_group_tests_name("store_opening", tests, setup, teardown);
}
