"""Backup and restore: a copy never overwrites files of the installation, a damaged copy is refused,
and restore fails while a server runs.
"""
import os
import shutil
import sqlite3
import time


def digest(place):
    return {
        p.relative_to(place.state): (p.stat().st_ino, p.read_bytes())
        for p in place.state.rglob("*")
        if p.is_file() and not p.name.endswith("-shm") and "heads" not in p.parts
    }


def onto_itself(report, place):
    place.made()
    link, hard, folder = place.top / "link", place.top / "hard", place.top / "folder"
    link.symlink_to(place.database)
    os.link(place.database, hard)
    folder.symlink_to(place.state)
    passphrase = {"LEERID_KEYS_PASSPHRASE": "drie zwarte zwanen"}
    before = digest(place)
    targets = (
        place.database,
        "leerid.db",
        link,
        hard,
        folder / "leerid.db",
        "../state/leerid.db",
        f"{place.database}-wal",
        f"{place.database}-shm",
        f"{place.database}-journal",
        f"{place.database}.lock",
        place.keys / "ring",
        place.keys / "signing",
        place.keys / "new",
        place.keys,
        folder / "keys/ring",
        place.state / "heads/x",
    )
    for target in targets:
        for words in (("backup", target), ("keys", "backup", target)):
            done = place.leerid(*words, folder=place.state, **passphrase)
            report(
                done.returncode == 4
                and digest(place) == before
                and not (place.keys / "new").exists(),
                f"leerid {' '.join(map(str, words))}".replace(str(place.top), "…"),
                f"{done.returncode} {done.stderr}",
            )
    for words in (
        ("cards", "--school", 7, "--all", "--out"),
        ("create", "--all-schools", "--out"),
        ("create", "--school", 7, "--all", "--out"),
        ("sample", "--schools", 1, "--pupils", 200, "--out"),
    ):
        target = place.keys if "all-schools" in words[1] or words[0] == "sample" else place.database
        done = place.leerid(*words, target)
        report(
            done.returncode == 4 and digest(place) == before,
            f"leerid {words[0]} {words[1]} … --out onto it",
            f"{done.returncode} {done.stderr}",
        )
    for target in (place.database, link, f"{folder}/leerid.db"):
        done = place.leerid("db-copy", "--to", f"sqlite:{target}")
        report(
            done.returncode == 4 and digest(place) == before,
            "leerid db-copy onto itself",
            f"{done.returncode} {done.stderr}",
        )
        done = place.leerid("restore", target, "--yes")
        report(
            done.returncode == 4 and digest(place) == before,
            "leerid restore of the database itself",
            f"{done.returncode} {done.stderr}",
        )
    done = place.leerid("backup", place.state / "copy")
    report(done.returncode == 0, "a copy beside it under another name is one", done.stderr)


def damaged(report, place):
    place.made(
        *(("school", "add", n, f"Instelling {n}") for n in range(100, 140)),
        ("backup", place.top / "copy"),
    )
    good = (place.top / "copy").read_bytes()
    with sqlite3.connect(place.database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'history'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    whole = place.database.read_bytes()
    place.database.write_bytes(
        whole[: (page - 1) * size + 16] + b"\xff" * (size - 32) + whole[page * size - 16 :]
    )
    done = place.leerid("backup", place.top / "copy")
    report(
        done.returncode == 1
        and (place.top / "copy").read_bytes() == good
        and sorted(p.name for p in place.top.iterdir()) == ["copy", "state"],
        "a backup of a damaged database fails, and the good copy stays",
        f"{done.returncode} {done.stdout}{done.stderr} {list(place.top.iterdir())}",
    )


def under_a_server(report, place):
    place.made(("backup", place.top / "copy"))
    place.serve()
    try:
        inode = place.database.stat().st_ino
        done = place.leerid("restore", place.top / "copy", "--yes")
        report(
            done.returncode == 4
            and place.database.stat().st_ino == inode
            and "systemctl stop leerid-loket.socket leerid-mijn.socket leerid.service"
            in done.stderr,
            "a restore under a server is refused, with how to stop it",
            f"{done.returncode} {done.stderr}",
        )
        os.link(place.database, place.top / "moved")
        shutil.copy(place.top / "copy", place.top / "new")
        os.replace(place.top / "new", place.database)  # the database file exists at every moment
        until = time.monotonic() + 20
        while place.health() == 200 and time.monotonic() < until:
            time.sleep(0.1)  # responses are cached for a second
        report(
            place.health() == 503 and "event=database_moved" in place.log(),
            "a server whose file was moved away says so: 503 and a line",
            place.log(),
        )
    finally:
        place.stop()
    done = place.leerid("restore", place.top / "copy", "--yes")
    report(done.returncode == 0, "stopped, the restore goes through", done.stderr)
    place.serve()
    place.server.kill()
    place.server.wait()
    done = place.leerid("restore", place.top / "copy", "--yes")
    report(done.returncode == 0, "a killed server holds no lock", done.stderr)
