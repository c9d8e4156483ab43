"""The person of a roster row: a national number that is new, that clashes, that belongs to another
pupil.
"""
import json

from rosters import schools, warned
from tap import report

IVICA, EBEN = (
    "07031912386",
    "09051897794",
)  # the manual's pupils, with the numbers of the sample roster


SISTER = "15020110034"


def cases(place, engine):
    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    place.roster(2, "1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;")
    say("without a number, an account is made", place.make(2) == 1)
    code, answer = place.roster(2, f"1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;{IVICA}")
    say(
        "an unknown national number is stored",
        code == 0 and place.make(2) == 0 and schools(place.account("ivica.cauberghs")) == [2],
        answer,
    )
    code, answer = place.roster(3, f"77;Ivica;Cauberghs;4de leerjaar;4B;19/03/2007;{IVICA}")
    say(
        "and identifies the same account from another school",
        code == 0 and place.make(3) == 0 and schools(place.account("ivica.cauberghs")) == [2, 3],
        answer,
    )

    place.roster(
        3,
        f"77;Ivica;Cauberghs;4de leerjaar;4B;19/03/2007;{IVICA}",
        f"78;Eben-Ezer;Charneux;4de leerjaar;4B;18/05/2009;{EBEN}",
    )
    place.roster(
        2,
        f"1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;{IVICA}",
        "2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;",
    )
    say(
        "known in another school by number, here without number: a separate account",
        place.make(2) == 1,
    )
    code, answer = place.roster(
        2,
        f"1;Ivica;Cauberghs;4de leerjaar;4A;19/03/2007;{IVICA}",
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
    )
    say(
        "when the number arrives, the records are merged and keep that account",
        code == 0 and schools(place.account("eben-ezer.charneux")) == [2, 3],
        answer,
    )
    told = json.loads(place.run("account", "export", "eben-ezer.charneux").stdout)
    say(
        "the export contains both histories",
        [e["event"] for e in told["history"]].count("history.joined") == 2
        and {e["school"] for e in told["history"] if e["event"] == "history.enrolled"} == {2, 3},
        told["history"],
    )
    say(
        "and the other school needs no new account",
        place.make(3) == 0 and place.account("eben-ezer.charneux2") is None,
    )
    say(
        "nothing was reported as new, moved or ended",
        (answer["new"], answer["moved"], answer["ended"]) == (0, 0, 0),
        answer,
    )

    place.roster(
        3,
        f"78;Eben-Ezer;Charneux;4de leerjaar;4B;18/05/2009;{EBEN}",
        "79;Manao;Colignon;4de leerjaar;4B;01/02/2015;",
    )
    place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "3;Manao;Colignon;4de leerjaar;4A;01/02/2015;15020110034",
    )
    say("two accounts of one person, created separately", place.make(2) + place.make(3) == 2)
    code, answer = place.roster(
        3,
        f"78;Eben-Ezer;Charneux;4de leerjaar;4B;18/05/2009;{EBEN}",
        "79;Manao;Colignon;4de leerjaar;4B;01/02/2015;15020110034",
    )
    say(
        "are reported, and both remain",
        code == 0
        and answer["applied"]
        and warned(answer, "twee LeerID's", "manao.colignon2")
        and schools(place.account("manao.colignon")) != schools(place.account("manao.colignon2")),
        answer,
    )
    code, answer = place.roster(
        3,
        f"78;Eben-Ezer;Charneux;4de leerjaar;4C;18/05/2009;{EBEN}",
        "79;Manao;Colignon;4de leerjaar;4B;01/02/2015;15020110034",
    )
    say(
        "while the rest of the file is imported",
        code == 0 and answer["moved"] == 1 and warned(answer, "twee LeerID's"),
        answer,
    )
    here = (
        "manao.colignon" if schools(place.account("manao.colignon")) == [3] else "manao.colignon2"
    )
    place.run("account", "erase", here, "--yes")
    code, answer = place.roster(
        3,
        f"78;Eben-Ezer;Charneux;4de leerjaar;4C;18/05/2009;{EBEN}",
        "79;Manao;Colignon;4de leerjaar;4B;01/02/2015;15020110034",
    )
    other = "manao.colignon2" if here == "manao.colignon" else "manao.colignon"
    say(
        "after one is erased, the other is used in both schools",
        code == 0 and not answer["warnings"] and schools(place.account(other)) == [2, 3],
        answer,
    )

    place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;22/08/1999;99482299779",
    )
    place.make(2)
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;22/08/1999;99082203285",
    )
    say(
        "a bis number is replaced: the same names, birth day and roll number",
        code == 0 and place.make(2) == 0,
        answer,
    )
    code, answer = place.roster(
        3,
        f"78;Eben-Ezer;Charneux;4de leerjaar;4B;18/05/2009;{EBEN}",
        "80;Süheda;Carabin;4de leerjaar;4B;22/08/1999;99082203285",
    )
    say(
        "and the new number identifies the account from another school",
        code == 0 and schools(place.account("suheda.carabin")) == [2, 3],
        answer,
    )
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;23/08/1999;99082300285",
    )
    say(
        "another number and another birth day is reported for a decision",
        code == 0
        and answer["applied"]
        and warned(answer, "Stamnummer 8 ")
        and place.birthday("suheda.carabin") == "1999-08-22",
        answer,
    )
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;23/08/1999;99082300285",
    )
    say(
        "and again the next night",
        warned(answer, "Stamnummer 8 ") and place.birthday("suheda.carabin") == "1999-08-22",
        answer,
    )
    place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;23/08/1999;",
    )
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;23/08/1999;99082300285",
    )
    say(
        "once without the number, then with it: the same account",
        code == 0
        and not answer["warnings"]
        and place.make(2) == 0
        and place.birthday("suheda.carabin") == "1999-08-23",
        answer,
    )
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "8;Süheda;Carabin;4de leerjaar;4A;;99082300285",
    )
    say(
        "a file without birth days does not delete them",
        code == 0 and answer["changed"] == 0 and place.birthday("suheda.carabin") == "1999-08-23",
        answer,
    )

    place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "9;Borel;Daelemans;4de leerjaar;4A;05/06/2014;",
    )
    place.make(2)
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "9;Mac;Daoust;4de leerjaar;4A;07/08/2013;",
    )
    say(
        "a reused roll number identifies another person",
        code == 0 and place.make(2) == 1 and schools(place.account("mac.daoust")) == [2],
        answer,
    )
    say(
        "who does not inherit the account",
        schools(place.account("borel.daelemans")) == [],
        place.account("borel.daelemans"),
    )
    code, answer = place.roster(
        2,
        f"2;Eben-Ezer;Charneux;4de leerjaar;4A;18/05/2009;{EBEN}",
        "9;Mac;D'Aoust;4de leerjaar;4A;07/08/2013;",
    )
    say(
        "a corrected name keeps the account",
        code == 0 and place.make(2) == 0 and schools(place.account("mac.daoust")) == [2],
        answer,
    )


def copied(place, engine):
    """The record of a sister was copied with her national number. The account must never depend on
    that number."""

    def say(name, holds, detail=""):
        report(holds, f"{engine}: {name}", detail)

    def apart(*names):
        accounts = [place.account(name) for name in names]
        return all(accounts) and len({a["username"] for a in accounts}) == len(names)

    sister = f"1;Wilhelmina;Daniëls;4de leerjaar;4A;01/02/2015;{SISTER}"
    brother = f"2;Keshab;Daniëls;3de leerjaar;3A;05/06/2016;{SISTER}"
    place.roster(2, sister)
    place.make(2)
    for night in ("first", "second"):
        code, answer = place.roster(2, sister, brother)
        say(
            f"a brother with his sister's number is another person, the {night} night",
            code == 0
            and warned(answer, "ook op rij 2")
            and answer["ended"] == 0
            and schools(place.account("wilhelmina.daniels")) == [2],
            answer,
        )
    say(
        "and gets his own account",
        place.make(2) == 1 and apart("wilhelmina.daniels", "keshab.daniels"),
    )
    code, answer = place.roster(3, f"9;Keshab;Daniëls;3de leerjaar;3A;05/06/2016;{SISTER}")
    say(
        "also in another school",
        code == 0
        and warned(answer, "stamnummer 9 ")
        and schools(place.account("wilhelmina.daniels")) == [2],
        answer,
    )
    code, answer = place.roster(3, f"8;Keshab;Daniëls;3de leerjaar;3A;;{SISTER}")
    say(
        "and without a birth day",
        code == 0
        and warned(answer, "stamnummer 8 ")
        and schools(place.account("wilhelmina.daniels")) == [2],
        answer,
    )
    code, answer = place.roster(2, sister, f"3;Ivica;Daniëls;4de leerjaar;4A;01/02/2015;{SISTER}")
    say(
        "a twin with her number is another person",
        code == 0
        and warned(answer, "ook op rij 2")
        and place.make(2) == 1
        and apart("wilhelmina.daniels", "ivica.daniels"),
        answer,
    )
    code, answer = place.roster(
        2, sister, "2;Keshab;Daniëls;3de leerjaar;3A;05/06/2016;16060509961"
    )
    say(
        "after the number is corrected there is no warning",
        code == 0 and not answer["warnings"] and schools(place.account("keshab.daniels")) == [2],
        answer,
    )

    both = (
        "11;Mac;Daoust;4de leerjaar;4A;01/02/2015;",
        "12;Borel;Daoust;3de leerjaar;3A;05/06/2016;",
    )
    code, answer = place.roster(2, *(row + "15020103304" for row in both))
    say(
        "two new children with one number are two persons",
        code == 0
        and answer["new"] == 2
        and warned(answer, "ook op rij 2")
        and place.make(2) == 2
        and apart("mac.daoust", "borel.daoust"),
        answer,
    )
    both = (
        "21;Mac;Charneux;4de leerjaar;4A;01/02/2015;",
        "22;Borel;Charneux;3de leerjaar;3A;05/06/2016;",
    )
    place.roster(2, *both)
    place.make(2)
    for night in ("first", "second"):
        code, answer = place.roster(2, *(row + "15020103502" for row in both))
        say(
            f"two known pupils who get the same number, the {night} night",
            code == 0
            and answer["applied"]
            and warned(answer, "ook op rij 2")
            and apart("mac.charneux", "borel.charneux"),
            answer,
        )
    two = (
        "31;Eben-Ezer;Aubry;4de leerjaar;4A;01/02/2015;15020103797",
        "32;Keshab;Meunier;3de leerjaar;3A;05/06/2016;",
        "33;Eben-Ezer;Zonne;4de leerjaar;4B;01/02/2015;15020103797",
    )
    place.roster(2, *two)
    place.make(2)
    say(
        "one pupil under two roll numbers, far apart in the list, gets one account",
        bool(place.account("keshab.meunier"))
        and len([name for name in ("eben-ezer.aubry", "eben-ezer.zonne") if place.account(name)])
        == 1,
    )
