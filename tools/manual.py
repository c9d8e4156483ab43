#!/usr/bin/env python3
"""Writes the manual pages leerid.1 and leerid.conf.5.

Usage: tools/manual.py PROGRAM FOLDER [LANGUAGE]   LANGUAGE: en (default) or nl

Names, usage and defaults come from the program (its tables of commands and settings). The sentences
are those of docs/admin/commands.md and docs/admin/settings.md in English, and those of the program
in Dutch. What the program has and docs/admin lacks, or the other way round, is an error.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

SHELF = Path(__file__).resolve().parent.parent / "docs/admin"
# Fixed texts of both pages.
TEXTS = {
    "en": {
        "NAME": "NAME",
        "SYNOPSIS": "SYNOPSIS",
        "DESCRIPTION": "DESCRIPTION",
        "COMMANDS": "COMMANDS",
        "EXIT": "EXIT STATUS",
        "ENVIRONMENT": "ENVIRONMENT",
        "FILES": "FILES",
        "SETTINGS": "SETTINGS",
        "SEE": "SEE ALSO",
        "leerid": "one sign-in for each pupil",
        "conf": "settings of LeerID",
        "usage": r"[\fB\-\-config\fR \fIFILE\fR] [\fB\-\-json\fR] \fICOMMAND\fR \[u2026]",
        "about": "Serves the Schoolloket for staff and mijn.leerid for pupils, and administers"
        " both.",
        "codes": "0 done, 1 failed, 2 wrong use, 3 input refused and nothing changed, 4 conflict or"
        " not allowed.",
        "language": "The first that is set chooses the language of the messages: nl, fr, en or de;"
        " Dutch otherwise.",
        "files": "Settings, see",
        "line": ("One setting a line:", r"\fIname\fR = \fIvalue\fR."),
        "variable": ("Each setting is also an environment variable", r"\fBLEERID_\fR\fINAME\fR,"),
        "precedence": "which has precedence. Secrets do not belong in this file, which every"
        " command reads.",
        "default": "default",
        "empty": "empty",
    },
    "nl": {
        "NAME": "NAAM",
        "SYNOPSIS": "OVERZICHT",
        "DESCRIPTION": "BESCHRIJVING",
        "COMMANDS": "OPDRACHTEN",
        "EXIT": "AFSLUITCODE",
        "ENVIRONMENT": "OMGEVING",
        "FILES": "BESTANDEN",
        "SETTINGS": "INSTELLINGEN",
        "SEE": "ZIE OOK",
        "leerid": "één aanmelding voor elke leerling",
        "conf": "instellingen van LeerID",
        "usage": r"[\fB\-\-config\fR \fIBESTAND\fR] [\fB\-\-json\fR]" r" \fIOPDRACHT\fR \[u2026]",
        "about": "Dient het Schoolloket voor personeel en mijn.leerid voor leerlingen, en beheert"
        " beide.",
        "codes": "0 gelukt, 1 mislukt, 2 verkeerd gebruik, 3 invoer geweigerd en niets gewijzigd,"
        " 4 conflict of niet toegelaten.",
        "language": "De eerste die ingevuld is, kiest de taal van de meldingen: nl, fr, en of de;"
        " anders Nederlands.",
        "files": "Instellingen, zie",
        "line": ("Eén instelling per regel:", r"\fInaam\fR = \fIwaarde\fR."),
        "variable": ("Elke instelling is ook een omgevingsvariabele", r"\fBLEERID_\fR\fINAAM\fR,"),
        "precedence": "die voorgaat. Wat geheim is, hoort niet in dit bestand, dat elke opdracht"
        " leest.",
        "default": "standaard",
        "empty": "leeg",
    },
}
VARIABLES = ("LEERID_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def said(program, language, *words):
    done = subprocess.run(
        [program, *words],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": language},
        cwd="/",
    )
    return done.stdout


def rows(page):
    """{name: other cells} of the table whose first cells are names in backquotes."""
    found = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", (SHELF / page).read_text(), re.M)
    return {name: re.split(r" \| ", rest) for name, rest in found}


def commands(program, language):
    """[(name, usage, sentence)] in the order of the program's table."""
    for name in re.findall(r"^  ([a-z-]+) {2,}\S", said(program, language, "--help"), re.M):
        usage, about = said(program, language, name, "--help").splitlines()
        yield name, usage.removeprefix(f"leerid {name}").strip(), about


def settings(program):
    return json.loads(said(program, "nl", "settings", "--json"))["items"]


def plain(text):
    """Markdown of one cell as roff."""
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("\\", r"\e").replace("-", r"\-")
    text = text.replace("…", r"\[u2026]").replace("“", '"').replace("×", r"\(mu")
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text)
    return re.sub(r"^([.'])", r"\\&\1", text)


def compare(what, here, there):
    for name in [*(set(here) - set(there)), *(set(there) - set(here))]:
        sys.exit(f"tools/manual.py: {what} {name} is not in both the program and docs/admin")


def head(title, section, version, name, about, texts):
    return [
        f'.TH {title} {section} "" "LeerID {version}"',
        f".SH {texts['NAME']}",
        rf"{plain(name)} \- {about}",
    ]


def leerid_1(program, version, language):
    texts, about, listed = (
        TEXTS[language],
        rows("commands.md"),
        list(commands(program, language)),
    )
    compare("command", {name: usage for name, usage, _ in listed}, about)
    lines = head("LEERID", 1, version, "leerid", texts["leerid"], texts)
    lines += [f".SH {texts['SYNOPSIS']}", r".B leerid", texts["usage"]]
    lines += [f".SH {texts['DESCRIPTION']}", texts["about"], f".SH {texts['COMMANDS']}"]
    for name, usage, sentence in listed:
        told = about[name][0] if language == "en" else sentence[:1].upper() + sentence[1:] + "."
        lines += [".TP", rf"\fB{plain(name)}\fR {plain(usage)}".rstrip(), plain(told)]
    lines += [f".SH {texts['EXIT']}", texts["codes"], f".SH {texts['ENVIRONMENT']}", ".TP"]
    lines += [r"\fB" + r"\fR, \fB".join(VARIABLES) + r"\fR", texts["language"]]
    lines += [f".SH {texts['FILES']}", ".TP", ".I /etc/leerid/leerid.conf", texts["files"]]
    lines += [r".BR leerid.conf (5).", f".SH {texts['SEE']}", r".BR leerid.conf (5)"]
    return lines


def leerid_conf_5(program, version, language):
    texts, about, listed = TEXTS[language], rows("settings.md"), settings(program)
    compare("setting", {s["key"]: s for s in listed}, about)
    lines = head("LEERID.CONF", 5, version, "leerid.conf", texts["conf"], texts)
    lines += [f".SH {texts['SYNOPSIS']}", ".I /etc/leerid/leerid.conf"]
    lines += [f".SH {texts['DESCRIPTION']}", *texts["line"], *texts["variable"]]
    lines += [texts["precedence"], f".SH {texts['SETTINGS']}"]
    for setting in listed:
        name, default = setting["key"], setting["default"]
        shown, meaning = about[name]
        if shown.strip("`") != (default or "empty"):
            sys.exit(
                f"tools/manual.py: {name}: the default is {default!r}, docs/admin says {shown}"
            )
        if language == "nl":
            meaning = f"{setting['meaning']} ({setting['range']})."
            meaning = meaning[:1].upper() + meaning[1:]
        value = plain(default or texts["empty"])
        lines += [".TP", rf"\fB{plain(name)}\fR ({texts['default']}: {value})", plain(meaning)]
    lines += [f".SH {texts['SEE']}", r".BR leerid (1)"]
    return lines


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    language = sys.argv[3] if len(sys.argv) > 3 else "en"
    version = said(program, language, "--version").split()[1]
    for name, make in (("leerid.1", leerid_1), ("leerid.conf.5", leerid_conf_5)):
        page = "\n".join(make(program, version, language)) + "\n"
        (folder / name).write_text(page, encoding="utf-8")


main()
