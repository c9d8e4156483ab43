#!/usr/bin/env python3
"""Writes the manual pages leerid.1 and leerid.conf.5: tools/manual.py PROGRAM FOLDER

Names, usage and defaults come from the program (its tables of commands and settings), the sentences
from docs/admin/commands.md and docs/admin/settings.md. What one has and the other lacks is an
error.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

SHELF = Path(__file__).resolve().parent.parent / "docs/admin"
EXIT = (
    "0 done, 1 failed, 2 wrong use, 3 input refused and nothing changed, 4 conflict or not allowed"
)
# Placeholders of the usage, which the program shows in Dutch.
WORDS = {
    "ADRES": "URI", "BEGINADRES": "URI", "BESTAND": "FILE", "DAG": "DAY",
    "GEBRUIKERSNAAM": "USERNAME",
    "GEGEVEN": "CLAIM", "MAP": "DIR", "NAAM": "NAME", "NUMMER": "NUMBER", "PAD": "PATH",
    "TEKST": "TEXT", "VAN..TOT": "FROM..TO", "wachtzin in": "passphrase in",
    "alle opties:": "all options:",
}  # fmt: skip


def said(program, *words):
    done = subprocess.run(
        [program, *words], capture_output=True, text=True, check=True, env={}, cwd="/"
    )
    return done.stdout


def rows(page):
    """{name: other cells} of the table whose first cells are names in backquotes."""
    found = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", (SHELF / page).read_text(), re.M)
    return {name: re.split(r" \| ", rest) for name, rest in found}


def commands(program):
    """[(name, usage)] in the order of the program's table."""
    names = re.findall(r"^  ([a-z-]+) {2,}\S", said(program, "--help"), re.M)
    for name in names:
        usage = said(program, name, "--help").splitlines()[0].removeprefix(f"leerid {name}").strip()
        for dutch, english in WORDS.items():
            usage = re.sub(rf"(?<![\w-]){re.escape(dutch)}(?!\w)", english, usage)
        yield name, usage


def settings(program):
    return [
        (s["key"], s["default"]) for s in json.loads(said(program, "settings", "--json"))["items"]
    ]


def plain(text):
    """Markdown of one cell as roff."""
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("\\", r"\e").replace("-", r"\-")
    text = text.replace("…", r"\[u2026]").replace("“", '"').replace("×", r"\(mu")
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text)
    return re.sub(r"^([.'])", r"\\&\1", text)


def compare(what, here, there):
    for name in [*(set(here) - set(there)), *(set(there) - set(here))]:
        sys.exit(f"tools/manual.py: {what} {name} is not in both the program and docs/admin")


def head(title, section, version, name, about):
    return [
        f'.TH {title} {section} "" "LeerID {version}"',
        ".SH NAME",
        rf"{plain(name)} \- {about}",
    ]


def leerid_1(program, version):
    about, listed = rows("commands.md"), list(commands(program))
    compare("command", dict(listed), about)
    lines = head("LEERID", 1, version, "leerid", "one sign-in for each pupil")
    lines += [
        ".SH SYNOPSIS",
        r".B leerid",
        r"[\fB\-\-config\fR \fIFILE\fR] [\fB\-\-json\fR] \fICOMMAND\fR \[u2026]",
    ]
    lines += [
        ".SH DESCRIPTION",
        "Serves the Schoolloket for staff and mijn.leerid for pupils, and administers them.",
        ".SH COMMANDS",
    ]
    for name, usage in listed:
        lines += [".TP", rf"\fB{plain(name)}\fR {plain(usage)}".rstrip(), plain(about[name][0])]
    lines += [
        ".SH EXIT STATUS",
        EXIT + ".",
        ".SH FILES",
        ".TP",
        ".I /etc/leerid/leerid.conf",
        "Settings, see",
    ]
    lines += [r".BR leerid.conf (5).", ".SH SEE ALSO", r".BR leerid.conf (5)"]
    return lines


def leerid_conf_5(program, version):
    about, listed = rows("settings.md"), settings(program)
    compare("setting", dict(listed), about)
    lines = head("LEERID.CONF", 5, version, "leerid.conf", "settings of LeerID")
    lines += [".SH SYNOPSIS", ".I /etc/leerid/leerid.conf", ".SH DESCRIPTION"]
    lines += [
        "One setting a line:",
        r"\fIname\fR = \fIvalue\fR.",
        "Each setting is also an environment variable",
    ]
    lines += [
        r"\fBLEERID_\fR\fINAME\fR, which has precedence.",
        "Secrets do not belong in this file, which every command reads.",
        ".SH SETTINGS",
    ]
    for name, default in listed:
        shown, meaning = about[name]
        if shown.strip("`") != (default or "empty"):
            sys.exit(
                f"tools/manual.py: {name}: the default is {default!r}, docs/admin says {shown}"
            )
        lines += [
            ".TP",
            rf"\fB{plain(name)}\fR (default: {plain(default or 'empty')})",
            plain(meaning),
        ]
    lines += [".SH SEE ALSO", r".BR leerid (1)"]
    return lines


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    version = said(program, "--version").split()[1]
    for name, make in (("leerid.1", leerid_1), ("leerid.conf.5", leerid_conf_5)):
        (folder / name).write_text("\n".join(make(program, version)) + "\n", encoding="utf-8")


main()
