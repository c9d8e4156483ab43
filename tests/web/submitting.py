"""Forms: CSRF tokens, sizes, confirming the password, a session that ended meanwhile."""
import http.client
import re
import time
import urllib.parse

from reaching import send
from tap import case, check
from visitor import Visitor
from world import OWN, id_text, leaks, loket


@case
def a_form_needs_a_token_of_this_very_session(world):
    visitor, stranger, outside = world.staff("manager"), world.staff("beide"), Visitor(world.loket)
    before, tried = world.traces(), 0
    good = visitor.get("/leerlingen").csrf
    tokens = {
        "none": None,
        "empty": "",
        "somebody else's": stranger.get("/rekening").csrf,
        "of no session": outside.get("/aanmelden").csrf,
        "damaged": good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        "half": good[:43],
    }
    check(visitor.get("/leerlingen").csrf != good, "the token is masked another way each time")
    for route, path in loket(world, "POST"):
        if route["who"] in ("anyone", "operator"):
            continue
        for name, token in tokens.items():
            body = urllib.parse.urlencode(
                {"versie": 1, "actie": "bewaar"} | ({} if token is None else {"csrf": token})
            )
            tried += 1
            status = send(visitor, path, body, Sec_Fetch_Site="same-origin", Origin=world.loket)
            check(status == 403, f"{path} with a token that is {name}: {status}")
        body = urllib.parse.urlencode({"csrf": good, "versie": 1})
        for headers in (
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
            {"Origin": "https://elders.example.org"},
            {"Origin": "null"},
        ):
            check(send(visitor, path, body, **headers) == 403, f"{path} with {headers}")
    check(tried > 100, f"only {tried} tried")
    check(world.traces() == before, "something changed")


@case
def what_is_too_large_is_refused_before_it_is_read(world):
    visitor = world.staff("manager")
    for route, path in loket(world, "POST"):
        for extra in (1, 1 << 40):
            connection = http.client.HTTPConnection(
                "localhost", int(visitor.port), timeout=20
            )  # the host name of the site
            connection.putrequest("POST", path)
            for name, value in {
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": str(route["body_max"] + extra),
                "Expect": "100-continue",
            }.items():
                connection.putheader(name, value)
            connection.endheaders()
            status = connection.getresponse().status
            connection.close()
            check(status == 413, f"{path}: {status}")


@case
def pupils_pages_want_a_pupil(world):
    for route in world.routes:
        if route["site"] != "mijn" or route["who"] != "pupil" or ":" in route["pattern"]:
            continue
        visitor = Visitor(world.mijn)
        token = visitor.get("/ivica.cauberghs").csrf
        answer = (
            visitor.get(route["pattern"])
            if route["method"] == "GET"
            else visitor.post(route["pattern"], token)
        )
        check(
            answer.status in (303, 403) and not leaks(answer, world.of_own | world.of_foreign),
            f"{route['method']} {route['pattern']}: {answer.status}",
        )


@case
def a_secret_is_shown_after_the_password_is_given_again(world):
    visitor = world.staff("manager")
    secret_page = f"/leerlingen/{world.own_class}/toon"
    count = lambda: world.rows("SELECT COUNT(*) FROM visit WHERE event = 61")[0][0]  # noqa: E731
    page = visitor.get(f"/leerlingen/{world.own_class}")
    check("verborgen" in page.text, "hidden at first")
    before = count()
    shown = visitor.post(secret_page, page.csrf)
    check(
        shown.status == 200 and "verborgen" not in shown.text and count() == before + 1,
        "the proof is fresh: shown, and written down",
    )
    secret = re.search(r'data-geheim="1">\s*<span class="code">([^<]+)', shown.text)[1]
    check(secret not in visitor.get(f"/leerlingen/{world.own_class}").text, "hidden again")
    world.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000")
    asked = visitor.post(secret_page, page.csrf)
    check(
        asked.status == 403 and 'name="bewijs"' in asked.text and secret not in asked.text,
        "asked again after 15 minutes",
    )
    wrong = visitor.post(secret_page, asked.csrf, bewijs="fout wachtwoord")
    check(
        wrong.status == 403 and secret not in wrong.text and count() == before + 1,
        "not with a wrong one",
    )
    time.sleep(1.2)
    right = visitor.post(secret_page, asked.csrf, bewijs=world.passwords["manager"])
    check(
        right.status == 200 and secret in right.text and count() == before + 2,
        f"with the right one it goes on: {right.status}",
    )
    check("wachtwoord" not in right.path and secret not in right.location, "never in an address")


@case
def a_form_outlives_its_session(world):
    visitor = world.staff("beide")
    chosen = visitor.post("/instelling", visitor.get("/instelling").csrf, school=OWN)
    check(chosen.status == 303, "a school is chosen")
    pupil = world.rows(
        "SELECT pupil_id FROM enrolment WHERE school_id = ? AND roll_number = 55602", OWN
    )[0][0]
    made = visitor.post(f"/leerlingen/{id_text(pupil)}/maak", visitor.get("/leerlingen").csrf)
    page = visitor.get(made.location)
    world.change("UPDATE staff_session SET seen_ms = seen_ms - 31 * 60000")
    before = world.traces()
    ended = visitor.post(
        made.location,
        page.csrf,
        gebruikersnaam="borel.bewaard",
        wachtwoord="nooit bewaren",
        actie="bewaar",
    )
    check(ended.status == 403 and ended.says("Wat je invulde, is bewaard"), "told so")
    check(world.traces() == before, "nothing was saved")
    kept = world.rows("SELECT sealed FROM form_draft")
    check(len(kept) == 1 and b"borel" not in kept[0][0], "kept, and sealed")
    back = re.search(r'name="terug" value="([^"]+)"', ended.text)[1]
    login = visitor.post(
        "/aanmelden", ended.csrf, gebruiker="beide", wachtwoord=world.passwords["beide"], terug=back
    )
    offered = visitor.get(login.location)
    check(
        login.location == "/bewaard"
        and 'value="borel.bewaard"' in offered.text
        and "nooit bewaren" not in offered.text,
        f"offered again: {login.location}",
    )
    restored = visitor.follow(
        visitor.post(made.location, offered.csrf, gebruikersnaam="borel.bewaard")
    )
    check(
        'value="borel.bewaard"' in restored.text and made.location.split("?")[0] in restored.path,
        "and stands in the form",
    )
    check(visitor.get("/bewaard").location == "/leerlingen", "once")
    stranger = Visitor(world.loket)
    stranger.cookies["loket"] = "A" * 43
    check(
        not stranger.post(made.location, page.csrf, gebruikersnaam="x").says("is bewaard"),
        "no form is kept for an unknown session",
    )


@case
def who_guessed_too_often_is_seen_and_helped(world):
    visitor, pupil = world.staff("manager"), Visitor(world.mijn)
    username = world.rows(
        (
            "SELECT a.username FROM account a JOIN enrolment e ON e.pupil_id = a.pupil_id WHERE"
            " e.school_id = ? AND e.roll_number = 945"
        ),
        OWN,
    )[0][0]
    pupil.sign_in(username, wachtwoord="verkeerd")
    check(not visitor.get("/leerlingen").says("heeft hulp nodig"), "not after one mistake")
    world.change("UPDATE throttle_account SET failures = 25, struggles = 1")
    check(visitor.get("/leerlingen").says("1 leerling heeft hulp nodig"), "counted above the list")
    found = visitor.get("/leerlingen?hulp=1")
    check(found.says("Totaal aantal rijen: 1") and found.says("Cauberghs"), "found")
    page = visitor.get(f"/leerlingen/{world.own_class}")
    check(page.says("Deze leerling heeft hulp nodig"), "said on the page")
    check(
        world.staff("beide").get("/instelling").says("even pauze: 1"), "counted beside the school"
    )
    check(
        visitor.follow(visitor.post(f"/leerlingen/{world.own_class}/vrij", page.csrf)).says(
            "Vrijgegeven"
        ),
        "lifted",
    )
    check(not visitor.get("/leerlingen").says("heeft hulp nodig"), "gone")
