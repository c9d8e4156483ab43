"""A served installation and a staff client without a browser, on one persistent connection."""
import html
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from common import LEERID, Installation

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from ports import free_port  # noqa: E402


class Portal(Installation):
    """An installation that can be started and stopped or killed repeatedly; its state stays."""

    def __init__(self, pupils, **settings):
        super().__init__(pupils, settings.pop("database", None))
        self.settle(**settings)

    def settle(self, login="secretaris", **settings):
        self.loket, self.mijn = free_port(), free_port()
        self.env |= {
            "LEERID_LOKET_LISTEN": f"127.0.0.1:{self.loket}",
            "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.mijn}",
            "LEERID_LOKET_URL": f"http://localhost:{self.loket}",
            "LEERID_MIJN_URL": f"http://localhost:{self.mijn}",
            **{f"LEERID_{k.upper()}": str(v) for k, v in settings.items()},
        }
        self.login = login
        said = self.leerid(
            "staff",
            "add",
            self.login,
            "--role",
            "manager",
            "--school",
            self.school,
            "--keep",
            "--json",
        ).output
        self.password = json.loads(said)["password"]
        self.process = None
        self.log = open(self.top / "log", "ab")

    def start(self, wait=20, prefix=()):
        """Starts the server; returns the seconds until it was ready."""
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [*map(str, prefix), str(LEERID), "serve"],
            env={**os.environ, **self.env},
            stdout=self.log,
            stderr=self.log,
        )
        while time.monotonic() - begin < wait:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.loket, timeout=5)
                link.request("GET", "/healthz", headers={"Host": f"localhost:{self.loket}"})
                if link.getresponse().status == 200:
                    return time.monotonic() - begin
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.002)
        raise RuntimeError(
            "does not serve:\n" + (self.top / "log").read_text(errors="replace")[-2000:]
        )

    def end(self, sign):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.process = None

    def stop(self):
        self.end(signal.SIGTERM)

    def kill(self):
        self.end(signal.SIGKILL)

    def kib(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        super().__exit__()


class Staff:
    def __init__(self, portal, timeout=60):
        self.portal, self.cookies, self.timeout, self.link = portal, {}, timeout, None

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        """Returns (status, headers, bytes). For a GET, reopens a closed connection once."""
        host = f"localhost:{self.portal.loket}"
        headers = {"Host": host}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers |= {
                "Content-Type": kind,
                "Origin": f"http://{host}",
                "Sec-Fetch-Site": "same-origin",
            }
        if self.link is None:
            self.link = http.client.HTTPConnection(
                "127.0.0.1", self.portal.loket, timeout=self.timeout
            )
        try:
            self.link.request(method, path, body, headers)
            answer = self.link.getresponse()
            data = answer.read()
        except BaseException:
            self.link.close()
            self.link = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers, data

    def get(self, path):
        try:
            return self.ask("GET", path)
        # the server closed the connection after ten idle seconds
        except http.client.RemoteDisconnected:
            return self.ask("GET", path)

    def page(self, path):
        status, headers, data = self.get(path)
        for _ in range(5):
            if status != 303:
                break
            status, headers, data = self.get(headers["Location"].split("#")[0])
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return data.decode()

    def post(self, path, fields):
        """Posts fields (pairs or a dict), including csrf. Returns (status, location)."""
        status, headers, data = self.ask("POST", path, urllib.parse.urlencode(fields))
        if status not in (200, 303):
            raise RuntimeError(f"POST {path}: {status}")
        return status, headers.get("Location", ""), data

    def sign_in(self):
        page = self.page("/aanmelden")
        _, where, _ = self.post(
            "/aanmelden",
            {
                "csrf": csrf_of(page),
                "terug": "",
                "gebruiker": self.portal.login,
                "wachtwoord": self.portal.password,
            },
        )
        if not where:
            raise RuntimeError("does not sign in")
        self.list_page = self.page("/leerlingen")
        return self

    def draft(self, **filters):
        """Selects all matching pupils and requests accounts; returns the address of the draft and
        its form as pairs.
        """
        query = urllib.parse.urlencode({**filters, "kies": "alle"})
        page = self.page(f"/leerlingen?{query}")
        form = page[page.index('class="card list') :]
        _, where, _ = self.post("/leerlingen", [*form_of(form, "/leerlingen"), ("actie", "maak")])
        if "/bulk/" not in where:
            raise RuntimeError(f"no draft but {where}")
        path = where.split("?")[0]
        return path, form_of(self.page(path), path) + [("actie", "bewaar")]


def csrf_of(page):
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def form_of(page, action):
    """Returns what a browser would submit for the form with that action, without a button."""
    form = page[page.index(f'action="{action}"') :]
    form = form[: form.index("</form>")]
    pairs = []
    for tag in re.findall(r"<input [^>]*>", form):
        fields = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" not in fields or (
            fields.get("type") in ("checkbox", "radio") and not re.search(r"\schecked\b", tag)
        ):
            continue
        pairs.append(
            (
                fields["name"],
                html.unescape(
                    fields.get("value", "on" if fields.get("type") in ("checkbox", "radio") else "")
                ),
            )
        )
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        pairs.append((name, html.unescape(chosen[1])))
    return pairs
