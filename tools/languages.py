#!/usr/bin/env python3
"""Manages the texts in four languages. English is the source text in the templates and
in tr(), N_() and MESSAGE() of src/; the other languages are in lang/nl.po, fr.po and de.po.

tools/languages.py check     lists missing, unused and damaged texts and violations of
tools/wording.py
                             and tools/printed.py; exits with 1 when there are any
tools/languages.py update    rewrites lang/*.po: sorted, new texts with an empty msgstr, unused
ones removed

An entry with `msgctxt "leerling"` is the translation for the pupil site; the entry without one
serves all other readers. See docs/decisions/0024-words-in-four-languages.md.
"""
import re
import sys
from pathlib import Path

import pages
import printed
import wording

ROOT = Path(__file__).resolve().parent.parent
HEADS = {
    "nl": "Nederlands: de woorden van de handleiding; je voor iedereen, u voor ouders.",
    "fr": "Français : tutoiement pour les élèves, vouvoiement pour le personnel.",
    "de": "Deutsch: du für Schülerinnen und Schüler, Sie für das Personal.",
}


def texts():
    """Returns every English text with the names of the files that use it."""
    return {
        message: [path.relative_to(ROOT).as_posix() for path in where]
        for message, where in pages.texts_of(ROOT / "src").items()
    }


def holes(text):
    return sorted(set(re.findall(r"\{\d\}", text))), text.count("~~")


def markup(text):
    return sorted(set(re.findall(r"<[^>]*>|[<>\"]", text)) - {"<wbr>"})


def catalogue(language, found):
    """Returns the texts of a language by message; those of the source language are the messages."""
    if language == pages.SOURCE:
        return {message: message for message in found}
    return pages.read_po(ROOT / "lang" / f"{language}.po")


def faults(language, found):
    known = catalogue(language, found)
    for message, places in found.items():
        if message not in known:
            yield f"{language}: {places[0]}: not translated: {message}"
        for other in (
            known[key] for key in (message, pages.key(message, pages.PUPIL)) if key in known
        ):
            if holes(other) != holes(message) or other.count("||") != message.count("||"):
                yield f"{language}: {places[0]}: other {{0}}, ~~ or || than in English: {other}"
            elif markup(other) != markup(message):
                yield f"{language}: {places[0]}: other markup than in English: {other}"
    for key in known:
        context, _, message = key.rpartition("\x04")
        if message not in found:
            yield f"{language}: nothing says this any more: {message}"
        elif context and not wording.readers(found[message]) >= {wording.PUPILS, wording.STAFF}:
            yield f"{language}: one site only says this, so it needs no msgctxt: {message}"
    yield from wording.faults(language, found, known, catalogue("nl", found))


def po(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def update(language, found):
    path = ROOT / "lang" / f"{language}.po"
    known = pages.read_po(path)
    out = [
        f"# {HEADS[language]}",
        "# The source language is English. tools/languages.py update adds new entries.",
        'msgid ""',
        (
            f'msgstr "Language: {language}\\nContent-Type: text/plain; charset=UTF-8\\n'
            f'Plural-Forms: nplurals=2; plural=({pages.SINGULAR[language][2]});\\n"'
        ),
        "",
    ]
    for message in sorted(found):
        out += [
            f"#: {found[message][0]}",
            f"msgid {po(message)}",
            f"msgstr {po(known.get(message, ''))}",
            "",
        ]
        if pupil := known.get(pages.key(message, pages.PUPIL)):
            out += [f"msgctxt {po(pages.PUPIL)}", f"msgid {po(message)}", f"msgstr {po(pupil)}", ""]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(out))


def printed_faults():
    for path in sorted((ROOT / "src/main").glob("*.[ch]")):
        yield from printed.faults(path.relative_to(ROOT).as_posix(), path.read_text())


def main(what):
    found = texts()
    if what == "update":
        for language in pages.TRANSLATIONS:
            update(language, found)
        return 0
    broken = [line for language in pages.LANGUAGES for line in faults(language, found)]
    broken += printed_faults()
    print("\n".join(broken), end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["update"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
