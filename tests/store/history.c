/*
 * The hash chain of a subject's history: changes made directly in the database are detected (B31).
 */
#include "suite.h"

static void begins_a_chain(void **state) {
    (void)state;
    int applied;
    assert_rc(store_migrate(db, 1000, &applied, &fault), RC_OK);
}

static enum rc add_history(struct tx *tx, void *context) {
    const struct history_entry *entry = context;
    return history_add(tx, arena, entry);
}

static void make_chain(int64_t subject, int rows) {
    for (int i = 0; i < rows; i++) {
        struct history_entry entry = {.subject_id = subject,
                                      .at_ms = 1000 + i,
                                      .event = 1 + i % 5,
                                      .actor_kind = 1,
                                      .actor_id = 7,
                                      .school_id = 1,
                                      .source = S("10.0.0"),
                                      .detail = S("a")};
        assert_rc(store_run_write(db, arena, HISTORY_REQUIRED, add_history, &entry, &fault), RC_OK);
    }
}

/* Returns the SQL with the subject in place of each #. */
static const char *about(const char *sql, int64_t subject) {
    struct buf out = buf_make(arena, 2000);
    for (; *sql != 0; sql++) {
        if (*sql == '#')
            buf_i64(&out, subject);
        else
            buf_char(&out, *sql);
    }
    return str_c(arena, buf_view(&out));
}

/* Changes made directly in the database; # stands for the subject. */
static void detects_modified_history(void **state) {
    (void)state;
    static const struct {
        const char *name, *sql;
        int64_t broken;
    } rows[] = {
        {"untouched", "UPDATE history SET detail = 'a' WHERE subject_id = #", 0},
        {"time", "UPDATE history SET at_ms = at_ms + 1 WHERE subject_id = # AND seq = 3", 3},
        {"event", "UPDATE history SET event = 40 WHERE subject_id = # AND seq = 1", 1},
        {"kind of actor", "UPDATE history SET actor_kind = 3 WHERE subject_id = # AND seq = 2", 2},
        {"actor", "UPDATE history SET actor_id = 8 WHERE subject_id = # AND seq = 2", 2},
        {"school", "UPDATE history SET school_id = 2 WHERE subject_id = # AND seq = 5", 5},
        {"source", "UPDATE history SET source = '10.0.1' WHERE subject_id = # AND seq = 4", 4},
        {"detail", "UPDATE history SET detail = 'b' WHERE subject_id = # AND seq = 4", 4},
        {"text moved from one field to the next",
         "UPDATE history SET source = '10.0.0a', detail = '' WHERE subject_id = # AND seq = 4", 4},
        {"MAC",
         "UPDATE history SET mac = (SELECT mac FROM history h WHERE h.subject_id = "
         "history.subject_id AND h.seq = 1)"
         " WHERE subject_id = # AND seq = 2",
         2},
        {"first row gone", "DELETE FROM history WHERE subject_id = # AND seq = 1", 1},
        {"row in the middle gone", "DELETE FROM history WHERE subject_id = # AND seq = 3", 3},
        {"row in the middle gone, the others moved up",
         "DELETE FROM history WHERE subject_id = # AND seq = 3;"
         " UPDATE history SET seq = 3 WHERE subject_id = # AND seq = 4; UPDATE history SET seq = 4 "
         "WHERE subject_id = # AND seq = 5",
         3},
        {"two rows changed places",
         "UPDATE history SET seq = 99 WHERE subject_id = # AND seq = 2;"
         " UPDATE history SET seq = 2 WHERE subject_id = # AND seq = 3; UPDATE history SET seq = 3 "
         "WHERE subject_id = # AND seq = 99",
         2},
        {"chain of somebody else",
         "DELETE FROM history WHERE subject_id = #; UPDATE history SET subject_id = # WHERE "
         "subject_id = 200000",
         1},
        {"last row gone", "DELETE FROM history WHERE subject_id = # AND seq = 5",
         0}, /* the chain cannot detect this; it needs an external anchor */
        {"row added by hand",
         "INSERT INTO history SELECT subject_id, 6, at_ms, event, actor_kind, actor_id, school_id, "
         "source, detail, mac"
         " FROM history WHERE subject_id = # AND seq = 5",
         6},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int subject = 200000 + (int)i;
        make_chain(subject, 5);
        assert_int_equal(broken_at(subject), 0);
        assert_rc(raw(about(rows[i].sql, subject)), RC_OK);
        int64_t broken = broken_at(subject);
        if (broken != rows[i].broken)
            fail_msg("row '%s': broken at %lld", rows[i].name, (long long)broken);
    }
    assert_int_equal(broken_at(299999), 0); /* no rows, so nothing is broken */
}

/*
 * Many entries at once: subjects with and without a chain, some twice, more than one query handles.
 */
enum { MANY = 100 };

static enum rc add_many(struct tx *tx, void *context) {
    return history_add_many(tx, arena, context, MANY);
}

static void appends_many_at_once(void **state) {
    (void)state;
    struct history_entry entries[MANY];
    make_chain(310000, 3);
    for (int i = 0; i < MANY; i++)
        entries[i] = (struct history_entry){.subject_id = 310000 + i % 60,
                                            .at_ms = 5000 + i,
                                            .event = 3,
                                            .source = S(""),
                                            .detail = S("many")};
    assert_rc(store_run_write(db, arena, HISTORY_REQUIRED, add_many, entries, &fault), RC_OK);
    entries[1].subject_id = entries[0].subject_id = 320000;
    assert_rc(store_run_write(db, arena, HISTORY_REQUIRED, add_many, entries, &fault), RC_OK);
    for (int i = 0; i < 60; i++) assert_int_equal(broken_at(310000 + i), 0);
    assert_int_equal(broken_at(320000), 0);
    assert_rc(raw("DELETE FROM history WHERE subject_id = 320000 AND seq = 1"), RC_OK);
    assert_int_equal(broken_at(320000), 1);
}

static void chains_long_details(void **state) {
    (void)state;
    char *detail = arena_alloc(arena, 9000);
    memset(detail, 'x', 8999);
    struct history_entry entry = {
        .subject_id = 300000, .at_ms = 1, .event = 1, .source = S(""), .detail = {detail, 8999}};
    assert_rc(store_run_write(db, arena, HISTORY_REQUIRED, add_history, &entry, &fault), RC_OK);
    assert_int_equal(broken_at(300000), 0);
    assert_rc(
        raw("UPDATE history SET detail = substr(detail, 1, 8998) || 'y' WHERE subject_id = 300000"),
        RC_OK);
    assert_int_equal(broken_at(300000), 1); /* the end of a long text is covered too */
}

static enum rc verify_all(struct tx *tx, void *context) {
    const int64_t until_ms[2] = {3000, 5000};
    return history_verify_all(tx, until_ms, context);
}

/* A chain cannot detect that its end, or all of it, was deleted; the external sum can. */
static void detects_a_truncated_chain(void **state) {
    (void)state;
    static const struct {
        const char *name, *sql;
        bool same;
    } rows[] = {
        {"untouched", "UPDATE history SET detail = 'a' WHERE subject_id = #", true},
        {"last row gone", "DELETE FROM history WHERE subject_id = # AND seq = 5", false},
        {"whole chain gone", "DELETE FROM history WHERE subject_id = #", false},
        {"rows added later",
         "INSERT INTO history SELECT subject_id, 6, 4000, event, actor_kind, actor_id, school_id, "
         "source, detail, mac"
         " FROM history WHERE subject_id = # AND seq = 5",
         true},
    };
    assert_rc(raw("DELETE FROM history"), RC_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int subject = 330000 + (int)i;
        struct history_state before, after;
        make_chain(subject, 5);
        assert_rc(store_run_read(db, arena, verify_all, &before, &fault), RC_OK);
        assert_int_equal(before.broken, 0);
        assert_rc(raw(about(rows[i].sql, subject)), RC_OK);
        assert_rc(store_run_read(db, arena, verify_all, &after, &fault), RC_OK);
        bool same = before.sums[0].rows == after.sums[0].rows &&
                    memcmp(before.sums[0].sum, after.sums[0].sum, 32) == 0;
        if (same != rows[i].same) fail_msg("row '%s'", rows[i].name);
        assert_true(before.sums[0].rows == before.rows);
    }
    struct history_state last;
    assert_rc(store_run_read(db, arena, verify_all, &last, &fault), RC_OK);
    assert_int_equal(last.broken, 1); /* the row that was inserted directly */
    assert_int_equal(last.first_subject, 330003);
    assert_int_equal(last.first_seq, 6);
    assert_int_equal(last.sums[1].rows, last.sums[0].rows + 1);
    assert_rc(raw("DELETE FROM history"), RC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_a_chain),
        cmocka_unit_test(detects_modified_history),
        cmocka_unit_test(appends_many_at_once),
        cmocka_unit_test(chains_long_details),
        cmocka_unit_test(detects_a_truncated_chain),
    };
    return cmocka_run_group_tests_name("history", tests, setup, teardown);
}
