"""Generates cards for measurements and visual checks: a file with one card per line, as
bench/measure.c reads it. All people are generated.

Half have a picture password. Names come from `leerid sample`; every tenth name is written in
another script, in turn.
"""
import csv
import random
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = [
    "hond",
    "vis",
    "eend",
    "vlinder",
    "banaan",
    "appel",
    "ijsje",
    "boom",
    "politie",
    "robot",
    "zon",
    "auto",
    "deur",
    "fototoestel",
    "rugzak",
    "bal",
]
# A first and a last name in each script that a font covers; the last two need joiners, marks and
# both directions.
SCRIPTS = [
    ("latin", "Łukasz", "Šťastný-Ørsted"),
    ("latin-vietnamese", "Nguyễn Thị", "Ánh Tuyết"),
    ("greek", "Ελένη", "Παπαδοπούλου"),
    ("cyrillic", "Людмила", "Щербак"),
    ("arabic", "محمد", "الحسيني"),
    ("hebrew", "שרה", "כהן לוי"),
    ("georgian", "ნინო", "ჯაფარიძე"),
    ("armenian", "Անահիտ", "Գրիգորյան"),
    ("persian", "نیلوفر", "می‌خواهم"),
    ("both directions", "Lina לינה", "El Amrani الأمراني"),
]


def sample_rows(count, seed=1):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                ROOT / "build-test/leerid",
                "sample",
                "--schools",
                str(count // 150 + 2),
                "--pupils",
                str(count + 200),
                "--seed",
                str(seed),
                "--out",
                f"{folder}/r",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(f"{folder}/r/leerlingen.csv", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file, delimiter=";"))[:count]


def make(count, kinds=("picture", "word", "picture", "temporary"), seed=1):
    """Returns dicts with first, last, group, class, username, address, kind, secret, pictures
    (numbers) and roll.
    """
    chance = random.Random(seed)
    cards = []
    for i, row in enumerate(sample_rows(count, seed)):
        first, last = row["voornaam"], row["naam"]
        if i % 10 == 9:
            _, first, last = SCRIPTS[i // 10 % len(SCRIPTS)]
        kind = kinds[i % len(kinds)]
        pictures = chance.sample(range(16), 7) if kind == "picture" else []
        secret = {
            "picture": "-".join(PICTURES[p] for p in pictures),
            "word": f"{chance.randrange(22, 99)}ban{chance.randrange(22, 99)}",
            "temporary": "".join(
                chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
                for _ in range(8)
            ),
        }[kind]
        # of typical length: a first name, a dot, a family name
        username = f"leerling.{chance.randrange(10 ** 4):04}x{i}"
        cards.append(
            {
                "first": first,
                "last": last,
                "group": row["administratieve groep"],
                "class": row["klas"],
                "username": username,
                "address": f"https://mijn.leerid.be/{username}",
                "kind": kind,
                "secret": secret,
                "pictures": pictures,
                "roll": int(row["stamnummer"]),
            }
        )
    return cards


def write(cards, file):
    fields = ("first", "last", "group", "class", "username", "address", "kind", "secret")
    lines = [
        "\t".join([*(c[f] for f in fields), " ".join(map(str, c["pictures"])), str(c["roll"])])
        + "\n"
        for c in cards
    ]
    Path(file).write_text("".join(lines), encoding="utf-8")
