"""Checks the workbook of accounts, the first stickers, and the ZIP."""
import io
import json
import re
import zipfile
from pathlib import Path

from cards_checked import place_of
from printed import DEBIAN_PYTHON, LEERID, document, output, plain
from tap import report


def workbook(folder, file, cards):
    book = document(folder, "w.xlsx", "workbook", file, "")
    reader = (
        "import openpyxl, sys, json; b = openpyxl.load_workbook(sys.argv[1]); s = b.worksheets[0];"
        " print(json.dumps([[[c.value if c.data_type != 'd' else str(c.value), c.data_type,"
        " c.number_format] for c in r] for r in s.iter_rows()])); print(s.freeze_panes,"
        " s.auto_filter.ref)"
    )
    said = output(DEBIAN_PYTHON, "-W", "ignore", "-c", reader, book)
    rows = json.loads(said.splitlines()[0])
    header = [cell[0] for cell in rows[0]]
    report(
        header[:6]
        == [
            "Stamnummer",
            "Administratieve groep",
            "Voornaam",
            "Achternaam",
            "LeerID Gebruikersnaam",
            "LeerID Wachtwoord",
        ],
        "Excel: the six columns are byte-exact",
        header,
    )
    report(
        header[6:]
        == [
            "Instellingsnummer",
            "Klas",
            "Type",
            "Wachtwoordtype",
            "Persoonlijke pagina",
            "Geldig tot",
        ],
        "Excel: the others stand right of them",
        header,
    )
    got = [(int(r[0][0]), r[1][0], r[2][0], r[3][0], r[4][0], r[5][0]) for r in rows[1:]]
    report(
        got
        == [
            (c["roll"], c["group"], c["first"], c["last"], c["username"], c["secret"])
            for c in cards
        ],
        "Excel: every cell as it was, int(Stamnummer)",
        got[:3],
    )
    kinds = {(i == 0, cell[1], cell[2]) for r in rows[1:] for i, cell in enumerate(r)}
    report(
        kinds
        <= {
            (True, "n", "0"),
            (False, "s", "@"),
            (False, "inlineStr", "@"),
            (False, "n", "@"),
            (False, "d", "[$-813]d\\ mmmm\\ yyyy"),
        }
        and not any(k[1] == "f" for k in kinds),
        "Excel: text format everywhere, no formula",
        kinds,
    )
    report(
        said.splitlines()[1] == f"A2 A1:L{len(cards) + 1}",
        "Excel: header frozen, filter over all",
        said.splitlines()[1],
    )


def contents(file):
    """Returns every entry of a ZIP, with the entries of workbooks separately, without the creation
    time.
    """
    with zipfile.ZipFile(file) as opened:
        inside = {
            name: opened.read(name) for name in opened.namelist() if name != "docProps/core.xml"
        }
    return {
        name: contents(io.BytesIO(data)) if name.endswith(".xlsx") else data
        for name, data in inside.items()
    }


def start_labels(folder, env):
    """Only the first of the sticker files in a ZIP starts at the requested sticker."""
    output(LEERID, "create", "--school", "2", "--all", "--out", f"{folder}/all.zip", env=env)
    output(
        LEERID,
        "cards",
        "--school",
        "2",
        "--all",
        "--start-label",
        "8",
        "--out",
        f"{folder}/from8.zip",
        env=env,
    )
    tops = {}
    with zipfile.ZipFile(f"{folder}/from8.zip") as opened:
        for name in (n for n in opened.namelist() if "-stickers-" in n):
            Path(f"{folder}/stickers.pdf").write_bytes(opened.read(name))
            tops[name.split("-stickers-")[1]] = place_of(
                f"{folder}/stickers.pdf", "Gebruikersnaam:"
            )[1]
    first, *others = [tops[name] for name in sorted(tops)]
    report(
        len(others) > 0 and first > 4.5 + 3 * 48 and all(top < 4.5 + 48 for top in others),
        "ZIP: only the first sticker file begins at the sticker asked for",
        tops,
    )


def archive(folder):
    """The ZIP of the program itself, plain and encrypted."""
    env = {"LEERID_STATE": f"{folder}/state", "LEERID_ZIP_PASSWORD": "lang genoeg 1"}
    output(LEERID, "sample", "--schools", "1", "--pupils", "200", "--out", f"{folder}/r")
    roster = Path(f"{folder}/r/leerlingen.csv")
    lines = roster.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    columns = lines[0].split(";")
    unusual = next(i for i, line in enumerate(lines) if ";6MVT;" in line)
    fields = lines[unusual].split(";")
    fields[columns.index("voornaam")] = "Li\u200bna 🦄"
    roster.write_text(
        "".join([*lines[:unusual], ";".join(fields), *lines[unusual + 1 :]]), encoding="utf-8-sig"
    )
    output(LEERID, "migrate", env=env)
    output(LEERID, "school", "add", "2", "TEST", env=env)
    output(LEERID, "import", f"{folder}/r/leerlingen.csv", "--yes", env=env)
    pupils = ("--school", "2", "--class", "6MVT")
    output(LEERID, "create", *pupils, "--out", f"{folder}/made.zip", env=env)
    for name in "one", "two":
        said = output(LEERID, "cards", *pupils, "--out", f"{folder}/{name}.zip", env=env)
    report(
        "Latijnse letters: geen lettertype heeft het teken U+1F984" in said and "Lina 🦄" in said,
        "a name without a font is printed in Latin letters, with a notice",
        said,
    )
    output(LEERID, "cards", *pupils, "--out", f"{folder}/locked.zip", "--zip-password", env=env)
    report(
        contents(f"{folder}/one.zip") == contents(f"{folder}/two.zip"),
        "ZIP: two runs are identical but for their time",
    )
    with zipfile.ZipFile(f"{folder}/one.zip") as plain_zip:
        report(plain_zip.testzip() is None, "ZIP: zipfile finds no error")
        inside = {i.filename: plain_zip.read(i) for i in plain_zip.infolist()}
        report(
            all(
                i.compress_type == zipfile.ZIP_STORED and i.filename.isascii()
                for i in plain_zip.infolist()
            ),
            "ZIP: stored, ASCII names",
            plain_zip.infolist(),
        )
    day = re.search(r"\d{4}-\d\d-\d\d", min(inside))[0]
    names = {
        f"LeerID-000002-6MVT-{day}-{end}"
        for end in ("kaarten-A4.pdf", "stickers-1-tijdelijk-wachtwoord.pdf", "accounts.xlsx")
    }
    report(
        set(inside) == names,
        "ZIP: A4, stickers, Excel, each says school, class and day",
        list(inside),
    )
    Path(f"{folder}/a4.pdf").write_bytes(inside[f"LeerID-000002-6MVT-{day}-kaarten-A4.pdf"])
    text = plain(output("pdftotext", f"{folder}/a4.pdf", "-"))
    report(
        "Lina" in text
        and "🦄" not in text
        and f"TEST · gemaakt {int(day[8:])}-{int(day[5:7])}-{day[:4]}" in text,
        "the card of that pupil is there, and says school and day",
        text[:600],
    )
    report(
        re.search(r"Title: +LeerID kaarten 6MVT, TEST", output("pdfinfo", f"{folder}/a4.pdf")),
        "titles say class and school",
        output("pdfinfo", f"{folder}/a4.pdf"),
    )
    said = output("7z", "t", f"{folder}/one.zip")
    report("Everything is Ok" in said, "ZIP: 7z tests it", said)
    said = output("7z", "t", "-plang genoeg 1", f"{folder}/locked.zip")
    report("Everything is Ok" in said, "ZIP with password: 7z opens it", said)
    report(
        "AES-256" in output("7z", "l", "-slt", "-plang genoeg 1", f"{folder}/locked.zip"),
        "ZIP with password: AES-256",
    )
    report(
        "Everything is Ok" not in output("7z", "t", "-pverkeerd", f"{folder}/locked.zip"),
        "ZIP with password: a wrong password is refused",
    )
    secret = zipfile.ZipFile(io.BytesIO(inside[f"LeerID-000002-6MVT-{day}-accounts.xlsx"])).read(
        "xl/worksheets/sheet1.xml"
    )
    for chosen, place in (((4412, 7028), "4A-tot-6A"), ((945,), "5WEWI-945")):
        output(
            LEERID,
            "create",
            "--school",
            "2",
            "--roll-number",
            *map(str, chosen),
            "--out",
            f"{folder}/some.zip",
            env=env,
        )
        with zipfile.ZipFile(f"{folder}/some.zip") as some:
            report(
                all(n.startswith(f"LeerID-000002-{place}-") for n in some.namelist()),
                f"ZIP: names say {place}",
                some.namelist(),
            )
    start_labels(folder, env)
    report(
        b"<f>" not in secret and b"ivica" not in Path(f"{folder}/locked.zip").read_bytes().lower(),
        "ZIP with password: no name in clear",
    )
