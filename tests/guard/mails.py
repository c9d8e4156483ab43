"""Mails to staff about sign-ins, read from a real SMTP server."""
import json
import time

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


def sent(site, login, words, count=1):
    """Waits until no mail is queued; returns (subject, text) of those to that person about that. Other
    mails of the site arrive at the same time.
    """
    found = []
    for _ in range(200):
        waiting = sql(site, "SELECT COUNT(*) FROM mail")[0][0]
        found = [
            (subject, text)
            for to, subject, text in site.mails(1, seconds=1)
            if to.strip("<>") == f"{login}@school.example" and words in subject
        ]
        if waiting == 0 and len(found) >= count:
            break
        time.sleep(0.1)
    return found


@case
def a_sign_in_from_a_new_place_is_mailed(site):
    password = hire(site, "plaats.an")
    school = enter(site, "plaats.an", password, "198.51.100.4")
    check(school.answer.status == 303, f"the first: {school.answer.status}")
    laptop = enter(site, "plaats.an", password, "203.0.113.7", kept(school))
    other = enter(site, "plaats.an", password, "198.51.100.4")
    check(laptop.answer.status == other.answer.status == 303, "known browser, known network")
    check(not sent(site, "plaats.an", "nieuwe plaats", 0), "nothing to tell yet")
    thief = enter(site, "plaats.an", password, "192.0.2.200")
    check(thief.answer.status == 303, "in")
    subject, text = sent(site, "plaats.an", "nieuwe plaats")[0]
    check(subject == "Schoolloket: een aanmelding vanaf een nieuwe plaats", subject)
    check("Firefox" in text and "192.0.2" in text and "plaats.an" in text, text)
    check(password not in text and "http" not in text.replace(site.loket, ""), text)
    enter(site, "plaats.an", password, "192.0.2.200")
    check(len(sent(site, "plaats.an", "nieuwe plaats")) == 1, "once for a place")
    places = sql(site, "SELECT place FROM staff_place")
    check(not any(b"192" in place for place, in places), "no address is kept")


@case
def a_right_password_without_the_factor_is_mailed_once_an_hour(site):
    password = hire(site, "zonder.bo", "manager")
    visitor = enter(site, "zonder.bo", password, "198.51.100.4")
    page, secret, token = propose_totp(visitor)
    visitor.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(secret, -1))
    check(enter(site, "zonder.bo", "een gok", "192.0.2.9").answer.status == 403, "wrong")
    check(not sent(site, "zonder.bo", "zonder", 0), "a wrong password is not mailed")
    for code in ("", "000000", ""):
        answer = enter(site, "zonder.bo", password, "192.0.2.9", code=code).answer
        check(answer.status == 403, f"{answer.status}")
        sql(site, "DELETE FROM throttle_account")
    mails = sent(site, "zonder.bo", "zonder je tweede stap")
    check(len(mails) == 1, f"three tries, one mail: {len(mails)}")
    text = mails[0][1]
    check("192.0.2" in text, text)
    sql(site, "UPDATE staff SET warned_ms = warned_ms - 3600000 WHERE login = 'zonder.bo'")
    enter(site, "zonder.bo", password, "192.0.2.9")
    check(len(sent(site, "zonder.bo", "zonder", 2)) == 2, "and again after an hour")
    check(PASSWORD not in text and password not in text, "no mail holds a password")
