"""The own password, the mail address and its links."""
import re

from secrets_of_pupils import database, release, taken
from tap import case, check
from visitor import Visitor

OWN = "kaas fietst naar mars"


@case
def the_first_own_password(site):
    username = taken(site, "Tijdelijk wachtwoord")
    visitor = Visitor(site.mijn)
    check(
        visitor.get("/nieuw-wachtwoord").says("Er is niets bewaard"),
        "nothing without the temporary one",
    )
    answer = visitor.sign_in(username, wachtwoord=site.secrets[username])
    check(answer.location == "/nieuw-wachtwoord", "own password due")
    page, held = visitor.follow(answer), site.secrets[username].upper() + "x9"
    for new, again, words in (
        ("kort", "kort", "te kort"),
        ("x" * 129, "x" * 129, "te lang"),
        ("wachtwoord123", "wachtwoord123", "één gewoon woord"),
        ("brusselstad2024", "brusselstad2024", "die van je school"),
        (username + "1", username + "1", "te makkelijk te raden"),
        (held, held, "stond op papier"),
        (OWN, OWN + "!", "niet hetzelfde"),
    ):
        page = visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=new, nogeens=again)
        check(page.status == 200 and page.says(words), f"{new}: {words}")
        check(f'"{new}"' not in page.text, "a password never comes back")
    answer = visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=OWN, nogeens=OWN)
    check(answer.location == "/e-mail?stap=2", "in, and the address is asked")
    check(visitor.get("/").says("Mijn gegevens"), "signed in")
    check(
        Visitor(site.mijn).sign_in(username, wachtwoord=site.secrets[username]).location
        == f"/{username}",
        "the temporary one is over",
    )
    again = Visitor(site.mijn)
    check(again.sign_in(username, wachtwoord=OWN).location == "/", "the own one works")
    check(
        re.search(
            r"Vorige keer aangemeld \d+ \w+ \d{4}",
            re.sub(r"<[^>]+>", " ", again.get("/").text).replace("  ", " "),
        ),
        "the sign-in before is shown",
    )


@case
def another_own_password(site):
    username, visitor = own_account(site)
    elsewhere = Visitor(site.mijn)
    elsewhere.sign_in(username, wachtwoord=OWN)
    page = visitor.get("/wachtwoord")
    fresh = "vier stille olifanten"
    page = visitor.post("/wachtwoord", page.csrf, oud="iets anders", nieuw=fresh, nogeens=fresh)
    check(page.says("Dat is niet je wachtwoord van nu."), "the old one is asked")
    page = visitor.post("/wachtwoord", page.csrf, oud=OWN, nieuw=OWN, nogeens=OWN)
    check(page.says("Dit is je wachtwoord van nu."), "another one is wanted")
    answer = visitor.post("/wachtwoord", page.csrf, oud=OWN, nieuw=fresh, nogeens=fresh)
    check(visitor.follow(answer).says("Je nieuwe wachtwoord is bewaard."), "kept")
    check(elsewhere.get("/").says("Wie ben jij?"), "signed out elsewhere")
    check(Visitor(site.mijn).sign_in(username, wachtwoord=fresh).location == "/", "works")


def own_account(site):
    username = taken(site, "Tijdelijk wachtwoord")
    visitor = Visitor(site.mijn)
    page = visitor.follow(visitor.sign_in(username, wachtwoord=site.secrets[username]))
    visitor.post("/nieuw-wachtwoord", page.csrf, nieuw=OWN, nogeens=OWN)
    return username, visitor


def link_of(mail):
    return re.search(r"http://[^\s]+?(/[^\s]+)", mail[2].replace("http://localhost", "http://x"))[1]


@case
def an_address_is_proved_and_brings_a_new_password(site):
    username, visitor = own_account(site)
    page = visitor.get("/e-mail")
    check(
        visitor.post("/e-mail", page.csrf, email="geen adres").says("Kijk het adres na."),
        "no address",
    )
    page = visitor.follow(visitor.post("/e-mail", page.csrf, email="ivica@example.org"))
    check(
        page.says("We stuurden een mail naar ivica@example.org.")
        and not page.says("Wil je een e-mailadres")
        and visitor.get("/e-mail").says("Stuur de mail"),
        "said, once, with the address",
    )
    mail = site.mails()[0]
    check(
        mail[0] == "<ivica@example.org>" and username not in mail[1] + mail[2],
        "to the pupil, without the username",
    )
    site.forget_mails()
    other = Visitor(site.mijn)  # the mail may be read on another device
    page = other.follow(other.get(link_of(mail)))
    check(
        other.get("/e-mail/bevestig").says("Druk op de knop."), "opening the link uses nothing up"
    )
    check(
        other.follow(other.post("/e-mail/bevestig", page.csrf)).says("Je e-mailadres is bevestigd"),
        "proved",
    )
    check(len(site.mails()) == 1 and not site.forget_mails(), "a mail reports it")
    late = Visitor(site.mijn)
    page = late.follow(late.get(link_of(mail)))
    check(late.post("/e-mail/bevestig", page.csrf).says("Deze link werkt niet meer"), "once")
    check(late.get("/e-mail/bevestig/a%3Bb").status == 404, "what is no token is no link")
    check(visitor.get("/").says("ivica@example.org"), "shown")
    page = (forgetful := Visitor(site.mijn)).get(f"/wachtwoord-vergeten?naam={username}")
    check(
        f'value="{username}"' in page.text
        and page.says("Vraag je kaartje aan je juf, meester of leerkracht."),
        "filled in; the page of a pupil with only a card says whom to ask",
    )
    answers = [
        forgetful.post("/wachtwoord-vergeten", page.csrf, naam=name)
        for name in (username, "niemand.hier", "jade.aerts")
    ]
    check(
        len({(a.status, a.location, len(a.text)) for a in answers}) == 1, "one answer for all names"
    )
    mails = site.mails()
    check(len(mails) == 1 and mails[0][1] == "LeerID: de link die je vroeg", f"{mails}")
    fresh = "zeven blauwe wolken"
    link = link_of(mails[0])
    site.forget_mails()
    page = forgetful.follow(forgetful.get(link))
    check(page.path == "/wachtwoord-vergeten/nieuw", "the token leaves the address")
    check(
        forgetful.post("/wachtwoord-vergeten/nieuw", page.csrf, nieuw="kort", nogeens="kort").says(
            "te kort"
        ),
        "judged",
    )
    check(
        forgetful.follow(
            forgetful.post("/wachtwoord-vergeten/nieuw", page.csrf, nieuw=fresh, nogeens=fresh)
        ).says("Je nieuwe wachtwoord is bewaard."),
        "in",
    )
    check(len(site.mails()) == 1, "a mail reports the new password")
    check(visitor.get("/").says("Wie ben jij?"), "signed out elsewhere")
    late = Visitor(site.mijn)
    check(late.follow(late.get(link)).says("Deze link werkt niet meer"), "once")
    check(Visitor(site.mijn).sign_in(username, wachtwoord=fresh).location == "/", "works")


@case
def an_open_session_gives_nobody_an_address(site):
    username, visitor = own_account(site)
    check(not visitor.get("/e-mail").says("Je wachtwoord van nu"), "not asked twice in a row")
    database(site, "UPDATE pupil_session SET created_ms = created_ms - 900001")
    page = visitor.get("/e-mail")
    check(page.says("Je wachtwoord van nu"), "asked")
    site.forget_mails()
    empty, wrong = "Vul dit veld in.", "Dat is niet je wachtwoord van nu."
    for more, words in (
        ({}, empty),
        ({"oud": ""}, empty),
        ({"oud": "iets anders"}, wrong),
        ({"doe": "weg"}, empty),
    ):
        answer = visitor.post("/e-mail", page.csrf, email="dief@example.org", **more)
        check(answer.status == 200 and answer.says(words), f"{more}: {answer.status}")
    before = dict(visitor.cookies)
    answer = visitor.post("/e-mail", page.csrf, email="ikzelf@example.org", oud=OWN)
    check(
        visitor.follow(answer).says("We stuurden een mail naar ikzelf@example.org"),
        "with the password",
    )
    check([m[0] for m in site.mails()] == ["<ikzelf@example.org>"], "one mail, to the pupil")
    old = Visitor(site.mijn)
    old.cookies = before
    check(
        visitor.get("/").says("Mijn gegevens") and not old.get("/").says("Mijn gegevens"),
        "under a new session",
    )


@case
def a_link_ends_after_half_an_hour(site):
    username, visitor = own_account(site)
    site.forget_mails()
    page = visitor.get("/e-mail")
    visitor.post("/e-mail", page.csrf, email="b@example.org")
    link = link_of(site.mails()[0])
    database(site, "UPDATE mail_link SET ends_ms = ends_ms - 1800000")
    database(site, "INSERT INTO mail VALUES (7, 'late@example.org', 'LeerID', x'00', 0, 1000)")
    page = visitor.follow(visitor.get(link))
    check(visitor.post("/e-mail/bevestig", page.csrf).says("Deze link werkt niet meer"), username)
    check(
        len(site.mails(2, seconds=4)) == 0 and len(site.mails(1)) == 1,
        "a mail that could not be sent in time is dropped",
    )


@case
def an_empty_field_is_no_attempt(site):
    """Without scripts: the server shows the message beside the field; checkboxes keep their state,
    and no attempt is counted.
    """
    release(site)
    username, visitor = own_account(site)
    counted = "SELECT SUM(failures) FROM throttle_account", "SELECT COUNT(*) FROM visit"
    before = [database(site, statement) for statement in counted]

    def refuses(answer, fields, words):
        for name in fields:
            tag = re.search(rf'<input [^>]*name="{name}"[^>]*>', answer.text)[0]
            check('aria-invalid="true"' in tag, f"{name} is marked: {tag}")
            where = re.search(r'aria-describedby="([^"]*)"', tag)[1].split()[-1]
            said = re.search(rf'id="{where}">(?:<svg.*?</svg>)?<p>(.*?)</p>', answer.text)
            check(said and said[1] == words, f"{name}: {said and said[1]}")
        check(answer.text.count('aria-invalid="true"') == len(fields), "only these")

    empty, other = "Vul dit veld in.", "vier stille olifanten"
    stranger = Visitor(site.mijn)
    answer = stranger.sign_in(username, wachtwoord="", eigen="1")
    answer = stranger.follow(answer)
    refuses(answer, ["wachtwoord"], empty)
    check('name="eigen" value="1" checked' in answer.text, "the tick stays")
    page = visitor.get("/wachtwoord")
    for oud, nieuw, again, fields in (
        ("", "", "", ["oud", "nieuw"]),
        ("", other, other, ["oud"]),
        (OWN, "", "", ["nieuw"]),
        (OWN, other, "", ["nogeens"]),
    ):
        answer = visitor.post("/wachtwoord", page.csrf, oud=oud, nieuw=nieuw, nogeens=again)
        refuses(answer, fields, empty)
    database(site, "UPDATE pupil_session SET created_ms = created_ms - 900001")
    refuses(visitor.post("/e-mail", page.csrf, email="", oud=""), ["email", "oud"], empty)
    answer = visitor.post("/e-mail", page.csrf, email="lies@example.org", oud="")
    refuses(answer, ["oud"], empty)
    check('value="lies@example.org"' in answer.text, "the address stays")
    check([database(site, s) for s in counted] == before, "an empty field counts as an attempt")
    stranger.follow(stranger.sign_in(username, wachtwoord="mis", eigen="1"))
    check(database(site, counted[0]) != before[0], "a wrong one does")
