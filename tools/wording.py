"""Checks the wording of translations. Used by tools/languages.py check.

terms        the table "Terms in four languages" of docs/develop/glossary.md: a text whose Dutch
             form has the term needs the term of the other language
buttons      a name between ‘ ’ is the text of a button or link, as it is translated there
address      staff and parents are addressed with "vous" and "Sie", pupils with "tu" and "du"
counting     when the first form of "one~~many" also serves other numbers (French: 0), it must
             contain {0} and not 1
spacing      French has a no-break space before : ; ? ! % » and after «
"""
import re
from pathlib import Path

import pages

STAFF, PUPILS, PARENTS = "staff", "pupils", "parents"
# Readers of the texts of a file or folder; all other files are read by staff and pupils.
READERS = {
    "src/web/mijn/start/parents_page.html": PARENTS,
    "src/web/mijn": PUPILS,
    "src/web/oidc": PUPILS,
    "src/web/card_texts.c": PUPILS,
    "src/web/loket": STAFF,
    "src/format": STAFF,
    "src/main": STAFF,
    "src/web/route_table.h": STAFF,
}
# No words of a language: tags, addresses, names with dots, code, options and commands, and the
# placeholders of a usage (BESTAND).
NO_WORDS = re.compile(
    r"<[^>]*>|\S+@\S+|\w+(?:\.\w+)+|`[^`]*`|\w+(?:\|\w+)+|--[\w-]+|\bleerid(?: [a-z-]+)+"
    r"|\b[A-Z]{3,}(?![\w])"
)
GLOSSARY = Path(__file__).resolve().parent.parent / "docs/develop/glossary.md"
QUOTES = {"nl": ("‘", "’"), "en": ("‘", "’"), "fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“")}
# Names between ‘ ’ that are not texts of this product.
FOREIGN = {
    "File, Save As": "menu of Excel and LibreOffice",
    "Save As": "menu of Excel",
    "Excel Workbook (.xlsx)": "file type in Excel",
    "CSV UTF-8": "file type in Excel",
    "Excel 2007-365 (.xlsx)": "file type in LibreOffice",
    "Text CSV": "file type in LibreOffice",
    "Text": "format of cells in Excel",
    "Column=field": "argument of a command",
    "name=value": "argument of a command",
    "group=kleuter": "argument of a command",
    "group=lager": "argument of a command",
    "group=secundair": "argument of a command",
    "trusted_proxies": "setting of the server",
}
# Dutch texts (by their beginning) that may lack the term of the other language, and why.
EXCEPTIONS = {
    "Bovenaan een rij met kolomnamen: ": (
        "the columns of a roster have Dutch names in every language"
    ),
    "--map: het veld ": "the columns of a roster have Dutch names in every language",
    "Dit is een programma of een databank": (
        "a file of a program, not an application that pupils use"
    ),
    **dict.fromkeys(
        (
            "daar luistert al een programma",
            "de databank is ouder dan dit programma",
            "de historiek is buiten het programma om",
            "fout in het programma",
            "{0}: op {1} luistert een programma",
        ),
        "a program of the server, not one that pupils use",
    ),
    **dict.fromkeys(
        (
            "de instelling '{0}'",
            "de omgevingsvariabele {0} is geen instelling",
            "waarschuwing: de omgevingsvariabele",
        ),
        "a setting of the program, not a school",
    ),
    **dict.fromkeys(("--data: ", "--stock is "), "the names that an option takes"),
}
ADDRESS = {
    ("fr", STAFF): r"\b(?:tu|ton|ta|tes|toi)\b|\bt['’]",
    ("fr", PARENTS): r"\b(?:tu|ton|ta|tes|toi)\b|\bt['’]",
    ("fr", PUPILS): r"\b(?:vous|votre|vos)\b|\w+ez\b(?<!chez)(?<!assez)",
    ("de", STAFF): r"\b(?:du|dich|dir|dein\w*)\b",
    ("de", PARENTS): r"\b(?:du|dich|dir|dein\w*)\b",
    ("de", PUPILS): r"(?<![.!?:|] )(?<!^)(?<!\|\|)\b(?:Sie|Ihnen|Ihr\w*)\b",
}
SPACING = (
    (r" [:;?!%»]|« ", "a space that may break before : ; ? ! % » or after «"),
    (
        r"[^\s\u00a0?!.…(][?!;»]|«[^\u00a0]|[^\s\u00a0]:(?=\s|$|<)",
        "no space before : ; ? ! » or after «",
    ),
)


def reader(place):
    """Returns the readers of a file: those of the nearest entry in READERS; None: everybody."""
    while place and place not in READERS:
        place = place.rpartition("/")[0]
    return READERS.get(place)


def readers(places):
    """Returns the readers of a text, from the files that use it. Texts of the page frame that
    parents also see address nobody.
    """
    found = {reader(place) for place in places}
    return {STAFF, PUPILS} if None in found else found


def read_terms(text):
    """Yields the rows of the table: (pattern of the Dutch term, {language: alternatives})."""
    table = text.partition("## Terms in four languages")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    for cells in rows[2:]:
        words = [[re.escape(word.strip()) for word in cell.split(",")] for cell in cells]
        yield (
            re.compile(rf"\b(?:{'|'.join(words[0])})\b", re.I),
            {
                language: re.compile("|".join(words[at]), re.I)
                for at, language in enumerate(rows[0])
                if language in pages.LANGUAGES
            },
        )


def term_faults(language, dutch, other, terms):
    if not dutch or any(dutch.startswith(start) for start in EXCEPTIONS):
        return
    plain, said = (NO_WORDS.sub("", text).replace("\u00a0", " ") for text in (dutch, other))
    for term, others in terms:
        if term.search(plain) and not others[language].search(said):
            yield (
                f"{language}: no {others[language].pattern!r} for {term.search(plain)[0]!r}:"
                f" {other}"
            )


def button_faults(language, message, other, say):
    """Yields button names that differ from their translation. say(text) returns the translation of a
    Dutch text, None when there is none.
    """
    begin, end = QUOTES[language]
    for name in re.findall(r"‘([^’]*)’", message):
        if re.fullmatch(r"\{\d\}", name) or name in FOREIGN:
            continue
        button = say(name)
        if button is None:
            yield f"{language}: no button or link says ‘{name}’: {message}"
        elif f"{begin}{button}{end}".replace("<wbr>", "") not in other:
            yield f"{language}: ‘{name}’ is called {begin}{button}{end}: {other}"


def address_faults(language, other, who):
    for reader in who:
        pattern = ADDRESS.get((language, reader))
        wrong = pattern and re.search(pattern, other, 0 if language == "de" else re.I)
        if wrong:
            yield f"{language}: {wrong[0]!r} is no way to address {reader}: {other}"


def counting_faults(language, other):
    one, _, many = other.partition("~~")
    first, last, _ = pages.SINGULAR[language]
    if many and first != last and re.search(r"(?<![\d{])1(?![\d}])", one):
        yield (
            f"{language}: the first form also serves {first} to {last}, write {{0}} for 1: {other}"
        )


def spacing_faults(language, other):
    if language == "fr":
        plain = re.sub(r"<[^>]*>|https?://\S*", "", other)
        for pattern, why in SPACING:
            wrong = re.search(pattern, plain)
            if wrong:
                yield f"fr: {why} ({wrong[0]!r}): {other}"


def faults(language, found, known, dutch):
    """known: the texts of the language; dutch: the Dutch ones, which hold the terms."""
    terms = list(read_terms(GLOSSARY.read_text()))
    for message, places in found.items():
        who = readers(places)
        pupil = known.get(pages.key(message, pages.PUPIL))
        told = [(known.get(message), who - {PUPILS} if pupil else who), (pupil, {PUPILS})]
        for other, some in told:
            if not other:
                continue

            def say(name, some=some):
                own = known.get(pages.key(name, pages.PUPIL)) if some == {PUPILS} else None
                return own or (known.get(name) if name in found else None)

            yield from term_faults(language, dutch.get(message), other, terms)
            yield from button_faults(language, message, other, say)
            yield from address_faults(language, other, some)
            yield from counting_faults(language, other)
            yield from spacing_faults(language, other)
