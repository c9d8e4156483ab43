#!/usr/bin/env python3
"""Draws the pictures of docs/develop/diagrams.md that come from the source: modules, tables,
threads.

Usage: tools/diagrams.py update   writes the parts between "begin NAME" and "end NAME"
       tools/diagrams.py check    prints the parts that are out of date, and exits with 1
"""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import draw_includes  # noqa: E402
import tables  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/develop/diagrams.md"
# What a part of the data is about, for one picture each: the tables in the order of the schema.
AREAS = (
    (
        "Schools, pupils, accounts",
        "school school_group pupil enrolment account username_given batch batch_row roster_import roster_question roster_held account_join account_join_enrolment school_succession roster_mapping roster_group group_catalogue",
    ),
    (
        "Staff",
        "staff staff_role staff_invite staff_session staff_passkey staff_recovery_code staff_device "
        "staff_challenge staff_reveal reveal staff_message staff_place saved_filter form_draft sheet print_choice",
    ),
    (
        "Sign-in and rate limits",
        "pupil_session sign_in_step throttle_account throttle_bucket network_pupil school_network",
    ),
    (
        "Applications",
        (
            "application application_uri application_switch application_day application_keys"
            " application_refusal"
        ),
    ),
    (
        "OpenID Connect",
        "oidc_request oidc_grant oidc_token oidc_assertion oidc_logout session_application",
    ),
    ("Histories, mail, jobs", "history visit mail mail_link forgotten job_lease report_day meta"),
)


def modules():
    """A Mermaid graph: an arrow from a module to each module whose headers it includes."""
    uses = {}
    for (here, there), _ in draw_includes.includes(ROOT / "src").items():
        a, b = here.split("/")[0], there.split("/")[0]
        if a != b:
            uses.setdefault(a, set()).add(b)

    def longer_way(a, b):
        return any(b in reach(c) for c in uses.get(a, ()) if c != b)

    def reach(a, seen=()):
        found = set()
        for b in uses.get(a, ()):
            if b not in seen:
                found |= {b} | reach(b, (*seen, b))
        return found

    lines = [
        f"    {a} --> {b}" for a in sorted(uses) for b in sorted(uses[a]) if not longer_way(a, b)
    ]
    return "```mermaid\ngraph TD\n" + "\n".join(lines) + "\n```"


def schema():
    """Text of the schema without comments, portable steps only."""
    paths = sorted(p for p in (ROOT / "sql/schema").glob("*.sql") if ".postgresql" not in p.name)
    return paths, "\n".join(re.sub(r"--.*", "", p.read_text()) for p in paths)


def references(text):
    """{(table, table it refers to)}"""
    found = set()
    for name, body in re.findall(r"CREATE TABLE (\w+)\s*\((.*?)\n\)", text, re.S):
        found |= {(name, other) for other in re.findall(r"REFERENCES (\w+)", body)}
    return found


def data():
    """For each area a Mermaid entity diagram: every table with its columns, and its references."""
    paths, text = schema()
    known, arrows = {name: (columns, key) for name, columns, key in tables.read(paths)}, references(
        text
    )
    missing = set(known) - {t for _, names in AREAS for t in names.split()}
    if missing:
        sys.exit(f"tools/diagrams.py: AREAS lacks the tables {', '.join(sorted(missing))}")
    parts = []
    for title, names in AREAS:
        lines = []
        for name in names.split():
            columns, key = known[name]
            rows = [f"        {k} {c}{' PK' if c in key else ''}" for c, k in columns]
            lines += [f"    {name} {{", *rows, "    }"]
        inside = names.split()
        lines += [f"    {b} ||--o{{ {a} : has" for a, b in sorted(arrows) if a in inside]
        parts.append(f"### {title}\n\n```mermaid\nerDiagram\n" + "\n".join(lines) + "\n```")
    return "\n\n".join(parts)


def threads():
    """Every place that starts a thread: the file, and the function that the thread runs."""
    rows = []
    for path in sorted((ROOT / "src").rglob("*.c")):
        for call in re.findall(r"pthread_create\(([^;]*?)\)\s*[=!]=", path.read_text(), re.S):
            function = [part.strip() for part in call.split(",")][2]
            rows.append(f"| `{path.relative_to(ROOT / 'src').as_posix()}` | `{function}` |")
    return "\n".join(["| started in | runs |", "|---|---|", *rows])


PARTS = {"modules": modules, "tables": data, "threads": threads}


def current(text):
    for name, make in PARTS.items():
        text = re.sub(
            rf"(<!-- begin {name}[^>]*-->\n).*?(<!-- end {name} -->)",
            lambda m, make=make: f"{m[1]}\n{make()}\n\n{m[2]}",
            text,
            flags=re.S,
        )
    return text


def main():
    old = PAGE.read_text()
    new = current(old)
    if sys.argv[1:] == ["update"]:
        PAGE.write_text(new)
    elif sys.argv[1:] != ["check"]:
        sys.exit(__doc__)
    elif new != old:
        print("docs/develop/diagrams.md is not current: run tools/diagrams.py update")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
