"""What a stolen database, the keys of another server and a crash reveal."""
import ctypes
import json
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

from common import LEERID
from portal import Staff, csrf_of
from served_keys import card_of, jwks, key_process, log, signs_in, wait_for
from tap import case, check
from visitor import Visitor


@case
def a_stolen_dump_opens_nothing(portal, secrets):
    """B10: with the database alone not even a right guess can be verified: it contains no tag of a
    right secret and no secret; other keys are refused.
    """
    sodium = ctypes.CDLL("libsodium.so.23")
    sodium.sodium_init()
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=10) as database:
        rows = database.execute("SELECT username, verifier, sealed FROM account").fetchall()
        dump = "\n".join(database.iterdump()).encode()
    known, looked = dict(secrets), 0
    for username, verifier, sealed in rows:
        tag, secret = ctypes.create_string_buffer(32), known[username].encode()
        bad = sodium.crypto_pwhash(
            tag,
            ctypes.c_ulonglong(32),
            secret,
            ctypes.c_ulonglong(len(secret)),
            verifier[1:17],
            ctypes.c_ulonglong(5),
            ctypes.c_size_t(7 << 20),
            2,
        )
        check(
            bad == 0 and tag.raw not in verifier and tag.raw.hex().upper().encode() not in dump,
            f"{username}: the tag is in the dump",
        )
        check(
            secret not in sealed
            and secret not in dump
            and secret.hex().upper().encode() not in dump,
            f"{username}: the secret is in the dump",
        )
        looked += 1
    check(looked == 100, f"{looked} accounts")
    folder = portal.top / "stolen"
    folder.mkdir()
    (folder / "leerid.db").write_bytes(
        (portal.top / "copy.db").read_bytes()
        if portal.leerid("backup", portal.top / "copy.db")
        else b""
    )
    env = {
        **os.environ,
        **portal.env,
        "LEERID_STATE": str(folder),
        "LEERID_KEYS": str(portal.top / "other/keys"),
    }
    subprocess.run(
        [LEERID, "migrate"],
        env={**env, "LEERID_STATE": str(portal.top / "other")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    done = subprocess.run(
        [LEERID, "serve"], env=env, capture_output=True, text=True, timeout=20, check=False
    )
    check(done.returncode == 1 and "do not belong to this database" in done.stderr, done.stderr)


@case
def it_alone_has_the_keys(portal, secrets):
    child = key_process(portal)
    status = Path(f"/proc/{child}/status").read_text()
    check(
        re.search(r"Name:\tleerid-keys\n", status)
        and re.search(r"Seccomp:\t2", status)
        and re.search(r"NoNewPrivs:\t1", status),
        status,
    )
    check(
        re.search(r"Seccomp:\t2", Path(f"/proc/{portal.process.pid}/status").read_text()),
        "the server is confined too",
    )
    opened = [os.readlink(f) for f in Path(f"/proc/{child}/fd").iterdir()]
    check(
        all(
            name.startswith("socket:") or Path(name).name.split(".")[0] == "log" for name in opened
        ),
        opened,
    )
    for pid in (child, portal.process.pid):
        for task in Path(f"/proc/{pid}/task").iterdir():
            check(
                re.search(r"Seccomp:\t2", (task / "status").read_text()), f"every thread of {pid}"
            )
    sockets = {name for name in opened if name.startswith("socket:")}
    listed = {
        f"socket:[{line.split()[9]}]"
        for kind in ("tcp", "tcp6", "udp")
        for line in Path(f"/proc/{child}/net/{kind}").read_text().splitlines()[1:]
    }
    check(sockets and not sockets & listed, "it has no socket of the network")


@case
def a_crash_leaves_no_memory_behind(portal, secrets):
    for pid in (portal.process.pid, key_process(portal)):
        limits = Path(f"/proc/{pid}/limits").read_text()
        check(re.search(r"Max core file size +0 +0 ", limits), limits)


@case
def a_password_of_the_database_is_shown_to_nobody(portal, secrets):
    def shown(url):
        return subprocess.run(
            [LEERID, "settings"],
            env={**os.environ, "LEERID_DATABASE": url},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        ).stdout

    for url in (
        "postgresql://leerid:zeer-geheim@db/leerid",
        "postgres://leerid:zeer-geheim@db",
        "postgresql://db/leerid?password=zeer-geheim",
    ):
        check("zeer-geheim" not in shown(url) and "(…)" in shown(url), url)
    for url in (
        "postgresql://leerid@db:5432/leerid",
        "postgresql://[::1]:5432/leerid",
        "sqlite:/tmp/a:b@c.db",
    ):
        check(url in shown(url), url)
    check(
        "/etc/leerid/leerid.conf" in shown("").splitlines()[0]
        and "LEERID_" in shown("").splitlines()[0],
        "the first line says where they are changed",
    )


@case
def a_rotation_needs_no_restart(portal, secrets):
    before = jwks(portal)
    check(signs_in(portal, *secrets[0]), "before")
    portal.leerid("keys", "rotate", "--now")
    portal.leerid("account", "reset", secrets[1][0], "--secret", "word")
    check(signs_in(portal, *secrets[0]), "under the older pepper")
    check(
        wait_for(lambda: signs_in(portal, *secrets[2]) and jwks(portal) != before),
        "the keys that are published move on",
    )
    check(set(before) - set(jwks(portal)) == set(), "published keys stay published")
    check(
        "event=keys_reread level=info file=ring ok=1" in log(portal)
        and "event=keys_reread level=info file=signing ok=1" in log(portal),
        log(portal)[-500:],
    )
    check(
        Staff(portal).sign_in().get(card_of(portal, secrets[1][0]))[0] == 200,
        "this server decrypts what the command sealed with the new key",
    )


def failures(portal):
    """Returns the counters of the rate limits of pupils and staff, and the number of
    history rows."""
    with sqlite3.connect(portal.top / "state/leerid.db", timeout=10) as database:
        return [
            database.execute(f"SELECT {what}").fetchone()[0]
            for what in (
                "SUM(failures) FROM throttle_account",
                "SUM(day_failures) FROM throttle_account",
                "SUM(failures) FROM staff",
                "COUNT(*) FROM visit",
            )
        ]


def staff_enters(portal, login, password):
    staff = Staff(portal)
    fields = {
        "csrf": csrf_of(staff.page("/aanmelden")),
        "terug": "",
        "gebruiker": login,
        "wachtwoord": password,
    }
    return staff.ask("POST", "/aanmelden", urllib.parse.urlencode(fields))[0]


@case
def a_key_of_another_server(portal, secrets):
    """Keys rotated on another server and not copied here: the outcome of a password check is
    unknown, so the user is not told that it is wrong. Without --now there is time to copy them.
    """
    here, there = portal.top / "state/keys", portal.top / "there"
    shutil.copytree(here, there)
    elsewhere = {**os.environ, **portal.env, "LEERID_KEYS": str(there)}

    def leerid(*words):
        return json.loads(
            subprocess.run(
                [LEERID, "--json", *words],
                env=elsewhere,
                capture_output=True,
                text=True,
                timeout=20,
                check=True,
            ).stdout
        )

    name, site = secrets[7][0], f"http://localhost:{portal.mijn}"
    leerid("keys", "rotate")
    waiting = [key for key in leerid("keys", "list")["items"] if key.get("from")]
    check(
        len(waiting) == 3 and not any(key["current"] for key in waiting),
        f"a key of each purpose that rotates waits: {waiting}",
    )
    check(leerid("doctor")["keys_from"] == waiting[0]["from"], "the doctor tells from when")
    first = leerid("account", "reset", name, "--secret", "word")["password"]
    check(
        Visitor(site).sign_in(name, wachtwoord=first).status == 303,
        "values sealed by one server can be decrypted by the others",
    )
    leerid("keys", "rotate", "--now")
    check(leerid("doctor")["keys_from"] is None, "none waits")
    secret = leerid("account", "reset", name, "--secret", "word")["password"]
    els = leerid("staff", "add", "els", "--role", "viewer", "--school", portal.school, "--keep")[
        "password"
    ]
    before = failures(portal)
    for _ in range(8):
        page = Visitor(site).sign_in(name, wachtwoord=secret)
        check(
            page.status == 503
            and page.says("Probeer het straks opnieuw.")
            and not page.says("heel"),
            f"not told as a crowd: {page.status} {page.text[-500:]}",
        )
        status = staff_enters(portal, "els", els)
        check(status == 503, status)
    check(failures(portal) == before, f"no wrong guess of anybody: {before}, {failures(portal)}")
    check(
        wait_for(lambda: "event=keys_missing level=error checks=" in log(portal)),
        "the administrator is informed",
    )
    for file in ("ring", "signing"):
        shutil.copy(there / file, here / f"{file}.new")
        (here / f"{file}.new").rename(here / file)
    check(
        Visitor(site).sign_in(name, wachtwoord=secret).status == 303,
        "brought here, all is well, without a wait",
    )
    check(staff_enters(portal, "els", els) == 303, "for staff too")
