"""The change of school year with the commands of the runbook: the new year imported in the last
week of August; who can sign in and has a card before, on and after 1 September; and what happens
when everything is left until that night."""
import csv
import datetime
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "mijn")]
import runbook  # noqa: E402
from served import free_port, rows_of_workbook  # noqa: E402
from visitor import Visitor  # noqa: E402

BUILD = Path(os.environ.get("LEERID_BUILD", HERE.parent.parent / "build-test"))
STAY, LEAVE, COME = 16, 8, 4
NOW = datetime.datetime.now()
YEAR = NOW.year + (NOW.month > 7)  # a year whose August is in the future


class Town:
    """One school in its own folder; each command runs on a given day of that year."""

    def __init__(self, folder):
        self.folder, self.state, self.port, self.words = folder, folder / "state", free_port(), {}

    def env(self, month, day):
        later = int(
            (datetime.datetime(YEAR, month, day, 4) - datetime.datetime.now()).total_seconds()
        )
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        return {
            **kept,
            "LEERID_STATE": str(self.state),
            "LD_PRELOAD": str(BUILD / "tests/recovery/liblater.so"),
            "LATER_S": str(later),
            "PATH": f"{BUILD}:{kept['PATH']}",
            "LEERID_LOKET_LISTEN": f"unix:{self.folder}/l",
            "LEERID_MIJN_LISTEN": f"127.0.0.1:{self.port}",
            "LEERID_MIJN_URL": f"http://localhost:{self.port}",
        }

    def leerid(self, day, *words):
        done = subprocess.run(
            ["leerid", "--json", *map(str, words)],
            env=self.env(*day),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            timeout=300,
        )
        return (
            done.returncode,
            json.loads(done.stdout) if done.stdout[:1] in ("{", "[") else done.stdout + done.stderr,
        )

    def commands(self, day, first):
        return subprocess.run(
            ["sh", "-euc", runbook.block(first)],
            env=self.env(*day),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            timeout=300,
        )

    def cards(self, name, folder="kaarten"):
        """The secret of each pupil in a ZIP, by roll number."""
        with zipfile.ZipFile(self.folder / folder / name) as archive:
            book = next(n for n in archive.namelist() if n.endswith(".xlsx"))
            rows = list(rows_of_workbook(io.BytesIO(archive.read(book))))[1:]
        return {int(row[0]): (row[4], row[5]) for row in rows}

    def sign_in(self, day, *rolls):
        """Tells for each pupil whether the sign-in succeeds that day."""
        with open(self.folder / "log", "a") as log:
            server = subprocess.Popen(
                ["leerid", "serve"], env=self.env(*day), stdout=log, stderr=log
            )
        try:
            for _ in range(300):
                try:
                    Visitor(f"http://localhost:{self.port}").get("/healthz")
                    break
                except OSError:
                    time.sleep(0.1)
            return [
                Visitor(f"http://localhost:{self.port}")
                .sign_in(self.words[roll][0], wachtwoord=self.words[roll][1])
                .location
                == "/"
                for roll in rolls
            ]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def rosters(folder):
    """A small school in June and in September; the roll numbers of pupils who stay, leave and
    arrive."""
    at = Town(folder)
    at.leerid(
        (8, 26),
        "sample",
        "--schools",
        4,
        "--pupils",
        700,
        "--days",
        f"{YEAR}-08-27..{YEAR}-09-01",
        "--out",
        folder / "sample",
    )

    def read(file):
        with open(folder / "sample" / file, encoding="utf-8") as opened:
            header, *lines = opened.read().splitlines()
        schools = {}
        for line, row in zip(lines, csv.DictReader([header, *lines], delimiter=";")):
            schools.setdefault(row["instellingsnummer"], {})[int(row["stamnummer"])] = line
        return header, schools

    header, june = read("leerlingen.csv")
    _, september = read(f"wijzigingen/{YEAR}-09-01.csv")
    school = max(
        (s for s in september if s != "000002"),
        key=lambda s: len(september[s].keys() - june[s].keys()),
    )
    old, new = june[school], september[school]
    stay, leave, come = (
        sorted(old.keys() & new.keys())[:STAY],
        sorted(old.keys() - new.keys())[:LEAVE],
        sorted(new.keys() - old.keys())[:COME],
    )
    (folder / "juni.csv").write_text(
        "\n".join([header, *(old[r] for r in stay + leave)]) + "\n", encoding="utf-8"
    )
    (folder / "nieuw-schooljaar.csv").write_text(
        "\n".join([header, *(new[r] for r in stay + come)]) + "\n", encoding="utf-8"
    )
    return int(school), stay, leave, come


def counted(answer):
    return (
        {k: answer[k] for k in ("new", "changed", "moved", "ended", "unchanged")}
        if isinstance(answer, dict)
        else answer
    )


def rollover(report, top):
    town = Town(top / "rollover")
    town.folder.mkdir()
    school, stay, leave, come = rosters(town.folder)
    report(
        (len(stay), len(leave), len(come)) == (STAY, LEAVE, COME),
        "a school of June and of September",
        (stay, leave, come),
    )
    town.leerid((6, 1), "migrate")
    town.leerid((6, 1), "school", "add", school, "Basisschool")
    town.leerid((6, 1), "import", "juni.csv")
    code, answer = town.leerid(
        (6, 1), "create", "--all-schools", "--type", "basic", "--secret", "word", "--out", "kaarten"
    )
    town.words = town.cards(f"{school:06}.zip")
    report(
        code == 0 and answer["created"] == STAY + LEAVE == len(town.words),
        "every pupil has a card in June",
        answer,
    )
    other = Town(top / "rollover-late")
    shutil.copytree(town.folder, other.folder)
    other.state, other.words = other.folder / "state", town.words

    code, answer = town.leerid((8, 27), "import", "nieuw-schooljaar.csv", "--dry-run")
    report(
        code == 0 and (answer["new"], answer["ended"]) == (STAY + COME, 0),
        "a snapshot that starts in the future ends no enrolment early",
        answer,
    )
    seen = town.commands((8, 27), "leerid import --changes --dry-run nieuw-schooljaar.csv")
    done = town.commands((8, 27), "leerid import --changes nieuw-schooljaar.csv")
    report(
        seen.returncode == done.returncode == 0
        and (seen.stdout + done.stdout).count(
            f"nieuw {STAY + COME}, gewijzigd 0, veranderd van groep of klas 0, beëindigd 0"
        )
        == 2
        and "doorgevoerd" in done.stdout,
        "as a change feed it is previewed and imported beside the current year",
        done.stdout + done.stderr,
    )
    for day in ((8, 27), (8, 31)):
        report(
            town.sign_in(day, stay[0], leave[0]) == [True, True],
            f"on {day[1]} August nothing has changed for current pupils",
        )
    _, answer = town.leerid((8, 31), "school", "list")
    report(
        json.dumps(answer).count(str(STAY + LEAVE)) >= 1,
        "the school sees the pupils of the old year",
        answer,
    )

    emptied = subprocess.run(
        ["sh", "-euc", runbook.block("truncate -s 0")],
        cwd=town.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    done = town.commands((9, 1), "leerid create --all-schools --out kaarten")
    made = sorted(p.name for p in (town.folder / "kaarten").iterdir() if p.stat().st_size > 0)
    report(
        emptied.returncode == done.returncode == 0
        and f"{COME} LeerID's" in done.stdout
        and len(made) == 1,
        "on the day each new pupil gets a card, and no other card is printed again",
        f"{made} {done.stdout}{done.stderr}",
    )
    cards = town.cards(made[0])
    report(sorted(cards) == come, "the new ZIP contains the new pupils", sorted(cards))
    town.words |= cards
    report(
        town.sign_in((9, 1), stay[0], leave[0], come[0]) == [True, False, True],
        (
            "pupils who stay sign in with the card of June, new ones with the new card, those who"
            " left cannot"
        ),
    )
    (town.folder / "feed").mkdir()
    shutil.copy(town.folder / "nieuw-schooljaar.csv", town.folder / f"feed/{YEAR}-09-01.csv")
    code, answer = town.leerid((9, 1), "import", "--changes", "--folder", "feed")
    report(
        code == 0
        and counted(answer)
        == {"new": 0, "changed": 0, "moved": 0, "ended": 0, "unchanged": STAY + COME},
        "the file of that night changes nothing",
        answer,
    )
    header, *lines = (town.folder / "nieuw-schooljaar.csv").read_text(encoding="utf-8").splitlines()
    absent = lines[-1].split(";")
    absent[header.split(";").index("einddatum")] = f"01/09/{YEAR}"
    (town.folder / f"feed/{YEAR}-09-02.csv").write_text(
        f"{header}\n{';'.join(absent)}\n", encoding="utf-8"
    )
    code, answer = town.leerid((9, 2), "import", "--changes", "--folder", "feed", "--yes")
    gone = come[-1]
    report(
        code == 0 and counted(answer)["ended"] + counted(answer)["changed"] == 1,
        "an enrolment that is withdrawn ends on the day it began",
        answer,
    )
    left = town.leerid(
        (9, 3), "create", "--school", school, "--roll-number", gone, "--out", "x.zip"
    )
    report(left[0] != 0, "and is no longer in the school", left)
    left_to_the_night(report, other, school, stay)


def left_to_the_night(report, town, school, stay):
    """Everything in one file on 1 September, with one invalid row."""
    header, *lines = (town.folder / "nieuw-schooljaar.csv").read_text(encoding="utf-8").splitlines()
    (town.folder / "feed").mkdir()
    file = town.folder / f"feed/{YEAR}-09-01.csv"
    file.write_text(
        "\n".join([header, *lines, lines[0].replace(";M;", ";?;").replace(";V;", ";?;")]) + "\n",
        encoding="utf-8",
    )
    code, answer = town.leerid((9, 1), "import", "--changes", "--folder", "feed")
    report(
        code == 3 and town.sign_in((9, 1), stay[0], stay[1]) == [False, False],
        "left until that night: with one invalid row nobody can sign in",
        answer,
    )
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    code, answer = town.leerid((9, 1), "import", "--changes", "--folder", "feed")
    report(
        code == 0 and town.sign_in((9, 1), stay[0], stay[1]) == [True, True],
        "after the correction the result is the same",
        answer,
    )
    code, answer = town.leerid((9, 1), "create", "--all-schools", "--out", "nieuwe-kaarten")
    rows = town.cards(f"{school:06}.zip", "nieuwe-kaarten")
    report(
        code == 0 and answer["created"] == COME == len(rows) - STAY,
        "a new folder gets the cards of the whole school, including new pupils",
        f"{answer} {len(rows)}",
    )
    shutil.rmtree(town.folder / "nieuwe-kaarten")
    code, answer = town.leerid((9, 1), "create", "--all-schools", "--out", "nieuwe-kaarten")
    rows = town.cards(f"{school:06}.zip", "nieuwe-kaarten")
    report(
        code == 0 and answer["created"] == 0 and len(rows) == STAY + COME,
        "without the early import all cards are printed again",
        f"{answer} {len(rows)}",
    )
