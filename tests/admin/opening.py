"""Opening creates nothing, and misspelled settings are refused."""
import json
import shutil
import sqlite3

# name, exit status, text on standard error
NAMES = (
    ("LEERID_STAT", 2, "LEERID_STATE?"),
    ("LEERID_STATES", 2, "LEERID_STATE?"),
    ("LEERD_STATE", 2, "LEERID_STATE?"),
    ("LEERID_KEY", 2, "LEERID_KEYS?"),
    ("LEERID_DATABSE", 2, "LEERID_DATABASE?"),
    ("LEERID_DATABSAE", 2, "LEERID_DATABASE?"),
    ("LEERID_TRUSTED_PROXY", 0, "LEERID_TRUSTED_PROXY"),
    ("LEERID_MIJNURL", 2, "LEERID_MIJN_URL?"),
    ("LEERID_TRUSTED_PROXIE", 2, "LEERID_TRUSTED_PROXIES?"),
    ("LEERID_KEYS_PASPHRASE", 2, "LEERID_KEYS_PASSPHRASE?"),
    ("LEERID_COLOUR", 0, "LEERID_COLOUR"),
    ("LEERID_PORT_8080_TCP", 0, None),
    ("LEERID_PORT_8080_TCP_ADDR", 0, None),
    ("LEERID_SERVICE_HOST", 0, None),
    ("LEERID_SERVICE_PORT", 0, None),
    ("LEERID_PORT", 0, None),
    ("LEERID_STATE_PORT", 0, None),
    ("LEERIDX", 0, None),
    ("LEERKRACHT", 0, None),
)


def tables(file):
    with sqlite3.connect(file) as db:
        (count,) = db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    db.close()
    return count


def names(report, place):
    for name, code, said in NAMES:
        done = place.leerid("settings", **{name: "x"})
        good = done.returncode == code and (said in done.stderr if said else done.stderr == "")
        report(
            good,
            f"{name} is {'refused' if code else 'told' if said else 'let be'}",
            f"{done.returncode} {done.stderr}",
        )
    conf = place.top / "leerid.conf"
    for line, said in (
        ("statee = /x", "bedoelde je state?"),
        ("colour = red", "'colour' bestaat niet"),
        ("state = here", "begint"),
    ):
        conf.write_text(line + "\n")
        done = place.leerid("--config", conf, "settings", LEERID_STATE=None)
        report(done.returncode == 2 and said in done.stderr, f"leerid.conf: {line}", done.stderr)


def places(report, place):
    place.made()
    here = place.top / "elsewhere"
    here.mkdir()
    for value in ("sqlite:leerid.db", "sqlite:./leerid.db", f"sqlite:{place.database}"):
        done = place.leerid(
            "--json", "school", "list", folder=here, LEERID_DATABASE=value, LEERID_KEYS="keys"
        )
        report(
            done.returncode == 0 and "Zeven" in done.stdout and not list(here.iterdir()),
            f"{value} is the one of the state folder, wherever one is",
            done.stdout + done.stderr,
        )
    shown = json.loads(
        place.leerid("--json", "settings", folder=here, LEERID_DATABASE="sqlite:x.db").stdout
    )["items"]
    report(
        {"key": "database", "value": f"sqlite:{place.state}/x.db"}.items()
        <= next(i for i in shown if i["key"] == "database").items(),
        "settings shows where that is",
    )


def nothing_is_made(report, place):
    for words in (
        ("serve",),
        ("doctor",),
        ("school", "add", 1, "x"),
        ("staff", "add", "x", "--role", "operator"),
        ("school", "list"),
        ("backup", place.top / "b"),
        ("app", "list"),
        ("report",),
        ("keys", "list"),
    ):
        done = place.leerid(*words)
        report(
            done.returncode == 1 and "leerid migrate" in done.stderr and not place.state.exists(),
            f"nothing there: leerid {words[0]} makes nothing and says what does",
            done.stderr,
        )
    place.made(("backup", place.top / "copy"))
    place.database.rename(place.top / "gone")
    for words in (("serve",), ("doctor",), ("school", "list"), ("migrate",)):
        done = place.leerid(*words)
        report(
            done.returncode == 1
            and "leerid restore" in done.stderr
            and not place.database.exists(),
            f"the database is gone: leerid {words[0]} makes no empty one",
            done.stderr,
        )
    place.database.touch()
    for words in (("serve",), ("migrate",)):
        done = place.leerid(*words)
        report(
            done.returncode == 1
            and "leerid restore" in done.stderr
            and tables(place.database) == 0,
            f"an empty file in its place: leerid {words[0]} leaves it",
            done.stderr,
        )
    done = place.leerid("restore", place.top / "copy", "--yes")
    report(
        done.returncode == 0 and "Zeven" in place.leerid("school", "list").stdout,
        "and a restore brings it back",
        done.stderr,
    )
    fresh = type(place)(place.top / "fresh")
    fresh.state.mkdir(parents=True)
    place.leerid("keys", "backup", place.top / "keys", LEERID_KEYS_PASSPHRASE="drie zwarte zwanen")
    fresh.leerid("keys", "restore", place.top / "keys", LEERID_KEYS_PASSPHRASE="drie zwarte zwanen")
    done = fresh.leerid("migrate")
    report(
        done.returncode == 1 and "leerid restore" in done.stderr and not fresh.database.exists(),
        "keys put back from a backup wait for their database",
        done.stderr,
    )
    shutil.move(fresh.keys, fresh.top / "aside")
    report(fresh.leerid("migrate").returncode == 0, "with new keys a new database is made")


def cut_keys(report, place):
    place.made()
    for name in ("signing", "ring"):
        file = place.keys / name
        whole = file.read_bytes()
        for what, damaged in (("cut", whole[: len(whole) // 2]), ("empty", b""), ("gone", None)):
            file.unlink() if damaged is None else file.write_bytes(damaged)
            for words in (("doctor",), ("serve",)):
                done = place.leerid(
                    *words,
                    LEERID_LOKET_LISTEN=f"unix:{place.top}/l",
                    LEERID_MIJN_LISTEN=f"unix:{place.top}/m",
                )
                report(
                    done.returncode == 1
                    and (file.read_bytes() if file.exists() else None) == damaged,
                    f"keys/{name} is {what}: leerid {words[0]} fails and leaves it",
                    done.stderr,
                )
            file.write_bytes(whole)
