"""A served LeerID with pupils of every kind of secret, for the tests of mijn.leerid: own folder,
own ports, a real SMTP server.

    with Site() as site: site.secrets["ivica.cauberghs"], site.mijn, site.loket, site.mails()
"""
import json
import mailbox
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path
from xml.etree import ElementTree

sys.path.append(str(Path(__file__).resolve().parents[1]))
from ports import free_port  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test")) / "leerid"
PICTURES = [
    "hond",
    "vis",
    "eend",
    "vlinder",
    "banaan",
    "appel",
    "ijsje",
    "boom",
    "politie",
    "robot",
    "zon",
    "auto",
    "deur",
    "fototoestel",
    "rugzak",
    "bal",
]


def rows_of_workbook(data):
    """Returns the cells of the first sheet of an .xlsx file, as text."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(data) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = [
                "".join(t.text or "" for t in s.iterfind(".//x:t", space))
                for s in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            ]
        sheet = ElementTree.fromstring(
            book.read(sorted(n for n in book.namelist() if n.startswith("xl/worksheets/sheet"))[0])
        )
    for row in sheet.iterfind(".//x:row", space):
        cells = []
        for cell in row.iterfind("x:c", space):
            value = cell.find("x:v", space)
            text = (
                "".join(t.text or "" for t in cell.iterfind(".//x:t", space))
                if value is None
                else value.text
            )
            cells.append(shared[int(text)] if cell.get("t") == "s" else text)
        yield cells


class Site:
    def __init__(self, settings=None):
        self.folder = Path(tempfile.mkdtemp(prefix="leerid-mijn-"))
        self.ports = [free_port() for _ in range(3)]
        self.mijn, self.loket = (f"http://localhost:{p}" for p in self.ports[:2])
        self.env = {
            **os.environ,
            "LEERID_STATE": str(self.folder / "state"),
            "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.ports[0]}",
            "LEERID_LOKET_LISTEN": f"127.0.0.1:{self.ports[1]}",
            "LEERID_MIJN_URL": self.mijn,
            "LEERID_LOKET_URL": self.loket,
            "LEERID_SMTP_URL": f"smtp://127.0.0.1:{self.ports[2]}",
            "LEERID_MAIL_FROM": "leerid@example.org",
            **(settings or {}),
        }
        self.children = []
        self.secrets, self.accounts = {}, {}
        self.log = open(self.folder / "log", "wb")

    def leerid(self, *arguments):
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def fill(self):
        self.leerid("migrate")
        self.leerid("sample", "--schools", 1, "--pupils", 200, "--out", self.folder / "sample")
        self.leerid("school", "add", 2, "BRUSSEL-STAD - TEST School 2 (2)")
        self.leerid("import", self.folder / "sample/leerlingen.csv", "--yes")
        lines = (self.folder / "sample/leerlingen.csv").read_text().splitlines()[1:41]
        numbers = [line.split(";")[1] for line in lines]
        self.spare = [numbers[36:38], numbers[38:40]]
        for part, options in (
            (numbers[:15], ("--type", "basic", "--secret", "picture")),
            (numbers[15:27], ("--type", "basic", "--secret", "word")),
            (numbers[27:36], ("--type", "advanced")),
        ):
            self.create(part, *options)

    def create(self, roll_numbers, *options):
        target = self.folder / "cards.zip"
        self.leerid(
            "create", "--school", 2, "--roll-number", *roll_numbers, *options, "--out", target
        )
        with zipfile.ZipFile(target) as archive:
            for name in archive.namelist():
                if name.endswith(".xlsx"):
                    with archive.open(name) as book:
                        self.read(list(rows_of_workbook(book)))
        target.unlink()

    def read(self, rows):
        head = rows[0]
        name, secret, kind = (
            head.index(title)
            for title in ("LeerID Gebruikersnaam", "LeerID Wachtwoord", "Wachtwoordtype")
        )
        for row in rows[1:]:
            self.secrets[row[name]] = row[secret]
            self.accounts.setdefault(row[kind], []).append(row[name])

    def start(self, *command, **options):
        child = subprocess.Popen(
            [*map(str, command)], env=self.env, stdout=self.log, stderr=self.log, **options
        )
        self.children.append(child)
        return child

    def serve(self):
        (self.folder / "mail").mkdir()
        self.start(
            "/usr/bin/python3",
            "-m",
            "aiosmtpd",
            "-n",
            "-l",
            f"127.0.0.1:{self.ports[2]}",
            "-c",
            "aiosmtpd.handlers.Mailbox",
            self.folder / "mail/box",
        )
        self.start(PROGRAM, "serve")
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.mijn + "/healthz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server does not start:\n" + self.said())

    def mails(self, count=1, seconds=60):
        """Waits for that many mails; returns (to, subject, text) of each, oldest first."""
        for _ in range(seconds * 10):
            box = mailbox.Maildir(self.folder / "mail/box", create=True)
            found = sorted(box, key=lambda m: m["Message-ID"] or "")
            if len(found) >= count:
                return [
                    (m["To"], m["Subject"], m.get_payload()[0].get_payload(decode=True).decode())
                    for m in found
                ]
            time.sleep(0.1)
        return []

    def forget_mails(self):
        shutil.rmtree(self.folder / "mail/box", ignore_errors=True)
        mailbox.Maildir(self.folder / "mail/box", create=True)

    def said(self):
        self.log.flush()
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def __enter__(self):
        try:
            self.fill()
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    """Serves until standard input ends and prints one line of JSON, for tests in other
    languages."""
    import sys

    with Site() as site:
        print(
            json.dumps(
                {
                    "mijn": site.mijn,
                    "loket": site.loket,
                    "secrets": site.secrets,
                    "accounts": site.accounts,
                    "folder": str(site.folder),
                }
            ),
            flush=True,
        )
        for line in sys.stdin:
            command, *words = json.loads(line)
            print(json.dumps(getattr(site, command)(*words)), flush=True)


if __name__ == "__main__":
    main()
