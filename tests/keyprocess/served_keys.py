"""A server with its key process, observed from outside."""
import json
import sqlite3
import time
import urllib.parse
import urllib.request
from pathlib import Path

from visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]


def wait_for(what, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    return what()


def key_process(portal):
    children = (
        Path(f"/proc/{portal.process.pid}/task/{portal.process.pid}/children").read_text().split()
    )
    return next(
        int(child)
        for child in children
        if Path(f"/proc/{child}/comm").read_text() == "leerid-keys\n"
    )


def log(portal):
    return (portal.top / "log").read_text(errors="replace")


def gone(pid):
    return not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text()


def signs_in(portal, username, secret):
    return (
        Visitor(f"http://localhost:{portal.mijn}").sign_in(username, wachtwoord=secret).location
        == "/"
    )


def jwks(portal):
    return [
        key["kid"]
        for key in json.load(
            urllib.request.urlopen(f"http://localhost:{portal.mijn}/oidc/jwks", timeout=10)
        )["keys"]
    ]


def pupil_of(portal, username):
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=10) as database:
        return database.execute(
            "SELECT pupil_id FROM account WHERE username = ?", (username,)
        ).fetchone()[0]


def card_of(portal, username):
    number = pupil_of(portal, username)
    return (
        "/leerlingen/"
        + "".join(
            "0123456789abcdefghjkmnpqrstvwxyz"[number >> 5 * i & 31] for i in reversed(range(13))
        )
        + "/kaart"
    )
