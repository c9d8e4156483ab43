"""A browser and a client application that sign in to a provider."""
import base64
import hashlib
import http.client
import json
import secrets
import urllib.parse

REDIRECT, PASSWORD = "https://app.example.org/terug", "kaas fietst"


ROUNDS, SESSION_FLOWS, PASSWORD_FLOWS, SESSIONS = 3, 150, 30, 10000


BROWSERS, LOAD_S, AIMS = 16, 6, {"RS256": 700, "ES256": 1500}  # flows per second on two cores


class Browser:
    """A persistent connection with cookies."""

    def __init__(self, port):
        self.port, self.link, self.cookies = (
            port,
            http.client.HTTPConnection("127.0.0.1", port, timeout=30),
            {},
        )

    def ask(self, method, path, form=None, headers=None, data=None):
        headers = {
            "Host": f"localhost:{self.port}",
            **(
                {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
                if self.cookies
                else {}
            ),
            **(headers or {}),
        }
        body = (
            urllib.parse.urlencode(form)
            if form is not None
            else json.dumps(data)
            if data is not None
            else None
        )
        if body is not None:
            headers["Content-Type"] = (
                "application/json" if form is None else "application/x-www-form-urlencoded"
            )
        self.link.request(method, path, body, headers)
        reply = self.link.getresponse()
        data = reply.read()
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if value in ("", "-") or "1970" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return reply.status, reply.headers.get("Location", ""), data


class Client:
    """A confidential client with PKCE."""

    def __init__(self, port, id, secret, authorize, token, sign_in):
        self.port, self.id, self.authorize, self.token, self.sign_in = (
            port,
            id,
            authorize,
            token,
            sign_in,
        )
        self.basic = {
            "Authorization": "Basic " + base64.b64encode(f"{id}:{secret}".encode()).decode()
        }

    def flow(self, browser):
        verifier = secrets.token_urlsafe(40)
        asked = {
            "client_id": self.id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "openid profile",
            "state": secrets.token_urlsafe(12),
            "nonce": secrets.token_urlsafe(12),
            "code_challenge_method": "S256",
            "code_challenge": (
                base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
                .rstrip(b"=")
                .decode()
            ),
        }
        status, where, data = browser.ask(
            "GET", f"{self.authorize}?{urllib.parse.urlencode(asked)}"
        )
        if not where.startswith(REDIRECT):
            where = self.sign_in(browser, where)
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(where).query)).get("code")
        status, _, data = browser.ask(
            "POST",
            self.token,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT,
                "code_verifier": verifier,
            },
            self.basic,
        )
        if status != 200 or "id_token" not in json.loads(data):
            raise RuntimeError(f"{status} {where} {data[:200]}")


def local(where):
    parts = urllib.parse.urlsplit(where)
    return parts.path + (f"?{parts.query}" if parts.query else "")
