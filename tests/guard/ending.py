"""What must end: sessions, whatever the clock does, and access with a replaced secret."""
import html
import re
import time

from steps import PASSWORD, id_text, is_in, pupil_of, sql, staff
from tap import case, check
from visitor import Visitor


@case
def sessions_end_whatever_the_clock_does(site):
    year = 365 * 24 * 3600 * 1000
    for name, change in (
        ("twelve hours old", "created_ms = created_ms - 43200001"),
        ("idle", "seen_ms = seen_ms - 1800001"),
        ("seen in a year", f"seen_ms = seen_ms + {year}"),
        ("made in a year", f"created_ms = created_ms + {year}"),
    ):
        visitor, _ = staff(
            site,
            f"s{name.replace(' ', '')}",
            "--role",
            "viewer",
            "--school",
            2,
        )
        sql(
            site,
            (
                f"UPDATE staff_session SET {change} WHERE staff_id = (SELECT MAX(staff_id) FROM"
                " staff WHERE created_ms = (SELECT MAX(created_ms) FROM staff))"
            ),
        )
        check(not is_in(visitor), name)
    visitor, password = staff(site, "elke.fort", "--role", "manager", "--school", 2)
    mine = "WHERE staff_id = (SELECT staff_id FROM staff WHERE login = 'elke.fort')"
    sql(
        site,
        (
            "UPDATE staff_session SET created_ms = created_ms + 3600000, seen_ms = seen_ms +"
            f" 3600000, proof_ms = proof_ms + 3600000 {mine}"
        ),
    )
    check(is_in(visitor), "the clock went back an hour: all stay signed in")
    check(
        sql(site, f"SELECT seen_ms FROM staff_session {mine}")[0][0] < time.time() * 1000 + 60000,
        "and time counts from now",
    )
    page = visitor.get("/rekening")
    check(
        visitor.post("/rekening", page.csrf, actie="uit").says("Geef je wachtwoord nog een keer"),
        "a proof with a time in the future is not accepted",
    )
    username = site.accounts["Wachtwoord"].pop()
    pupil = Visitor(site.mijn)
    pupil.sign_in(username, wachtwoord=site.secrets[username], eigen="1")
    check(pupil.get("/").says("Mijn gegevens"), "in")
    sql(
        site,
        "UPDATE pupil_session SET created_ms = created_ms - 2592000001 WHERE pupil_id = ?",
        pupil_of(site, username),
    )
    check(pupil.get("/").says("Wie ben jij?"), "thirty days on an own device")


@case
def a_new_secret_ends_what_the_old_one_opened(site):
    manager, _ = staff(site, "fien.goris", "--role", "manager", "--school", 2)
    username = site.accounts["Wachtwoord"].pop()
    address = f"/leerlingen/{id_text(pupil_of(site, username))}"
    thief = Visitor(site.mijn)
    thief.sign_in(username, wachtwoord=site.secrets[username], eigen="1")
    check(thief.get("/").says("Mijn gegevens"), "in with a lost card")
    for _ in range(8):
        Visitor(site.mijn).sign_in(username, wachtwoord="fout1234")
    check(
        sql(site, "SELECT COUNT(*) FROM throttle_account WHERE failures > 2")[0][0] > 0,
        "guesses are counted",
    )
    page = manager.get(address + "/wijzig")
    version = re.search(r'name="versie" value="(\d+)"', page.text)[1]
    saved = manager.post(
        address + "/wijzig",
        page.csrf,
        versie=version,
        soort="basis",
        geheim="woord",
        vernieuw="1",
        gebruikersnaam=username,
        actie="bewaar",
    )
    check(saved.status == 303, saved.text[:2000])
    check(thief.get("/").says("Wie ben jij?"), "out")
    shown = manager.post(address + "/toon", manager.get(address).csrf)
    secret = html.unescape(
        re.search(r'data-geheim="1">\s*<span class="code">([^<]+)', shown.text)[1]
    )
    check(
        secret != site.secrets[username]
        and Visitor(site.mijn).sign_in(username, wachtwoord=secret).location == "/",
        "the waits ended with the guesses",
    )
    version = re.search(r'name="versie" value="(\d+)"', manager.get(address).text)[1]
    pupil = Visitor(site.mijn)
    pupil.sign_in(username, wachtwoord=secret)
    manager.post(address + "/inactief", manager.get(address).csrf, versie=version, reden="")
    version = re.search(r'name="versie" value="(\d+)"', manager.get(address).text)[1]
    manager.post(address + "/actief", manager.get(address).csrf, versie=version)
    check(
        manager.get(address).says("Actief") and pupil.get("/").says("Wie ben jij?"),
        "off and on again: signed out",
    )


@case
def half_a_first_sign_in_ends_with_the_secret(site):
    manager, _ = staff(site, "greet.hens", "--role", "manager", "--school", 2)
    username = site.accounts["Tijdelijk wachtwoord"].pop()
    address = f"/leerlingen/{id_text(pupil_of(site, username))}"
    thief = Visitor(site.mijn)
    page = thief.follow(thief.sign_in(username, wachtwoord=site.secrets[username]))
    check(page.path == "/nieuw-wachtwoord", "half in")
    form = manager.get(address + "/wijzig")
    version = re.search(r'name="versie" value="(\d+)"', form.text)[1]
    manager.post(
        address + "/wijzig",
        form.csrf,
        versie=version,
        soort="gevorderd",
        vernieuw="1",
        gebruikersnaam=username,
        actie="bewaar",
    )
    answer = thief.post("/nieuw-wachtwoord", page.csrf, nieuw=PASSWORD, nogeens=PASSWORD)
    check(
        answer.location == "/" and thief.get("/").says("Wie ben jij?"),
        f"{answer.status} {answer.location}",
    )
    shown = manager.post(address + "/toon", manager.get(address).csrf)
    check(shown.says("verberg"), "the school's secret holds")
