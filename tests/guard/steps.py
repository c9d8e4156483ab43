"""Helpers of tests/guard: signed-in browsers, codes of a second factor, direct database access."""
import base64
import hashlib
import hmac
import json
import re
import sqlite3
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / p) for p in ("mijn", "")]
from tap import check  # noqa: E402
from visitor import Visitor  # noqa: E402

PASSWORD = "zes stille fietsen in de regen"


def sql(site, statement, *values):
    with sqlite3.connect(site.folder / "state/leerid.db", timeout=20) as connection:
        return connection.execute(statement, values).fetchall()


def id_text(number):
    return "".join(
        "0123456789abcdefghjkmnpqrstvwxyz"[number >> 5 * i & 31] for i in reversed(range(13))
    )


def pupil_of(site, username):
    return sql(site, "SELECT pupil_id FROM account WHERE username = ?", username)[0][0]


def enter(site, name, password, source="127.0.0.1", **more):
    visitor = Visitor(site.loket, source=source)
    visitor.answer = visitor.post(
        "/aanmelden", visitor.get("/aanmelden").csrf, gebruiker=name, wachtwoord=password, **more
    )
    return visitor


def staff(site, name, *options):
    """Returns (a signed-in browser, the password)."""
    made = json.loads(site.leerid("staff", "add", name, *options, "--keep", "--json"))
    visitor = enter(site, name, made["password"])
    check(visitor.answer.status == 303, f"{name}: {visitor.answer.status}")
    return visitor, made["password"]


def is_in(visitor):
    return not visitor.get("/leerlingen").location.startswith("/aanmelden")


def totp(secret, steps_ahead=0):
    step = int(time.time()) // 30 + steps_ahead
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1000000:06d}"


def propose_totp(visitor):
    page = visitor.get("/rekening")
    return (
        page,
        re.search(r"\b([A-Z2-7]{32})\b", page.text)[1],
        re.search(r'name="sleutel" value="([0-9a-f]+)"', page.text)[1],
    )
