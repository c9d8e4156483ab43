"""Commands: common flags, one language per message, files that cannot be written; HAProxy's log
beside LeerID's.
"""
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from server import Leerid, free_port, wait_for
from tap import report

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/cluster"))
import cluster  # noqa: E402

ENGLISH = re.compile(
    r"\b(the|ask for|first school|pupils:|schools:|at most|another passphrase|no backup)\b"
)


def flags(leerid):
    code, out, _ = leerid.run("--version")
    report(
        code == 0
        and re.fullmatch(r"leerid \d+\.\d+\.\d+ \(stap \d+ van het databankschema\)\n", out),
        "--version says version and schema step",
        out,
    )
    told = json.loads(leerid.run("--json", "--version")[1])
    report(set(told) == {"version", "schema_step"}, "--json --version", told)
    whole = leerid.run("--help")
    report(
        whole[0] == 0 and all(leerid.run(word) == whole for word in ("-h", "help")),
        "-h, --help and help are one",
    )
    one = leerid.run("create", "--help")
    report(
        one[0] == 0
        and one[1].startswith("leerid create ")
        and leerid.run("help", "create") == one
        and leerid.run("create", "-h") == one,
        "the same of one command",
        one,
    )
    for words, wanted in (
        (("migrat",), "bedoelde je `leerid migrate`?"),
        (("xyzzy",), "`leerid help` toont wat kan"),
        (("help", "crate"), "bedoelde je `leerid create`?"),
        (("cards", "--otu", "x"), "bedoelde je --out?"),
        (("cards", "-x"), "-x bestaat niet bij cards"),
        (("--jsno", "doctor"), "--jsno is onbekend"),
    ):
        code, _, err = leerid.run(*words)
        report(code == 2 and wanted in err, f"leerid {' '.join(words)}: {wanted}", err)
    out = leerid.run("settings")[1]
    report(
        "anders )" not in out and "anders leeg)" in out,
        "settings says when a default is empty",
        out[:300],
    )


def language(leerid):
    for schools, pupils in ((1, 1000), (5, 203), (2, 30000)):
        code, _, err = leerid.run(
            "sample", "--schools", schools, "--pupils", pupils, "--out", leerid.top / "s"
        )
        report(
            code == 2 and not ENGLISH.search(err),
            f"sample --schools {schools} --pupils {pupils} is refused in one language",
            err,
        )
    copy = leerid.top / "keys.copy"
    leerid.must("migrate")
    leerid.must("keys", "backup", copy, LEERID_KEYS_PASSPHRASE="correct horse battery")
    other = {"LEERID_KEYS": str(leerid.top / "other-keys")}
    for name, data, phrase in (
        ("wrong passphrase", copy.read_bytes(), "another passphrase"),
        ("no copy", b"x" * 900, "correct horse battery"),
    ):
        (leerid.top / "given").write_bytes(data)
        code, _, err = leerid.run(
            "keys", "restore", leerid.top / "given", LEERID_KEYS_PASSPHRASE=phrase, **other
        )
        report(
            code in (3, 4) and not ENGLISH.search(err),
            f"keys restore, {name}: in one language",
            err,
        )


def no_regular_file(leerid):
    """A FIFO without a writer and a folder are refused at once where a file is required."""
    fifo, folder = leerid.top / "fifo", leerid.top / "a-folder"
    os.mkfifo(fifo)
    folder.mkdir()
    app = ("app", "add", "Naam", "--redirect-uri", "https://app.example.org/cb", "--keys")
    phrase = {"LEERID_KEYS_PASSPHRASE": "correct horse battery"}
    other = {**phrase, "LEERID_KEYS": str(leerid.top / "no-keys")}
    for words, settings in (
        (("import",), {}),
        (app, {}),
        (("school", "add", "--file"), {}),
        (("restore", "--yes"), {}),
        (("keys", "restore"), other),
    ):
        for what in (fifo, folder) if words[0] != "import" else (fifo,):
            try:
                code, _, err = leerid.run(*words, what, **settings)
            except subprocess.TimeoutExpired:
                code, err = None, "it waits without end"
            report(
                code in (1, 3)
                and (
                    "geen gewoon bestand" in err or "het is een map" in err or words[0] == "school"
                ),
                f"leerid {' '.join(words)} with a {what.name} is refused with words",
                f"{code} {err}",
            )


def unwritten(leerid):
    disk = leerid.top / "disk"
    disk.mkdir()
    if (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk],
            capture_output=True,
            check=False,
        ).returncode
        != 0
    ):
        print("ok # SKIP create onto a full disk: needs to mount one")
        return
    try:
        leerid.must("sample", "--schools", 1, "--pupils", 200, "--out", leerid.top / "sample")
        leerid.must("school", "add", "--file", leerid.top / "sample/scholen.csv")
        leerid.must("import", leerid.top / "sample/leerlingen.csv", "--yes")
        (disk / "filler").write_bytes(bytes(60 * 1024))
        target = disk / "cards.zip"
        code, out, err = leerid.run("create", "--school", 2, "--all", "--out", target)
        command = re.search(r"leerid (cards --school 000002 --batch [0-9a-z]{13} --out \S+)", err)
        report(
            code == 1 and "de schijf is vol" in err and command,
            "create on a full disk reports the accounts, and the command that prints them",
            err,
        )
        report(
            sorted(os.listdir(disk)) == ["filler"],
            "leaves no partial file",
            os.listdir(disk),
        )
        (disk / "filler").unlink()
        words = command[1].split()
        words[-1] = leerid.top / "cards.zip"
        code, out, err = leerid.run(*words)
        with zipfile.ZipFile(leerid.top / "cards.zip") as archive:
            names = archive.namelist()
        report(
            code == 0 and any(n.endswith(".xlsx") for n in names),
            "and that command prints them",
            f"{code} {err} {names[:3]}",
        )
        code, _, err = leerid.run("cards", "--school", 2, "--batch", "x", "--out", target)
        report(code == 2 and "13 tekens" in err, "a batch that is none is refused", err)
        many = disk / "many"
        leerid.must("school", "add", 3, "Drie")
        (disk / "filler").write_bytes(bytes(60 * 1024))
        code, _, err = leerid.run("create", "--all-schools", "--out", many)
        report(
            code == 1 and "instelling 000002 is niet klaar" in err,
            "create --all-schools onto a full disk says which school is not done",
            err,
        )
    finally:
        subprocess.run(["umount", disk], check=False)


def proxy_log(leerid):
    """The log lines of HAProxy and LeerID share one request id."""
    doors = {**leerid.ports, "loket": free_port(), "mijn": free_port()}
    doors |= {f"{site}_{name}": leerid.ports[site] for site in ("loket", "mijn") for name in "ab"}
    (leerid.top / "haproxy.cfg").write_text(cluster.haproxy_config(doors))
    leerid.start(LEERID_TRUSTED_PROXIES="127.0.0.1")
    with open(leerid.top / "haproxy.log", "w") as log:
        proxy = subprocess.Popen(
            ["haproxy", "-db", "-f", leerid.top / "haproxy.cfg"], stdout=log, stderr=log
        )
    try:
        leerid.urls["front"] = f"http://localhost:{doors['mijn']}"
        wait_for(lambda: leerid.answers("front"))
        leerid.get("front", "/hulp?naam=geheim", {"X-Request-ID": "CHOSENBYCLIENT"})

        def lines():
            return [
                line
                for line in (leerid.top / "haproxy.log").read_text().splitlines()
                if "event=proxy_request" in line and "frontend=mijn" in line
            ]

        last = wait_for(lambda: lines() and lines()[-1])
        found = re.search(r"client=127\.0\.0\.1 .*id=([0-9A-F]{12}) .*status=\d+", last or "")
        report(found and "geheim" not in last, "HAProxy logs the client and an id, no path", last)
        report(
            found and wait_for(lambda: any(e["id"] == found[1] for e in leerid.events("request"))),
            "LeerID logs the same id",
            leerid.said()[-600:],
        )
        report(
            "CHOSENBYCLIENT" not in leerid.said(), "what a client calls its request is not taken"
        )
    finally:
        proxy.terminate()
        proxy.wait(10)
        leerid.stop()
    shipped = (ROOT / "deploy/haproxy/haproxy.cfg").read_text()
    wanted = (
        "log /dev/log",
        "log global",
        "client=%ci",
        "id=%ID",
        "unique-id-header X-Request-ID",
        "del-header X-Request-ID",
    )
    report(
        all(word in shipped for word in wanted),
        "the shipped haproxy.cfg does the same",
        [w for w in wanted if w not in shipped],
    )


def commands(top):
    leerid = Leerid(top=top)
    try:
        flags(leerid)
        language(leerid)
        no_regular_file(leerid)
        unwritten(leerid)
        proxy_log(leerid)
    finally:
        leerid.stop()
