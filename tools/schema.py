#!/usr/bin/env python3
"""Embeds sql/schema/NNNN_title.sql without comments and blank lines. Usage: tools/schema.py OUT.c
FILE.sql…

NNNN_title.postgresql.sql beside a file is the part of the migration that only PostgreSQL runs.
next_title.sql, used by upgrade tests, is the migration after the last one.
"""
import hashlib
import re
import sys
from pathlib import Path


def text_of(path):
    if not path.exists():
        return ""
    return "\n".join(
        line
        for line in (re.sub(r"\s*--.*$", "", l) for l in path.read_text().splitlines())
        if line.strip()
    )


def quoted(text):
    return (
        "\n".join(
            '        "' + l.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'
            for l in text.splitlines()
        )
        or '        ""'
    )


out, *paths = sys.argv[1:]
steps = []
for path in sorted(map(Path, paths)):
    match = re.fullmatch(r"(\d{4}|next)_(\w+)\.sql", path.name)
    number = len(steps) + 1
    if not match or match[1] not in (f"{number:04}", "next"):
        sys.exit(f"{path}: schema steps are numbered 0001, 0002, … without a gap")
    text, postgres = text_of(path), text_of(path.with_suffix(".postgresql.sql"))
    steps.append(
        (number, match[2], hashlib.sha256((text + postgres).encode()).hexdigest(), text, postgres)
    )
lines = ["/* Made from sql/schema by tools/schema.py. */", '#include "store/migrate.h"', ""]
lines.append("const struct schema_step schema_steps[] = {")
for number, name, digest, text, postgres in steps:
    lines.append(f'    {{{number}, "{name}", "{digest}",\n{quoted(text)},\n{quoted(postgres)}}},')
lines += ["};", f"const int schema_step_count = {len(steps)};", ""]
Path(out).write_text("\n".join(lines))
