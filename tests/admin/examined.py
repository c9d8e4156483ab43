"""leerid doctor: finds each deliberate fault with its check, and reports no fault in a healthy
installation.
"""
import json
import os
import subprocess

from faults import AS_ROOT, FAULTS, OWNER
from place import Place


def installation(top, name):
    place = Place(top / name)
    place.top.mkdir()
    place.state.mkdir(mode=0o700)
    if os.geteuid() == 0:
        for path in (place.top, place.state):
            os.chown(path, OWNER, OWNER)
    return place.made(("backup", place.top / "copy"))


def examine(place, **env):
    env = {
        "LEERID_LOKET_LISTEN": f"unix:{place.top}/l",
        "LEERID_MIJN_LISTEN": f"unix:{place.top}/m",
        **env,
    }
    done = place.leerid("--json", "doctor", **env)
    said = json.loads(done.stdout)
    return done, said, {c["name"]: c for c in said["checks"]}


def doctor(report, top):
    if os.geteuid() == 0:
        top.top.chmod(0o755)
        top.top.parent.chmod(0o755)
    healthy = installation(top.top, "healthy")
    before = sorted(healthy.top.rglob("*"))
    done, said, checks = examine(healthy)
    report(
        done.returncode == 0
        and said["ok"]
        and said["verdict"] == "ok"
        and not done.stderr
        and {c["verdict"] for c in checks.values()} == {"ok"},
        "all is well",
        done.stdout + done.stderr,
    )
    report(
        set(before) >= {p for p in healthy.top.rglob("*") if p.name[-4:] not in ("-wal", "-shm")},
        "and nothing was made",
        set(healthy.top.rglob("*")) - set(before),
    )
    text = healthy.leerid(
        "doctor",
        LEERID_LOKET_LISTEN=f"unix:{healthy.top}/l",
        LEERID_MIJN_LISTEN=f"unix:{healthy.top}/m",
    )
    report(
        text.returncode == 0
        and "alles is in orde" in text.stdout
        and text.stdout.count("in orde") == len(checks) + 1,
        "in words too",
        text.stdout + text.stderr,
    )
    healthy.serve()
    try:
        done, said, checks = examine(healthy)
        report(
            done.returncode == 0 and said["verdict"] == "ok" and not done.stderr,
            "also while it serves",
            done.stdout + done.stderr,
        )
    finally:
        healthy.stop()
    faults = FAULTS + (AS_ROOT if os.geteuid() == 0 else ())
    for number, (name, make, check, verdict, words) in enumerate(faults):
        place = Place(top.top / str(number))
        subprocess.run(["cp", "-a", healthy.top, place.top], check=True)
        done, said, checks = examine(place, **(make(place) or {}))
        text = " ".join(f"{f['text']} {f['mend']}" for f in checks[check]["findings"])
        words = words.format(state=place.state, top=place.top).replace("/ ", " ")
        good = (
            checks[check]["verdict"] == verdict
            and words in text
            and done.returncode == (1 if verdict == "failed" else 0)
        )
        report(
            good and (verdict == "ok" or words in done.stderr.replace("; doe: ", " ")),
            f"{check}: {name}",
            f"{done.returncode} {checks[check]} {done.stderr}",
        )
