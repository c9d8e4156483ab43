"""Usernames, words and pictures: every kind of secret that a school issues."""
import sqlite3

from served import PICTURES
from tap import case, check
from visitor import Visitor


def taken(site, kind):
    """Returns a pupil of that kind that no other case uses."""
    return site.accounts[kind].pop(0)


def database(site, statement, *values):
    with sqlite3.connect(site.folder / "state/leerid.db", timeout=10) as connection:
        return connection.execute(statement, values).fetchall()


def release(site):
    """Clears the rate limits, as "Geef vrij" does."""
    database(site, "DELETE FROM throttle_account")
    database(site, "DELETE FROM throttle_bucket")


@case
def the_bare_site_asks_the_name(site):
    visitor = Visitor(site.mijn)
    check(visitor.get("/").says("Dag! Wie ben jij?"), "the first page")
    check(
        visitor.get("/aanmelden?naam=Jade+A%C3%ABrts").location == "/jadeaerts",
        "folded as names are",
    )
    check(visitor.get("/aanmelden?naam=jan%40school.be").says("Haal de @ weg"), "an @ is explained")
    check(visitor.get("/Jade.Aerts").location == "/jade.aerts", "the address is folded too")
    check(visitor.get("/robots.txt").status == 404, "addresses of the site are no names")


@case
def a_word_without_case_and_blanks(site):
    for twist in (str, str.upper, lambda s: " " + s[:3] + " " + s[3:] + " "):
        username = taken(site, "Wachtwoord")
        visitor = Visitor(site.mijn)
        answer = visitor.sign_in(username, wachtwoord=twist(site.secrets[username]))
        check(answer.status == 303 and answer.location == "/", f"{twist} {answer.status}")
        page = visitor.get("/")
        check(
            page.says("Mijn gegevens")
            and page.says(username)
            and page.says("Dit is de eerste keer"),
            "the start page",
        )
        check(page.says("Vraag het aan je juf of meester."), "a basic pupil is told kindly")
        check(
            visitor.get("/wachtwoord").says("Vraag het aan je juf of meester."),
            "and cannot change the password",
        )
        check(
            visitor.post("/e-mail", page.csrf, email="a@example.org").status == 200,
            "nor set an address",
        )


@case
def wrong_is_said_once(site):
    username = taken(site, "Wachtwoord")
    visitor = Visitor(site.mijn)
    answer = visitor.sign_in(username, wachtwoord="fout1234")
    check(answer.status == 303, "after a form comes another address")
    check(
        visitor.follow(answer).says("Dat klopt nog niet. Kijk op je kaartje en probeer opnieuw."),
        "said",
    )
    check(not visitor.get(f"/{username}").says("Dat klopt nog niet"), "not said again")
    check(visitor.get("/").says("Wie ben jij?"), "not signed in")


@case
def pictures_tap_by_tap(site):
    username = taken(site, "Afbeeldingswachtwoord")
    names = site.secrets[username].split("-")
    visitor = Visitor(site.mijn)
    page = visitor.get(f"/{username}")
    check(
        page.says("Je hebt 0 van de 7 plaatjes gekozen.") and page.says("Nog 7 plaatjes"), "empty"
    )
    page = visitor.follow(visitor.post(f"/{username}", page.csrf, p=PICTURES.index(names[0])))
    check(page.says("Je hebt 1 van de 7 plaatjes gekozen."), "one")
    page = visitor.follow(visitor.post(f"/{username}", page.csrf, doe="wis"))
    check(page.says("Je hebt 0 van de 7 plaatjes gekozen."), "wiped")
    for name in names[:6]:
        page = visitor.follow(visitor.post(f"/{username}", page.csrf, p=PICTURES.index(name)))
    check(page.says("Nog 1 plaatje") and not page.says("Nog 1 plaatjes"), "one left")
    page = visitor.follow(visitor.post(f"/{username}", page.csrf, doe="opnieuw"))
    check(page.says("Je hebt 0 van de 7 plaatjes gekozen."), "anew")
    row = next(value for name, value in visitor.cookies.items() if name.endswith("stap"))
    check(
        len(row) > 60 and visitor.get("/niemand.hier").status == 200,
        "the browser keeps the row, sealed",
    )
    check(
        visitor.tap(username, names[::-1], PICTURES).location == f"/{username}", "the order counts"
    )
    check(
        visitor.get(f"/{username}").says(
            "Dat waren niet de juiste plaatjes. Geen probleem, begin opnieuw."
        ),
        "wrong, kindly",
    )
    check(visitor.tap(username, names, PICTURES).location == "/", "in")


@case
def a_school_may_choose_fewer_pictures(site):
    for count in (5, 6):
        site.leerid("school", "set", 2, "--pictures", count)
        before = set(site.secrets)
        site.create(site.spare.pop(), "--type", "basic", "--secret", "picture")
        username = sorted(set(site.secrets) - before)[0]
        names = site.secrets[username].split("-")
        visitor = Visitor(site.mijn)
        check(
            len(names) == count and visitor.get(f"/{username}").says(f"Nog {count} plaatjes"),
            f"{count} rings",
        )
        check(visitor.tap(username, names, PICTURES).location == "/", f"in with {count}")
    site.leerid("school", "set", 2, "--pictures", 7)
    old = site.accounts["Afbeeldingswachtwoord"][0]
    check(Visitor(site.mijn).get(f"/{old}").says("Nog 7 plaatjes"), "cards of before keep theirs")


@case
def pictures_at_once_and_by_name(site):
    typed = {
        "nl": PICTURES,
        "fr": (
            "chien poisson canard papillon banane pomme glace arbre police robot soleil voiture"
            " porte appareil_photo sac_à_dos ballon".split()
        ),
        "en": (
            "dog fish duck butterfly banana apple ice_cream tree police robot sun car door camera"
            " backpack ball".split()
        ),
        "de": (
            "Hund Fisch Ente Schmetterling Banane Apfel Eis Baum Polizei Roboter Sonne Auto Tür"
            " Fotoapparat Rucksack Ball".split()
        ),
    }
    username = taken(site, "Afbeeldingswachtwoord")
    numbers = [PICTURES.index(n) for n in site.secrets[username].split("-")]
    check(
        Visitor(site.mijn)
        .sign_in(username, reeks="-".join(map(str, numbers)), doe="klaar")
        .location
        == "/",
        "one POST",
    )
    check(
        Visitor(site.mijn).sign_in(username, reeks="0-1-99", doe="klaar").status == 303,
        "a row that is none",
    )
    for language, words in typed.items():
        for mark in (" ", "-", ", "):
            names = mark.join(words[n].replace("_", " ") for n in numbers)
            check(
                Visitor(site.mijn).sign_in(username, namen=names, doe="namen").location == "/",
                f"{language}: {names}",
            )
