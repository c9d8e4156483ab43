/* Internal to the store: the migrations of sql/schema, embedded by the build. */
#pragma once

struct schema_step {
    int number;
    const char *name;
    const char *digest;   /* SHA-256 of the text, in hexadecimal */
    const char *sql;      /* contains the placeholders ID, BYTES and CLUSTERED */
    const char *postgres; /* additional statements for PostgreSQL */
};
extern const struct schema_step schema_steps[];
extern const int schema_step_count;
