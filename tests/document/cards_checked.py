"""Checks cards, stickers and class lists: codes, positions on the sheet, and every text."""
import re
import subprocess
from pathlib import Path

import cards as card_files
import ua
from printed import document, inside, names, oracles, output, plain, structure
from tap import report


def read_codes(folder, *command):
    """Returns what zbar reads on the pages that a command renders, one page at a time, because zbar
    caches codes between images of one call.
    """
    output(*command)
    got = set()
    for page in sorted(Path(folder).glob("p-*.png")):
        got.update(
            output(
                "zbarimg",
                "-q",
                "--raw",
                "-S*.disable",
                "-Sqrcode.enable",
                page,
                errors=subprocess.DEVNULL,
            ).split()
        )
        page.unlink()
    return got


def codes(folder, file, cards, label):
    wanted = {c["address"] for c in cards}
    mupdf = ["mutool", "draw", "-q", "-r", "100", "-c", "gray", "-o", f"{folder}/p-%d.png"]
    for reader, command in (
        "poppler",
        ["pdftoppm", "-r", "100", "-gray", "-png", file, f"{folder}/p"],
    ), ("mupdf", [*mupdf, file]):
        got = read_codes(folder, *command)
        if (
            wanted - got
            and reader == "mupdf"
            # zbar may miss a code whose module edges fall on half pixels: try again rotated
        ):
            got |= read_codes(folder, *mupdf, "-R", "90", file)
        report(
            got == wanted,
            f"{label}: zbar reads all {len(wanted)} codes at 100 dpi by {reader}",
            sorted(wanted - got)[:5],
        )


def place_of(file, words):
    """Returns the position of a word in millimetres from the left and the top of its page, and the
    page.
    """
    for page, part in enumerate(output("pdftotext", "-bbox", file, "-").split("<page ")[1:], 1):
        found = re.search(
            rf'xMin="([\d.]+)" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)">{re.escape(words)}<',
            part,
        )
        if found:
            return float(found[1]) * 25.4 / 72, float(found[2]) * 25.4 / 72, page
    return 0, 0, 0


def sheets(folder, file, cards):
    """Positions of cards: the grid, the start label, the offset, a new sheet per class."""
    first = cards[0]["username"]
    base = place_of(document(folder, "s1.pdf", "cards", file, "stickers", ""), first)
    for start, dx, dy in (2, 105, 0), (3, 0, 48), (12, 105, 240):
        x, y, page = place_of(
            document(folder, "s2.pdf", "cards", file, "stickers", "", start=start), first
        )
        report(
            page == 1 and abs(x - base[0] - dx) < 0.1 and abs(y - base[1] - dy) < 0.1,
            f"stickers begin at label {start}",
            (base, x, y, page),
        )
    x, y, _ = place_of(
        document(folder, "s3.pdf", "cards", file, "stickers", "", offset_x=5, offset_y=-3), first
    )
    report(
        abs(x - base[0] - 2.5) < 0.1 and abs(y - base[1] + 1.5) < 0.1,
        "an offset of 2.5 and −1.5 mm moves them so far",
        (base, x, y),
    )
    sizes = set(
        re.findall(
            r"Page +\d+ size: +([\d.]+ x [\d.]+)", output("pdfinfo", "-l", "99", f"{folder}/s1.pdf")
        )
    )
    report(sizes == {"595.28 x 841.89"}, "pages are A4", sizes)
    classes = sum(1 for i, c in enumerate(cards) if i == 0 or c["class"] != cards[i - 1]["class"])
    pages = int(
        re.search(
            r"Pages: +(\d+)",
            output("pdfinfo", document(folder, "s4.pdf", "cards", file, "a4", "", per_class=1)),
        )[1]
    )
    report(pages >= classes, f"a new sheet for each of {classes} classes", pages)
    for stock in ("a4", "stickers", "l7160", "l7163", "bankkaart", "a6"):
        sheet = document(folder, f"t-{stock}.pdf", "test", stock, "")
        oracles(sheet, f"test sheet {stock}")
        words = output("pdftotext", sheet, "-").split()
        report(
            all(str(mm) in words for mm in range(0, 101, 10)) and "secretariaat." in words,
            f"test sheet {stock}: numbered rulers, the printer",
            words,
        )


def cards_say(file, cards, label):
    """Footer: school, time of creation, notice; temporary passwords also show until when
    they work."""
    text = plain(output("pdftotext", file, "-"))
    for words, count in (
        (
            "BRUSSEL-STAD - TEST School 2 (2) · gemaakt 21-9-2026 16:13 · Toon dit aan niemand.",
            len(cards),
        ),
        (
            "Meld je aan uiterlijk op 31-8-2027 en kies daarna zelf een wachtwoord.",
            sum(c["kind"] == "temporary" for c in cards),
        ),
    ):
        report(text.count(words) == count, f"{label}: {count} say {words[:40]}…", text.count(words))
    report("…" not in text, f"{label}: nothing is cut off")
    links = [
        value["/A"]["/URI"].removeprefix("u:")
        for value in ua.load(file).values()
        if isinstance(value, dict) and value.get("/Subtype") == "/Link"
    ]
    report(
        sorted(links) == sorted(c["address"] for c in cards),
        f"{label}: every address can be tapped",
        links[:3],
    )


def class_list_says(folder, cards):
    """Two groups of one class on one list; numbered rows; page counts; the confidentiality
    notice."""
    mixed = [
        dict(c, **{"class": "9Z", "group": f"groep {i % 2}"}) for i, c in enumerate(cards[:60])
    ] + [dict(cards[60], **{"class": "9A"})]
    card_files.write(mixed, f"{folder}/mixed")
    for secrets in "", "secrets":
        text = plain(
            output(
                "pdftotext",
                "-layout",
                document(folder, "mixed.pdf", "list", f"{folder}/mixed", secrets),
                "-",
            )
        )
        sheets = re.findall(r"gemaakt op 24 november 2026 · blad (\d) van (\d)", text)
        report(
            sheets[-1] == ("1", "1")
            and [int(n) for n, _ in sheets[:-1]] == list(range(1, len(sheets)))
            and {m for _, m in sheets[:-1]} == {str(len(sheets) - 1)}
            and 2 <= len(sheets) - 1 <= 3,
            f"class list {secrets}: a mixed class fills sheets that say which of how many",
            sheets,
        )
        c = mixed[0]
        report(
            re.search(rf"\b1 {re.escape(c['last'])}, {re.escape(c['first'])}", text)
            and re.search(r"\b60 ", text),
            f"class list {secrets}: numbers, and a comma in the name",
        )
        report(
            ("Vertrouwelijk" in text) == bool(secrets),
            f"class list {secrets}: confidential only with passwords",
        )


def long_and_foreign(cards):
    """Cards with the longest names and secrets, and with scripts of the world."""
    cards[1]["first"], cards[1]["last"] = (
        "Maximiliaan-Alexander",
        "van den Broeck-Vandenbroucke de la Fontaine",
    )
    cards[1]["username"] = "maximiliaanalexander.vandenbroeckvandenbroucke.123"
    cards[1]["address"] = "https://mijn.leerid.be/" + cards[1]["username"]
    long_secrets = [c for c in cards if c["kind"] == "temporary"][:2]
    long_secrets[0]["secret"] = "W@M%" * 10  # 40 of the widest characters
    long_secrets[1]["secret"] = "de-lange-zin-die-iemand-zelf-intikte-203"
    foreign = [
        ("王小明", "欧阳"),
        ("สมชาย", "ใจดี"),
        ("ٹیپو", "سلطان ڑہ"),
        ("प्रिया", "शर्मा"),
        ("مُحَمَّدٌ", "عَبْدُ الرَّحْمَٰنِ"),
        ("李-Peeters", "ሰላም"),
        ("김민준", "이서연"),
    ]
    for card, (first, last) in zip(cards[20:], foreign):
        card["first"], card["last"] = first, last
    cards[2]["address"] = (
        "https://mijn.leerid.scholengroep-in-een-heel-lange-gemeente.be/" + cards[2]["username"]
    )
    cards[5]["group"] = "Onthaalklas voor anderstalige nieuwkomers (OKAN) met een lange naam erbij"
    return cards


def printed_cards(folder, cards):
    some = {
        kind: [c for c in cards if c["kind"] == kind] for kind in ("picture", "word", "temporary")
    }
    jobs = [
        ("A4", "a4", cards),
        *((f"stickers, {kind}", "stickers", part) for kind, part in some.items()),
    ]
    for label, stock, part in jobs:
        card_files.write(part, f"{folder}/part")
        made = document(folder, "made.pdf", "cards", f"{folder}/part", stock, "")
        again = document(folder, "again.pdf", "cards", f"{folder}/part", stock, "")
        report(
            Path(made).read_bytes() == Path(again).read_bytes(),
            f"{label}: two runs are byte-identical",
        )
        oracles(made, label)
        names(made, part, label)
        inside(made, (101, 196) if stock == "a4" else (101, 206), label)
        structure(made, part, label)
        cards_say(made, part, label)
        codes(folder, made, part, label)


def class_lists(folder, file, cards):
    for secrets in "", "secrets":
        made = document(folder, "list.pdf", "list", file, secrets)
        oracles(made, f"class list {secrets}".strip())
        text = plain(output("pdftotext", "-raw", made, "-")).replace(" ", "")
        cut = [c["username"] for c in cards if c["username"] not in text]
        report(not cut, f"class list {secrets}: every username whole", cut)
        inside(
            made,
            (
                (21.5, 64.5, 108.5, 125.5, 169.5, 195.5)
                if secrets
                else (22.5, 75.5, 125.5, 145.5, 195.5)
            ),
            f"class list {secrets}".strip(),
            below=33,
            above=285,
        )
        report("…" not in text, f"class list {secrets}: nothing is cut off")
        shown = sum(c["secret"] in text for c in cards if not c["pictures"])
        report(
            shown == (sum(not c["pictures"] for c in cards) if secrets else 0),
            f"class list {secrets}: passwords only when asked for",
            shown,
        )
