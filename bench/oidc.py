"""CPU time of whole sign-ins to an application, LeerID beside oidc-provider (npm) in the same run: both with a durable store and Argon2id. With
password twice: the peer with the parameters that the library argon2 sets itself (64 MiB, 3 passes, 4 lanes), and with ours (7 MiB, 5 passes)."""
import base64
import hashlib
import http.client
import json
import os
import re
import secrets
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

from common import ROOT, median, row
from portal import Portal, free_port

PEER = ROOT / "bench/peers/oidc"
REDIRECT, PASSWORD = "https://app.example.org/terug", "kaas fietst"
ROUNDS, SESSION_FLOWS, PASSWORD_FLOWS, SESSIONS = 3, 150, 30, 10000
TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / TICK


def mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


class Browser:
    """One connection that stays open, and cookies."""

    def __init__(self, port):
        self.port, self.link, self.cookies = port, http.client.HTTPConnection("127.0.0.1", port, timeout=30), {}

    def ask(self, method, path, form=None, headers=None):
        headers = {"Host": f"localhost:{self.port}", **({"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}), **(headers or {})}
        body = urllib.parse.urlencode(form) if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
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
        self.port, self.id, self.authorize, self.token, self.sign_in = port, id, authorize, token, sign_in
        self.basic = {"Authorization": "Basic " + base64.b64encode(f"{id}:{secret}".encode()).decode()}

    def flow(self, browser):
        verifier = secrets.token_urlsafe(40)
        asked = {"client_id": self.id, "redirect_uri": REDIRECT, "response_type": "code", "scope": "openid profile", "state": secrets.token_urlsafe(12),
                 "nonce": secrets.token_urlsafe(12), "code_challenge_method": "S256",
                 "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()}
        status, where, data = browser.ask("GET", f"{self.authorize}?{urllib.parse.urlencode(asked)}")
        if not where.startswith(REDIRECT):
            where = self.sign_in(browser, where)
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(where).query)).get("code")
        status, _, data = browser.ask("POST", self.token, {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": verifier}, self.basic)
        if status != 200 or "id_token" not in json.loads(data):
            raise RuntimeError(f"{status} {where} {data[:200]}")


def local(where):
    parts = urllib.parse.urlsplit(where)
    return parts.path + (f"?{parts.query}" if parts.query else "")


class Leerid:
    def __init__(self, alg):
        self.portal = Portal(600)
        number = (self.portal.top / "roster/leerlingen.csv").read_text(encoding="utf-8-sig").splitlines()
        mine = [line.split(";") for line in number if line.startswith(f"{int(self.portal.school):06d}") or line.split(";")[0] == self.portal.school]
        self.portal.leerid("create", "--school", self.portal.school, "--roll-number", mine[0][1], "--type", "basic", "--secret", "word", "--out", self.portal.top / "k.zip")
        made = json.loads(self.portal.leerid("app", "add", "Meting", "--redirect-uri", REDIRECT, "--all-schools", "--alg", alg, "--json").output)
        self.username = self.a_username()
        self.password = json.loads(self.portal.leerid("account", "reset", self.username, "--secret", "word", "--json").output)["password"]
        self.portal.start()
        self.pid = self.portal.process.pid
        self.client = Client(self.portal.mijn, made["client_id"], made["client_secret"], "/oidc/authorize", "/oidc/token", self.enter)

    def many_sessions(self, count):
        """Sessions that are alive, each of them having signed in to the application."""
        now = int(time.time() * 1000)
        with sqlite3.connect(self.portal.top / "state/leerid.db", timeout=30) as connection:
            pupil, application = (connection.execute(q).fetchone()[0] for q in ("SELECT pupil_id FROM account", "SELECT application_id FROM application"))
            connection.executemany("INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms, own_device, strong) VALUES (?, ?, ?, ?, 0, 0)",
                                   ((secrets.token_bytes(32), pupil, now, now) for _ in range(count)))
            connection.executemany("INSERT INTO oidc_grant (grant_id, code_hash, application_id, pupil_id, session_hash, sid, redirect_uri, challenge, nonce, scopes, token_claims,"
                                   " info_claims, auth_ms, advanced, secret_kind, created_ms, code_ends_ms, used_ms) VALUES (?, ?, ?, ?, ?, 's', '', '', '', 3, 0, 0, ?, 0, 2, ?, ?, ?)",
                                   ((secrets.randbits(62), secrets.token_bytes(32), application, pupil, secrets.token_bytes(32), now, now, now, now) for _ in range(count)))

    def a_username(self):
        with sqlite3.connect(self.portal.top / "state/leerid.db") as connection:
            return connection.execute("SELECT username FROM account").fetchone()[0]

    def enter(self, browser, _):
        _, _, page = browser.ask("GET", f"/{self.username}")
        token = re.search(rb'name="csrf" value="([^"]+)"', page)[1].decode()
        _, where, _ = browser.ask("POST", f"/{self.username}", {"csrf": token, "wachtwoord": self.password})
        return browser.ask("GET", where)[1]

    def browser(self):
        return Browser(self.portal.mijn)

    def stop(self):
        self.portal.stop()


class Peer:
    def __init__(self, alg, cost):
        if not (PEER / "node_modules").is_dir():
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=PEER, check=True, timeout=300)
        self.folder, self.port = tempfile.TemporaryDirectory(prefix="leerid-bench-oidc-"), free_port()
        node = next(PEER.glob("node_modules/node-linux-*/bin/node"))
        self.process = subprocess.Popen([node, PEER / "provider.js", str(self.port), f"{self.folder.name}/db", alg, cost], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.client = Client(self.port, "bench", "geheim-van-de-meting", "/auth", "/token", self.enter)
        for _ in range(200):
            try:
                if self.browser().ask("GET", "/.well-known/openid-configuration")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("oidc-provider does not start")

    def enter(self, browser, where):
        browser.ask("GET", local(where))
        _, back, _ = browser.ask("POST", local(where), {"u": "pupil1", "p": PASSWORD})
        return browser.ask("GET", local(back))[1]

    def browser(self):
        # its cookies are for localhost; our connection is to the same
        browser = Browser(self.port)
        browser.link = http.client.HTTPConnection("localhost", self.port, timeout=30)
        return browser

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()


def milliseconds(side, count, fresh):
    """CPU of the server for one flow; fresh: each begins without a session."""
    browser = side.browser()
    side.client.flow(browser)
    before = cpu(side.pid)
    for _ in range(count):
        side.client.flow(side.browser() if fresh else browser)
    return (cpu(side.pid) - before) * 1000 / count


def compare(ours, theirs, count, fresh):
    pairs = [(milliseconds(ours, count, fresh), milliseconds(theirs, count, fresh)) for _ in range(ROUNDS)]
    return median([a for a, _ in pairs]), median([b for _, b in pairs])


def rows():
    for alg in ("RS256", "ES256"):
        ours = Leerid(alg)
        try:
            for cost, fresh, most, words in (("own", False, 0.3, "with a session"), ("own", True, 0.4, "with password"),
                                             ("equal", True, 0.4, "with password, equal Argon2id")):
                theirs = Peer(alg, cost)
                try:
                    mine, other = compare(ours, theirs, PASSWORD_FLOWS if fresh else SESSION_FLOWS, fresh)
                finally:
                    theirs.stop()
                yield row(f"oidc-{'password' if fresh else 'session'}", f"CPU of a whole flow {words}, {alg}, beside oidc-provider", mine / other, "×", most=most,
                          note=f"{mine:.2f} ms beside {other:.2f} ms; 0 failed flows")
            yield row("oidc-rss", f"resident memory of the server after that, {alg}", mib(ours.pid), "MiB", most=48, note="with the memory of hashing")
            ours.many_sessions(SESSIONS)
            milliseconds(ours, SESSION_FLOWS, False)
            yield row("oidc-rss-many", f"the same with {SESSIONS:,} sessions, {alg}", mib(ours.pid), "MiB", most=80)
        finally:
            ours.stop()
