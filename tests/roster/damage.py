"""How far damage reaches: one bad row, one school that would empty, a file cut short."""
import json

from rosters import HEAD
from tap import report


def pupils(school, count, first=1):
    return [
        f"{school};{n};Voornaam{n};Achternaam{n};4de leerjaar;4A;0{n % 9 + 1}/02/2015;"
        for n in range(first, first + count)
    ]


def damage(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def bring(rows, *words):
        file = place.top / "roster.csv"
        file.write_text(HEAD + "".join(row + "\n" for row in rows))
        done = place.run("import", file, "--json", *words)
        return done.returncode, json.loads(done.stdout)

    def counts(answer):
        return [answer[k] for k in ("new", "changed", "moved", "ended")]

    def held(answer):
        return [(h["school"], h["endings"], h["pupils"]) for h in answer["held"]]

    for school in (4, 5):
        place.run("school", "add", school, f"School {school}")
    code, answer = bring(pupils(2, 6) + pupils(3, 40) + pupils(4, 100))
    say("three schools", code == 0 and counts(answer) == [146, 0, 0, 0], answer)

    # the case: six pupils, one leaves, in the file of a region
    code, answer = bring(pupils(2, 5) + pupils(3, 40) + pupils(4, 100))
    say(
        "one of six leaves in the file of a region",
        code == 0 and counts(answer) == [0, 0, 0, 1] and answer["held"] == [],
        answer,
    )
    few = pupils(2, 5) + pupils(3, 40)[:30] + pupils(3, 2, 41) + pupils(4, 99)
    code, answer = bring(few, "--dry-run")
    say("a dry run tells who would be held back", held(answer) == [(3, 10, 40)], answer)
    code, answer = bring(few)
    say(
        "10 of 40: their endings wait; the new pupils and the other schools go through",
        code == 3 and counts(answer) == [2, 0, 0, 1] and held(answer) == [(3, 10, 40)],
        answer,
    )
    say(
        "with who they are",
        [w["roll_number"] for w in answer["held"][0]["who"]] == list(range(31, 41)),
        answer["held"],
    )
    code, answer = bring(few)
    say(
        "the next night they still wait, and nothing else changes",
        code == 3 and counts(answer) == [0, 0, 0, 0] and held(answer) == [(3, 10, 42)],
        answer,
    )
    done = json.loads(place.run("import", "--release", 3, "--json").stdout)
    say("they are released", done == {"released": [{"school": 3, "ended": 10}]}, done)
    code, answer = bring(few)
    say("and gone", code == 0 and counts(answer) == [0, 0, 0, 0] and not answer["held"], answer)
    fewer = [row for row in few if not row.startswith("4;")] + pupils(4, 70)
    code, answer = bring(fewer, "--release", "4")
    say("released with the file", code == 0 and counts(answer) == [0, 0, 0, 29], answer)
    code, answer = bring(pupils(2, 5, 50) + [r for r in fewer if not r.startswith("2;")])
    say(
        "everybody of a small school waits too",
        code == 3 and counts(answer) == [5, 0, 0, 0] and held(answer) == [(2, 5, 5)],
        answer,
    )
    code, answer = bring(pupils(2, 5) + pupils(2, 5, 50) + [r for r in fewer if r[0] != "2"])
    say(
        "who is back in the list is not held any more",
        code == 0
        and not answer["held"]
        and place.run("import", "--release", 2).stdout.count(": 0 "),
        answer,
    )

    # required fields refuse one school
    bad = [*fewer[:3], "2;4;;Achternaam4;4de leerjaar;4A;;", *fewer[4:], *pupils(4, 1, 200)]
    code, answer = bring(bad)
    say(
        "a row without a first name refuses its school only",
        code == 3
        and answer["refused"] == [2]
        and counts(answer) == [1, 0, 0, 0]
        and len(answer["errors"]) == 1
        and answer["errors"][0]["line"] == 5,
        answer,
    )
    code, answer = bring(pupils(999, 1) + pupils(4, 1, 201) + [r for r in bad if r[0] == "4"])
    say(
        "an unknown school refuses itself only",
        code == 3 and answer["refused"] == [999] and counts(answer) == [1, 0, 0, 0],
        answer,
    )
    code, answer = bring(pupils(2, 2) + ["2;9;;Achternaam;4de leerjaar;4A;;"])
    say(
        "a file with one school is all or nothing",
        code == 3 and not answer["applied"] and counts(answer) == [0, 0, 0, 0],
        answer,
    )
    now = [r for r in bad if r[0] == "4"] + pupils(4, 1, 201)
    code, answer = bring(["x;1;An;Maes;4de leerjaar;4A;;", *now[1:], *pupils(4, 1, 202)])
    say(
        "while the school of a row cannot be read, absence ends nobody",
        code == 3 and counts(answer) == [1, 0, 0, 0] and held(answer) == [(4, 1, 72)],
        answer,
    )
    code, answer = bring([*now, *pupils(4, 1, 202)])
    say("and the next file mends it", code == 0 and not answer["held"], answer)

    # a limit of its own
    place.run("import", "--release", 4)
    place.run("school", "set", 4, "--ending-limit", 60)
    code, answer = bring(now[:40])
    say(
        "a hospital school with a limit of 60 % is not held back",
        code == 0 and answer["ended"] > 20 and not answer["held"],
        answer,
    )
    code, answer = bring(now[:40] + now[:1])
    say(
        "the same pupil twice refuses a single school",
        code == 3 and not answer["applied"] and len(answer["errors"]) == 1,
        answer,
    )
