"""Columns that a file does not have, cells that say nothing, and moves within one school year."""
import datetime
import json

from tap import report

FULL = (
    "stamnummer;voornaam;naam;administratieve groep;klas;vestiging;geboortedatum;geslacht;"
    "begindatum;einddatum\n"
)


def columns(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    today = datetime.date.today()
    october = datetime.date(today.year - (today < datetime.date(today.year, 10, 7)), 10, 5)
    year = october.year

    def bring(text, day=october):
        file = place.top / "list.csv"
        file.write_text(text)
        done = place.run("import", file, "--school", 2, "--day", day, "--json", "--yes")
        return json.loads(done.stdout)

    def enrolments():
        told = json.loads(place.run("account", "export", "--school", 2, "--roll-number", 1).stdout)
        return [(e["class"], e["site"], e["begin"], e["end"]) for e in told["enrolments"]]

    def counts(answer):
        return [answer[k] for k in ("new", "changed", "moved", "ended", "unchanged")]

    first = f"1;Ivica;Cauberghs;4de leerjaar;4A;Noord;19/03/2007;M;1/9/{year};30/6/{year + 1}\n"
    bring(FULL + first)
    known = [("4A", "Noord", f"{year}-09-01", f"{year + 1}-06-30")]
    say("a full list", enrolments() == known, enrolments())
    for name, text in (
        (
            "a list with only the required columns",
            "stamnummer;voornaam;naam;administratieve groep\n1;Ivica;Cauberghs;4de leerjaar\n",
        ),
        ("cells that are empty", FULL + "1;Ivica;Cauberghs;4de leerjaar;4A;;;;;\n"),
        (
            "cells that cannot be read",
            FULL + "1;Ivica;Cauberghs;4de leerjaar;4A;Noord;31/02/2007;?;31/9/2026;32/6/2027\n",
        ),
    ):
        answer = bring(text)
        say(
            f"{name}: nothing changes",
            counts(answer) == [0, 0, 0, 0, 1] and enrolments() == known,
            (answer, enrolments()),
        )
    answer = bring(FULL + first.replace(";4A;", ";4B;"))
    moved = [
        ("4A", "Noord", f"{year}-09-01", f"{year}-10-04"),
        ("4B", "Noord", f"{year}-10-05", f"{year + 1}-06-30"),
    ]
    say(
        "a move on 5 October in a file that repeats 1 September does not overlap",
        counts(answer) == [0, 0, 1, 0, 0] and enrolments() == moved,
        (answer, enrolments()),
    )
    answer = bring(FULL + first.replace(";4A;", ";4B;"), october + datetime.timedelta(1))
    say(
        "and the file of the next night changes nothing",
        counts(answer) == [0, 0, 0, 0, 1] and enrolments() == moved,
        (answer, enrolments()),
    )
