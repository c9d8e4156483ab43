#!/usr/bin/env python3
"""Compiles sql/query/*.sql to typed C. Usage: tools/queries.py OUT.h OUT.c FILE.sql… (query files,
and schema files for the order of the tables)

A query is a comment header and one statement, in the common subset of SQLite and PostgreSQL:

    -- name: school_by_id :one
    -- in: school_id i64
    -- out: name text, roster_ms i64?
    SELECT name, roster_ms FROM school WHERE school_id = $1;

Types: i64, text, bytes; a ? after the type allows NULL (SQL_NULL for i64, ptr NULL for text and
bytes). "number bytes[32]" declares 32 parameters, which "$2[]" in the statement lists; unused ones
are passed as NULL.

Kinds:  :one   at most one row            → RC_NONE when there is none
        :many  all rows, in the arena     → RC_LIMIT above 1,000,000
        :each  a callback per row         → rows live until the callback returns
        :exec  no rows                    → counts the changed rows; with ret_changed NULL the
          engine
               may batch the write: its error then comes from a later call of the transaction, at
               the latest from the commit
"""
import json
import re
import sys
from pathlib import Path

import tables as schema

C_TYPE = {"i64": "int64_t ", "text": "struct str ", "bytes": "struct str "}
KIND = {"i64": "VALUE_I64", "text": "VALUE_TEXT", "bytes": "VALUE_BYTES"}


class Bad(Exception):
    pass


def columns(text, where):
    found = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        match = re.fullmatch(r"(\w+) (i64|text|bytes)(\?)?(?:\[(\d+)\])?", part)
        if not match:
            raise Bad(
                f"{where}: cannot read '{part}' (want: name type, with type i64, text or bytes)"
            )
        found.append((match[1], match[2], bool(match[3]), int(match[4] or 0)))
    return found


def number_parameters(sql, parameters, where):
    """Expands "$2[]" and numbers the parameters as the engines count them."""
    first, at = {}, 1
    for number, (_, _, _, many) in enumerate(parameters, 1):
        first[number] = at
        at += many or 1

    def written(match):
        number, listed = int(match[1]), bool(match[2])
        many = parameters[number - 1][3] if number in first else -1
        if listed != (many > 0):
            raise Bad(f"{where}: ${number} is {'no' if listed else 'a'} list")
        return ", ".join(f"${first[number] + i}" for i in range(many or 1))

    return re.sub(r"\$(\d+)(\[\])?", written, sql)


def table_of(sql):
    """Returns the table that a statement writes, "" when it only reads."""
    match = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", sql)
    return match[1] if match else ""


def copy_of(sql):
    """Returns a COPY statement for a plain insert whose parameters are in order, otherwise None."""
    match = re.fullmatch(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \(([$\d, ]+)\)", sql)
    if not match or match[3].split(", ") != [f"${i + 1}" for i in range(len(match[2].split(", ")))]:
        return None
    return f"COPY {match[1]} ({match[2]}) FROM STDIN"


def parse(path):
    blocks = re.split(r"(?m)^(?=-- name:)", path.read_text())
    for block in blocks[1:]:
        line = path.read_text()[: path.read_text().index(block)].count("\n") + 1
        where = f"{path}:{line}"
        head = re.match(r"-- name: (\w+) :(one|many|each|exec)\n", block)
        if not head:
            raise Bad(f"{where}: want '-- name: some_name :one|:many|:each|:exec'")
        joined = re.sub(r"\n--     ", " ", block)  # a list of columns goes on in such a line
        given = dict(re.findall(r"(?m)^-- (in|out): (.*)$", joined))
        sql = " ".join(l for l in re.sub(r"(?m)^--.*$", "", block).split()).rstrip(";")
        query = {
            "name": head[1],
            "kind": head[2],
            "sql": sql,
            "where": where,
            "in": columns(given.get("in", ""), where),
            "out": columns(given.get("out", ""), where),
        }
        used = sorted({int(n) for n in re.findall(r"\$(\d+)", sql)})
        if used != list(range(1, len(query["in"]) + 1)):
            raise Bad(f"{where}: {head[1]} uses parameters {used} but declares {len(query['in'])}")
        query["sql"] = number_parameters(sql, query["in"], where)
        if (query["kind"] == "exec") == bool(query["out"]):
            raise Bad(f"{where}: {head[1]}: :exec has no out, the others need it")
        if re.search(r"SELECT \*|\bNOW\(|CURRENT_|\bDATETIME\b|::|\bILIKE\b|\bGLOB\b", sql, re.I):
            raise Bad(f"{where}: {head[1]}: outside the common subset of both engines")
        yield query


def arguments(query):
    return "".join(
        f", const {C_TYPE[t]}{n}[{many}]" if many else f", {C_TYPE[t]}{n}"
        for n, t, _, many in query["in"]
    )


def signature(query):
    name = query["name"]
    row = f"struct sql_{name}_row"
    text = f"enum rc sql_{name}(struct tx *tx"
    if query["kind"] != "exec":
        text += ", struct arena *arena"
    text += arguments(query)
    text += {
        "one": f", {row} *ret_row",
        "many": f", {row} **ret_rows, size_t *ret_count",
        "each": f", enum rc (*each)(void *context, const {row} *row), void *context",
        "exec": ", int64_t *ret_changed",
    }[query["kind"]]
    return text + ")"


def header(queries):
    out = [
        (
            "/* Made from sql/query by tools/queries.py. One function for each query; see that tool"
            " for shapes and errors. */"
        ),
        "#pragma once",
        "",
        '#include "store/store.h"',
        "",
    ]
    for q in queries:
        if q["out"]:
            fields = "".join(
                f"    {C_TYPE[t]}{n};{' /* may be NULL */' if null else ''}\n"
                for n, t, null, _ in q["out"]
            )
            out.append(f"struct sql_{q['name']}_row {{\n{fields}}};")
        out.append(signature(q) + " MUST_USE;\n")
    return "\n".join(out) + "\n"


def values(query):
    if not query["in"]:
        return "    const struct value *in = NULL;\n"
    items = []
    for name, type_, null, many in query["in"]:
        make = {"i64": "value_i64", "text": "value_text", "bytes": "value_bytes"}[type_]
        names = [f"{name}[{i}]" for i in range(many)] or [name]
        items += [f"{make}({n}, {'true' if null or many else 'false'})" for n in names]
    return "    const struct value in[] = {" + ", ".join(items) + "};\n"


def statement(q):
    name, copy = q["name"], copy_of(q["sql"])
    return [
        (
            f"static const enum value_kind {name}_out[] ="
            f" {{{', '.join(KIND[t] for _, t, *_ in q['out']) or 'VALUE_NULL'}}};"
        ),
        (
            f'static const struct statement {name}_statement = {{.name = "{name}", .sql ='
            f' "{q["sql"]}", .in = {sum(many or 1 for *_, many in q["in"])}, .out ='
            f' {len(q["out"])}, .kinds = {name}_out, .number = {q["number"]}, .rank = {q["rank"]},'
            f' .copy = {json.dumps(copy) if copy else "NULL"}}};'
        ),
    ]


def body(q):
    name, row = q["name"], f"struct sql_{q['name']}_row"
    out = statement(q)
    if q["out"]:
        reader = ("column_str(arena, ", "column_i64(")
        take = "".join(
            f"        .{n} = {reader[t == 'i64']}&columns[{i}]),\n"
            for i, (n, t, *_) in enumerate(q["out"])
        )
        unused = "" if any(t != "i64" for _, t, *_ in q["out"]) else "    (void)arena;\n"
        out.append(
            f"static {row} {name}_take(struct arena *arena, const struct value *columns)"
            f" {{\n{unused}    return ({row}){{\n{take}    }};\n}}"
        )
    call = f"&{name}_statement, in"
    if q["kind"] == "one":
        out.append(
            f"static enum rc {name}_put(void *context, const struct value *columns) {{\n"
            "    struct put_one *put = context;\n    if (put->count++ > 0) return RC_OK;\n"
            f"    *({row} *)put->row = {name}_take(put->arena, columns);\n    return RC_OK;\n}}"
        )
        tail = (
            f"    {row} row;\n    struct put_one put = {{.arena = arena, .row = &row}};\n"
            f"    TRY(tx_run(tx, {call}, {name}_put, &put, NULL));\n"
            "    if (put.count == 0) return RC_NONE;\n    *ret_row = row;\n    return RC_OK;\n"
        )
    elif q["kind"] == "many":
        out.append(
            f"static enum rc {name}_put(void *context, const struct value *columns) {{\n    struct"
            f" put_many *put = context;\n    void *row;\n    TRY(put_many_room(put, sizeof({row}),"
            f" &row));\n    *({row} *)row = {name}_take(put->arena, columns);\n    return"
            " RC_OK;\n}"
        )
        tail = (
            f"    struct put_many put = {{.arena = arena}};\n    TRY(tx_run(tx, {call}, {name}_put,"
            " &put, NULL));\n    *ret_rows = put.rows;\n    *ret_count = put.count;\n    return"
            " RC_OK;\n"
        )
    elif q["kind"] == "each":
        out.append(
            f"struct {name}_each {{\n    struct arena *arena;\n    enum rc (*each)(void *context,"
            f" const {row} *row);\n    void *context;\n}};"
        )
        out.append(
            f"static enum rc {name}_put(void *context, const struct value *columns) {{\n    struct"
            f" {name}_each *each = context;\n    struct arena_mark mark ="
            f" arena_mark(each->arena);\n    {row} row = {name}_take(each->arena, columns);\n   "
            " enum rc rc = each->each(each->context, &row);\n    enum rc back ="
            " arena_rewind(each->arena, mark);\n    return rc == RC_OK ? back : rc;\n}"
        )
        tail = (
            f"    struct {name}_each put = {{arena, each, context}};\n"
            f"    return tx_run(tx, {call}, {name}_put, &put, NULL);\n"
        )
    else:
        tail = f"    return tx_run(tx, {call}, NULL, NULL, ret_changed);\n"
    out.append(signature(q) + " {\n" + values(q) + tail + "}\n")
    return "\n".join(out)


def table_list(tables):
    lines = []
    for name, columns, key in tables:
        places = [[c for c, _ in columns].index(k) for k in key]
        lines.append(f"static const int {name}_key[] = {{{', '.join(map(str, places))}}};")
    lines += ["const struct table_pages table_pages[] = {"]
    lines += [
        f'    {{"{name}", &page_{name}_statement, &page_after_{name}_statement,'
        f" &put_{name}_statement, {name}_key, {len(key)}}},"
        for name, _, key in tables
    ]
    return [*lines, "};", f"const int table_pages_count = {len(tables)};"]


def source(queries, copies, tables):
    return "\n".join(
        [
            "/* Made from sql/query and sql/schema by tools/queries.py. */",
            '#include "store/queries.h"',
            "",
            '#include "store/row.h"',
            "",
        ]
        + [body(q) for q in queries]
        + [line for q in copies for line in statement(q)]
        + table_list(tables)
        + [
            f"const int sql_statement_count = {len(queries) + len(copies)};",
            f"const int sql_query_count = {len(queries)};",
            "const struct statement *const sql_statements[] = {"
            + ", ".join(f"&{q['name']}_statement" for q in queries + copies)
            + "};",
            "",
        ]
    )


def main(out_h, out_c, *paths):
    tables = schema.read([p for p in paths if "/schema/" in p])
    order = [name for name, *_ in tables]
    queries = [q for path in sorted(paths) if "/schema/" not in path for q in parse(Path(path))]
    copies = list(schema.copy_queries(tables))
    for number, query in enumerate(queries + copies):
        query["number"] = number
        table = table_of(query["sql"])
        query["rank"] = order.index(table) + 1 if table in order else 0
    names = [q["name"] for q in queries]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise Bad(f"query names used twice: {', '.join(sorted(twice))}")
    Path(out_h).write_text(header(queries))
    Path(out_c).write_text(source(queries, copies, tables))


try:
    main(*sys.argv[1:])
except Bad as problem:
    sys.exit(str(problem))
