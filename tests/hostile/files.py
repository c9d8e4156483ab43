"""Over forty malformed roster files: (name, how it is written, rejected?, position or None)."""
import io
import os
import zipfile

HEAD = "instellingsnummer;stamnummer;voornaam;naam;administratieve groep;hoofdstructuur"
GOOD = "2;77001;Noor;Baert;4de leerjaar;121"


def lines(*rows, end="\n"):
    return (end.join(rows) + end).encode()


def row(first="Noor", last="Baert", number=77001, group="4de leerjaar", school=2, structure=121):
    return f"{school};{number};{first};{last};{group};{structure}"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>%s</sheetData></worksheet>"
)


def cells(text):
    return (
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in text.split(";"))
        + "</row>"
    )


def workbook(sheet, extra=None, compress=zipfile.ZIP_DEFLATED, head=""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as book:
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        book.writestr(
            "xl/workbook.xml",
            (
                '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
            ),
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            (
                "<Relationships"
                ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="r1" Target="worksheets/sheet1.xml"'
                ' Type="http://schemas.openxmlformats.org'
                '/officeDocument/2006/relationships/worksheet"/></Relationships>'
            ),
        )
        book.writestr("xl/worksheets/sheet1.xml", head + sheet)
        for name, data in (extra or {}).items():
            book.writestr(name, data)
    return out.getvalue()


def zip_bomb():
    """A sheet with 4 GB of spaces in a few megabytes."""
    out = io.BytesIO(workbook(SHEET % cells(HEAD)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as book, book.open(
        "xl/sharedStrings.xml", "w", force_zip64=True
    ) as part:
        part.write(
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        )
        block = b"a" * (1 << 20)
        for _ in range(1 << 10):
            part.write(block)
    return out.getvalue()


def entity_bomb():
    entities = (
        '<!DOCTYPE b [<!ENTITY a0 "lol">'
        + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
        + "]>"
    )
    return workbook(SHEET % (cells(HEAD) + cells("&a11;;;;;")), head=entities)


def outside_entity():
    return workbook(
        SHEET % (cells(HEAD) + cells("2;77001;&x;;Baert;4de leerjaar;121")),
        head='<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )


def sparse(path):
    with open(path, "wb") as file:
        file.write(lines(HEAD, row()))
        file.truncate(1 << 30)


def endless_line(path):
    with open(path, "wb") as file:
        file.write(lines(HEAD))
        for _ in range(256):
            file.write(b"a" * (1 << 20))


def endless_quote(path):
    with open(path, "wb") as file:
        file.write(lines(HEAD) + b'2;77001;"')
        for _ in range(100):
            file.write(b"Noor\n" * (1 << 18))


def many_rows(path):
    with open(path, "wb") as file:
        file.write(lines(HEAD))
        block = lines(*(row(number=100000 + i) for i in range(10000)))
        for _ in range(310):
            file.write(block)


# name, bytes or a function of the path, rejected, line (0: any)
FILES = [
    ("nothing at all", b"", True, 0),
    ("a byte order mark only", b"\xef\xbb\xbf", True, 0),
    ("blank lines only", b"\n" * 1000, True, 0),
    ("a header only", lines(HEAD), True, 0),
    ("no header", lines(row(), row(number=77002)), True, 0),
    ("another header", lines("a;b;c", "1;2;3"), True, 0),
    ("a header with a column twice", lines(HEAD + ";voornaam", row() + ";x"), True, 1),
    ("a header in row sixteen", lines(*["x"] * 15, HEAD, row()), True, 0),
    ("NUL in a name", lines(HEAD, row(first="No\0or")), True, 0),
    ("only NUL", b"\0" * 100000, True, 0),
    (
        "a control character in a name",
        lines(HEAD, row(), row(first="No\x07or", number=77002)),
        True,
        3,
    ),
    ("an escape sequence of a terminal", lines(HEAD, row(first="\x1b[31mNoor")), True, 2),
    (
        "a direction mark in a name, removed",
        lines(HEAD, row(last="\u202etreaB")),
        False,
        0,
    ),
    ("a private character in a name", lines(HEAD, row(last="Baert\ue000")), True, 2),
    (
        "truncated UTF-8",
        lines(HEAD, row(first="Zoé"))[:-1].replace(b"\xc3\xa9", b"\xc3") + b"\n" + "é".encode(),
        None,
        0,
    ),
    (
        "UTF-8 of a surrogate",
        lines(HEAD, row()) + b"2;77002;\xed\xa0\x80;Baert;4de leerjaar;121\n\xf0\x9f\x98\x80",
        None,
        0,
    ),
    (
        "UTF-16 truncated within a character",
        "\ufeff".encode("utf-16-le") + (HEAD + "\n" + row()).encode("utf-16-le")[:-1],
        None,
        0,
    ),
    (
        "a lone surrogate in UTF-16",
        b"\xff\xfe"
        + (HEAD + "\n").encode("utf-16-le")
        + "2;77001;".encode("utf-16-le")
        + b"\x00\xd8"
        + ";Baert;4de leerjaar;121\n".encode("utf-16-le"),
        True,
        0,
    ),
    ("a name of 300 letters", lines(HEAD, row(first="N" * 300)), True, 2),
    ("a name of 5,000 letters", lines(HEAD, row(first="N" * 5000)), True, 2),
    ("300 accents on one letter", lines(HEAD, row(first="e" + "\u0301" * 300)), True, 2),
    ("an empty first name", lines(HEAD, row(first="")), True, 2),
    ("a first name of blanks", lines(HEAD, row(first=" \u00a0\u2003 ")), True, 2),
    ("an empty last name", lines(HEAD, row(last="")), True, 2),
    ("a roll number with letters", lines(HEAD, row(number="77a")), True, 2),
    ("a roll number of 40 digits", lines(HEAD, row(number="9" * 40)), True, 2),
    ("a negative roll number", lines(HEAD, row(number=-1)), True, 2),
    ("a school number of 7 digits", lines(HEAD, row(school=1000000)), True, 2),
    ("a school that is not there", lines(HEAD, row(school=999)), True, 2),
    ("the same pupil twice", lines(HEAD, row(), row()), True, 3),
    (
        "an unknown main structure",
        lines(HEAD, row(structure="99999999999", group="zomaar")),
        True,
        2,
    ),
    (
        "an unclosed quotation mark",
        lines(HEAD, row(), '2;77002;"Noor;Baert;4de leerjaar;121', row(number=77003)),
        True,
        0,
    ),
    ("an unclosed quotation mark for 130 MB", endless_quote, True, 0),
    ("one line of 256 MB", endless_line, True, 0),
    ("201 columns", lines(HEAD + ";x" * 201, row()), True, 0),
    ("1 GB of nothing", sparse, True, 0),
    ("3,100,000 rows", many_rows, True, 0),
    ("only quotation marks", b'"' * 100001, True, 0),
    ("only separators", b";" * 1000000, True, 0),
    ("random bytes", os.urandom(200000), True, 0),
    ("a picture", b"\x89PNG\r\n\x1a\n" + os.urandom(5000), True, 0),
    ("a PDF", b"%PDF-1.7\n" + os.urandom(5000), True, 0),
    ("an old Excel file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, True, 0),
    ("a ZIP that is no workbook", None, True, 0),
    ("half a workbook", workbook(SHEET % (cells(HEAD) + cells(GOOD)))[:-200], True, 0),
    ("a workbook with a broken sheet", workbook("<worksheet><sheetData><row>"), True, 0),
    ("a workbook 100,000 elements deep", workbook("<a>" * 100000), True, 0),
    ("a workbook that grows to 1 GB", zip_bomb, None, 0),
    ("a workbook with a bomb of entities", entity_bomb, True, 0),
    ("a workbook that names a file outside", outside_entity, True, 0),
    (
        "a workbook with a cell in column 4 billion",
        workbook(
            SHEET % (cells(HEAD) + '<row><c r="ZZZZZZZ1" t="inlineStr"><is><t>x</t></is></c></row>')
        ),
        True,
        0,
    ),
    (
        "a workbook with a row number of 20 digits",
        workbook(
            SHEET
            % (
                cells(HEAD)
                + '<row r="99999999999999999999"><c t="inlineStr"><is><t>x</t></is></c></row>'
            )
        ),
        True,
        0,
    ),
    (
        "a workbook with a path traversal",
        workbook(SHEET % cells(HEAD), {"../../../../tmp/leerid-climbed": "x"}),
        True,
        0,
    ),
    (
        "a workbook with a row in a cell",
        workbook(SHEET % (cells(HEAD) + '<row r="9"><c><row/></c></row>')),
        True,
        9,
    ),
    (
        "a workbook with deeply nested rows in cells",
        workbook(SHEET % (cells(HEAD) + "<row>" + "<c><row/></c>" * 100000 + "</row>")),
        True,
        2,
    ),
    (
        "a workbook with cells in cells",
        workbook(SHEET % (cells(HEAD) + "<row>" + "<c>" * 50 + "</c>" * 50 + "</row>")),
        True,
        2,
    ),
    (
        "a workbook with strings in strings",
        workbook(
            SHEET % cells(HEAD),
            {"xl/sharedStrings.xml": "<sst>" + "<si><t><si/></t></si>" * 1000 + "</sst>"},
        ),
        True,
        0,
    ),
    # valid rosters whose content must come back unchanged
    (
        "names that look like formulas",
        lines(
            HEAD,
            row(first="=1+1", last="@SUM(A1)", number=78001),
            row(first="+Noor", last="-Baert", number=78002),
        ),
        False,
        0,
    ),
    (
        "names with markup",
        lines(
            HEAD,
            row(first="<script>alert(1)</script>", last='"&amp;""\'><img src=x>"', number=78003),
        ),
        False,
        0,
    ),
    (
        "names with SQL and format signs",
        lines(
            HEAD,
            row(
                first="Robert'); DROP TABLE pupil;--".replace(";", ","),
                last="%s%n%x {{0}}",
                number=78004,
            ),
        ),
        False,
        0,
    ),
    (
        "quoted fields with separators and quotes",
        lines(HEAD, '2;78005;"No;or ""de eerste""";"Ba,ert";4de leerjaar;121'),
        False,
        0,
    ),
    ("only carriage returns", lines(HEAD, row(number=78006), end="\r"), False, 0),
    (
        "names in many scripts",
        lines(
            HEAD,
            row(first="محمد", last="الحسيني", number=78007),
            row(first="می‌خواهم", last="Đặng-Nguyễn", number=78008),
        ),
        False,
        0,
    ),
]


def all_taken():
    """One roster of all valid rows, for checking the export."""
    rows = [
        line
        for _, how, refused, _ in FILES
        if refused is False
        for line in how.decode().replace("\r", "\n").splitlines()[1:]
        if line
    ]
    return lines(HEAD, *rows)


def other_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return out.getvalue()


def write(how, path):
    if how is None:
        how = other_zip
    if callable(how) and how in (sparse, endless_line, endless_quote, many_rows):
        how(path)
        return
    with open(path, "wb") as file:
        file.write(how() if callable(how) else how)
