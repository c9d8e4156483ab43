"""Measures documents: cards per second compared with the best other libraries on equal content in
the same run, file sizes, Excel.
"""
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import cards
from common import MEASURE, PYTHON, ROOT, Spent, median, row

COUNT, RUNS = 10000, 5
PEERS = ROOT / "bench/peers"
# cards per compared library: enough for a second or two
PDFKIT, REPORTLAB = 1500, 200


def document(kind, file, *rest):
    """Returns (CPU seconds in src/document, bytes, CPU seconds of the whole process)."""
    done = Spent([MEASURE, kind, file, *rest])
    cpu, size = done.output.split()
    return float(cpu), int(size), done.cpu


def modules():
    """Returns the folder of pdfkit; npm installs it the first time."""
    place = Path(os.environ.get("XDG_CACHE_HOME") or "/var/cache") / "leerid-bench"
    if not (place / "node_modules/pdfkit").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "package.json", place)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--silent"],
            cwd=place,
            check=True,
            timeout=300,
        )
    return place / "node_modules"


def pictures(folder):
    for name in cards.PICTURES:
        subprocess.run(
            [
                "rsvg-convert",
                "-w",
                "96",
                ROOT / f"assets/pictures/{name}.svg",
                "-o",
                f"{folder}/{name}.png",
            ],
            check=True,
        )


def peer_rate(command, all_cards, count, folder, env=None):
    Path(f"{folder}/peer.json").write_text(json.dumps(all_cards[:count]), encoding="utf-8")
    return count / Spent([*command, f"{folder}/peer.json", folder, f"{folder}/peer.pdf"], env).cpu


def rows():
    with tempfile.TemporaryDirectory(prefix="leerid-bench-") as folder:
        made = cards.make(COUNT)
        cards.write(made, f"{folder}/all")
        cards.write(made[:200], f"{folder}/200")
        pictures(folder)
        node = {"NODE_PATH": str(modules())}
        ours, kit, lab, some, book = [], [], [], [], []
        for _ in range(RUNS):
            ours.append(document("cards", f"{folder}/all", "a4", f"{folder}/a4.pdf"))
            kit.append(peer_rate(["node", PEERS / "cards_pdfkit.js"], made, PDFKIT, folder, node))
            lab.append(peer_rate([PYTHON, PEERS / "cards_reportlab.py"], made, REPORTLAB, folder))
            some.append(document("cards", f"{folder}/200", "a4", f"{folder}/200.pdf"))
            book.append(document("workbook", f"{folder}/all", f"{folder}/all.xlsx"))
        rate = median([COUNT / whole for _, _, whole in ours])
        size = ours[0][1]
        yield row(
            "cards-rate",
            f"cards a second on one core, {COUNT:,} cards, CPU of the whole process",
            rate,
            "cards/s",
            least=12000,
        )
        yield row(
            "cards-kit",
            "… times the rate of pdfkit",
            median([COUNT / o[2] / k for o, k in zip(ours, kit)]),
            "×",
            least=15,
            note=f"pdfkit {median(kit):,.0f}/s",
        )
        yield row(
            "cards-lab",
            "… times the rate of reportlab",
            median([COUNT / o[2] / r for o, r in zip(ours, lab)]),
            "×",
            least=40,
            note=f"reportlab {median(lab):,.0f}/s",
        )
        yield row("card-bytes", "bytes a card", size / COUNT, "bytes", most=800)
        yield row("cards-size", f"the PDF of {COUNT:,} cards", size / 1e6, "MB", most=20)
        yield row(
            "cards-200",
            "200 cards, CPU in the document room",
            median([cpu for cpu, _, _ in some]) * 1000,
            "ms",
            most=30,
        )
        yield row("cards-200-size", "200 cards, the file", some[0][1] / 1000, "kB", most=220)
        yield row(
            "excel",
            "rows of Excel a second",
            median([COUNT / cpu for cpu, _, _ in book]),
            "rows/s",
            least=100000,
        )
