"""One number, two children; one child, two schools: what is joined, what is asked and what stays."""
from rosters import national, schools, warned
from tap import report

ANNA = "1;Anna;Peeters;4de leerjaar;4A;01/02/2015;" + national(1, 2, 2015, 34)


def persons(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def made(*names):
        accounts = [place.account(name) for name in names]
        return all(accounts) and len({a["username"] for a in accounts}) == len(names)

    # twins: one number and birth day, another first name, another school
    place.roster(2, ANNA)
    place.make(2)
    twin = "7;Bea;Peeters;4de leerjaar;4B;01/02/2015;" + national(1, 2, 2015, 34)
    code, answer = place.roster(3, twin)
    say(
        "a twin with her sister's number in another school is not joined, with a warning",
        code == 0
        and warned(answer, "stamnummer 7 ", "andere voornaam")
        and place.make(3) == 1
        and made("anna.peeters", "bea.peeters"),
        answer,
    )
    code, answer = place.roster(3, twin)
    say("it is asked once", code == 0 and answer["warnings"] == [], answer)
    say("and changes nothing", answer["unchanged"] == 1 and answer["changed"] == 0, answer)
    mended = "7;Bea;Peeters;4de leerjaar;4B;01/02/2015;" + national(1, 2, 2015, 36)
    code, answer = place.roster(3, mended)
    say(
        "the corrected number is learned and counts as changed",
        code == 0 and answer["warnings"] == [] and answer["changed"] == 1,
        answer,
    )
    for school, row in ((2, ANNA), (3, mended), (2, ANNA)):
        code, answer = place.roster(school, row)
        say(
            f"and school {school} changes nothing the next night",
            (answer["unchanged"], answer["changed"], answer["warnings"]) == (1, 0, []),
            answer,
        )
    say("each keeps her own account", made("anna.peeters", "bea.peeters"))

    # a pupil leaves, a week later another one comes with the roll number and the same first name
    place.roster(2, ANNA, "9;Sem;Wouters;4de leerjaar;4A;;")
    place.make(2)
    place.roster(2, ANNA)
    place.later(2, 8)
    code, answer = place.roster(2, ANNA, "9;Sem;Claes;4de leerjaar;4A;;")
    say(
        "a roll number reused after a week is a new person",
        code == 0
        and answer["new"] == 1
        and place.make(2) == 1
        and schools(place.account("sem.wouters")) == []
        and schools(place.account("sem.claes")) == [2],
        answer,
    )
    place.roster(2, ANNA)
    place.later(2, 8)
    code, answer = place.roster(2, ANNA, "9;Sem;Claes;4de leerjaar;4A;;")
    say(
        "the same pupil who comes back has the same account",
        code == 0 and place.make(2) == 0 and schools(place.account("sem.claes")) == [2],
        answer,
    )

    # two schools state other official data
    number = national(5, 6, 2014, 21)
    here, there = (
        f"20;Mac;Daoust;4de leerjaar;4A;05/06/2014;{number}",
        f"70;Mac;Daoust;4de leerjaar;4B;06/06/2014;{number}",
    )
    place.roster(2, ANNA, here)
    place.make(2)
    code, answer = place.roster(3, mended, there)
    say(
        "another birth day than the number's is told in the file that brings it",
        code == 0 and warned(answer, "stamnummer 70 ", "geboortedatum"),
        answer,
    )
    for school, rows in ((2, (ANNA, here)), (3, (mended, there)), (2, (ANNA, here))):
        code, answer = place.roster(school, *rows)
        say(
            f"school {school} does not flip it the next night",
            (answer["changed"], answer["warnings"], place.birthday("mac.daoust"))
            == (0, [], "2014-06-05"),
            answer,
        )
    place.roster(2, ANNA, f"21;Ivo;Aubry;4de leerjaar;4A;07/06/2014;{national(8, 6, 2014, 23)}")
    place.make(2)
    code, answer = place.roster(
        3, mended, f"71;Ivo;Aubry;4de leerjaar;4B;08/06/2014;{national(8, 6, 2014, 23)}"
    )
    say(
        "the birth day that agrees with the number wins",
        code == 0 and answer["warnings"] == [] and place.birthday("ivo.aubry") == "2014-06-08",
        answer,
    )
    code, answer = place.roster(
        2, ANNA, f"21;Ivo;Aubry;4de leerjaar;4A;07/06/2014;{national(8, 6, 2014, 23)}"
    )
    say(
        "the other school, which was told before, does not flip it",
        (answer["changed"], answer["warnings"]) == (0, [])
        and place.birthday("ivo.aubry") == "2014-06-08",
        answer,
    )

    # a bis number and the birth day are replaced together
    place.roster(
        2, ANNA, f"30;Noor;Meunier;4de leerjaar;4A;01/01/2014;{national(1, 1, 2014, 997, True)}"
    )
    place.make(2)
    known = f"30;Noor;Meunier;4de leerjaar;4A;09/03/2014;{national(9, 3, 2014, 24)}"
    code, answer = place.roster(2, ANNA, known)
    say(
        "a bis number and birth day replaced by the national ones are learned, as a change",
        code == 0 and answer["warnings"] == [] and answer["changed"] == 1,
        answer,
    )
    code, answer = place.roster(2, ANNA, known)
    say(
        "and not told the next night",
        (answer["changed"], answer["warnings"], place.birthday("noor.meunier"))
        == (0, [], "2014-03-09"),
        answer,
    )
    place.roster(
        3, mended, f"72;Noor;Meunier;4de leerjaar;4B;09/03/2014;{national(9, 3, 2014, 24)}"
    )
    say(
        "the next school finds the same person",
        place.make(3) == 0 and schools(place.account("noor.meunier")) == [2, 3],
    )
