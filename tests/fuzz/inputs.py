"""Targets of tests/fuzz: duration of a search, the source lines each must cover, and seed inputs.
"""
import struct
import sys
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / part) for part in ("hostile", "http", "sources")]
import bundles  # noqa: E402
from files import FILES, SHEET, cells  # noqa: E402
from wire import RAW  # noqa: E402

LONG, USUAL = 600, 180  # CPU seconds of a search
LONG_ONES = {"workbook", "csv", "multipart", "jws"}

# target → source → minimum number of its lines that the kept inputs must cover
FLOORS = {
    "csv": {"format/csv.c": 130, "format/input.c": 90},
    "workbook": {"format/workbook.c": 190},
    "shared_strings": {"format/workbook.c": 190},
    "workbook_parts": {"format/workbook.c": 186},
    "workbook_zip": {"format/workbook.c": 168},
    "table": {"format/table.c": 50, "format/csv.c": 130},
    "html": {"format/html.c": 178},
    "sheet_xml": {"format/sheet_xml.c": 84, "format/xml.c": 68},
    "package_xml": {"format/package_informat.c": 88},
    "package": {
        "format/package.c": 118,
        "format/package_wisa.c": 100,
        "format/package_oneroster.c": 158,
        "format/zip.c": 72,
    },
    "roster": {
        "format/roster.c": 47,
        "format/roster_header.c": 95,
        "format/roster_row.c": 105,
        "format/roster_text.c": 8,
    },
    "date": {"format/roster_value.c": 50},
    "image": {"format/image.c": 140},
    "image_chunks": {"format/image.c": 140},
    "image_frame": {"parse/image_frames.c": 14, "format/image.c": 13},
    "row_frame": {"parse/table_frames.c": 43},
    "frames": {"parse/frames.c": 32, "parse/table_frames.c": 43},
    "form": {"format/form.c": 24},
    "multipart": {"format/multipart.c": 90},
    "part": {"format/multipart.c": 90},
    "boundary": {"format/multipart.c": 37},
    "cookie": {"format/form.c": 20},
    "url": {"format/url.c": 32},
    "gate": {"http/gate.c": 112},
    "route": {"http/route.c": 47},
    "peer": {"http/peer.c": 82},
    "network": {"domain/network.c": 40},
    "bind": {"http/bind.c": 96, "format/form.c": 40},
    "json": {"format/json.c": 75},
    "jose": {"service/application/oidc_keys.c": 14, "crypto/jose.c": 27},
    "jws": {"service/application/oidc_keys.c": 63, "crypto/jose.c": 95},
    "jws_token": {"service/application/oidc_keys.c": 63},
    "claims": {"service/oidc/oidc_claims.c": 35},
    "authorization": {"domain/oidc_authorize.c": 97, "domain/oidc_uri.c": 38},
    "text": {"base/text.c": 156},
    "username": {"domain/username.c": 38},
    "proposal": {"domain/username.c": 64},
    "secret": {"domain/secrets.c": 48},
    "pictures": {"domain/secrets.c": 18},
    "national_number": {"domain/national_number.c": 27},
    "id": {"domain/id.c": 17},
    "base64": {"base/encode.c": 39},
    "number": {"base/str.c": 18},
}

TABLES = [how for _, how, _, _ in FILES if isinstance(how, bytes) and len(how) < 100000]
NAMES = [
    "Süheda Carabin",
    "Łukasz",
    "محمد",
    "می‌خواهم",
    "O'Brien-D'Hondt",
    "Nguyễn Thị",
    "jan.peeters",
    "ß",
    "İı",
    "a" * 60,
    "-",
    ".",
    "@",
    "\u202e",
    "e\u0301" * 20,
]
ASKED = (
    b"client_id=x&redirect_uri=https%3A%2F%2Fapp.example.org%2Fterug&response_type=code"
    b"&scope=openid+profile+offline_access&state=s&nonce=n"
    b"&code_challenge=" + b"A" * 43 + b"&code_challenge_method=S256"
)
PARTS = [
    (
        b'Content-Disposition: form-data; name="f"; filename="x.csv"\r\nContent-Type:'
        b" text/csv\r\n\r\na;b"
    ),
    (
        b'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n--B\r\nContent-Disposition:'
        b' form-data; name="b"\r\n\r\n'
    ),
]
BODIES = [b"--B\r\n" + part + b"\r\n--B--\r\n" for part in PARTS]
ROW = struct.pack("<iI3H", 2, 3, 1, 0, 2) + b"abc"
NOTE = struct.pack("<4i", 1, 0, 0, 1) + b"Blad1"
END = struct.pack("<4i", 0, 0, 0, 0)
FRAMES = b"".join(
    struct.pack("<II", len(payload), kind) + payload
    for kind, payload in enumerate((b"", ROW, NOTE, END))
)


def image_chunks(*chunks):
    return b"".join(name + struct.pack(">H", len(data)) + data for name, data in chunks)


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def header(width, height, depth=8, colour=0, interlaced=0):
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)


IMAGES = [
    [header(4, 4), (b"DATA", b"\0abcd" * 4), (b"IEND", b"")],
    [header(4, 4), (b"tEXt", b"a\0b"), (b"DATA", b"\4abcd" * 4), (b"eXIf", b"MM"), (b"IEND", b"")],
    [
        header(4, 4, 1, 3),
        (b"PLTE", b"abcdef"),
        (b"tRNS", b"a"),
        (b"DATA", b"\0a" * 4),
        (b"IEND", b""),
    ],
    [header(3, 2, 8, 2), (b"tRNS", b"\0a\0b\0c"), (b"DATA", b"\0abcabcabc" * 2), (b"IEND", b"")],
    [header(3, 3, 8, 0, 1), (b"DATA", b"\0a\0a\0aa\0a\0a\0aaa"), (b"IEND", b"")],
    [header(2, 1, 16, 6), (b"IDAT", b""), (b"DATA", b"\0" + b"a" * 16), (b"IEND", b"")],
    [header(600, 1), (b"IEND", b"")],
]
SEEDS = {
    "image": [
        png(
            *(
                (b"IDAT", zlib.compress(data)) if name == b"DATA" else (name, data)
                for name, data in chunks
            )
        )
        for chunks in IMAGES
    ]
    + [b"GIF89a", b"\x89PNG\r\n\x1a\n"],
    "html": [
        b"<html><body><table><tr><th>a</th><th colspan=2>b</th></tr><tr><td>S&uuml;&#233;&#xE9;"
        b"<br/>x</td><td title='>'>c</td></tr></table></body></html>",
        b"<TABLE><TR><TD>S\xfcheda<TD>b<TR><TD>c</TABLE>",
        b"<!-- a --><style>td{}</style><script>'<tr>'</script><table><tr><td>a</table>",
        b"<p>niets</p>",
        b"<table><tr><td>" + b"a" * 4001,
        b"<table><tr>" + b"<td>" * 201 + b"</table>",
    ],
    "sheet_xml": [
        b'<Workbook xmlns:ss="u"><Worksheet ss:Name="A"><Table><Row ss:Index="3"><Cell '
        b'ss:Index="2"><Data ss:Type="DateTime">2012-09-01T00:00:00.000</Data></Cell></Row></Table>'
        b"</Worksheet><Worksheet><Table><Row><Cell><Data>a<B>b</B></Data><Comment><Data>x</Data>"
        b"</Comment></Cell></Row></Table></Worksheet></Workbook>",
        b'<Workbook><Worksheet Name="A"><Table/><WorksheetOptions><Visible>SheetHidden</Visible>'
        b'</WorksheetOptions></Worksheet><Worksheet Name="B"><Table><Row><Cell><Data>1</Data>'
        b"</Cell>"
        b'<Cell Index="201"/></Row></Table></Worksheet></Workbook>',
        b"<Workbook><Worksheet><Table><Row><Cell><Data>a",
        b"<!DOCTYPE a><a/>",
    ],
    "package_xml": [part.encode() for part in bundles.informat(2)]
    + ["".join(bundles.informat(2)).join(("<a>", "</a>")).encode(), b"<a><b/></a>"],
    "package": [
        "".join(f"---- {name}\n{text}" for name, text in files.items()).encode()
        for files in (
            {"lln.csv": bundles.wisa(2)[0], "klas.csv": bundles.wisa(2)[1]},
            {
                "klas.csv": "KLAS,KLASGROEP,OMSCHRIJVING,ADMINGROEP\n1A,0,x, y,7\n1A,1,z,8\n",
                "lln.csv": "KLAS,KLASGROEP,STAMNR\n1A,0,1\n1A,2,2\n9Z,0,3\n",
            },
            {"a.xml": bundles.informat(2)[0], "b.xml": bundles.informat(2)[1]},
            bundles.files_of(bundles.oneroster("1.1", 2)),
            bundles.files_of(bundles.oneroster("1.2", 2)),
            bundles.files_of(bundles.oneroster("1.1", 2, "delta")),
            {"users.csv": "x", "USERS.CSV": "y"},
            {"x/users.csv": "x"},
        )
    ],
    "image_chunks": [image_chunks(*chunks) for chunks in IMAGES],
    "image_frame": [
        struct.pack("<2i", 0, 0) + png(header(4, 4), (b"IEND", b"")),
        struct.pack("<2i", 2, 3),
        struct.pack("<2i", 2, 0),
        b"",
    ],
    "row_frame": [ROW, END, struct.pack("<4i", 2, 3, 5, 1)],
    "frames": [FRAMES, FRAMES[:-1], struct.pack("<II", 1 << 20, 1)],
    "csv": TABLES,
    "workbook_zip": [t for t in TABLES if t[:2] == b"PK"],
    "table": TABLES,
    "roster": TABLES,
    "workbook": [
        cells("a;b;c").encode(),
        b'<row r="3"><c r="B3" t="s"><v>1</v></c><c><v>1</v></c></row>',
        (SHEET % "").encode(),
    ],
    "shared_strings": [
        b"<si><t>a</t></si>",
        b"<si><r><t>a</t></r><rPh><t>b</t></rPh></si>",
        b"<si/>",
    ],
    "workbook_parts": [
        b'<sheets><sheet name="a" sheetId="1"'
        b' r:id="r2"/></sheets>\n----\n<Relationships><Relationship Id="r2"'
        b' Target="/xl/worksheets/sheet1.xml"/></Relationships>'
    ],
    "date": [b"01/09/2026", b"2026-02-29", b"1-1-1900", b"46000"],
    "form": [b"a=1&b=%20+x", b"&&=&a", b"naam.0abc=J%C3%A4n&in.0abc=1", b"%=%zz"],
    "multipart": BODIES,
    "part": PARTS,
    "boundary": [
        b"multipart/form-data; boundary=B",
        b'multipart/form-data; boundary="a b"; x=y',
        b"Multipart/Form-Data;boundary=" + b"x" * 71,
    ],
    "bind": [
        b"q=1\na=b\nmultipart/form-data; boundary=B\n" + BODIES[0],
        b"\n\napplication/x-www-form-urlencoded\na=1%0d%0ab&c=%C3%A9",
    ],
    "cookie": [b"a=1; b=2", b'__Host-mijn="x"; =; a; b==', b"; " * 100],
    "url": [b"/a%20b/%C3%A9?q=1+2", b"%", b"%2", b"%zz", b"%00"],
    "gate": [wire.replace(b"\r", b"") for _, wire, _ in RAW if len(wire) < 3000],
    "route": [b"/a/b/c/d", b"/a/", b"x/y", b"/", b"/" * 50],
    "peer": [b"10.0.0.0/8, ::1, unix\n1.2.3.4, 2001:db8::9", b"none\n", b"0.0.0.0/0\n,,,"],
    "network": [
        b"192.0.2.7",
        b"2001:db8:0:1::5",
        b"2001:db8::/64",
        b"unix",
        b"::ffff:1.2.3.4",
        b"127.0.0.1",
    ],
    "text": [n.encode() for n in NAMES],
    "username": [n.encode() for n in NAMES],
    "proposal": [f"{a}\n{b}".encode() for a, b in zip(NAMES, NAMES[1:])],
    "secret": [
        b"hond-politie-banaan-robot-deur-fototoestel-rugzak",
        b"29ban94",
        b"pgu9J7Zn",
        b"chien poisson canard",
        b"0 1 2 3 4 5 6",
        "kaas fietst".encode(),
    ],
    "pictures": [b"hond-vis-eend-vlinder-banaan-appel-ijsje", b"hond", b"hond-", b"-"],
    "national_number": [b"85073003328", b"85.07.30-033.28", b"98472899765", b"00000000000"],
    "id": [b"0x2hy3vqa8qmf", b"7zzzzzzzzzzzz", b"0000000000001"],
    "base64": [b"AAAA", b"_-8", b"QUJDRA", b"00ff", b"AAB"],
    "json": [b'{"a":[1,2.5,"x",null,true]}', b"[" * 60, b'{"a":1,"a":2}', b'"\\ud800"'],
    "jose": [
        b"a.b.c",
        b"YQ.YQ.YQ",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"eyJhbGciOiJFUzI1NiIsImtpZCI6ImIifQ.eyJzdWIiOiJ4In0.AAAA",
    ],
    "jws_token": [b'a.b.c\n{"keys":[]}'],
    "jws": [b'{"alg":"ES256"}\n{}\nAAAA\n{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}'],
    "claims": [
        b"",
        b'{"id_token":{"acr":{"essential":true,"values":["advanced"]},"sub":{"value":"x"}},'
        b'"userinfo":{"given_name":null,"school_class":{}}}',
        b'{"userinfo":[]}',
        b"null",
    ],
    "authorization": [
        ASKED,
        ASKED + b"&prompt=none",
        ASKED + b"&prompt=login&max_age=0&response_mode=form_post",
        ASKED + b"&state=a&state=b",
        b"",
        ASKED.replace(b"app.example.org%2Fterug", b"app.example.org%2Fterug%3Fvan%3Dx")
        + b"&state=%00%0d%0a%22%c3%ab",
        b"client_id=x&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fklaar",
    ],
    "number": [b"0", b"-1000", b"99999999999999999999", b"-", b"+1", b"007"],
}


def write_seeds(name, folder):
    """Writes the seeds to files; returns that folder and the folder of kept inputs."""
    target = Path(folder, name)
    target.mkdir(parents=True, exist_ok=True)
    for i, seed in enumerate(SEEDS[name]):
        (target / f"seed-{i}").write_bytes(seed)
    kept = HERE / "corpus" / name
    return [target, *([kept] if kept.is_dir() else [])]
