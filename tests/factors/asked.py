"""Who is asked what: every row of the table in docs/develop/staff-sign-in.md, tried over HTTP. The
expectations are written here from that table and not read from the program.
"""
import re
from dataclasses import dataclass

from authenticator import Authenticator, Page, register, sign_in
from steps import PASSWORD, propose_totp, totp
from visitor import Visitor

ROLES = {
    "manager": ("sensitive", "sees secrets"),
    "teacher": ("sensitive", "sees secrets"),
    "viewer": (),
    "operator": ("sensitive",),
}
REGISTERED = ("none", "app", "codes", "passkey")


@dataclass
class Person:
    login: str
    role: str
    registered: str
    secret: str = ""  # of the app
    codes: tuple = ()
    key: Authenticator = None
    device: str = ""  # cookies that make a browser a trusted device


def new_code(site, person):
    if person.registered == "codes":
        person.codes, code = person.codes[1:], person.codes[0]
        return code
    site.sql("UPDATE staff SET totp_step = 0")
    return totp(person.secret)


def enter(site, person, code="", device=False, trust=False):
    site.sql("DELETE FROM throttle_account")
    site.sql("DELETE FROM throttle_bucket")
    visitor = Visitor(site.loket)
    visitor.cookies = dict(person.device or {}) if device else {}
    more = {"vertrouw": "1"} if trust else {}
    answer = visitor.post(
        "/aanmelden",
        visitor.get("/aanmelden").csrf,
        gebruiker=person.login,
        wachtwoord=PASSWORD,
        code=code,
        **more,
    )
    return visitor, answer


def hire(site, role, registered):
    """A member of staff who chose a password and registered that factor."""
    login = f"{role}.{registered}"
    place = () if role == "operator" else ("--school", 2)
    link = site.invite(login, "--role", role, *place)
    visitor = Visitor(site.loket)
    form = visitor.follow(visitor.get(link))
    visitor.post("/uitnodiging", form.csrf, wachtwoord=PASSWORD)
    person = Person(login, role, registered)
    page = visitor.get("/rekening")
    if registered == "app":
        page, person.secret, token = propose_totp(visitor)
        visitor.post("/rekening", page.csrf, actie="aan", sleutel=token, code=totp(person.secret))
    if registered == "codes":
        shown = visitor.post("/rekening", page.csrf, actie="make_codes")
        person.codes = tuple(re.findall(r"\d(?:-[A-Z2-7]{4}){4}", shown.text))
    if registered == "passkey":
        person.key = Authenticator(site.loket)
        register(visitor, person.key)
    if registered in ("app", "codes"):
        browser, _ = enter(site, person, new_code(site, person), trust=True)
        person.device = {
            k: v for k, v in browser.cookies.items() if "toestel" in k or "device" in k
        }
    return person


def rows(person):
    """Yields (way, device, what the sign-in asks when a factor is due, and when it is not).

    "nothing": signed in; "factor": refused until one is given; "register": only the page that
    registers one opens.
    """
    sensitive = "sensitive" in ROLES[person.role]
    if person.registered == "none":
        yield "password", "other", "register" if sensitive else "nothing", "nothing"
        return
    yield "password", "other", "factor", "factor"
    if person.registered == "passkey":
        yield "passkey", "other", "nothing", "nothing"
        return
    yield "password and code", "other", "nothing", "nothing"
    yield "password and wrong code", "other", "factor", "factor"
    yield "password", "trusted", "nothing", "nothing"
    yield "password", "of a colleague", "factor", "factor"


def try_way(site, person, way, device, colleague):
    if way == "passkey":
        visitor = Visitor(site.loket)
        return visitor, sign_in(visitor, person.key)
    code = {
        "password and code": lambda: new_code(site, person),
        "password and wrong code": lambda: "000000",
    }
    if device == "of a colleague":
        borrowed = Person(person.login, person.role, person.registered, device=colleague.device)
        return enter(site, borrowed, device=True)
    return enter(site, person, code.get(way, lambda: "")(), device=device == "trusted")


def asked_at_sign_in(visitor, answer):
    if answer.status == 403:
        return (
            "factor"
            if answer.says("Typ ook de code van je app")
            else f"refused {answer.text[:200]}"
        )
    if answer.status != 303:
        return f"{answer.status}"
    inside = visitor.get("/instelling")
    if inside.location.startswith("/rekening"):
        return "register"
    return "nothing" if inside.status == 200 or inside.status == 303 else f"{inside.status}"


def asked_for_secret(site, visitor, person, secret):
    """ "closed": the page is not there for this role or session; "nothing": the secret is shown;
    "proof": one is asked."""
    pupil, word = secret
    token = visitor.get("/rekening").csrf
    answer = visitor.follow(
        visitor.post(f"/leerlingen/{pupil}/toon", token, terug=f"/leerlingen/{pupil}")
    )
    if word in answer.text:
        return "nothing"
    if answer.status == 403 and 'name="bewijs"' in answer.text:
        return "proof"
    return "closed"


def prove(site, visitor, person, secret, factor):
    """Answers the page that asks for proof, with the password alone or with the factor too."""
    pupil, word = secret
    fields = {"bewijs": PASSWORD, "bewijscode": new_code(site, person) if factor else ""}
    path = f"/leerlingen/{pupil}/toon"
    if person.key is not None and factor:
        asked = visitor.post(path, visitor.get("/rekening").csrf)
        fields = {"bewijs": "", **person.key.sign(Page(asked, "get"))}
    answer = visitor.follow(visitor.post(path, visitor.get("/rekening").csrf, **fields))
    return word in answer.text


def check_row(site, person, row, secret, due, colleague):
    """Yields (name, why it failed or "") of one row."""
    way, device, when_due, before = row
    wanted = when_due if due else before
    name = f"{person.role}, {person.registered}, {way}, {device} device"
    visitor, answer = try_way(site, person, way, device, colleague)
    got = asked_at_sign_in(visitor, answer)
    yield f"{name}: asks {wanted}", "" if got == wanted else f"asked {got}"
    if got != "nothing":
        closed = asked_for_secret(site, visitor, person, secret) if got == "register" else "closed"
        yield f"{name}: no secret", "" if closed == "closed" else closed
        return
    sees = "sees secrets" in ROLES[person.role]
    gave = way in ("passkey", "password and code") or person.registered == "none"
    fresh = "closed" if not sees else "nothing" if gave else "proof"
    got = asked_for_secret(site, visitor, person, secret)
    yield f"{name}: a secret asks {fresh}", "" if got == fresh else f"asked {got}"
    site.sql(f"UPDATE staff_session SET proof_ms = proof_ms - {16 * 60000}")
    late = "proof" if sees else "closed"
    got = asked_for_secret(site, visitor, person, secret)
    yield f"{name}: after a quarter of an hour {late}", "" if got == late else f"asked {got}"
    if not sees:
        return
    needs_factor = person.registered != "none"
    shown = prove(site, visitor, person, secret, factor=False)
    what = "refused" if needs_factor else "enough"
    yield f"{name}: the password alone is {what}", "" if shown != needs_factor else f"shown: {shown}"
    if needs_factor:
        shown = prove(site, visitor, person, secret, factor=True)
        yield f"{name}: the factor shows it", "" if shown else "not shown"


def table(site, https):
    secret = site.secret()
    people = {(role, how): hire(site, role, how) for role in ROLES for how in REGISTERED}
    for due in ("at once",) if https else ("in 14 days", "past"):
        if due == "past":
            site.sql("UPDATE staff SET factor_due_ms = 1")
        for (role, how), person in people.items():
            colleague = people["viewer" if role != "viewer" else "teacher", "app"]
            for row in rows(person):
                for name, why in check_row(
                    site, person, row, secret, due != "in 14 days", colleague
                ):
                    yield f"due {due}: {name}", why
