"""Access: without a session, per role, to another school, to a teacher's class."""
import http.client
import re
import urllib.parse

from tap import case, check
from visitor import Visitor
from world import OWN, id_text, leaks, loket

RIGHTS = {
    "manager": {"see_pupils", "create", "print", "reset", "edit", "configure"},
    "teacher": {"see_pupils", "print", "reset"},
    "viewer": {"see_pupils"},
    "operator": {"platform"},
}


def send(visitor, path, body, **headers):
    """Sends a POST with chosen headers; returns the status."""
    connection = http.client.HTTPConnection("127.0.0.1", int(visitor.port), timeout=30)
    cookie = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
    connection.request(
        "POST",
        path,
        body,
        {
            "Host": f"{visitor.host}:{visitor.port}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        },
    )
    status = connection.getresponse().status
    connection.close()
    return status


@case
def without_a_session_nothing_is_seen_and_nothing_happens(world):
    before = world.traces()
    for route, path in loket(world, "GET", "POST"):
        visitor = Visitor(world.loket)
        token = visitor.get("/aanmelden").csrf
        answer = (
            visitor.get(path)
            if route["method"] == "GET"
            else visitor.post(path, token, school=OWN, actie="bewaar")
        )
        check(not leaks(answer, world.of_own | world.of_foreign), f"{route['method']} {path} leaks")
        if route["who"] == "anyone":
            continue
        if route["method"] == "GET":
            want = f"/aanmelden?terug={urllib.parse.quote(path, safe='')}"
            check(
                answer.status == 303 and answer.location == want,
                f"GET {path}: {answer.status} {answer.location}",
            )
            continue
        check(
            answer.status == (200 if route["method"] == "GET" else 403)
            and 'name="wachtwoord"' in answer.text,
            f"{route['method']} {path}: {answer.status}",
        )
    changed = {t: n for t, n in world.traces().items() if n != before[t]}
    check(
        set(changed) <= {"visit"}
        and world.rows("SELECT DISTINCT event FROM visit WHERE event <> 60") in ([], [(63,)]),
        f"more than a failed sign-in: {changed}",
    )


@case
def a_role_reaches_what_it_may_and_no_more(world):
    before, seen = world.traces(), 0
    for role, rights in RIGHTS.items():
        visitor = world.staff(role)
        for route, path in loket(world, "GET"):
            if route["right"] == "" or path is None:
                continue
            answer = visitor.get(f"{path}?l={world.own_class}" if path == "/afdrukken" else path)
            if route["right"] not in rights:
                fine = answer.status == 404 or (
                    role == "operator" and answer.location == "/platform"
                )
                check(
                    fine and not leaks(answer, world.of_own | world.of_foreign),
                    f"{role} GET {path}: {answer.status} {answer.location}",
                )
            elif ":" not in route["pattern"]:
                check(answer.status == 200, f"{role} GET {path}: {answer.status}")
                seen += 1
    check(seen > 15, f"only {seen} addresses are reached")
    check(
        {t: n for t, n in world.traces().items() if t != "visit"}
        == {t: n for t, n in before.items() if t != "visit"},
        "a GET changed something",
    )


@case
def a_role_changes_what_it_may_and_no_more(world):
    visitors, tried = {role: world.staff(role) for role in RIGHTS}, 0
    before = world.traces()
    for role, rights in RIGHTS.items():
        visitor = visitors[role]
        token = visitor.get("/rekening").csrf
        for route, path in loket(world, "POST"):
            if route["right"] == "" or route["right"] in rights:
                continue
            tried += 1
            answer = visitor.post(
                path,
                token,
                actie="bewaar",
                versie=1,
                gebruikersnaam="x.y",
                nummer=77,
                naam="x",
                gebruiker="manager",
            )
            fine = answer.status == 404 or (role == "operator" and answer.location == "/platform")
            check(
                fine and not leaks(answer, world.of_own | world.of_foreign),
                f"{role} POST {path}: {answer.status} {answer.location}",
            )
    check(tried > 40, f"only {tried} tried")
    check(world.traces() == before, "something changed")


@case
def what_is_another_schools_is_not_there(world):
    visitor = world.staff("manager")
    before, tried = world.traces(), 0
    token = visitor.get("/leerlingen").csrf
    for route, _ in loket(world, "GET", "POST"):
        if not re.search(r":(id|pupil|batch)", route["pattern"]):
            continue
        for pupil, batch in (
            (world.foreign_pupil, world.foreign_batch),
            ("0000000000001", "0000000000001"),
            ("../..", "x"),
            ("zzzzzzzzzzzzz", "zzzzzzzzzzzzz"),
        ):
            path = urllib.parse.quote(
                world.path(route, pupil, batch).replace("../..", "..%2f.."), safe="/%"
            )
            answer = (
                visitor.get(path)
                if route["method"] == "GET"
                else visitor.post(path, token, actie="bewaar", versie=1, gebruikersnaam="x.y")
            )
            tried += 1
            check(
                answer.status in (404, 400) and (answer.status == 404 or pupil == "../.."),
                f"{route['method']} {path}: {answer.status}",
            )
            check(
                not leaks(answer, world.of_foreign),
                f"{route['method']} {path} leaks {leaks(answer, world.of_foreign)}",
            )
    check(tried > 60, f"only {tried} tried")
    check(
        visitor.post("/instelling", token, school=world.foreign).status == 404,
        "another school cannot be chosen",
    )
    for field in ("l", "batch"):
        value = world.foreign_pupil if field == "l" else world.foreign_batch
        answer = visitor.get(f"/afdrukken?{field}={value}")
        check(not leaks(answer, world.of_foreign), f"/afdrukken {field}")
    chosen = visitor.post("/leerlingen", token, l=world.foreign_pupil, actie="maak")
    check(chosen.location.startswith("/leerlingen"), "nobody was chosen")
    check(world.traces() == before, "something changed")


@case
def a_teacher_sees_the_own_class_only(world):
    visitor = world.staff("teacher")
    check(visitor.get(f"/leerlingen/{world.own_class}").status == 200, "a pupil of the class")
    other = world.rows(
        (
            "SELECT pupil_id FROM enrolment WHERE school_id = ? AND class_code <> '5WEWI' ORDER BY"
            " roll_number LIMIT 5"
        ),
        OWN,
    )
    token = visitor.get("/leerlingen").csrf
    for pupil in (id_text(number) for number, in other):
        for route, _ in loket(world, "GET", "POST"):
            if not re.search(r":(id|pupil)", route["pattern"]):
                continue
            path = world.path(route, pupil, world.own_batch)
            answer = (
                visitor.get(path)
                if route["method"] == "GET"
                else visitor.post(path, token, actie="bewaar", versie=1)
            )
            check(answer.status == 404, f"{route['method']} {path}: {answer.status}")
    names = {
        n
        for n, in world.rows(
            "SELECT last_name FROM enrolment WHERE school_id = ? AND class_code <> '5WEWI'", OWN
        )
    }
    own = {
        n
        for n, in world.rows(
            "SELECT last_name FROM enrolment WHERE school_id = ? AND class_code = '5WEWI'", OWN
        )
    }
    check(not leaks(visitor.get("/leerlingen"), {n for n in names - own if len(n) > 4}), "the list")
