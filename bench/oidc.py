"""Measures the CPU time of complete sign-ins to an application: LeerID, oidc-provider (npm) and
Glewlwyd (Debian) in the same run.

All use durable stores and the password hash they come with: oidc-provider Argon2id with the
defaults of the library argon2 (64 MiB, 3 passes, 4 lanes), Glewlwyd PBKDF2. An additional row
without a bar runs oidc-provider with our Argon2id parameters (7 MiB, 5 passes), so that the hash
costs the same. For Glewlwyd only the requests of the flow count, not its page of scripts.
"""
import base64
import hashlib
import html
import http.client
import json
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from common import BUILD, ROOT, cpu_of, median, mib_of, row
from portal import Portal, free_port

sys.path.insert(0, str(ROOT / "bench/peers"))
import glewlwyd  # noqa: E402

PEER = ROOT / "bench/peers/oidc"
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
            "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
            .rstrip(b"=")
            .decode(),
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


class Leerid:
    def __init__(self, alg):
        self.portal = Portal(600)
        number = (
            (self.portal.top / "roster/leerlingen.csv").read_text(encoding="utf-8-sig").splitlines()
        )
        mine = [
            line.split(";")
            for line in number
            if line.startswith(f"{int(self.portal.school):06d}")
            or line.split(";")[0] == self.portal.school
        ]
        self.portal.leerid(
            "create",
            "--school",
            self.portal.school,
            "--roll-number",
            *(line[1] for line in mine[:BROWSERS]),
            "--type",
            "basic",
            "--secret",
            "word",
            "--out",
            self.portal.top / "k.zip",
        )
        made = json.loads(
            self.portal.leerid(
                "app",
                "add",
                "Meting",
                "--redirect-uri",
                REDIRECT,
                "--all-schools",
                "--alg",
                alg,
                "--json",
            ).output
        )
        self.username = self.a_username()
        self.password = json.loads(
            self.portal.leerid(
                "account", "reset", self.username, "--secret", "word", "--json"
            ).output
        )["password"]
        self.portal.start()
        self.pid = self.portal.process.pid
        self.client = Client(
            self.portal.mijn,
            made["client_id"],
            made["client_secret"],
            "/oidc/authorize",
            "/oidc/token",
            self.enter,
        )

    def browsers(self, count):
        """Creates sessions for that many pupils; returns their cookie values."""
        now, tokens = int(time.time() * 1000), [secrets.token_urlsafe(32) for _ in range(count)]
        with sqlite3.connect(self.portal.top / "state/leerid.db", timeout=30) as connection:
            pupils = [
                found[0]
                for found in connection.execute("SELECT pupil_id FROM account LIMIT ?", (count,))
            ]
            connection.executemany(
                "INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms, own_device, strong) VALUES (?, ?, ?, ?, 0, 0)",
                (
                    (hashlib.sha256(token.encode()).digest(), pupil, now, now)
                    for token, pupil in zip(tokens, pupils)
                ),
            )
        return [f"mijn={token}" for token in tokens]

    def load(self, seconds):
        """Runs many browsers at once. Returns flows, failed flows, flows per second, CPU of the
        server and of the load generator in ms per flow, and the 99th percentile.
        """
        cookies, before = "\n".join(self.browsers(BROWSERS)) + "\n", cpu_of(self.pid)
        words = [
            BUILD / "bench/flows",
            self.portal.mijn,
            self.client.id,
            self.client.basic["Authorization"].split()[1],
            urllib.parse.quote(REDIRECT, safe=""),
            seconds,
        ]
        done = subprocess.run(
            [str(word) for word in words],
            input=cookies,
            capture_output=True,
            text=True,
            timeout=seconds + 60,
        )
        flows, failed, took, _, late, own = map(float, done.stdout.split())
        spent = cpu_of(self.pid) - before
        return {
            "flows": flows,
            "failed": failed,
            "rate": flows / took,
            "server": spent * 1000 / flows,
            "sender": own * 1000 / flows,
            "late": late / 1000,
        }

    def many_sessions(self, count):
        """Creates live sessions that have all signed in to the application."""
        now = int(time.time() * 1000)
        with sqlite3.connect(self.portal.top / "state/leerid.db", timeout=30) as connection:
            pupil, application = (
                connection.execute(q).fetchone()[0]
                for q in ("SELECT pupil_id FROM account", "SELECT application_id FROM application")
            )
            connection.executemany(
                "INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms, own_device, strong) VALUES (?, ?, ?, ?, 0, 0)",
                ((secrets.token_bytes(32), pupil, now, now) for _ in range(count)),
            )
            connection.executemany(
                "INSERT INTO oidc_grant (grant_id, code_hash, application_id, pupil_id, session_hash, sid, redirect_uri, challenge, nonce, scopes, token_claims,"
                " info_claims, auth_ms, advanced, secret_kind, created_ms, code_ends_ms, used_ms) VALUES (?, ?, ?, ?, ?, 's', '', '', '', 3, 0, 0, ?, 0, 2, ?, ?, ?)",
                (
                    (
                        secrets.randbits(62),
                        secrets.token_bytes(32),
                        application,
                        pupil,
                        secrets.token_bytes(32),
                        now,
                        now,
                        now,
                        now,
                    )
                    for _ in range(count)
                ),
            )

    def a_username(self):
        with sqlite3.connect(self.portal.top / "state/leerid.db") as connection:
            return connection.execute("SELECT username FROM account").fetchone()[0]

    def enter(self, browser, where):
        tab = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(where).query))["verder"]
        _, _, page = browser.ask("GET", f"/{self.username}?verder={tab}")
        token = re.search(rb'name="csrf" value="([^"]+)"', page)[1].decode()
        _, where, _ = browser.ask(
            "POST", f"/{self.username}", {"csrf": token, "wachtwoord": self.password, "verder": tab}
        )
        _, _, page = browser.ask("GET", where)
        return html.unescape(re.search(rb'content="0;url=([^"]+)"', page)[1].decode())

    def browser(self):
        return Browser(self.portal.mijn)

    def stop(self):
        self.portal.stop()


class Peer:
    """A compared server in its own folder; its cookies are for localhost."""

    name = ""

    def __init__(self, client_words):
        self.folder, self.port = (
            tempfile.TemporaryDirectory(prefix="leerid-bench-oidc-"),
            free_port(),
        )
        self.process = self.launch()
        self.pid = self.process.pid
        self.client = Client(self.port, *client_words, self.enter)

    def browser(self):
        browser = Browser(self.port)
        browser.link = http.client.HTTPConnection("localhost", self.port, timeout=30)
        return browser

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()


class OidcProvider(Peer):
    name = "oidc-provider"

    def __init__(self, alg, cost):
        self.alg, self.cost = alg, cost
        super().__init__(("bench", "geheim-van-de-meting", "/auth", "/token"))
        for _ in range(200):
            try:
                if self.browser().ask("GET", "/.well-known/openid-configuration")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("oidc-provider does not start")

    def launch(self):
        if not (PEER / "node_modules").is_dir():
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--silent"],
                cwd=PEER,
                check=True,
                timeout=300,
            )
        node = next(PEER.glob("node_modules/node-linux-*/bin/node"))
        return subprocess.Popen(
            [
                node,
                PEER / "provider.js",
                str(self.port),
                f"{self.folder.name}/db",
                self.alg,
                self.cost,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def enter(self, browser, where):
        browser.ask("GET", local(where))
        _, back, _ = browser.ask("POST", local(where), {"u": "pupil1", "p": PASSWORD})
        return browser.ask("GET", local(back))[1]


class Glewlwyd(Peer):
    """Its sign-in page is a script that signs in through the API and then returns to where it came
    from.
    """

    name = "Glewlwyd"

    def __init__(self, alg):
        self.alg = alg
        super().__init__((glewlwyd.CLIENT, glewlwyd.SECRET, "/api/oidc/auth", "/api/oidc/token"))

    def launch(self):
        return glewlwyd.start(self.port, self.alg, Path(self.folder.name), REDIRECT)

    def enter(self, browser, where):
        back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(where).query))["callback_url"]
        if not browser.cookies:
            status, _, data = browser.ask(
                "POST", "/api/auth", data={"username": glewlwyd.USER, "password": glewlwyd.PASSWORD}
            )
            if status != 200:
                raise RuntimeError(f"Glewlwyd does not sign in: {status} {data[:200]}")
        return browser.ask("GET", f"{local(back)}&g_continue")[1]


def milliseconds(side, count, fresh):
    """Returns the CPU time of the server for one flow. fresh: every flow starts without a session."""
    browser = side.browser()
    side.client.flow(browser)
    before = cpu_of(side.pid)
    for _ in range(count):
        side.client.flow(side.browser() if fresh else browser)
    return (cpu_of(side.pid) - before) * 1000 / count


def compare(sides, count, fresh):
    """Returns the median of each, measured in turn."""
    rounds = [[milliseconds(side, count, fresh) for side in sides] for _ in range(ROUNDS)]
    return [median(figures) for figures in zip(*rounds)]


def beside(ours, peers, fresh):
    """Returns our figure and (milliseconds, name) of each compared server."""
    try:
        mine, *others = compare([ours, *peers], PASSWORD_FLOWS if fresh else SESSION_FLOWS, fresh)
    finally:
        for peer in peers:
            peer.stop()
    return mine, [(figure, peer.name) for figure, peer in zip(others, peers)]


def words_of(mine, others):
    return (
        f"{mine:.2f} ms beside "
        + ", ".join(f"{figure:.2f} ms ({name})" for figure, name in others)
        + "; 0 failed flows"
    )


def flow_rows(ours, alg):
    mine, others = beside(ours, [OidcProvider(alg, "own"), Glewlwyd(alg)], False)
    yield row(
        "oidc-session",
        f"CPU of a whole flow with a session, {alg}, beside oidc-provider",
        mine / others[0][0],
        "×",
        most=0.3,
        note=words_of(mine, others),
    )
    mine, others = beside(ours, [OidcProvider(alg, "own"), Glewlwyd(alg)], True)
    yield row(
        "oidc-password",
        f"CPU of a whole flow with password, {alg}, beside the better peer",
        mine / min(others)[0],
        "×",
        most=0.4,
        note=words_of(mine, others),
    )
    mine, others = beside(ours, [OidcProvider(alg, "equal")], True)
    yield row(
        "oidc-equal",
        f"the same, the peer with our Argon2id, {alg}",
        mine / others[0][0],
        "×",
        note=words_of(mine, others) + "; most of ours is that hash",
    )


def rate_rows(ours, alg):
    runs = [ours.load(LOAD_S) for _ in range(ROUNDS)]
    one = sorted(runs, key=lambda run: run["rate"])[ROUNDS // 2]
    note = f"server {one['server']:.2f} ms, sender {one['sender']:.2f} ms of CPU a flow, both on these cores; two cores of server alone would do {2000 / one['server']:,.0f}; p99 {one['late']:.0f} ms"
    yield row(
        "oidc-rate",
        f"flows a second with a session, {BROWSERS} browsers at once, {alg}",
        one["rate"],
        "a second",
        least=AIMS[alg],
        note=note,
    )
    yield row(
        "oidc-failed",
        f"failed flows among them, {alg}",
        sum(run["failed"] for run in runs),
        "flows",
        most=0,
        note=f"of {sum(run['flows'] for run in runs):,.0f}",
    )


def rows():
    for alg in ("RS256", "ES256"):
        ours = Leerid(alg)
        try:
            yield from flow_rows(ours, alg)
            yield from rate_rows(ours, alg)
            yield row(
                "oidc-rss",
                f"resident memory of the server after that, {alg}",
                mib_of(ours.pid),
                "MiB",
                most=48,
                note="with the memory of hashing",
            )
            ours.many_sessions(SESSIONS)
            milliseconds(ours, SESSION_FLOWS, False)
            yield row(
                "oidc-rss-many",
                f"the same with {SESSIONS:,} sessions, {alg}",
                mib_of(ours.pid),
                "MiB",
                most=80,
            )
        finally:
            ours.stop()
