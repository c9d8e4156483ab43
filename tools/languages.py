#!/usr/bin/env python3
"""Texts in four languages: Dutch stands in pages/ and in tr() and N_() of src/, the others in lang/fr.po, en.po, de.po.

    tools/languages.py check     tells what is missing, left over or damaged; answers 1 when there is any
    tools/languages.py update    writes each lang/*.po anew: sorted, new texts added with an empty msgstr, what no page says left out
"""
import re
import sys
from pathlib import Path

import pages

ROOT = Path(__file__).resolve().parent.parent
HEADS = {"fr": "Français : tutoiement pour les élèves, vouvoiement pour le personnel.", "en": "English: plain words.",
         "de": "Deutsch: du für Schülerinnen und Schüler, Sie für das Personal."}


def texts():
    """Every Dutch text, and where it stands first."""
    found = {}
    for path in sorted((ROOT / "pages").rglob("*.html")):
        messages = {}
        pages.Template(path, messages).run()
        for message in messages:
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    for path in [*pages.sources(ROOT / "src"), *sorted((ROOT / "pages").rglob("*.html"))]:
        for message in pages.said(path.read_text()) if path.is_file() else []:
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    return {message: where for message, where in found.items() if message}


def holes(text):
    return sorted(set(re.findall(r"\{\d\}", text))), text.count("~~")


def markup(text):
    return sorted(set(re.findall(r"<[^>]*>|[<>\"]", text)) - {"<wbr>"})


def faults(language, found):
    known = pages.read_po(ROOT / "lang" / f"{language}.po")
    for message, where in found.items():
        other = known.get(message)
        if not other:
            yield f"{language}: {where}: not translated: {message}"
        elif holes(other) != holes(message) or other.count("||") != message.count("||"):
            yield f"{language}: {where}: other {{0}}, ~~ or || than in Dutch: {other}"
        elif markup(other) != markup(message):
            yield f"{language}: {where}: other markup than in Dutch: {other}"
    for message in known:
        if message not in found:
            yield f"{language}: nothing says this any more: {message}"


def po(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def update(language, found):
    path = ROOT / "lang" / f"{language}.po"
    known = pages.read_po(path)
    out = [f"# {HEADS[language]}", "# Dutch is the source; tools/languages.py update adds what is new.", 'msgid ""',
           f'msgstr "Language: {language}\\nContent-Type: text/plain; charset=UTF-8\\n"', ""]
    for message in sorted(found):
        out += [f"#: {found[message]}", f"msgid {po(message)}", f"msgstr {po(known.get(message, ''))}", ""]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(out))


def main(what):
    found = texts()
    if what == "update":
        for language in pages.LANGUAGES:
            update(language, found)
        return 0
    broken = [line for language in pages.LANGUAGES for line in faults(language, found)]
    print("\n".join(broken), end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["update"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
