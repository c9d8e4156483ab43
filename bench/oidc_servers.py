"""The providers that are measured: LeerID, oidc-provider (npm) and Glewlwyd."""
import hashlib
import html
import http.client
import json
import re
import secrets
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

import glewlwyd
from common import BUILD, ROOT, cpu_of
from oidc_client import BROWSERS, Browser, Client, PASSWORD, REDIRECT, local
from portal import Portal, free_port

PEER = ROOT / "bench/peers/oidc"


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
                (
                    "INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms,"
                    " own_device, strong) VALUES (?, ?, ?, ?, 0, 0)"
                ),
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
                (
                    "INSERT INTO pupil_session (token_hash, pupil_id, created_ms, seen_ms,"
                    " own_device, strong) VALUES (?, ?, ?, ?, 0, 0)"
                ),
                ((secrets.token_bytes(32), pupil, now, now) for _ in range(count)),
            )
            connection.executemany(
                (
                    "INSERT INTO oidc_grant (grant_id, code_hash, application_id, pupil_id,"
                    " session_hash, sid, redirect_uri, challenge, nonce, scopes, token_claims,"
                    " info_claims, auth_ms, advanced, secret_kind, created_ms, code_ends_ms,"
                    " used_ms) VALUES (?, ?, ?, ?, ?, 's', '', '', '', 3, 0, 0, ?, 0, 2, ?, ?, ?)"
                ),
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
