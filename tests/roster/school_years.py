"""Rosters without dates, and of another year."""
import datetime
import io
import json
import zipfile

from rosters import HEAD
from tap import report


def years(place, engine):
    """Around 1 September: rows without dates in summer, next year's roster in advance, cards whose
    ZIP was lost."""

    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def bring(text, *words):
        file = place.top / "roster.csv"
        file.write_text(text)
        done = place.run("import", file, "--json", *words)
        return done.returncode, json.loads(done.stdout)

    today = datetime.date.today()
    summer = datetime.date(today.year - (today < datetime.date(today.year, 8, 29)), 8, 28)
    one = HEAD + "2;1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;\n"
    code, answer = bring(one, "--day", summer)
    say(
        "in August rows without dates require confirmation",
        code == 3
        and not answer["applied"]
        and "juli en augustus" in answer["errors"][0]["message"],
        answer,
    )
    code, answer = bring(one, "--day", summer, "--yes")
    say("and belong to the current school year", code == 0 and answer["new"] == 1, answer)
    code, answer = bring(one, "--day", summer)
    say("importing the same file again requires none", code == 0 and answer["applied"], answer)

    two = (
        HEAD + "2;1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;\n2;2;Mac;Daoust;4de"
        " leerjaar;4A;01/02/2015;\n"
    )
    bring(two, "--yes")
    begins = today.year + (today >= datetime.date(today.year, 9, 1))
    dated = (
        HEAD.replace("\n", ";begindatum\n")
        + f"2;1;Ivica;Cauberghs;5de leerjaar;5A;19/03/2007;;1/9/{begins}\n"
    )
    code, answer = bring(dated)
    say(
        "next year's roster ends no enrolment before it begins",
        code == 0 and answer["applied"] and (answer["new"], answer["ended"]) == (1, 0),
        answer,
    )

    zips = place.top / "zips"
    place.run("create", "--all-schools", "--out", zips)
    lost = zips / "000002.zip"
    lost.unlink()
    bring(two + "2;3;Borel;Daelemans;4de leerjaar;4A;05/06/2014;\n", "--yes")
    place.run("create", "--all-schools", "--out", zips)
    with zipfile.ZipFile(lost) as inside:
        workbook = next(name for name in inside.namelist() if name.endswith(".xlsx"))
        with zipfile.ZipFile(io.BytesIO(inside.read(workbook))) as book:
            rows = book.read("xl/worksheets/sheet1.xml").count(b"<row")
    say("a lost ZIP is created again with all pupils, including a new one", rows == 1 + 3, rows)
