"""Creates documents and reads them with other programs."""
import os
import re
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import cards as card_files
import ua
from tap import report

ROOT = Path(__file__).resolve().parents[2]


BUILD = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test"))


MEASURE, LEERID = BUILD / "bench/measure", BUILD / "leerid"


DEBIAN_PYTHON = "/usr/bin/python3"


LONG = 100  # letters of a name that is broken inside its words
VOWELS = "[\u064b-\u0652\u0670]"


def output(*command, env=None, text=True, errors=subprocess.STDOUT):
    done = subprocess.run(
        [str(c) for c in command],
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **(env or {})},
        check=False,
    )
    return done.stdout.decode(errors="replace") if text else done.stdout


def document(folder, name, *words, **env):
    file = f"{folder}/{name}"
    said = output(
        MEASURE,
        *words[:-1],
        file,
        *([words[-1]] if words[-1] else []),
        env={k.upper(): str(v) for k, v in env.items()},
    )
    if not Path(file).exists():
        raise RuntimeError(f"{name}: {said}")
    return file


def plain(text):
    """Normalises text: NFC, without direction marks added by readers, single spaces, and names
    broken at a hyphen joined.
    """
    text = unicodedata.normalize("NFC", text).replace("-\n", "-").replace("\f", " ")
    return re.sub(r"\s+", " ", re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text))


def letters(text):
    """Removes spaces and Arabic vowels from a text that has vowels."""
    return re.sub(VOWELS, "", text).replace(" ", "") if re.search(VOWELS, text) else text


def names(file, cards, label):
    # the raw order keeps a name that is broken at its hyphen together, the reading order a
    # right-to-left name
    text = plain(output("pdftotext", "-raw", file, "-")) + plain(output("pdftotext", file, "-"))
    whole = text.replace(" ", "")  # the longest usernames and passwords continue on the next line
    # poppler returns vowels above Arabic letters in another order, with spaces
    lost = [
        name
        for name in (plain(f"{c['first']} {c['last']}") for c in cards)
        if name not in text
        and letters(name) not in letters(text)
        and not (len(name) > LONG and name.replace(" ", "") in whole)
    ]
    report(not lost, f"{label}: pdftotext reads {len(cards)} names exactly", "\n".join(lost))
    lost = [c["username"] for c in cards if c["username"] not in whole]
    report(not lost, f"{label}: and every username", lost)
    lost = [c["secret"] for c in cards if not c["pictures"] and c["secret"] not in whole]
    report(not lost, f"{label}: and every password in words", lost)


def inside(file, edges, label, below=0, above=297):
    """Checks that no word crosses the inner margin of its card (or column). Millimetres from the
    left and the top, with a small tolerance.
    """
    boxes = re.findall(
        r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<',
        output("pdftotext", "-bbox", file, "-"),
    )
    words = [(*(float(n) * 25.4 / 72 for n in box[:3]), box[3]) for box in boxes]
    over = [
        w
        for left, top, right, w in words
        if below < top < above and right > next((e for e in edges if left < e), 210)
    ]
    report(words and not over, f"{label}: nothing runs over an edge", over)


def oracles(file, label):
    said = output("qpdf", "--check", file)
    report(
        "No syntax or stream encoding errors" in said and "WARNING" not in said,
        f"{label}: qpdf finds nothing",
        said,
    )
    rows = [line.split() for line in output("pdffonts", file).splitlines()[2:]]
    report(
        rows and all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows),
        f"{label}: fonts embedded, subset, with a map to Unicode",
        rows,
    )
    said = output("mutool", "info", file)
    report(
        "error" not in said.lower() and "warning" not in said.lower(),
        f"{label}: mupdf reads it",
        said,
    )
    said = output("pdfinfo", file)
    report(
        re.search(r"Tagged: +yes", said) and re.search(r"Title: +LeerID", said),
        f"{label}: tagged, with a title",
        said,
    )
    objects = ua.load(file)
    found = ua.findings(objects)
    report(not found, f"{label}: PDF/UA-1", "\n".join(sorted(set(found))))
    silent = [name for name, held in ua.broken(objects) if not ua.findings(held)]
    report(not silent, f"{label}: the checker tells each fault", silent)


def structure(file, cards, label):
    said = output("pdfinfo", "-struct-text", file)
    report(
        said.count("Figure") >= len(cards) and cards[0]["username"] in said,
        f"{label}: poppler walks the structure",
        said[:500],
    )
    pictures = sum(len(c["pictures"]) for c in cards)
    dump = output("qpdf", "--qdf", "--object-streams=disable", file, "-", text=False)
    figures = dump.count(b"/S /Figure")
    with_alt = len(re.findall(rb"/Alt [(<](?![)>])", dump))
    report(
        figures == pictures + len(cards) == with_alt,
        f"{label}: every picture and QR code has its words ({figures})",
        f"{figures} figures, {with_alt} with Alt, {pictures} pictures and {len(cards)} codes",
    )
    alts = Counter(alt_text(raw) for raw in re.findall(rb"/Alt ([(<][^\n]*)\n", dump))
    wanted = Counter(f"QR-code naar {c['address']}" for c in cards) + Counter(
        card_files.PICTURES[p] for c in cards for p in c["pictures"]
    )
    report(
        alts == wanted,
        f"{label}: and they are the right words",
        list((alts - wanted).items())[:5] + list((wanted - alts).items())[:5],
    )
    for key, value in (
        ("PrintScaling", "None"),
        ("Duplex", "Simplex"),
        ("PickTrayByPDFSize", "true"),
    ):
        report(re.search(rf"/{key} /?{value}".encode(), dump), f"{label}: {key} {value}")


def alt_text(raw):
    """Decodes a PDF string as qpdf prints it."""
    if raw.startswith(b"<"):
        data = bytes.fromhex(raw[1 : raw.index(b">")].decode())
    else:
        data = re.sub(rb"\\([()\\])", rb"\1", raw[1 : raw.rindex(b")")])
    return data.decode("utf-16") if data.startswith(b"\xfe\xff") else data.decode("latin-1")
