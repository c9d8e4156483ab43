"""Answers of authenticators that must be refused, sent as browsers send them: each row changes one
thing. The same key signs in before and after, so no refusal comes from something else.
"""
import os
import re

from authenticator import PRESENT, VERIFIED, Authenticator, Page, b64, sign_in
from visitor import Visitor


def cut(field, count=1):
    def change(fields):
        return {**fields, field: fields[field][:-count]}

    return change


def instead(**more):
    return lambda fields: {**fields, **more}


def flip(fields):
    """Another last but one character of the signature, which stays base64url."""
    text = fields["passkey_signature"]
    return {
        **fields,
        "passkey_signature": text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:],
    }


def without(field):
    return lambda fields: {k: v for k, v in fields.items() if k != field}


def rows(own, other, elsewhere):
    """Yields (name, fields of a page). own: the key of the account; other: of another account."""

    def client(**changes):
        return lambda page: own.sign(page, client=own.client("get", page.challenge, **changes))

    yield "another origin", client(origin="https://elders.example")
    yield "the origin with another port", client(
        origin=own.origin[:-1] + ("1" if own.origin[-1] != "1" else "2")
    )
    yield "the origin with another scheme", client(
        origin=own.origin.replace("https", "ftp").replace("http:", "https:")
    )
    yield "in a frame of another site", client(crossOrigin=True)
    yield "made to register", client(type="webauthn.create")
    yield "another type", client(type="payment.get")
    yield "no challenge", client(challenge="")
    yield "a challenge that is not ours", client(challenge=b64(os.urandom(32)))
    yield "a challenge of another browser's session", lambda page: own.sign(elsewhere)
    yield "no JSON", lambda page: own.sign(page, client=b"webauthn.get")
    yield "client data twice in a row", lambda page: own.sign(
        page, client=own.client("get", page.challenge) * 2
    )
    yield "no user verification", lambda page: own.sign(page, flags=PRESENT)
    yield "nobody present", lambda page: own.sign(page, flags=VERIFIED)
    yield "another relying party", lambda page: own.sign(page, party="elders.example")
    yield "the relying party of a subdomain", lambda page: own.sign(page, party="x." + page.party)
    yield "a counter that stands still", lambda page: own.sign(page, counter=1)
    yield "a counter that went back", lambda page: own.sign(page, counter=0)
    yield "signed by another key", lambda page: own.sign(page, signer=other)
    yield "a key that nobody registered", lambda page: Authenticator(own.origin).sign(page)
    yield "authenticator data cut short", lambda page: own.sign(
        page, data=own.data(page.party, 5, 90)[:-1]
    )
    yield "authenticator data with more behind it", lambda page: own.sign(
        page, data=own.data(page.party, 5, 90) + b"x"
    )
    changes = (
        ("unsigned", without("passkey_signature")),
        ("an empty signature", instead(passkey_signature="")),
        ("a signature cut short", cut("passkey_signature", 4)),
        ("a changed signature", flip),
        ("no client data", without("passkey_client")),
        ("client data cut short", cut("passkey_client", 4)),
        ("no authenticator data", without("passkey_auth")),
        ("no id", without("passkey_id")),
        ("the id of another account's key", instead(passkey_id=b64(other.id))),
        ("half an id", instead(passkey_id=b64(own.id[:8]))),
        ("an id that is not base64url", instead(passkey_id="+/+/")),
        ("a signature of a thousand bytes", instead(passkey_signature=b64(bytes(900)))),
    )
    for name, change in changes:
        yield name, lambda page, change=change: change(own.sign(page))


def refusals(site, own, other):
    """Yields (name, why it failed or "")."""

    def attempt(make, path="/aanmelden/sleutel"):
        visitor = Visitor(site.loket)
        page = visitor.get("/aanmelden")
        answer = visitor.post(path, page.csrf, terug="/leerlingen", **make(Page(page, "get")))
        entered = not visitor.get("/rekening").location.startswith("/aanmelden")
        return visitor, answer, entered

    sign_in(Visitor(site.loket), own)
    signed_in = Visitor(site.loket)
    sign_in(signed_in, other)
    late = site.session_of(signed_in)
    site.sql(f"UPDATE staff_session SET proof_ms = 0 WHERE staff_id = {late}")
    asked = signed_in.post("/rekening", signed_in.get("/rekening").csrf, actie="make_codes")
    elsewhere = Page(asked, "get")  # of the page that asks a proof of another session
    for name, make in rows(own, other, elsewhere):
        site.sql("DELETE FROM throttle_bucket")
        _, answer, entered = attempt(make)
        fine = answer.status in (400, 403) and not entered
        yield name, "" if fine else f"{answer.status} {answer.location}"
    site.sql("DELETE FROM throttle_bucket")

    visitor = Visitor(site.loket)
    page = visitor.get("/aanmelden")
    fields = own.sign(Page(page, "get"))
    first = visitor.post("/aanmelden/sleutel", page.csrf, terug="/", **fields)
    again = Visitor(site.loket)
    second = again.post("/aanmelden/sleutel", again.get("/aanmelden").csrf, terug="/", **fields)
    fine = first.status == 303 and second.status == 403
    yield "a replayed answer", "" if fine else f"{first.status} {second.status}"

    page = Page(Visitor(site.loket).get("/aanmelden"), "get")
    old = f"{int(page.challenge[:16], 16) - 6 * 60 * 1000:016x}" + page.challenge[16:]
    page.challenge = old
    _, answer, entered = attempt(lambda _: own.sign(page))
    yield "a challenge with another time", "" if answer.status == 403 and not entered else f"{answer.status}"

    # the proof before a secret: another account's key, and a challenge of the sign-in page
    kept = dict(re.findall(r'<input type="hidden" name="(actie)" value="([^"]*)">', asked.text))
    for name, fields in (
        ("proved with another account's key", own.sign(Page(asked, "get"))),
        (
            "proved with a challenge to sign in",
            other.sign(Page(Visitor(site.loket).get("/aanmelden"), "get")),
        ),
    ):
        answer = signed_in.post("/rekening", asked.csrf, bewijs="", **kept, **fields)
        fine = answer.status == 403 and not answer.says("Druk ze af en leg ze veilig weg. Je ziet")
        yield name, "" if fine else f"{answer.status}"
    answer = signed_in.post(
        "/rekening", asked.csrf, bewijs="", **kept, **other.sign(Page(asked, "get"))
    )
    yield "and proved with the own key", "" if answer.status == 200 else f"{answer.status}"
    _, answer, entered = attempt(own.sign)
    yield "the own key still signs in", "" if entered else f"{answer.status}"
