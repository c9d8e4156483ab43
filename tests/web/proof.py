"""Confirming the password, and responses to forms: no input is lost, and no browser ends on a dead
end.
"""
import html
import re
import time
import urllib.parse

from tap import case, check
from world import OWN

OLD_PROOF = "UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000"


def hidden(answer):
    """Returns the hidden fields of a page."""
    return [
        (name, html.unescape(value))
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text
        )
        if name != "csrf"
    ]


def prove(visitor, world, asked):
    time.sleep(1.2)
    action = html.unescape(
        re.search(r'<form [^>]*class="card pad stack"[^>]* action="([^"]+)"', asked.text)[1]
    )
    fields = [("csrf", asked.csrf), *hidden(asked), ("bewijs", world.passwords["manager"])]
    return visitor.ask("POST", action, urllib.parse.urlencode(fields))


@case
def a_proof_leads_back_to_the_page_and_drops_no_password_of_a_zip(world):
    visitor = world.staff("manager")
    card, pupil = f"/leerlingen/{world.own_class}/kaart", f"/leerlingen/{world.own_class}"
    visitor.headers = {"Referer": f"{world.loket}{pupil}?klas=5WEWI"}
    world.change("UPDATE history SET at_ms = at_ms - 3600001")
    world.change(OLD_PROOF)
    asked = visitor.get(card)
    check(
        asked.status == 403 and f'href="{pupil}?klas=5WEWI">' in asked.text,
        "a way back, with the filter",
    )
    back = prove(visitor, world, asked)
    check(
        back.location == f"{pupil}?klas=5WEWI",
        f"a file leads to the page it was asked on: {back.status} {back.location}",
    )
    page = visitor.follow(back)
    check(
        f'content="0; url={card}"' in page.text and page.says("Je wachtwoord klopt."),
        "where it begins by itself",
    )
    check(visitor.get(card).headers["Content-Type"] == "application/pdf", "and is there")
    visitor.headers = {}
    for actie, zipww, says, goes in (
        ("druk", "een lang wachtwoord", True, False),
        ("druk", "", False, True),
    ):
        world.change(OLD_PROOF)
        asked = visitor.post(
            "/afdrukken?klas=5WEWI",
            visitor.get("/leerlingen").csrf,
            l=world.own_class,
            welk="zip",
            zipww=zipww,
            printer="Lokaal 3",
            actie=actie,
        )
        check(
            asked.status == 403
            and 'action="/afdrukken?klas=5WEWI"' in asked.text
            and (not zipww or zipww not in asked.text),
            "asked, and the address stays",
        )
        shown = prove(visitor, world, asked)
        check(
            shown.status == 200
            and 'value="zip" checked' in shown.text
            and 'value="Lokaal 3"' in shown.text,
            f"the page as it was: {shown.status}",
        )
        check(
            shown.says("Typ het wachtwoord van de ZIP opnieuw.") == says
            and ("data-verder" in shown.text) == goes,
            f"an open ZIP never by itself: {zipww}",
        )
    world.change("UPDATE staff_session SET seen_ms = seen_ms - 31 * 60000")
    ended = visitor.post(
        "/afdrukken",
        shown.csrf,
        l=world.own_class,
        welk="zip",
        zipww="een lang wachtwoord",
        actie="druk",
    )
    back = re.search(r'name="terug" value="([^"]+)"', ended.text)[1]
    offered = visitor.follow(
        visitor.post(
            "/aanmelden",
            ended.csrf,
            gebruiker="manager",
            wachtwoord=world.passwords["manager"],
            terug=back,
        )
    )
    shown = visitor.ask(
        "POST", "/afdrukken", urllib.parse.urlencode([("csrf", offered.csrf), *hidden(offered)])
    )
    check(
        shown.says("Typ het wachtwoord van de ZIP opnieuw."),
        f"nor after the end of a session: {shown.status} {shown.headers['Content-Type']}",
    )


@case
def what_one_made_oneself_is_printed_at_once_by_nobody_else(world):
    zips = {}
    for name in ("manager", "beide"):
        visitor = world.staff(name)
        if name == "beide":
            visitor.post("/instelling", visitor.get("/instelling").csrf, school=OWN)
        zips[name] = visitor
    pupil = f"/leerlingen/{world.own_class}"
    page = zips["manager"].get(f"{pupil}/wijzig")
    version = re.search(r'name="versie" value="(\d+)"', page.text)[1]
    name = html.unescape(re.search(r'name="gebruikersnaam" value="([^"]+)"', page.text)[1])
    check(
        zips["manager"]
        .post(
            f"{pupil}/wijzig",
            page.csrf,
            versie=version,
            gebruikersnaam=name,
            vernieuw=1,
            actie="bewaar",
        )
        .status
        == 303,
        "a new secret",
    )
    world.change(OLD_PROOF)
    check(
        zips["manager"].get(f"{pupil}/zip").headers["Content-Type"] == "application/zip",
        "by who made it, at once",
    )
    check(zips["beide"].get(f"{pupil}/zip").status == 403, "by another after a proof")
    check(
        "data-geheim" not in zips["manager"].post(f"{pupil}/toon", page.csrf).text,
        "shown on a screen after the password, also for its creator",
    )
    world.change("UPDATE history SET at_ms = at_ms - 3600001")
    check(zips["manager"].get(f"{pupil}/zip").status == 403, "an hour later after a proof")


@case
def what_answers_a_form_says_where_it_can_be_asked(world):
    visitor = world.staff("manager")
    token, pupil = visitor.get("/leerlingen").csrf, f"/leerlingen/{world.own_class}"
    shown = visitor.post(f"{pupil}/toon?klas=5WEWI", token)
    back = re.search(r'action="/verberg"[^>]*>.*?name="terug" value="([^"]+)"', shown.text, re.S)[1]
    check(
        back == f"{pupil}?klas=5WEWI" and visitor.get(back).status == 200,
        f"a secret that is shown: {back}",
    )
    for path, fields, says in (
        ("/leerlingen", {"actie": "druk", "l": world.own_class}, "1 kaart afdrukken"),
        ("/leerlingen", {"actie": "klaslijst", "l": world.own_class}, "1 gekozen leerling"),
        ("/afdrukken", {"actie": "druk", "l": world.own_class, "x": "99"}, "1 kaart afdrukken"),
        (f"{pupil}/wijzig", {"gebruikersnaam": "half.getypt"}, "half.getypt"),
    ):
        page = visitor.post(path, token, **fields)
        check(
            re.search(
                r'<button class="switch" form="werk" name="balk" value="(toon|verberg)"', page.text
            )
            and "/taal/" not in page.text,
            f"{path}: the switch sends the form along",
        )
        action = html.unescape(
            re.search(r'<form[^>]* id="werk"[^>]* action="([^"]+)"', page.text)[1]
        )
        extra = [("gebruikersnaam", "half.getypt")] if "wijzig" in path else []
        for wish, mark in (
            ("verberg", 'aria-pressed="true"'),
            ("toon", 'aria-pressed="false"'),
            ("taal.fr", '<html lang="fr'),
            ("taal.nl", says),
        ):
            again = visitor.ask(
                "POST",
                action,
                urllib.parse.urlencode(
                    [("csrf", token), *hidden(page), *extra, ("actie", "druk"), ("balk", wish)]
                ),
            )
            check(
                again.status in (200, 422) and mark in again.text and world.own_class in again.text,
                f"{path} {wish}: {again.status}",
            )
    check('action="/verberg"' in visitor.get(pupil).text, "elsewhere it goes alone")
