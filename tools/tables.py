"""Reads the tables of sql/schema/*.sql, in order: names, columns with their types, and primary
keys. Used by tools/queries.py.
"""
import re
from pathlib import Path

KIND = {"ID": "i64", "INTEGER": "i64", "BIGINT": "i64", "TEXT": "text", "BYTES": "bytes"}
CONSTRAINTS = {"PRIMARY", "FOREIGN", "UNIQUE", "CHECK"}


def split(body):
    """Splits a list at commas outside brackets."""
    depth, part = 0, ""
    for c in body:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += c
    yield part.strip()


def read(paths):
    """Returns [(name, [(column, type)], [key column])]."""
    tables = {}
    for path in sorted(paths):
        text = re.sub(r"--.*", "", Path(path).read_text())
        for statement in text.split(";"):
            made = re.match(r"\s*CREATE TABLE (\w+)\s*\((.*)\)[^)]*$", statement, re.S)
            added = re.match(r"\s*ALTER TABLE (\w+) ADD COLUMN (\w+) (\w+)", statement)
            if added:
                tables[added[1]][0].append((added[2], KIND[added[3]]))
            if not made:
                continue
            columns, key = [], []
            for part in split(made[2]):
                words = part.split()
                listed = re.match(r"PRIMARY KEY\s*\(([^)]*)\)", part)
                if listed:
                    key = [c.strip() for c in listed[1].split(",")]
                if words[0] in CONSTRAINTS:
                    continue
                columns.append((words[0], KIND[words[1]]))
                if "PRIMARY KEY" in part:
                    key = [words[0]]
            tables[made[1]] = (columns, key)
    return [(name, *columns_and_key) for name, columns_and_key in tables.items()]


def copy_queries(tables):
    """Yields for each table, in the format of tools/queries.py: the first page of rows, the pages
    after a key, and the insert of a row.
    """
    for name, columns, key in tables:
        names = ", ".join(c for c, _ in columns)
        kinds = dict(columns)
        order = ", ".join(key)
        marks = ", ".join(f"${i + 1}" for i in range(len(key)))
        out = [(c, kind, True, 0) for c, kind in columns]
        after = [(c, kinds[c], False, 0) for c in key]
        compare = f"({order}) > ({marks})" if len(key) > 1 else f"{order} > {marks}"
        yield {
            "name": f"page_{name}",
            "in": [("count", "i64", False, 0)],
            "out": out,
            "sql": f"SELECT {names} FROM {name} ORDER BY {order} LIMIT $1",
        }
        yield {
            "name": f"page_after_{name}",
            "in": [*after, ("count", "i64", False, 0)],
            "out": out,
            "sql": (
                f"SELECT {names} FROM {name} WHERE {compare} ORDER BY {order} LIMIT ${len(key) + 1}"
            ),
        }
        yield {
            "name": f"put_{name}",
            "in": out,
            "out": [],
            "sql": (
                f"INSERT INTO {name} ({names}) VALUES"
                f" ({', '.join(f'${i + 1}' for i in range(len(columns)))})"
            ),
        }
