"""An installation whose rosters replace each other."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


LEERID = Path(os.environ.get("LEERID_BUILD", ROOT / "build")) / "leerid"


HEAD = (
    "instellingsnummer;stamnummer;voornaam;naam;administratieve"
    " groep;klas;geboortedatum;rijksregisternummer\n"
)


class Place:
    """An installation with schools 2 and 3; each roster replaces the previous one."""

    def __init__(self, top, database=None):
        self.top = Path(top)
        self.env = {
            **os.environ,
            "LEERID_STATE": f"{top}/state",
            **({"LEERID_DATABASE": database} if database else {}),
        }
        self.run("migrate")
        for school in (2, 3):
            self.run("school", "add", school, f"School {school}")

    def run(self, *words):
        return subprocess.run(
            [LEERID, *map(str, words)], env=self.env, capture_output=True, text=True, check=False
        )

    def roster(self, school, *rows):
        file = self.top / "roster.csv"
        file.write_text(HEAD + "".join(f"{school};{row}\n" for row in rows))
        done = self.run("import", file, "--yes", "--json")
        return done.returncode, json.loads(done.stdout)

    def make(self, school):
        return json.loads(
            self.run(
                "create", "--school", school, "--all", "--out", self.top / "c.zip", "--json"
            ).stdout
        )["created"]

    def account(self, username):
        done = self.run("account", "show", username, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def birthday(self, username):
        return json.loads(self.run("account", "export", username).stdout)["birthday"]


def warned(answer, *words):
    """Tells whether there is exactly one warning, which contains these words and no national
    number."""
    texts = [w["message"] for w in answer["warnings"]]
    return len(texts) == 1 and all(word in texts[0] for word in words) and not answer["errors"]


def schools(account):
    return sorted(int(s) for s in account["schools"]) if account else None
