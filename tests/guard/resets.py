"""Resets by a manager: of whom, never both by one person, and what ends and is told."""
import json
import re

from steps import PASSWORD, enter, id_text, is_in, propose_totp, sql, staff, totp
from tap import case, check
from visitor import Visitor

HOUR = 3600 * 1000


def number_of(site, login):
    return sql(site, "SELECT staff_id FROM staff WHERE login = ?", login)[0][0]


def ask(site, manager, login, action):
    return manager.post(
        "/personeel",
        manager.get("/personeel").csrf,
        wie=id_text(number_of(site, login)),
        actie=action,
    )


def with_app(site, login, *options):
    """Returns (a signed-in browser of staff with an authenticator app, password, secret)."""
    visitor, password = staff(site, login, *options)
    page, secret, token = propose_totp(visitor)
    answer = visitor.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret, -1))
    check(answer.status == 303, f"{login} has an app: {answer.status}")
    return visitor, password, secret


@case
def a_manager_renews_the_access_of_a_teacher(site):
    manager, _ = staff(site, "reset.bea", "--role", "manager", "--school", 2)
    other, _ = staff(site, "reset.cor", "--role", "manager", "--school", 2)
    teacher, password, _ = with_app(
        site, "reset.dora", "--role", "teacher", "--school", 2, "--class", "1A"
    )
    page = manager.get("/personeel")
    check(page.says("reset.dora") and page.says("leerkracht 1A"), "listed with role and class")
    sql(
        site,
        "UPDATE staff SET email = login || '@school.example' WHERE login LIKE 'reset.%'",
    )
    site.forget_mails()
    made = ask(site, manager, "reset.dora", "toegang")
    check(made.status == 200 and made.says("Nieuwe toegang voor reset.dora"), f"{made.status}")
    check(not is_in(teacher), "the session of the colleague ended")
    check(enter(site, "reset.dora", password).answer.status == 403, "and the old password")
    link = re.search(r"/uitnodiging/[\w-]+", made.text)[0]
    check(link not in manager.get("/personeel").text, "the link is shown once")
    invited = Visitor(site.loket)
    form = invited.follow(invited.get(link))
    answer = invited.post("/uitnodiging", form.csrf, wachtwoord=PASSWORD)
    check(
        answer.says("Meld je nu aan met je tweede stap") and not is_in(invited),
        "whoever has the link still needs the second factor",
    )
    mails = {to.strip("<>"): (subject, text) for to, subject, text in site.mails(2)}
    check(
        set(mails) == {"reset.dora@school.example", "reset.cor@school.example"},
        f"told by mail: {sorted(mails)}",
    )
    check("reset.bea" in mails["reset.cor@school.example"][1], mails)
    check(not any(link[-20:] in text for _, text in mails.values()), "no mail holds the link")
    check(other.get("/leerlingen").says("Je hebt een bericht"), "the other manager is told")
    page = other.get("/rekening")
    check(page.says("reset.bea vernieuwde de toegang van reset.dora."), "by whom and of whom")
    handle = re.search(r'name="handle" value="(\w{13})"', page.text)[1]
    stranger = manager.post("/rekening", page.csrf, actie="read_message", handle=handle)
    check(stranger.status in (403, 404), "nobody else removes it")
    check(
        other.post("/rekening", page.csrf, actie="read_message", handle=handle).status == 303
        and not other.get("/leerlingen").says("Je hebt een bericht"),
        "read, and gone",
    )
    check(not manager.get("/leerlingen").says("Je hebt een bericht"), "not told to oneself")
    told = sql(
        site,
        "SELECT event, actor_id, detail FROM history WHERE subject_id = ? ORDER BY seq",
        number_of(site, "reset.dora"),
    )
    check((42, number_of(site, "reset.bea"), "manager") in told, told)


@case
def nobody_does_both_within_a_day(site):
    first, _ = staff(site, "both.an", "--role", "manager", "--school", 2)
    second, _ = staff(site, "both.bo", "--role", "manager", "--school", 2)
    for n, (one, then) in enumerate((("toegang", "stap"), ("stap", "toegang"))):
        login = f"both.leerkracht{n}"
        visitor, password, secret = with_app(site, login, "--role", "teacher", "--school", 2)
        check(ask(site, first, login, one).status in (200, 303), f"{one}")
        if one == "stap":
            check(not is_in(visitor), "signed out everywhere")
            check(enter(site, login, password).answer.status == 303, "the password alone is enough")
            page, secret, token = propose_totp(browser := enter(site, login, password))
            browser.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret, -1))
        refused = ask(site, first, login, then)
        check(
            refused.status == 409 and refused.says("of wacht 24 uur"),
            f"{one}, then {then}: {refused.status}",
        )
        moved = sql(
            site,
            "SELECT at_ms FROM history WHERE subject_id = ? AND actor_id = ? ORDER BY seq",
            number_of(site, login),
            number_of(site, "both.an"),
        )
        check(len(moved) == 1, f"a refusal changes nothing: {moved}")
        check(ask(site, second, login, then).status in (200, 303), "another manager may")


@case
def at_the_same_time_only_one_of_both(site):
    import threading

    manager, _ = staff(site, "race.an", "--role", "manager", "--school", 2)
    with_app(site, "race.leerkracht", "--role", "teacher", "--school", 2)
    answers = []
    token = manager.get("/personeel").csrf
    number = id_text(number_of(site, "race.leerkracht"))

    def go(action):
        browser = Visitor(site.loket)
        browser.cookies = dict(manager.cookies)
        answers.append(browser.post("/personeel", token, wie=number, actie=action).status)

    threads = [threading.Thread(target=go, args=(a,)) for a in ("toegang", "stap") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = sql(
        site,
        "SELECT DISTINCT event FROM history WHERE subject_id = ? AND actor_id = ?",
        number_of(site, "race.leerkracht"),
        number_of(site, "race.an"),
    )
    check(len(done) == 1 and answers.count(409) >= 3, f"{done} {answers}")


@case
def only_below_the_own_rights(site):
    site.leerid("school", "add", 18, "Achttiende school")
    manager, password = staff(site, "rechten.an", "--role", "manager", "--school", 2)
    rows = (
        ("in two schools", ("--role", "manager", "--school", 2, "--school", 18), 409, "Daarom doet de platformbeheerder dit"),
        ("in another school", ("--role", "teacher", "--school", 18), 404, ""),
        ("an operator", ("--role", "operator"), 404, ""),
    )
    for n, (name, options, status, words) in enumerate(rows):
        login = f"rechten.collega{n}"
        visitor, _, _ = with_app(site, login, *options)
        for action in ("toegang", "stap"):
            answer = ask(site, manager, login, action)
            check(answer.status == status and answer.says(words), f"{name}: {answer.status}")
        check(visitor.get("/rekening").status == 200, f"{name} is still signed in")
    own = ask(site, manager, "rechten.an", "toegang")
    check(own.status == 409 and own.says("Dit ben je zelf"), f"oneself: {own.status}")
    site.leerid("staff", "add", "rechten.uit", "--role", "teacher", "--school", 2)
    site.leerid("staff", "disable", "rechten.uit")
    check(ask(site, manager, "rechten.uit", "toegang").status == 409, "switched off stays so")
    teacher, _ = staff(site, "rechten.les", "--role", "teacher", "--school", 2)
    check(teacher.get("/personeel").status == 404, "a teacher does not see the page")
    check(
        teacher.post(
            "/personeel",
            teacher.get("/rekening").csrf,
            wie=id_text(number_of(site, "rechten.an")),
            actie="toegang",
        ).status
        == 404,
        "and resets nobody",
    )
    sql(
        site,
        "UPDATE staff_session SET proof_ms = proof_ms - 1000000 WHERE staff_id = ?",
        number_of(site, "rechten.an"),
    )
    site.leerid("staff", "add", "rechten.nog", "--role", "viewer", "--school", 2)
    asked = ask(site, manager, "rechten.nog", "toegang")
    check(
        asked.status == 403 and asked.says("Geef je wachtwoord nog een keer"),
        "only with a fresh proof",
    )
    kept = dict(re.findall(r'<input type="hidden" name="(wie|actie)" value="([^"]*)">', asked.text))
    done = manager.post("/personeel", asked.csrf, bewijs=password, **kept)
    check(done.status == 200 and done.says("Nieuwe toegang voor"), f"{done.status} {kept}")


@case
def an_outsider_learns_no_staff_numbers(site):
    manager, _ = staff(site, "nummer.an", "--role", "manager", "--school", 2)
    for wrong in ("0000000000001", "", "x", "../..", "9" * 200):
        answer = manager.post(
            "/personeel", manager.get("/personeel").csrf, wie=wrong, actie="toegang"
        )
        check(answer.status in (400, 404), f"{wrong[:20]}: {answer.status}")
    answer = manager.post("/personeel", manager.get("/personeel").csrf, wie="0" * 13, actie="weg")
    check(answer.status == 400, f"another action: {answer.status}")
    check(json.dumps(answer.text).count("nummer.an") < 3, "and shows no list")
