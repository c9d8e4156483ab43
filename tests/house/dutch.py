"""Checks docs/nl: button names match the pages, terms match the code, commands match docs/admin."""
import re
from pathlib import Path

# Set in italics, and no text of the interface.
NOT_NAMES = {"schuin", "Status"}
UNITS = {"minuten": 60 * 1000, "uur": 3600 * 1000, "dagen": 24 * 3600 * 1000}


def interface(files):
    """Patterns of all interface texts: placeholders stand for anything, tags are left out."""
    texts = set()
    for name, text in files:
        if name == "lang/nl.po":
            found = re.findall(r'^msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', text, re.M)
            texts |= {
                "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', f)).replace('\\"', '"') for f in found
            }
    plain = {re.sub(r"<[^>]+>", "", form) for text in texts for form in text.split("~~")}
    named = (text for text in plain if re.search(r"[A-Za-z]{3}", re.sub(r"\{\d\}", "", text)))
    return {re.sub(r"\\\{\d\\\}", ".+", re.escape(text)) for text in named}


def buttons(files):
    """Names in italics that are no text of the interface."""
    known = re.compile("|".join(sorted(interface(files), key=len, reverse=True)))
    for name, text in files:
        if not name.startswith("docs/nl/"):
            continue
        for italics in re.findall(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?![*\w])", text):
            shown = re.sub(r"\s+", " ", italics)
            if shown not in NOT_NAMES and not known.fullmatch(shown):
                yield f"{name}: *{shown}* is no text of the interface"


def constants(files):
    known = {}
    for name, text in files:
        if name.startswith("src/") and name.endswith((".c", ".h")):
            for body in re.findall(
                r"enum \{(.*?)\}", re.sub(r"/\*.*?\*/", "", text, flags=re.S), re.S
            ):
                known.update(re.findall(r"([A-Z][A-Z0-9_]+)\s*=\s*([0-9 *()\s]+)", body))
    return known


def terms(files):
    """Rows "… | 13 maanden | `NAME` |" whose number is not that of the constant."""
    known = constants(files)
    for name, text in files:
        if not name.startswith("docs/nl/"):
            continue
        for number, unit, constant in re.findall(r"\| (\d+) (\w+) \| `([A-Z_]+)` \|", text):
            if constant not in known:
                yield f"{name}: no constant {constant}"
                continue
            said = int(number) * (UNITS[unit] if constant.endswith("_MS") else 1)
            if said != eval(known[constant]):
                yield f"{name}: {constant} is {known[constant].strip()}, not {number} {unit}"


def commands(files):
    """Commands that no page of docs/admin has."""
    admin = {
        line.strip()
        for name, text in files
        if name.startswith("docs/admin/")
        for line in text.splitlines()
    }
    return [
        f"{name}: {line.strip()}: docs/admin has no such command"
        for name, text in files
        if name.startswith("docs/nl/")
        for line in text.splitlines()
        if line.startswith("    ") and line.strip() not in admin
    ]


def faults(files):
    files = list(files)
    return [*buttons(files), *terms(files), *commands(files)]


def missed():
    code = ("src/a.h", "enum { A_MONTHS = 13, B_MS = 20 * 60 * 1000 };")
    lang = ("lang/nl.po", 'msgid "Print {0} cards"\nmsgstr "Druk {0} kaarten af"\n')
    good = (
        "*Druk 3 kaarten af*\n| a | 13 maanden | `A_MONTHS` |\n| b | 20 minuten | `B_MS` |\n   "
        " leerid x\n"
    )
    bad = "*Druk op*\n| a | 12 maanden | `A_MONTHS` |\n| b | 20 uur | `B_MS` |\n    leerid y\n"
    admin = ("docs/admin/a.md", "       leerid x\n")
    if faults([code, lang, admin, ("docs/nl/a.md", good)]):
        yield "docs/nl: a right page"
    if len(faults([code, lang, admin, ("docs/nl/a.md", bad)])) != 4:
        yield "docs/nl: a wrong page"
