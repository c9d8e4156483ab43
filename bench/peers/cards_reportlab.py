"""The same cards with reportlab. Arguments: cards.json, folder of PNG pictures, output. Selects
fonts per word as far as reportlab can; it does no shaping.
"""
import json
import re
import sys

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

cards_file, pictures, out = sys.argv[1:4]
FOLDER = "/usr/share/fonts/truetype/"
for name, file in (
    ("R", "andika/Andika-Regular.ttf"),
    ("B", "andika/Andika-Bold.ttf"),
    ("RF", "dejavu/DejaVuSans.ttf"),
    ("BF", "dejavu/DejaVuSans-Bold.ttf"),
):
    pdfmetrics.registerFont(TTFont(name, FOLDER + file))
OTHER = re.compile("[\u0370-\u03ff\u0530-\u06ff\u10a0-\u10ff\u200c]")
canvas = Canvas(out, pagesize=(210 * mm, 297 * mm), pageCompression=1)


def text(style, size, x, y, words):
    canvas.setFont(style + "F" if OTHER.search(words) else style, size)
    canvas.drawString(x * mm, (297 - y) * mm, words)


def qr(address, x, y):
    code = QrCodeWidget(address, barLevel="M", barWidth=24 * mm, barHeight=24 * mm, barBorder=0)
    drawing = Drawing(24 * mm, 24 * mm)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, x * mm, (297 - y - 24) * mm)


for i, card in enumerate(json.load(open(cards_file, encoding="utf-8"))):
    if i % 10 == 0 and i > 0:
        canvas.showPage()
    x, y = 10 + i % 2 * 95, 8.5 + i % 10 // 2 * 56
    if i % 10 == 0:
        canvas.setDash(2.5, 2)
        canvas.rect(10 * mm, 8.5 * mm, 190 * mm, 280 * mm)
    text("R", 8, x + 5, y + 8.5, f"{card['class']} · {card['group']}")
    text("B", 15, x + 5, y + 16, card["first"])
    text("B", 15, x + 5, y + 22.5, card["last"])
    qr(card["address"], x + 66, y + 4)
    text("R", 9, x + 5, y + 33.8, card["address"][8:])
    text("R", 9, x + 5, y + 40, "Gebruikersnaam: ")
    text("B", 11, x + 30, y + 40, card["username"])
    text(
        "R",
        9,
        x + 5,
        y + 48.2,
        "Tijdelijk wachtwoord: " if card["kind"] == "temporary" else "Wachtwoord: ",
    )
    if card["kind"] != "picture":
        text("B", 13, x + 40, y + 48.2, card["secret"])
    else:
        for k, name in enumerate(card["secret"].split("-")):
            canvas.drawImage(
                f"{pictures}/{name}.png",
                (x + 25 + k * 9.4) * mm,
                (297 - y - 50.4) * mm,
                8.4 * mm,
                8.4 * mm,
                mask="auto",
            )
    text("B", 7, x + 8.4, y + 53.4, "LeerID")
canvas.save()
