"""A malicious identity provider for staff, one row per attack: none of its responses may sign
anybody in. lies(world) yields (name, why it failed or "").
"""
import base64
import html
import http.server
import json
import re
import sqlite3
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives.asymmetric import rsa
from party import b64, public_jwk, sign, unb64, verify
from visitor import Visitor

CLIENT = "schoolloket"
ACR = "urn:test:kaart urn:test:app"


class Provider:
    """Answers correctly unless `lie` changes something: a dict of claims, header, info, metadata,
    status or raw.
    """

    def __init__(self):
        self.key, self.lie, self.seen = rsa.generate_private_key(65537, 2048), {}, {}
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, value, status=200):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                issuer = provider.issuer
                if self.path == "/.well-known/openid-configuration":
                    return self.answer(
                        {
                            "issuer": issuer,
                            "authorization_endpoint": issuer + "/a",
                            "token_endpoint": issuer + "/t",
                            "userinfo_endpoint": issuer + "/u",
                            "jwks_uri": issuer + "/k",
                            **provider.lie.get("metadata", {}),
                        }
                    )
                if self.path == "/k":
                    return self.answer({"keys": [public_jwk(provider.key, "p", "RS256")]})
                return self.answer(
                    {
                        "sub": "pseudo",
                        "leerid_rol_3d": ["LeerID-beheerder:2"],
                        **provider.lie.get("info", {}),
                    }
                )

            def do_POST(self):
                provider.seen = dict(
                    urllib.parse.parse_qsl(
                        self.rfile.read(int(self.headers["Content-Length"])).decode()
                    )
                )
                return self.answer(
                    {"access_token": "x", "token_type": "Bearer", "id_token": provider.token()},
                    provider.lie.get("status", 200),
                )

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "pseudo",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
            "given_name": "An",
            "family_name": "Peeters",
            "vo_doelgroepcode": "OV",
            "vo_orgcode": "2",
            "acr": "urn:test:app",
            **self.lie.get("claims", {}),
        }
        good = sign(
            {k: v for k, v in claims.items() if v is not None},
            self.lie.get("key", self.key),
            "RS256",
            {"kid": "p", **self.lie.get("header", {})},
        )
        return self.lie["raw"](good) if "raw" in self.lie else good

    def visit(self, loket, **answer):
        """Sends a browser there and back; returns the last response."""
        visitor = Visitor(loket)
        return visitor, self.there_and_back(visitor, "/aanmelden/organisatie", **answer)

    def there_and_back(self, visitor, address, **answer):
        away = visitor.get(address)
        asked = self.asked = dict(
            urllib.parse.parse_qsl(urllib.parse.urlsplit(away.location).query)
        )
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        back = {"code": "c", "state": asked["state"], "iss": self.issuer, **answer}
        return visitor.get(
            "/aanmelden/organisatie/terug?"
            + urllib.parse.urlencode({k: v for k, v in back.items() if v is not None})
        )


def unsigned(token):
    header = json.dumps({"alg": "none", "typ": "JWT", "kid": "p"}).encode()
    return f"{b64(header)}.{token.split('.')[1]}."


def changed(token):
    head, payload, signature = token.split(".")
    return (
        f"{head}.{b64(json.dumps(json.loads(unb64(payload)) | {'sub': 'x'}).encode())}.{signature}"
    )


def rows():
    now = int(time.time())
    yield "another issuer", {"claims": {"iss": "https://elders.example"}}, {}
    yield "for somebody else", {"claims": {"aud": "elders"}}, {}
    yield "for several, and not authorized for us", {
        "claims": {"aud": ["schoolloket", "elders"], "azp": "elders"}
    }, {}
    yield "for nobody", {"claims": {"aud": None}}, {}
    yield "another nonce", {"claims": {"nonce": "x"}}, {}
    yield "no nonce", {"claims": {"nonce": None}}, {}
    yield "expired", {"claims": {"exp": now - 120}}, {}
    yield "no end", {"claims": {"exp": None}}, {}
    yield "from the future", {"claims": {"iat": now + 600, "exp": now + 900}}, {}
    yield "no subject", {"claims": {"sub": None}}, {}
    yield "alg none", {"raw": unsigned}, {}
    yield "a changed payload", {"raw": changed}, {}
    yield "a cut signature", {"raw": lambda token: token[:-6]}, {}
    yield "a key nobody knows", {"key": rsa.generate_private_key(65537, 2048)}, {}
    yield "another kid", {"header": {"kid": "q"}}, {}
    yield "userinfo of somebody else", {"info": {"sub": "another"}}, {}
    yield "metadata of another issuer", {"metadata": {"issuer": "https://elders.example"}}, {}
    yield "an error at the token endpoint", {"status": 400}, {}
    yield "another state", {}, {"state": "x"}
    yield "no state", {}, {"state": None}
    yield "no code", {}, {"code": None}
    yield "an answer of another provider", {}, {"iss": "https://elders.example"}
    yield "an error instead of a code", {}, {"code": None, "error": "access_denied"}


def links(page, part):
    """Returns the targets of links whose address contains that text."""
    return [
        html.unescape(found)
        for found in re.findall(r'<a [^>]*href="([^"]+)"', page.text)
        if part in found
    ]


def choosing(world, provider):
    """ "Wijzig Instelling" and the proof of identity, both at the provider: yields (name, why it
    failed or "").
    """
    world.site.leerid("school", "add", 3, "Derde school")
    both = {"info": {"leerid_rol_3d": ["LeerID-beheerder:2", "LeerID-beheerder:3"]}}
    provider.lie = both
    visitor, _ = provider.visit(world.site.loket)
    page = visitor.get("/instelling?terug=/klassen")
    address = [a for a in links(page, "instelling=3") if "organisatie" in a]
    yield "each school is chosen at the organisation", (
        "" if len(address) == 1 and 'name="school"' not in page.text else page.text[-2000:]
    )
    entered = provider.there_and_back(visitor, address[0])
    hint = json.loads(base64.b64decode(provider.asked["login_hint"]))
    fine = (
        hint == {"cap_hint": "OV", "code_hint": "3"}
        and entered.location == "/klassen"
        and visitor.get("/leerlingen").says("Derde school")
    )
    yield "with a hint, back to where one was, for that school", (
        "" if fine else f"{hint} {entered.location}"
    )
    provider.lie = {}  # only one role now
    provider.there_and_back(visitor, address[0])
    page = visitor.get("/leerlingen")
    yield "a school without a role there is not taken", (
        "" if page.says("BRUSSEL-STAD") and not page.says("Derde school") else page.text[:1000]
    )
    provider.there_and_back(visitor, links(visitor.get("/instelling"), "kies=1")[0])
    yield "the organisation may ask for another", (
        ""
        if provider.asked["prompt"] == "select_account" and "login_hint" not in provider.asked
        else f"{provider.asked}"
    )
    yield "what was typed outlives the proof", kept_over_proof(world, provider)


def kept_over_proof(world, provider):
    provider.lie = {"claims": {"auth_time": int(time.time()) - 3600}}
    visitor, _ = provider.visit(world.site.loket)
    lists = visitor.get("/klaslijsten")
    wanted = {
        "klas": re.search(r'<option value="([^"]+)"', lists.text)[1],
        "wachtwoorden": "1",
        "zeker": "1",
    }
    asked = visitor.post("/klaslijsten", lists.csrf, actie="druk", **wanted)
    if asked.status != 403 or 'name="bewijs"' in asked.text:
        return f"no proof was asked: {asked.status} {asked.location}"
    provider.lie = {"claims": {"auth_time": int(time.time())}}
    back = provider.there_and_back(visitor, links(asked, "opnieuw=1")[0])
    offered = visitor.get(back.location)
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', offered.text))
    if (
        provider.asked["prompt"] != "login"
        or {k: kept.get(k) for k in wanted} != wanted
        or 'action="/klaslijsten"' not in offered.text
    ):
        return f"not offered again: {provider.asked} {back.location} {kept}"
    printed = visitor.ask("POST", "/klaslijsten", urllib.parse.urlencode({**kept, "actie": "druk"}))
    provider.lie = {}
    return (
        ""
        if printed.headers["Content-Type"] == "application/pdf"
        else f"{printed.status} {printed.text[:500]}"
    )


def newest(world):
    """Returns when the newest session of the external staff was last proved."""
    with sqlite3.connect(world.site.folder / "state/leerid.db", timeout=20) as database:
        return database.execute(
            "SELECT x.proof_ms FROM staff_session x JOIN staff s ON s.staff_id = x.staff_id WHERE"
            " s.login = 'sub:pseudo' ORDER BY x.created_ms DESC LIMIT 1"
        ).fetchone()


def asked(world, statement):
    with sqlite3.connect(world.site.folder / "state/leerid.db", timeout=20) as database:
        return [row[0] for row in database.execute(statement)]


def roles_told(world):
    return asked(
        world,
        (
            "SELECT detail FROM history WHERE event = 45 AND subject_id = (SELECT staff_id FROM"
            " staff WHERE login = 'sub:pseudo') ORDER BY seq"
        ),
    )


def people(world):
    return asked(world, "SELECT login FROM staff WHERE login LIKE '%:pseudo' ORDER BY login")


def lies(world, provider):
    loket = world.site.loket
    visitor, entered = provider.visit(loket)
    assertion = verify(provider.seen["client_assertion"], world.party.jwks())
    fine = (
        entered.status == 303
        and visitor.get("/leerlingen").status == 200
        and visitor.get("/leerlingen").says("An Peeters")
    )
    proof = (
        assertion["iss"] == assertion["sub"] == CLIENT
        and assertion["aud"] == provider.issuer
        and assertion["exp"] - assertion["iat"] <= 60
        and assertion["jti"]
    )
    yield "the truth lets somebody in, and we prove who we are", (
        ""
        if fine and proof and len(provider.seen["code_verifier"]) >= 43
        else f"{entered.status} {assertion}"
    )
    for name, lie, answer in rows():
        if "metadata" not in lie:
            provider.lie = lie
            visitor, answered = provider.visit(loket, **answer)
        else:
            provider.lie, visitor = lie, Visitor(loket)
            answered = visitor.get("/aanmelden/organisatie")
        provider.lie = {}
        kept_out = not visitor.get("/leerlingen").says("Ingeschreven leerlingen")
        yield name, (
            ""
            if answered.status == 403 and not answered.location and kept_out
            else f"{answered.status} {answered.location}"
        )
    visitor = Visitor(loket)
    visitor.get("/aanmelden/organisatie")
    other, _ = provider.visit(loket)
    stolen = visitor.get("/aanmelden/organisatie/terug?code=c&state=" + "x" * 43)
    yield "an answer to another browser's question", (
        "" if stolen.status == 403 else f"{stolen.status}"
    )
    for name, told in (
        ("who was signed in there already has proved nothing here", None),
        ("a secret of an hour ago", 3600),
        ("a secret of now", 0),
        ("a secret of tomorrow", -86400),
    ):
        at = None if told is None else int(time.time()) - told
        provider.lie = {"claims": {"auth_time": at}}
        provider.visit(loket)
        kept = newest(world)[0]
        want = at * 1000 if at is not None and told >= 0 else 0
        yield name, "" if kept == want else f"{kept} {want}"
    provider.lie = {}
    visitor, _ = provider.visit(loket)
    was_in = visitor.get("/leerlingen").says("Ingeschreven leerlingen")
    provider.lie = {"info": {"leerid_rol_3d": []}}
    _, answered = provider.visit(loket)
    provider.lie = {}
    out = (
        answered.status == 403
        and not visitor.get("/leerlingen").says("Ingeschreven leerlingen")
        and newest(world) is None
    )
    yield "who lost every role there is out here", (
        "" if was_in and out else f"{was_in} {answered.status}"
    )
    provider.visit(loket)
    told = roles_told(world)
    yield "roles given, withdrawn and given again stand in the history", (
        ""
        if told[-2:]
        == [
            "-manager@2",
            "+manager@2",
        ]
        and told[0].startswith("+manager@2")
        else f"{told}"
    )
    provider.lie = {"claims": {"vo_id": "pseudo"}}
    provider.visit(loket)
    provider.lie = {}
    yield "the number of one is not the pseudonym of another", (
        ""
        if people(world)
        == [
            "sub:pseudo",
            "vo:pseudo",
        ]
        else f"{people(world)}"
    )
    world.site.leerid("staff", "disable", "sub:pseudo")
    _, answered = provider.visit(loket)
    yield "somebody who was switched off here", (
        "" if answered.status == 403 else f"{answered.status} {answered.location}"
    )
