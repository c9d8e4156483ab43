"""A full disk, and an untrusted proxy: what users, probes, metrics and the administrator see."""
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mijn"))
from visitor import Visitor  # noqa: E402
from server import Leerid, wait_for  # noqa: E402
from tap import report  # noqa: E402


def metric(leerid, name):
    text = leerid.get("metrics", "/metrics")[2]
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    return float(found[1]) if found else None


def agree(leerid):
    """Returns the results of both probes: (status of /healthz, leerid_database_writable)."""
    return leerid.get("loket", "/healthz")[0], metric(leerid, "leerid_database_writable")


def staff(leerid):
    visitor = Visitor(leerid.urls["loket"])
    return visitor, visitor.get("/aanmelden").csrf


def full_disk(top):
    disk = top / "disk"
    disk.mkdir()
    if (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk],
            capture_output=True,
            check=False,
        ).returncode
        != 0
    ):
        print("ok # SKIP a full disk: needs to mount one")
        return
    leerid = Leerid({"LEERID_STATE": str(disk / "state")}, top=top)
    try:
        leerid.must("migrate")
        leerid.start()
        report(
            wait_for(lambda: agree(leerid) == (200, 1.0)),
            "with space on the disk both probes report that it can write",
            agree(leerid),
        )
        visitor, csrf = staff(leerid)
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(65536))
                    filler.flush()
            except OSError:
                pass
        seen = []
        found = wait_for(lambda: seen.append(agree(leerid)) or seen[-1] == (503, 0.0), 20)
        # Two probes within a second may differ around a change, but not longer.
        apart = [
            s
            for before, s in zip(seen, seen[1:])
            if s not in ((200, 1.0), (503, 0.0)) and before not in ((200, 1.0), (503, 0.0))
        ]
        report(
            found and not apart,
            "a full disk: /healthz says 503 and leerid_database_writable 0, together",
            seen[-5:],
        )
        begin = len(leerid.said())
        answer = None
        for _ in range(20):
            answer = visitor.post(
                "/aanmelden", csrf, gebruiker="nobody", wachtwoord="a wrong password"
            )
            if answer.status == 503:
                break
            time.sleep(0.2)
        report(
            answer.status == 503
            and answer.headers["Retry-After"]
            and answer.says("Probeer het straks opnieuw"),
            "a user reads 503, later again, with Retry-After",
            f"{answer.status} {answer.text[:600]}",
        )
        code = re.search(r"code ([0-9A-Z]{12}) ", answer.text)
        failed = leerid.events("request_failed", begin)
        report(
            code and any(f["id"] == code[1] and f.get("cause") == "disk_full" for f in failed),
            "the page shows the id of the request, and the log says why under it",
            f"{code} {failed}",
        )
        report(
            code  # logged when the response was sent, so maybe after the client read it
            and wait_for(lambda: any(e["id"] == code[1] for e in leerid.events("request", begin))),
            "the line of the request has the same id",
        )
        (disk / "filler").unlink()
        report(
            wait_for(lambda: agree(leerid) == (200, 1.0), 20),
            "with space again both report it",
            agree(leerid),
        )
        status = visitor.post(
            "/aanmelden", csrf, gebruiker="nobody", wachtwoord="a wrong password"
        ).status
        report(status == 403, "and users go on", status)
    finally:
        leerid.stop()
        subprocess.run(["umount", disk], check=False)


def manager_page(leerid, password):
    visitor, csrf = staff(leerid)
    answer = visitor.post("/aanmelden", csrf, gebruiker="els", wachtwoord=password)
    page = visitor.follow(answer)
    return page if page.path.startswith("/leerlingen") else visitor.get("/leerlingen")


def forgotten_proxy(top):
    leerid = Leerid(top=top)
    try:
        leerid.must("migrate")
        leerid.must("school", "add", 2, "School")
        password = (
            leerid.must(
                "--json", "staff", "add", "els", "--role", "manager", "--school", 2, "--keep"
            )
            .split('"password":"')[1]
            .split('"')[0]
        )
        teacher = (
            leerid.must(
                "--json", "staff", "add", "jan", "--role", "viewer", "--school", 2, "--keep"
            )
            .split('"password":"')[1]
            .split('"')[0]
        )
        leerid.start()
        report(
            not manager_page(leerid, password).says("trusted_proxies")
            and "trusted_proxies" not in leerid.run("doctor")[2],
            "without a proxy there is no warning",
        )
        for number in range(30):
            leerid.get(
                "mijn",
                "/",
                (
                    {"X-Forwarded-For": f"203.0.113.{number}"}
                    if number % 2
                    else {"Forwarded": f"for=203.0.113.{number}"}
                ),
            )
        told = leerid.events("proxy_untrusted")
        report(
            len(told) == 1 and told[0]["address"] == "127.0.0.1",
            "forwarded headers of an address that is not trusted: one line a minute",
            told,
        )
        report("203.0.113" not in leerid.said(), "with the proxy's address, and no client's")
        report(
            manager_page(leerid, password).says("trusted_proxies"),
            "a manager sees which setting is missing",
        )
        visitor, csrf = staff(leerid)
        page = visitor.follow(visitor.post("/aanmelden", csrf, gebruiker="jan", wachtwoord=teacher))
        report(
            page.status == 200 and not page.says("trusted_proxies"), "others do not", page.status
        )
        code, _, err = leerid.run("doctor")
        report(
            code == 0 and "trusted_proxies = 127.0.0.1" in err,
            "and so does doctor, with the line of the settings",
            err,
        )
        attempts = {
            r: metric(leerid, f'leerid_sign_ins_total{{site="loket",result="{r}"}}')
            for r in ("done", "wrong")
        }
        visitor, csrf = staff(leerid)
        visitor.post("/aanmelden", csrf, gebruiker="els", wachtwoord="not the password")
        after = {
            r: metric(leerid, f'leerid_sign_ins_total{{site="loket",result="{r}"}}')
            for r in ("done", "wrong")
        }
        report(
            attempts == {"done": 3, "wrong": 0} and after == {"done": 3, "wrong": 1},
            "sign-ins are counted by site and result",
            f"{attempts} {after}",
        )
        leerid.stop()
        trusted_proxy(leerid, password)
    finally:
        leerid.stop()


def trusted_proxy(leerid, password):
    begin = len(leerid.said())
    leerid.start(LEERID_TRUSTED_PROXIES="127.0.0.1")
    ids = [
        "ABCDEF123456",
        "6fd1c8e2-13a4-4d7e-9a77-1c2b3a4d5e6f",
        "short",
        "x" * 65,
        "with blank in it",
        'quote"quote"',
        "event=stop1",
    ]
    for one in ids:
        leerid.get("mijn", "/", {"X-Forwarded-For": "203.0.113.9", "X-Request-ID": one})

    def logged():
        return [e["id"] for e in leerid.events("request", begin)]

    wait_for(lambda: len(logged()) >= len(ids))
    taken = logged()
    report(
        all(one in taken for one in ids[:2]) and not any(one in taken for one in ids[2:]),
        "the request id of a trusted proxy is used when it is valid",
        taken,
    )
    report(
        not leerid.events("proxy_untrusted", begin)
        and not manager_page(leerid, password).says("trusted_proxies"),
        "a trusted proxy causes no warning",
    )
    leerid.stop()
    begin = len(leerid.said())
    leerid.start()
    leerid.get("mijn", "/", {"X-Request-ID": ids[0]})
    report(
        ids[0] not in leerid.said(begin), "the id of anybody else is not taken", leerid.said(begin)
    )
    leerid.stop()
    https = {
        "LEERID_LOKET_URL": "https://loket.example.be",
        "LEERID_MIJN_URL": "https://mijn.example.be",
    }
    begin = len(leerid.said())
    leerid.start(**https)
    leerid.stop()
    warned = leerid.events("config_warning", begin)
    report(
        len(warned) == 1 and "trusted_proxies" in warned[0]["detail"],
        "an https address without trusted proxies warns at the start",
        leerid.said(begin),
    )
    report(
        "trusted_proxies is leeg" in leerid.run("doctor", **https)[2],
        "and in doctor",
        leerid.run("doctor", **https),
    )
    code, _, err = leerid.run("doctor", LEERID_MIJN_URL=leerid.urls["loket"])
    report(code == 2 and "moeten verschillen" in err, "loket_url = mijn_url is refused", err)


def troubles(top):
    (top / "full").mkdir()
    full_disk(top / "full")
    (top / "proxy").mkdir()
    forgotten_proxy(top / "proxy")
