"""Finds texts of src/main that are printed without the catalogue, and messages whose arguments do
not match their placeholders. Used by tools/languages.py check.

printed      a literal with a letter in a call of printf and its kin
dutch        any other literal with a Dutch word that is no text of the catalogue
arguments    MESSAGE, cli_say …: {0} … {n} and n + 1 arguments
"""
import re

import pages

LITERAL = re.compile(pages.LITERAL)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
PRINTERS = {"printf", "fprintf", "puts", "fputs", "putchar", "fputc", "dprintf", "vfprintf"}
SPEAKERS = {"MESSAGE", "cli_say", "cli_note", "cli_print", "cli_progress"}
PLAIN = {"cli_usage", "cli_failed"}  # whose second argument is a text without placeholders
# Words that hardly occur in another language, in the spelling of the texts.
DUTCH = re.compile(
    r"(?<![\w-])(?:aan|als|beide|bestaat|bestand|bestanden|dat|de|dit|een|één|er|geen|gewijzigd"
    r"|heeft|het|kan|kies|kijk|leerling|leerlingen|leeg|maar|maakt|met|moet|naam|niet|nieuwe?"
    r"|nog|om"
    r"|onbekend|ook|op|opdracht|opnieuw|sleutels?|staat|te|terug|toont|uit|van|voor|wachtwoord"
    r"|waarschuwing|wat|welke?|wie|wordt|zet|zijn|zonder)(?![\w-])",
    re.I,
)
# Literals that are no text for people, and why.
KNOWN = {
    "feed/verwerkt": "folder of imported files",
    "feed/geweigerd": "folder of refused files",
    "naam": "column of the official catalogue of groups",
    "%s/verwerkt": "folder of imported files",
    "%.*s.voor-": "name of a database that a restore set aside",
    "%.*s.voor-%lld": "name of a database that a restore set aside",
    "Aanmelden": "start of a line that programs read",
    "%.*s/aanmelden/organisatie/terug": "address of a page",
    "%.*s/terug.deel": "name of a working copy",
    "leerid %s: the table lacks --%s\\n": "a fault of the program, before it ends",
    "    %s  %s  %s  why=%s  %s\\n": "words of OpenID Connect, as in --json",
}
SPEC = re.compile(r"%[-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]|\\.")


def blanked(text):
    """The same text with comments as blanks, so that positions and lines stay."""
    return COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def calls(text):
    """Yields (name, line, arguments) of each call, macro or parenthesis, inner ones first."""
    open_calls, at = [], 0
    while at < len(text):
        literal = LITERAL.match(text, at) or re.compile(r"'(?:[^'\\]|\\.)*'").match(text, at)
        if literal:
            if open_calls:
                open_calls[-1][2][-1] += literal[0]
            at = literal.end()
            continue
        letter = text[at]
        if letter in "([{":
            name = re.search(r"(\w*)\s*$", text[max(0, at - 60) : at])[1] if letter == "(" else ""
            open_calls.append((name, text.count("\n", 0, at) + 1, [""]))
        elif letter in ")]}" and open_calls:
            name, line, arguments = open_calls.pop()
            arguments = [argument.strip() for argument in arguments]
            yield name, line, arguments if arguments != [""] else []
            if open_calls:  # the arguments of another function are its own
                inner = ", ".join(arguments) if name in ("", "N_") else ""
                open_calls[-1][2][-1] += f"({inner})"
        elif letter == "," and open_calls:
            open_calls[-1][2].append("")
        elif open_calls:
            open_calls[-1][2][-1] += letter
        at += 1


def text_of(argument):
    """The texts of an argument: adjacent literals are one text; N_() of a choice are two."""
    return [
        "".join(LITERAL.findall(found[0])).replace('\\"', '"')
        for found in re.finditer(rf"{pages.LITERAL}(?:\s*{pages.LITERAL})*", argument)
    ]


def call_faults(place, text):
    for name, line, arguments in calls(text):
        if name in PRINTERS:
            for argument in arguments:
                for printed in text_of(argument):
                    letters = re.search(r"[^\W\d_]", SPEC.sub("", printed).replace("leerid ", ""))
                    if letters and printed not in KNOWN and "N_(" not in argument:
                        yield f"{place}:{line}: printed without the catalogue: {printed}"
        if name in PLAIN and len(arguments) > 1:
            for said in text_of(arguments[1]):
                if re.search(r"\{\d\}|~~", said):
                    yield f"{place}:{line}: {name} takes no arguments: {said}"
        if name in SPEAKERS and arguments and not arguments[0].startswith("..."):
            for said in text_of(arguments[0]):
                holes = {int(number) for number in re.findall(r"\{(\d)\}", said)}
                if "~~" in said:
                    holes |= {0}
                if holes != set(range(len(arguments) - 1)):
                    yield (
                        f"{place}:{line}: {len(arguments) - 1} arguments for the placeholders of:"
                        f" {said}"
                    )


def faults(place, source):
    """place: name of a file of src/main; source: its text."""
    text = blanked(source)
    yield from call_faults(place, text)
    known = set(pages.said(text)) | set(KNOWN)
    for found in re.finditer(rf"{pages.LITERAL}(?:[\s\\]*{pages.LITERAL})*", text):
        literal = "".join(LITERAL.findall(found[0])).replace('\\"', '"')
        if literal not in known and DUTCH.search(literal):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{place}:{line}: Dutch and not in the catalogue: {literal}"
