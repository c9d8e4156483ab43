"""A PostgreSQL server with an archive, and the scripts that fill and check it."""
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import postgres
from tap import report

ROOT = Path(__file__).resolve().parent.parent.parent


BUILD = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test"))


SCRIPTS = ROOT / "deploy/postgresql"


HOUR = 3600


SETTINGS = (
    "archive_mode=on",
    "archive_command=../scripts/archive-wal %p %f ../backup",
    "fsync=off",
)


class Place:
    """A server with an archive, its user's scripts, and a LeerID on it."""

    def __init__(self, server, scripts=None):
        self.server, self.backup = server, server.top / "backup"
        self.state, self.scripts = server.top / "state", scripts or server.top / "scripts"
        if scripts is not None:
            return
        (self.backup / "wal").mkdir(parents=True)
        shutil.copytree(SCRIPTS, self.scripts)  # where that user may read
        for path in (server.top, self.backup, self.backup / "wal"):
            if server.as_user:
                shutil.chown(path, "nobody", "nogroup")

    def script(self, name, *words):
        return subprocess.run(
            [*self.server.as_user, self.scripts / name, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd="/",
        )

    def leerid(self, url, *words, later=0):
        env = {k: v for k, v in os.environ.items() if not k.startswith("LEERID_")}
        env |= {"LEERID_STATE": str(self.state), "LEERID_DATABASE": url}
        if later:
            env |= {"LD_PRELOAD": str(BUILD / "tests/recovery/liblater.so"), "LATER_S": str(later)}
        return subprocess.run(
            [BUILD / "leerid", "--json", *map(str, words)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def account(self, url, roll_number, later=0):
        done = self.leerid(
            url,
            "create",
            "--school",
            2,
            "--roll-number",
            roll_number,
            "--out",
            self.server.top / "o.zip",
            later=later,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)

    def names(self, url):
        return set(
            ask(
                url,
                "SELECT e.roll_number FROM account a JOIN enrolment e ON e.pupil_id = a.pupil_id",
            ).split()
        )

    def recovered(self, moment, folder):
        """Runs recover-to; yields its output and a running server on the result."""
        data = self.server.top / folder
        done = self.script("recover-to", self.backup, moment, data)
        if done.returncode:
            return done, None
        again = postgres.Postgres()
        again.top, again.as_user, again.data = (
            self.server.top / f"{folder}-run",
            self.server.as_user,
            data,
        )
        again.top.mkdir()
        if again.as_user:
            shutil.chown(again.top, "nobody", "nogroup")
        again.start()
        return done, again


def ask(url, sql):
    return subprocess.run(
        ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url, "-c", sql],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def url_of(server):
    return f"postgresql://leerid@/main?host={server.top}"


def wait_for_end(url):
    for _ in range(200):
        if ask(url, "SELECT pg_is_in_recovery()") == "f":
            return
        time.sleep(0.1)
    raise RuntimeError("recovery does not end")


def archived(place, url):
    """Waits until everything written so far is in the archive."""
    segment = ask(url, "SELECT pg_walfile_name(pg_switch_wal())")
    for _ in range(200):
        if (place.backup / "wal" / segment).exists():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{segment} is not archived")


def refusals(place):
    for name, words, status in (
        ("base-backup", (), 2),
        ("base-backup", ("x", place.server.top), 2),
        ("base-backup", ("x", place.backup, "none"), 2),
        ("base-backup", ("host=/nowhere", place.backup), 1),
        ("recover-to", (place.backup,), 2),
        ("recover-to", (place.backup, "laatste", place.server.data), 1),
        ("recover-to", (place.backup, "laatste", place.server.top / "x"), 1),
    ):
        done = place.script(name, *words)
        report(
            done.returncode == status
            and done.stderr
            and not list(place.backup.glob("base-*"))
            and not (place.server.top / "x").exists(),
            f"{name} {' '.join(Path(str(w)).name for w in words)} is refused",
            f"{done.returncode} {done.stderr}",
        )


def archive_script(place):
    """archive-wal as PostgreSQL and Patroni run it: without a shell, and again after a crash at any
    moment.
    """
    segment, wal = place.server.top / "segment", place.backup / "wal"
    name = "0000000900000001000000A1"
    rows = (
        ("a new segment is kept", b"one", 0, b"one"),
        ("asked again, as after a crash, it says yes", b"one", 0, b"one"),
        ("another file of that name is refused", b"other", 1, b"one"),
    )
    for what, text, status, kept in rows:
        segment.write_bytes(text)
        segment.chmod(0o644)
        done = place.script("archive-wal", segment, name, place.backup)
        report(
            done.returncode == status
            and (wal / name).read_bytes() == kept
            and (status == 0 or name in done.stderr)
            and not list(place.backup.glob("*.part")),
            f"archive-wal: {what}",
            f"{done.returncode} {done.stderr}",
        )
    (wal / name).unlink()
    (place.backup / f"{name}.{os.uname().nodename}.part").touch()
    if place.server.as_user:
        shutil.chown(place.backup / f"{name}.{os.uname().nodename}.part", "nobody", "nogroup")
    done = place.script("archive-wal", segment, name, place.backup)
    report(
        done.returncode == 0 and (wal / name).read_bytes() == b"other",
        "archive-wal: a half one of before a crash is written anew",
        done.stderr,
    )
    (wal / name).unlink()
    done = place.script("archive-wal", segment, name, place.server.top / "nowhere")
    report(
        done.returncode == 2 and "schijf" in done.stderr,
        "archive-wal: a disk that is not there is no place to write",
        done.stderr,
    )


def damaged(place, connection):
    """An incomplete backup is refused: the archive lost a segment that it needs, as with a full
    disk.
    """
    before = sorted(p.name for p in place.backup.glob("base-*"))
    spoiler = place.server.top / "spoil"
    spoiler.write_text(
        '#!/bin/sh\n/usr/lib/postgresql/15/bin/pg_basebackup "$@" && printf x'
        ' >>"${2#--pgdata=}/global/pg_control"\n'
    )
    spoiler.chmod(0o755)
    tools = place.server.top / "tools"
    tools.mkdir()
    (tools / "pg_basebackup").symlink_to(spoiler)
    text = (place.scripts / "base-backup").read_text().replace("PATH=/usr", f"PATH={tools}:/usr", 1)
    (place.scripts / "spoiled").write_text(text)
    (place.scripts / "spoiled").chmod(0o755)
    done = place.script("spoiled", connection, place.backup)
    report(
        done.returncode != 0
        and "pg_control" in done.stderr
        and sorted(p.name for p in place.backup.glob("base-*")) == before,
        "a damaged base backup does not count",
        f"{done.returncode} {done.stdout}{done.stderr}",
    )


def kept(place, connection):
    done = [
        place.script("base-backup", connection, place.backup, 2)
        for _ in range(2)
        if time.sleep(1.1) is None
    ]
    left = sorted(p.name for p in place.backup.glob("base-*"))
    label = (place.backup / left[0] / "backup_label").read_text()
    segments = sorted(p.name for p in (place.backup / "wal").iterdir() if "." not in p.name)
    report(
        all(d.returncode == 0 for d in done) and len(left) == 2 and segments[0] in label,
        "two are kept, and no WAL that neither of them needs",
        f"{left} {segments}\n{label}",
    )


def histories(place, url, fits, late):
    """doctor --history with an anchor from before the recovery time, with one from after it, and
    without.
    """
    anchor = place.state / "keys/history-anchor"
    for told in (
        place.state / "heads"
    ).iterdir():  # what was committed after that time, as in the runbook
        told.unlink()
    for name, text, good in (
        ("from before the moment still fits", fits, True),
        ("from after it misses rows", late, False),
        ("that was taken away is made anew", None, True),
    ):
        anchor.unlink()
        if text is not None:
            anchor.write_text(text)
        done = place.leerid(url, "doctor", "--history", later=3 * HOUR)
        said = json.loads(done.stdout or "{}")
        report(
            (done.returncode == 0) == good
            and said.get("missing") is not good
            and said.get("broken_chains") == 0,
            f"the anchor {name}",
            done.stdout + done.stderr,
        )
        anchor.touch()
