"""Staff usernames, second factors, invitations and links."""
import json
import re
import threading

from steps import PASSWORD, enter, is_in, propose_totp, sql, staff, totp
from tap import case, check
from visitor import Visitor


@case
def names_nobody_has_wait_as_others_do(site):
    staff(site, "an.maes", "--role", "manager", "--school", 2)
    said = []
    for name in ("an.maes", "niet.bestaand"):
        answers = [enter(site, name, "fout fout fout").answer for _ in range(4)]
        said.append(
            [
                (
                    a.status,
                    re.sub(r"\d+", "N", re.search(r'role="alert".*?</div>', a.text, re.S)[0]),
                )
                for a in answers
            ]
        )
    check(said[0] == said[1], f"{said[0]}\n{said[1]}")
    check("Even pauze" in said[0][3][1], "the wait was among them")
    check(
        sql(
            site,
            (
                "SELECT COUNT(*) FROM visit WHERE event = (SELECT MAX(event) FROM visit WHERE"
                " subject_id IN (SELECT staff_id FROM staff))"
            ),
        )[0][0]
        >= 3,
        "lines",
    )


@case
def a_code_works_once_also_at_the_same_time(site):
    visitor, password = staff(site, "bart.claes", "--role", "manager", "--school", 2)
    page, secret, token = propose_totp(visitor)
    check(
        visitor.post(
            "/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret, -1)
        ).status
        == 303,
        "switched on",
    )
    code, browsers = totp(secret, 1), []
    threads = [
        threading.Thread(
            target=lambda: browsers.append(enter(site, "bart.claes", password, code=code))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(
        sorted(b.answer.status for b in browsers) == [303, 403], [b.answer.status for b in browsers]
    )
    sql(
        site,
        (
            "UPDATE staff SET totp_step = 0, failures = 0, wait_until_ms = 0 WHERE login ="
            " 'bart.claes'"
        ),
    )
    check(enter(site, "bart.claes", password).answer.status == 403, "no code, no entrance")
    sql(site, "UPDATE staff SET failures = 0, wait_until_ms = 0 WHERE login = 'bart.claes'")
    answer = visitor.post(
        "/rekening", visitor.get("/rekening").csrf, actie="wachtwoord", oud=password, nieuw=PASSWORD
    )
    check(answer.status == 303, "staff with a second factor can still change the password")
    check(is_in(visitor) and not any(is_in(b) for b in browsers), "signed out elsewhere")


@case
def an_open_screen_changes_no_second_step(site):
    visitor, password = staff(site, "carla.dirckx", "--role", "manager", "--school", 2)
    page, secret, token = propose_totp(visitor)
    late = (
        "UPDATE staff_session SET proof_ms = proof_ms - 1000000 WHERE staff_id = (SELECT staff_id"
        " FROM staff WHERE login = 'carla.dirckx')"
    )
    sql(site, late)
    asked = visitor.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret))
    check(
        asked.status == 403 and asked.says("Geef je wachtwoord nog een keer"),
        "asked before one is put there",
    )
    carried = re.search(r'name="sleutel" value="([0-9a-f]+)"', asked.text)[1]
    again = visitor.post("/rekening", asked.csrf, actie="aan", sleutel=carried, bewijs=password)
    check(
        again.status == 422
        and again.says("Typ de code die je app nu toont.")
        and secret in again.text,
        "the same key is shown, a code is asked",
    )
    wrong = visitor.post("/rekening", again.csrf, actie="aan", sleutel=carried, code="000000")
    check(
        wrong.status == 422 and secret in wrong.text,
        "a mistyped code leaves the key as the app has it",
    )
    check(
        visitor.post(
            "/rekening", wrong.csrf, actie="aan", sleutel=carried, code=totp(secret)
        ).status
        == 303,
        "and then it is",
    )
    sql(site, late)
    asked = visitor.post("/rekening", page.csrf, actie="uit")
    check(
        asked.status == 403 and asked.says("Geef je wachtwoord nog een keer"),
        "asked before it is taken away",
    )


@case
def links_and_sessions_end_with_a_new_password(site):
    visitor, _ = staff(site, "dirk.eggers", "--role", "manager", "--school", 2)
    first, second = (
        json.loads(site.leerid("staff", "reset", "dirk.eggers", "--json")) for _ in range(2)
    )
    check(not is_in(visitor), "a reset signs out")
    paths = [made["url"].removeprefix(site.loket) for made in (first, second)]
    gone = Visitor(site.loket)
    gone = gone.follow(gone.get(paths[0]))
    check(
        gone.status == 404 and gone.says("Deze uitnodiging werkt niet meer"),
        "an older link is refused with a message",
    )
    thief = enter(site, "dirk.eggers", second["password"])
    check(thief.answer.status == 303, "the one-time password")
    owner = Visitor(site.loket)
    form = owner.get(paths[1])
    check(
        form.status == 303
        and form.location == "/uitnodiging"
        and second["url"][-20:] not in owner.follow(form).text,
        "the link leaves the address at once",
    )
    check(
        owner.post("/uitnodiging", owner.follow(form).csrf, wachtwoord=PASSWORD).status == 303,
        "the link",
    )
    check(is_in(owner) and not is_in(thief), "earlier sessions are signed out")
    late = Visitor(site.loket)
    check(late.follow(late.get(paths[1])).status == 404, "the link works once")
    before = dict(owner.cookies)
    owner.post(
        "/aanmelden", owner.get("/rekening").csrf, gebruiker="dirk.eggers", wachtwoord=PASSWORD
    )
    old = Visitor(site.loket)
    old.cookies = before
    check(is_in(owner) and not is_in(old), "signing in again ends the session before")
    site.leerid("staff", "disable", "dirk.eggers")
    check(not is_in(owner), "switched off")


@case
def two_invitations_in_one_browser(site):
    """The password entered in the form of one invitation is not set for another."""
    visitor, pages = Visitor(site.loket), []
    for name in ("een.genodigd", "twee.genodigd"):
        made = json.loads(
            site.leerid("staff", "add", name, "--role", "viewer", "--school", 2, "--json")
        )
        pages.append(visitor.follow(visitor.get(made["url"].removeprefix(site.loket))))
    wrong = visitor.post(
        "/uitnodiging", pages[0].csrf, gebruiker="een.genodigd", wachtwoord=PASSWORD
    )
    check(
        wrong.status == 409
        and wrong.says("Er is niets bewaard")
        and wrong.says("Je gebruikersnaam is twee.genodigd."),
        f"{wrong.status}",
    )
    right = visitor.post("/uitnodiging", wrong.csrf, gebruiker="twee.genodigd", wachtwoord=PASSWORD)
    check(right.status == 303 and is_in(visitor), f"{right.status}")
