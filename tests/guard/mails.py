"""Mails to staff about sign-ins, read from a real SMTP server."""
import json

from steps import PASSWORD, propose_totp, sql, totp
from tap import case, check
from visitor import Visitor


def hire(site, login, role="viewer"):
    """Returns the password of staff with an address, and no sign-in yet."""
    options = ("--role", role, "--school", 2, "--email", f"{login}@school.example")
    return json.loads(site.leerid("staff", "add", login, *options, "--keep", "--json"))["password"]


def enter(site, login, password, network, cookies=None, **more):
    visitor = Visitor(site.loket)
    visitor.cookies = dict(cookies or {})
    visitor.headers = {
        "X-Forwarded-For": network,
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    }
    visitor.answer = visitor.post(
        "/aanmelden", visitor.get("/aanmelden").csrf, gebruiker=login, wachtwoord=password, **more
    )
    return visitor


def kept(visitor):
    """What a browser still has after it signed out."""
    return {k: v for k, v in visitor.cookies.items() if "plaats" in k}


def queued(site, words):
    """How many mails about that were ever queued or sent, by subject."""
    mails = site.mails(1, seconds=8)
    waiting = sql(site, "SELECT COUNT(*) FROM mail WHERE subject LIKE ?", f"%{words}%")[0][0]
    return waiting + sum(words in subject for _, subject, _ in mails)


@case
def a_sign_in_from_a_new_place_is_mailed(site):
    password = hire(site, "plaats.an")
    site.forget_mails()
    school = enter(site, "plaats.an", password, "198.51.100.4")
    check(school.answer.status == 303, f"the first: {school.answer.status}")
    laptop = enter(site, "plaats.an", password, "203.0.113.7", kept(school))
    other = enter(site, "plaats.an", password, "198.51.100.4")
    check(laptop.answer.status == other.answer.status == 303, "known browser, known network")
    check(queued(site, "nieuwe plaats") == 0, "nothing to tell yet")
    thief = enter(site, "plaats.an", password, "192.0.2.200")
    check(thief.answer.status == 303, "in")
    to, subject, text = site.mails(1)[0]
    check(to.strip("<>") == "plaats.an@school.example", to)
    check(subject == "Schoolloket: een aanmelding vanaf een nieuwe plaats", subject)
    check("Firefox" in text and "192.0.2" in text and "plaats.an" in text, text)
    check(password not in text and "http" not in text.replace(site.loket, ""), text)
    enter(site, "plaats.an", password, "192.0.2.200")
    check(queued(site, "nieuwe plaats") == 1, "once for a place")
    places = sql(site, "SELECT place FROM staff_place")
    check(not any(b"192" in place for place, in places), "no address is kept")


@case
def a_right_password_without_the_factor_is_mailed_once_an_hour(site):
    password = hire(site, "zonder.bo", "manager")
    visitor = enter(site, "zonder.bo", password, "198.51.100.4")
    page, secret, token = propose_totp(visitor)
    visitor.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret, -1))
    site.forget_mails()
    check(enter(site, "zonder.bo", "een gok", "192.0.2.9").answer.status == 403, "wrong")
    check(queued(site, "zonder je tweede stap") == 0, "a wrong password is not mailed")
    for code in ("", "000000", ""):
        answer = enter(site, "zonder.bo", password, "192.0.2.9", code=code).answer
        check(answer.status == 403, f"{answer.status}")
        sql(site, "DELETE FROM throttle_account")
    to, _, text = site.mails(1)[0]
    check(to.strip("<>") == "zonder.bo@school.example" and "192.0.2" in text, f"{to} {text}")
    check(queued(site, "zonder je tweede stap") == 1, "three tries, one mail")
    sql(site, "UPDATE staff SET warned_ms = warned_ms - 3600000 WHERE login = 'zonder.bo'")
    enter(site, "zonder.bo", password, "192.0.2.9")
    check(len(site.mails(2)) == 2, "and again after an hour")
    check(PASSWORD not in text and password not in text, "no mail holds a password")
