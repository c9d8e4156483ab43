"""A relying party for tests: requests, exchanges and verifies with an independent implementation
(python3-cryptography), and can do each step wrong.

    party = Party(site, "Rekenrots", "--all-schools")    registered by `leerid app add`
    answer = party.authorize(visitor)                    the returned fields, after signing in
"""
import base64
import hashlib
import html
import http.client
import json
import re
import secrets
import time
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

REDIRECT = "https://app.example.org/terug"
USUAL = (
    "first_name",
    "last_name",
    "username",
    "email",
    "school",
    "group",
    "class",
    "level",
    "type",
)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    return int.from_bytes(unb64(text), "big")


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def error(self):
        return self.json.get("error")


def call(address, method="GET", form=None, headers=None, body=None):
    """Sends one request without cookies; does not follow redirects."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=60)
    headers = {"Host": parts.netloc, **(headers or {})}
    if form is not None:
        body = form if isinstance(form, str) else urllib.parse.urlencode(form)
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    connection.request(
        method, parts.path + ("?" + parts.query if parts.query else ""), body, headers
    )
    reply = connection.getresponse()
    data = reply.read()
    connection.close()
    return Reply(reply.status, reply.headers, data)


def verify(token, jwks):
    """Returns the payload of a signed token; raises ValueError when none of these keys
    signed it."""
    head, payload, signature = token.split(".")
    header = json.loads(unb64(head))
    key = next((k for k in jwks["keys"] if k["kid"] == header["kid"]), None)
    if key is None or key["alg"] != header["alg"]:
        raise ValueError(f"no such key: {header}")
    signed, raw = f"{head}.{payload}".encode(), unb64(signature)
    try:
        if header["alg"] == "RS256":
            rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key().verify(
                raw, signed, padding.PKCS1v15(), hashes.SHA256()
            )
        else:
            public = ec.EllipticCurvePublicNumbers(
                number(key["x"]), number(key["y"]), ec.SECP256R1()
            ).public_key()
            r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
            public.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise ValueError("the signature does not fit") from None
    return json.loads(unb64(payload))


def sign(payload, key, alg, header=None):
    """Signs a token with a key of the test (an RSA or EC private key)."""
    head = b64(json.dumps({"alg": alg, "typ": "JWT", **(header or {})}).encode())
    text = f"{head}.{b64(json.dumps(payload).encode())}"
    if alg == "RS256":
        raw = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{text}.{b64(raw)}"


def public_jwk(key, kid, alg):
    numbers = key.public_key().public_numbers()
    if alg == "RS256":
        return {
            "kty": "RSA",
            "alg": alg,
            "kid": kid,
            "n": b64(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
            "e": b64(numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")),
        }
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": alg,
        "kid": kid,
        "x": b64(numbers.x.to_bytes(32, "big")),
        "y": b64(numbers.y.to_bytes(32, "big")),
    }


def onward(answer):
    """Returns where a response sends the browser: its Location, or the refresh of a page of ours;
    "" when nowhere.
    """
    refresh = re.search(r'<meta http-equiv="refresh" content="0;url=([^"]*)">', answer.text)
    return html.unescape(refresh[1]) if refresh else answer.location


def tab_of(answer):
    """Returns the handle of the waiting request, from the address a response redirects to."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.location).query)).get(
        "verder", ""
    )


class Party:
    def __init__(self, site, name, *options, redirect=REDIRECT, data=USUAL):
        """data: what it may receive; None for the default of a new application. "--data" in the
        options takes precedence.
        """
        self.site, self.redirect = site, redirect
        options += ("--data", *data) if data and "--data" not in options else ()
        made = json.loads(
            site.leerid("app", "add", name, "--redirect-uri", redirect, *options, "--json")
        )
        self.id, self.secret, self.issuer = made["client_id"], made["client_secret"], made["issuer"]
        self.metadata = call(self.issuer + "/.well-known/openid-configuration").json
        self.verifier, self.nonce, self.state = "", "", ""

    def jwks(self):
        return call(self.metadata["jwks_uri"]).json

    def question(self, **changes):
        """Returns the parameters of an authorization request; None omits one."""
        self.verifier, self.nonce, self.state = (
            secrets.token_urlsafe(40),
            secrets.token_urlsafe(12),
            secrets.token_urlsafe(12),
        )
        asked = {
            "client_id": self.id,
            "redirect_uri": self.redirect,
            "response_type": "code",
            "scope": "openid profile school",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": b64(hashlib.sha256(self.verifier.encode()).digest()),
            "code_challenge_method": "S256",
            **changes,
        }
        return {k: v for k, v in asked.items() if v is not None}

    def ask(self, visitor, extra="", **changes):
        """Sends a browser to the authorization endpoint; returns the response without
        following it."""
        return visitor.get(
            "/oidc/authorize?" + urllib.parse.urlencode(self.question(**changes)) + extra
        )

    def landed(self, answer):
        """Returns the fields of a response to our redirect address, by redirect or refresh; None
        when it goes elsewhere.
        """
        address = onward(answer)
        if not address.startswith(self.redirect):
            return None
        return dict(
            urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query, keep_blank_values=True)
        )

    def authorize(self, visitor, **changes):
        """Runs the whole flow of a pupil who is signed in, or whom sign_in signs in."""
        answer = self.ask(visitor, **changes)
        return self.landed(answer)

    def posted(self, page):
        """Returns address and fields of the last form of a page: that of response_mode form_post,
        or of a question.
        """
        form = page.text[page.text.rindex("<form") :]
        action = html.unescape(re.search(r' action="([^"]+)"', form)[1])
        return action, {
            html.unescape(n): html.unescape(v)
            for n, v in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
        }

    def basic(self, id=None, secret=None):
        quote = urllib.parse.quote_plus
        pair = f"{quote(id or self.id)}:{quote(secret or self.secret)}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

    def exchange(self, code, headers=None, **changes):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": self.verifier,
            **changes,
        }
        form = {k: v for k, v in form.items() if v is not None}
        return call(
            self.metadata["token_endpoint"],
            "POST",
            form,
            self.basic() if headers is None else headers,
        )

    def refresh(self, token, **changes):
        return call(
            self.metadata["token_endpoint"],
            "POST",
            {"grant_type": "refresh_token", "refresh_token": token, **changes},
            self.basic(),
        )

    def userinfo(self, token, method="GET"):
        return call(
            self.metadata["userinfo_endpoint"], method, headers={"Authorization": f"Bearer {token}"}
        )

    def check_id_token(self, token, access_token=None):
        """Validates an ID token as Core 3.1.3.7 requires."""
        claims = verify(token, self.jwks())
        now = time.time()
        if (
            claims["iss"] != self.issuer
            or claims["aud"] != self.id
            or not claims["iat"] <= now < claims["exp"]
            or "nbf" in claims
        ):
            raise ValueError(f"not for us or not now: {claims}")
        if claims.get("nonce") != self.nonce or not claims.get("auth_time", 0) <= now:
            raise ValueError(f"another nonce or time: {claims}")
        if access_token and claims["at_hash"] != b64(
            hashlib.sha256(access_token.encode()).digest()[:16]
        ):
            raise ValueError("at_hash")
        return claims
