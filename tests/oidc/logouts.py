"""Logout reaches every application, whatever the others do: requested by one, sent to all, also
when a session expires.
"""
import http.server
import socket
import subprocess
import threading
import time
import urllib.parse

from steps import journey
from tap import check
from party import Party, onward, verify
from served import PROGRAM
from visitor import Visitor


class Listener:
    """Back-channel logout endpoint of an application; fails the first calls on request."""

    def __init__(self, failures=0):
        heard = self.heard = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                heard.append(
                    dict(
                        urllib.parse.parse_qsl(
                            self.rfile.read(int(self.headers["Content-Length"])).decode()
                        )
                    )
                )
                self.send_response(200 if len(heard) > failures else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/uit"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count, seconds=10):
        for _ in range(seconds * 10):
            if len(self.heard) >= count:
                return self.heard
            time.sleep(0.1)
        raise AssertionError(f"heard {len(self.heard)} of {count}")


@journey
def logout_reaches_the_others(world):
    ear, dead = Listener(), "http://127.0.0.1:9/uit"
    party = Party(
        world.site,
        "Luisteraar",
        "--all-schools",
        "--backchannel-uri",
        ear.address,
        "--post-logout-uri",
        "https://app.example.org/dag?van=x",
    )
    deaf = Party(world.site, "Dood", "--all-schools", "--backchannel-uri", dead)
    visitor, _ = world.site.pupil()
    tokens = party.exchange(party.authorize(visitor)["code"]).json
    deaf.exchange(deaf.authorize(visitor)["code"])
    claims = party.check_id_token(tokens["id_token"])
    asked = urllib.parse.urlencode(
        {
            "id_token_hint": tokens["id_token"],
            "post_logout_redirect_uri": "https://app.example.org/dag?van=x",
            "state": "tot ziens",
        }
    )
    check(
        Visitor(world.site.mijn).ask("POST", "/oidc/logout", asked).location
        == f"/oidc/logout?{asked}",
        "a form of another site becomes a navigation",
    )
    page = visitor.follow(visitor.get(f"/oidc/logout?{asked}"))
    check(
        page.says("Wil je je afmelden?") and page.says("Je komt van Luisteraar."), page.text[:400]
    )
    check(
        "form-action 'self';" in page.headers["Content-Security-Policy"],
        "the form stays on the site",
    )
    question = world.party.posted(page)[1]["vraag"]
    stays = visitor.post("/oidc/afmelden", page.csrf, vraag=question, antwoord="nee")
    check(stays.location == "/" and visitor.get("/").says("Mijn gegevens"), "a no is a no")
    gone = visitor.post("/oidc/afmelden", page.csrf, vraag=question, antwoord="ja")
    check(gone.status == 303 and gone.location.startswith("/oidc/logout?"), gone.location)
    check(
        onward(visitor.get(gone.location)) == "https://app.example.org/dag?van=x&state=tot%20ziens",
        "a page of ours sends it on",
    )
    check(visitor.get("/").says("Wie ben jij?"), "signed out here")
    told = ear.wait(1)[0]["logout_token"]
    payload = verify(told, party.jwks())
    check(
        payload["sid"] == claims["sid"]
        and payload["sub"] == claims["sub"]
        and payload["aud"] == party.id
        and "nonce" not in payload,
        f"{payload}",
    )
    check(
        "http://schemas.openid.net/event/backchannel-logout" in payload["events"]
        and payload["jti"],
        f"{payload}",
    )
    check(party.userinfo(tokens["access_token"]).status == 401, "its tokens ended")
    back = visitor.get(page.path)
    check(
        back.says("Je bent afgemeld") and not onward(back),
        "Back does not send the browser on again",
    )
    again = visitor.get(f"/oidc/logout?{asked}")
    check(
        again.status == 200 and onward(again).startswith("https://app.example.org/dag"),
        "nobody to ask",
    )
    check(visitor.get("/oidc/logout").says("Je bent afgemeld"), "without an address")


@journey
def logout_is_told_again(world):
    ear = Listener(failures=1)
    party = Party(world.site, "Hardhorig", "--all-schools", "--backchannel-uri", ear.address)
    visitor, _ = world.site.pupil()
    party.exchange(party.authorize(visitor)["code"])
    page = visitor.get("/")
    visitor.post("/afmelden", page.csrf)
    ear.wait(1)
    time.sleep(0.5)
    world.site.sql("UPDATE oidc_logout SET next_ms = 1")
    first, second = (h["logout_token"] for h in ear.wait(2)[:2])
    check(
        verify(first, party.jwks())["sid"] == verify(second, party.jwks())["sid"],
        "the same session",
    )


class Silent:
    """Accepts connections and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/uit"


def visit(site, username, parties):
    """Signs in, visits these applications and signs out."""
    visitor = Visitor(site.mijn)
    visitor.sign_in(username, wachtwoord=site.secrets[username])
    for party in parties:
        check(party.exchange(party.authorize(visitor)["code"]).status == 200, "signed in")
    check(visitor.post("/afmelden", visitor.get("/").csrf).status == 303, "signed out")


@journey
def a_silent_application_delays_nobody(world):
    silent, ear = [Silent() for _ in range(3)], Listener()
    parties = [
        Party(world.site, f"Stil {i}", "--all-schools", "--backchannel-uri", s.address)
        for i, s in enumerate(silent)
    ]
    live = Party(world.site, "Levend", "--all-schools", "--backchannel-uri", ear.address)
    for _ in range(4):  # more than the concurrent calls to one application
        visit(world.site, world.username, parties)
    time.sleep(2)  # calls to them are in progress now
    visit(world.site, world.username, [live])
    begin = time.monotonic()
    ear.wait(1, 5)
    check(time.monotonic() - begin < 2, f"heard after {time.monotonic() - begin:.1f} s")


@journey
def a_session_that_nobody_ends_ends_for_applications_too(world):
    ear, site = Listener(), world.site
    party = Party(site, "Vergeten", "--all-schools", "--backchannel-uri", ear.address)
    visitor = Visitor(site.mijn)
    visitor.sign_in(world.username, wachtwoord=site.secrets[world.username])
    claims = party.check_id_token(party.exchange(party.authorize(visitor)["code"]).json["id_token"])
    site.sql("DELETE FROM oidc_token")
    site.sql(
        "UPDATE pupil_session SET seen_ms = seen_ms - 90000000 WHERE token_hash IN (SELECT"
        f" session_hash FROM session_application WHERE sid = '{claims['sid']}')"
    )
    env = {
        **site.env,
        "LEERID_LOKET_LISTEN": f"unix:{site.folder}/l",
        "LEERID_MIJN_LISTEN": f"unix:{site.folder}/m",
    }
    second = subprocess.Popen(
        [PROGRAM, "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # cleans up soon after its start
    try:
        told = verify(ear.wait(1, 15)[0]["logout_token"], party.jwks())
    finally:
        second.terminate()
        second.wait(15)
    check(told["sid"] == claims["sid"] and told["sub"] == claims["sub"], f"{told}")
    check(visitor.get("/").says("Wie ben jij?"), "the session is gone")
