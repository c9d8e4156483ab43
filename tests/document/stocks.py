"""Checks every stock, language and caption of cards: no text touches a cut edge, every word is
printed, and a cut stack is in order.
"""
import re
import subprocess
from pathlib import Path

import cards as card_files
import ua
from cards_checked import read_codes
from printed import document, names, output, plain
from tap import report

# Columns and rows; in millimetres: width, height, left, top, distance between cards across and
# down; whether it is a sheet of labels.
STOCKS = {
    "a4": (2, 5, 95, 56, 10, 8.5, 95, 56, False),
    "stickers": (2, 6, 105, 48, 0, 4.5, 105, 48, True),
    "l7160": (3, 7, 63.5, 38.1, 7.21, 15.15, 66.04, 38.1, True),
    "l7163": (2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1, True),
    "bankkaart": (2, 5, 85.6, 54, 19.4, 13.5, 85.6, 54, False),
    "a6": (2, 2, 105, 148, 0, 0.5, 105, 148, False),
}
LANGUAGES = {
    0: ("nl-BE", "Gebruikersnaam:", "Wachtwoord:", "Toon dit aan niemand", "vlinder"),
    1: ("fr-BE", "Nom d'utilisateur", "Mot de passe", "Ne montre ceci à personne", "papillon"),
    2: ("en", "Username:", "Password:", "Do not show this to anyone", "butterfly"),
    3: ("de-BE", "Benutzername:", "Passwort:", "Zeig das niemandem", "Schmetterling"),
}
NONE, WORDS, NUMBERS = range(3)
EDGE_MM = 0.9  # nothing is printed nearer to the edge of a card


def die_lines(folder, file, stock, label):
    """No text reaches the edge of its card; on labels nothing is drawn near a cut edge."""
    columns, rows, width, height, left, top, across, down, labels = STOCKS[stock]
    over = []
    words = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<',
        output("pdftotext", "-bbox", file, "-"),
    )
    for *box, word in words:
        x0, y0, x1, y1 = (float(n) * 25.4 / 72 for n in box)
        column = int(((x0 + x1) / 2 - left) / across)
        row = int(((y0 + y1) / 2 - top) / down)
        x, y = left + column * across, top + row * down
        if not (
            0 <= column < columns
            and 0 <= row < rows
            and x + EDGE_MM <= x0
            and x1 <= x + width - EDGE_MM
            and y + EDGE_MM <= y0
            and y1 <= y + height - EDGE_MM
        ):
            over.append(
                (word, round(x0 - x, 1), round(x1 - x, 1), round(y0 - y, 1), round(y1 - y, 1))
            )
    report(words and not over, f"{label}: {len(words)} words stand inside their card", over[:5])
    if not labels:
        return
    dpi, inked = 100, []
    output("pdftoppm", "-r", dpi, "-gray", file, f"{folder}/die")
    for page in sorted(Path(folder).glob("die-*.pgm")):
        _, size, _, pixels = page.read_bytes().split(b"\n", 3)
        wide = int(size.split()[0])
        page.unlink()
        lines = [pixels[i : i + wide] for i in range(0, len(pixels), wide)]
        for edge in {top + r * down for r in range(rows + 1)}:
            for at in range(
                int((edge - EDGE_MM) / 25.4 * dpi) + 1, int((edge + EDGE_MM) / 25.4 * dpi)
            ):
                if any(ink < 200 for ink in lines[at]):
                    inked.append(("row", round(edge, 1)))
        for edge in {left + c * across + e for c in range(columns) for e in (0, width)}:
            for at in range(
                int((edge - EDGE_MM) / 25.4 * dpi) + 1, int((edge + EDGE_MM) / 25.4 * dpi)
            ):
                if 0 <= at < wide and any(line[at] < 200 for line in lines):
                    inked.append(("column", round(edge, 1)))
    report(not inked, f"{label}: nothing is drawn within {EDGE_MM} mm of a cut edge", inked[:5])


def sizes(file, cards, label):
    """Usernames are at least 8 pt, other data of the pupil at least 4 pt."""
    drawn = output("mutool", "draw", "-q", "-F", "stext", file, errors=subprocess.DEVNULL)
    small, tiny = [], []
    for font, size, text in re.findall(
        r'<font name="([^"]*)" size="([\d.]+)">(.*?)</font>', drawn, re.S
    ):
        text = "".join(re.findall(r' c="([^"]*)"', text)).strip()
        if float(size) < 4:
            tiny.append((text, size))
        part_of_username = len(text) > 8 and any(text in c["username"] for c in cards)
        if "Bold" in font and part_of_username and float(size) < 7.99:
            small.append((text, size))
    report("Bold" in drawn and not small, f"{label}: usernames are at least 8 pt", small[:5])
    report(not tiny, f"{label}: nothing is smaller than 4 pt", tiny[:5])


def every_stock(folder, cards):
    """Each stock with each kind of password, in each language, with the longest names, usernames
    and passwords."""
    some = [dict(c) for c in cards[:24]]
    for i, kind in ((4, "picture"), (5, "word"), (7, "temporary")):
        assert some[i]["kind"] == kind, (i, some[i]["kind"])
        some[i]["first"], some[i]["last"] = "Wilhelmina" * 10, "Wolvenkruid" * 9
    for i in 8, 9, 11:
        some[i]["username"] = f"maximiliaanalexander.vandenbroeckvandenbroucke.{i}"
        some[i]["address"] = "https://mijn.leerid.be/" + some[i]["username"]
    some[11]["secret"] = "de-lange-zin-die-iemand-zelf-intikte-204"
    card_files.write(some, f"{folder}/some")
    for at, stock in enumerate(STOCKS):
        for captions in (NONE,) if stock == "l7160" else (NONE, WORDS, NUMBERS):
            for language in {(at + captions) % 4, 3 if captions == WORDS else 0}:
                tag, username, password, nobody, butterfly = LANGUAGES[language]
                label = f"{stock} {tag} {('plain', 'words', 'numbers')[captions]}"
                made = document(
                    folder,
                    "stock.pdf",
                    "cards",
                    f"{folder}/some",
                    stock,
                    "",
                    captions=captions,
                    language_number=language,
                )
                objects = ua.load(made)
                found = ua.findings(objects)
                report(not found, f"{label}: PDF/UA-1", "\n".join(sorted(set(found))))
                names(made, some, label)
                die_lines(folder, made, stock, label)
                sizes(made, some, label)
                said = output("qpdf", "--qdf", "--object-streams=disable", made, "-", text=False)
                report(
                    f"/Lang ({tag})".encode() in said, f"{label}: the document says its language"
                )
                text = plain(output("pdftotext", made, "-"))
                others = [w for n, words in LANGUAGES.items() if n != language for w in words[1:3]]
                report(
                    text.count(username) == len(some)
                    and nobody in text
                    and (password in text)
                    and not any(w in text for w in others if w not in (username, password)),
                    f"{label}: the words are in that language",
                    text[:300],
                )
                with_butterfly = sum(3 in c["pictures"] for c in some)
                raw = output("pdftotext", "-raw", made, "-")
                report(
                    raw.count(butterfly) == (with_butterfly if captions == WORDS else 0),
                    f"{label}: words under the pictures only when asked for",
                    raw.count(butterfly),
                )
        got = read_codes(folder, "pdftoppm", "-r", "200", "-gray", "-png", made, f"{folder}/p")
        wanted = {c["address"] for c in some}
        report(got == wanted, f"{stock}: zbar reads all codes at 200 dpi", sorted(wanted - got)[:5])


def stacks(folder, cards):
    """When sheets are cut as one stack, each pile is in order and continues the one before."""
    some = [dict(c, **{"class": "4A"}) for c in cards[:23]]
    card_files.write(some, f"{folder}/stack")
    for stock, sheets in (("a4", 3), ("bankkaart", 3), ("a6", 6)):
        made = document(folder, "stack.pdf", "cards", f"{folder}/stack", stock, "", stacked=1)
        columns, rows, _, _, left, top, across, down, _ = STOCKS[stock]
        piles = [[] for _ in range(columns * rows)]
        pages = output("pdftotext", "-bbox", made, "-").split("<page ")[1:]
        for page in pages:
            for x, y, name in re.findall(
                r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(leerling[^<]*|maximiliaanalexander[^<]*)<',
                page,
            ):
                column = int((float(x) * 25.4 / 72 - left) / across)
                row = int((float(y) * 25.4 / 72 - top) / down)
                piles[row * columns + column].append(name)
        # an address that is broken before its last part repeats the username
        order = list(dict.fromkeys(name for pile in piles for name in pile))
        wanted = [c["username"] for c in some]
        report(
            len(pages) == sheets
            and [w for w in wanted if w in order] == [o for o in order if o in wanted]
            and sum(o in wanted for o in order) >= len(wanted) - 1,
            f"{stock}: {sheets} sheets cut as one stack give the cards in order",
            (len(pages), order),
        )
    labels = document(folder, "stack.pdf", "cards", f"{folder}/stack", "stickers", "", stacked=1)
    plain_run = document(folder, "plain.pdf", "cards", f"{folder}/stack", "stickers", "")
    report(
        Path(labels).read_bytes() == Path(plain_run).read_bytes(),
        "labels are not cut: the order stays as it is",
    )


def list_languages(folder, file):
    for number, (tag, username, *_) in LANGUAGES.items():
        made = document(folder, "l.pdf", "list", file, "secrets", language_number=number)
        found = ua.findings(ua.load(made))
        text = plain(output("pdftotext", "-l", "1", made, "-"))
        report(
            not found
            and username.rstrip(":") in text
            and ("Vertrouwelijk" in text) == (number == 0),
            f"class list {tag}: in that language, PDF/UA-1",
            (found, text[:300]),
        )
