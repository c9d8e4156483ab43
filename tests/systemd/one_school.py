"""The units of one school: installed, served, backed up, restored, restarted."""
import json
import re
import time
from types import SimpleNamespace

import runbook
from cluster import wait_for
from machine import LEERID, UNITS, run
from portal import Staff
from server import make
from tap import report
from unit_load import EXPOSURE, Load, health_at
from visitor import Visitor


def analysed(folder):
    """Installs the program and the units."""
    units = folder / "units"
    units.mkdir()
    for unit in UNITS.iterdir():
        (units / unit.name).write_text(unit.read_text().replace("/usr/bin/leerid ", f"{LEERID} "))
    done = run("systemd-analyze", "verify", *sorted(units.iterdir()))
    report(
        done.returncode == 0 and not done.stderr.strip(),
        "systemd-analyze verify reports nothing",
        done.stdout + done.stderr,
    )
    for unit in sorted(units.glob("*.service")):
        done = run("systemd-analyze", "security", "--offline=yes", "--no-pager", unit)
        level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
        report(
            level and float(level[1]) <= EXPOSURE,
            f"{unit.name}: exposure {level[1] if level else '?'}, at most {EXPOSURE}",
            done.stdout + done.stderr,
        )


def enabled(machine):
    """Runs the first commands of the runbook, without pauses."""
    machine.sh("rm -r /etc/leerid/leerid.conf; mv /etc/leerid /etc/before")
    done = machine.sh(runbook.block("mkdir /etc/leerid && echo"))
    machine.sh("mv /etc/before/leerid.env /etc/leerid/; rmdir /etc/before")
    left = (
        machine.say("find", "/var/lib/private/leerid", "!", "-user", "leerid").stdout
        + machine.say("find", "/var/lib/private/leerid", "-type", "f", "-perm", "/077").stdout
    )
    wrote = machine.say("leerid", "school", "add", "1", "Een")
    wait_for(
        "the sites",
        lambda: Visitor("http://localhost:8080").get("/healthz").status
        == Visitor("http://localhost:8081").get("/healthz").status
        == 200,
        20,
    )
    report(
        done.returncode == 0 and left == "" and wrote.returncode == 0,
        "the runbook's first commands at once: every file is the service's, and both go on writing",
        f"{done.stdout}{done.stderr}{left}{wrote.stderr}{machine.said()}",
    )
    timers = machine.say(
        "systemctl", "is-active", "leerid-backup.timer", "leerid-feed.timer"
    ).stdout.split()
    report(timers == ["active", "active"], "backup and feed have their timers", timers)
    machine.sh("systemctl restart leerid")  # with leerid.env
    report(
        machine.say("systemctl", "is-active", "leerid").stdout.strip() == "active",
        "enabled as the runbook says, both sites answer",
        done.stderr,
    )
    status = machine.say("cat", f"/proc/{machine.main_pid()}/status").stdout
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    report(
        fields["Uid"].split()[0] != "0"
        and int(fields["CapEff"], 16) == 0
        and fields["NoNewPrivs"] == "1"
        and fields["Seccomp"] == "2",
        "not as root, without capabilities, behind a filter of system calls",
        status,
    )


def school(machine):
    """The first steps of an administrator, and then of a secretary."""

    def leerid(*words):
        done = machine.say("leerid", "--json", *words)
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stderr}")
        return json.loads(done.stdout or "{}")

    leerid("sample", "--schools", 1, "--pupils", 200, "--out", "/tmp/sample")
    leerid("school", "add", 2, "TEST School 2")
    leerid("import", "/tmp/sample/leerlingen.csv", "--yes")
    password = leerid("staff", "add", "els", "--role", "manager", "--school", 2, "--keep")[
        "password"
    ]
    staff = Staff(SimpleNamespace(loket=8081, login="els", password=password)).sign_in()
    seconds = make(staff, *staff.draft(groep="2de leerjaar"))
    report(
        seconds < 30, f"accounts and cards of a group, from the click to the ZIP ({seconds:.1f} s)"
    )
    done = machine.say("systemctl", "start", "leerid-feed")
    report(
        done.returncode == 0,
        "the nightly feed runs and finds no files",
        done.stderr + machine.said(),
    )
    leerid("keys", "rotate")
    told = lambda: machine.say("journalctl", "--no-pager", "-u", "leerid").stdout  # noqa: E731
    wait_for(
        "the rotation",
        lambda: all(
            f"event=keys_reread level=info file={name} ok=1" in told()
            for name in ("ring", "signing")
        ),
        10,
    )
    password = leerid("staff", "add", "jan", "--role", "viewer", "--school", 2, "--keep")[
        "password"
    ]
    Staff(SimpleNamespace(loket=8081, login="jan", password=password)).sign_in().get("/leerlingen")
    report(
        " ok=0" not in told(),
        "root rotates the keys: the service reads them, and later pupils can sign in",
        told(),
    )
    machine.sh(
        "head -n 1 /tmp/sample/leerlingen.csv >/var/lib/leerid/feed/2026-09-02.csv; chmod 0600"
        " /var/lib/leerid/feed/2026-09-02.csv"
    )
    done = machine.say("systemctl", "start", "leerid-feed")
    said = machine.sh(
        "journalctl --no-pager -u leerid-feed -n 8; chmod 0644 /var/lib/leerid/feed/2026-09-02.csv"
    ).stdout
    read = machine.sh("systemctl start leerid-feed; ls /var/lib/leerid/feed/verwerkt")
    report(
        done.returncode != 0 and "geen toegang" in said and read.stdout.strip() == "2026-09-02.csv",
        "a file that root keeps to itself stops it and it says so; one to be read is brought in",
        f"{said}{read.stdout}{read.stderr}",
    )
    owner = machine.say(
        "find", "/var/lib/private/leerid", "!", "-user", "leerid", "!", "-name", "*.csv"
    ).stdout
    report(
        owner == "",
        "the service owns all its files, also those made by commands of the administrator",
        owner,
    )


def restored(machine):
    """A nightly copy, and a restore by the runbook during requests."""
    done = machine.say("systemctl", "start", "leerid-backup")
    copies = machine.sh("ls /var/lib/leerid/backup").stdout.split()
    report(
        done.returncode == 0 and len(copies) == 1,
        "the nightly backup writes one checked copy",
        f"{copies} {done.stderr}{machine.said()}",
    )
    machine.say("leerid", "school", "add", "77", "Later")
    refused = machine.sh(
        f"leerid restore /var/lib/leerid/backup/{copies[0]} --yes || echo $?"
    ).stdout
    report("4" in refused.split(), "a restore under the service is refused", refused)
    load = Load()
    done = machine.sh(
        runbook.block("systemctl stop leerid-loket.socket").replace("COPY", copies[0])
    )
    wait_for("the sites", lambda: health_at(("127.0.0.1", 8080), "localhost:8080") == 200, 20)
    load.stop()
    schools = machine.say("leerid", "school", "list").stdout
    wrote = machine.say("leerid", "school", "add", "78", "Erna")
    served = Visitor("http://localhost:8080").get("/healthz").status
    left = machine.say(
        "find", "/var/lib/private/leerid", "!", "-user", "leerid", "!", "-name", "*.csv"
    ).stdout
    report(
        done.returncode == 0
        and "Later" not in schools
        and wrote.returncode == 0
        and served == 200
        and left == "",
        "restored by the runbook during requests: the copy is served and written",
        f"{done.stdout}{done.stderr}{schools}{wrote.stderr}{served}{left}{machine.said()}",
    )


def restarts(machine):
    load, codes = Load(), []
    for _ in range(3):
        time.sleep(1)
        codes.append(machine.say("systemctl", "restart", "leerid").returncode)
    time.sleep(1)
    load.stop()
    report(
        not load.failed and load.sent > 60 and codes == [0, 0, 0],
        f"three restarts under load: {len(load.failed)} of {load.sent} requests fail",
        load.failed[:5],
    )
    before = machine.main_pid()
    machine.say("systemctl", "kill", "--signal=KILL", "leerid")
    begin = time.monotonic()
    page = Visitor("http://localhost:8080").get("/")
    report(
        page.status == 200 and machine.main_pid() != before,
        f"killed, it is there again; who came meanwhile waited ({time.monotonic() - begin:.1f} s)",
        machine.said(),
    )
    machine.say("systemctl", "stop", "leerid.service", "leerid-loket.socket", "leerid-mijn.socket")
    ended = machine.say("systemctl", "show", "-P", "Result", "leerid").stdout.strip()
    report(ended == "success", "stopped, it ends well", ended)
