/* Inside the store: the steps of sql/schema as the build embedded them. */
#pragma once

struct schema_step {
    int number;
    const char *name;
    const char *digest;   /* SHA-256 of the text, hexadecimal */
    const char *sql;      /* with the words ID, BYTES and CLUSTERED */
    const char *postgres; /* what PostgreSQL does besides */
};
extern const struct schema_step schema_steps[];
extern const int schema_step_count;
