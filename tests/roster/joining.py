"""Two accounts that become one, a school that succeeds a school, and the pupils of a school."""
import datetime
import json

from rosters import national, schools
from tap import report


def joining(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def told(*words):
        done = place.run(*words, "--json")
        return done.returncode, json.loads(done.stdout) if done.stdout[:1] == "{" else done.stderr

    number = national(1, 2, 2015, 34)
    place.roster(2, "1;Manao;Colignon;4de leerjaar;4A;01/02/2015;")
    place.roster(3, f"7;Manao;Colignon;4de leerjaar;4B;01/02/2015;{number}")
    place.make(2)
    place.make(3)
    here = "manao.colignon"
    there = "manao.colignon2"
    both = f"1;Manao;Colignon;4de leerjaar;4A;01/02/2015;{number}"
    _, answer = place.roster(2, both)
    say(
        "the report advises to join, not to erase",
        "account join" in answer["warnings"][0]["message"]
        and "erase" not in answer["warnings"][0]["message"],
        answer,
    )
    code, answer = told("account", "join", here, there)
    say(
        "two accounts become one, with the enrolments of both",
        code == 0 and answer["enrolments"] == 1 and schools(place.account(here)) == [2, 3],
        answer,
    )
    say("the other one is inactive", place.account(there)["status"] == "inactive")
    for school, row in ((2, both), (3, f"7;Manao;Colignon;4de leerjaar;4B;01/02/2015;{number}")):
        _, answer = place.roster(school, row)
        say(
            f"and school {school} changes nothing the next night",
            (answer["unchanged"], answer["warnings"], place.make(school)) == (1, [], 0),
            answer,
        )
    code, answer = told("account", "join", here, there, "--undo")
    say(
        "undone within a day",
        code == 0
        and schools(place.account(here)) == [2]
        and schools(place.account(there)) == [3]
        and place.account(there)["status"] == "active",
        answer,
    )
    say("but not twice", told("account", "join", here, there, "--undo")[0] == 3)
    say("nor with itself", told("account", "join", here, "2:1")[0] == 3)
    say("nor a missing one", told("account", "join", here, "nobody.here")[0] == 3)

    today = datetime.date.today()
    code, answer = told("pupils", "list", "--school", 2)
    say(
        "the pupils of a school, for a program",
        code == 0
        and [(p["roll_number"], p["class"], p["username"]) for p in answer["items"]]
        == [(1, "4A", here)],
        answer,
    )
    day = today + datetime.timedelta(500)
    code, answer = told("pupils", "list", "--school", 2, "--day", day)
    say("on another day", code == 0 and answer["items"] == [] and answer["day"] == str(day), answer)
    say("of a school that exists", told("pupils", "list", "--school", 77)[0] == 3)

    # school 2 becomes 4, pupils without number
    rows = ("1;Manao;Colignon;4de leerjaar;4A;01/02/2015;", "5;Sem;Wouters;4de leerjaar;4A;;")
    place.roster(2, *rows)
    place.make(2)
    place.run("school", "add", 4, "Nieuwe school")
    code, answer = told("school", "succeed", 2, 4, "--date", today)
    say("a school succeeds a school", code == 0 and answer == {"pupils": 2}, answer)
    code, answer = place.roster(4, *rows)
    say(
        "its first list finds the same persons, also without number",
        (answer["new"], answer["unchanged"], place.make(4)) == (0, 2, 0)
        and schools(place.account("sem.wouters")) == [4],
        answer,
    )
    code, answer = told("pupils", "list", "--school", 2)
    say("the old school is empty", answer["items"] == [], answer)
    code, answer = told("pupils", "list", "--school", 2, "--day", today - datetime.timedelta(1))
    # a merger on 1 September, when every enrolment ended the day before
    place.run("school", "add", 6, "Oude school")
    place.run("school", "add", 7, "Fusieschool")
    place.roster(6, "9;Jef;Aerts;4de leerjaar;4A;;")
    place.make(6)
    place.roster(6, "10;Kato;Baert;4de leerjaar;4A;;")
    told("school", "succeed", 6, 7, "--date", today)
    _, answer = place.roster(7, "9;Jef;Aerts;4de leerjaar;4A;;")
    say(
        "pupils whose enrolment had ended are found too",
        place.make(7) == 0 and schools(place.account("jef.aerts")) == [7],
        answer,
    )
    place.roster(2, rows[0])
    say("a second time is refused", told("school", "succeed", 2, 4)[0] == 4)
