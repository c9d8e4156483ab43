#!/usr/bin/env python3
"""Mixed load on one server: pupils sign in, staff list, create, print and import, keys rotate,
metrics are read; then SIGTERM stops it. Speed is not measured. TAP. LEERID_SECONDS: duration
(default 20).
"""
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests/mijn"), str(ROOT / "tests/hostile")]
from files import SHEET, cells, workbook  # noqa: E402
from portal import Portal, Staff, csrf_of  # noqa: E402
from sign_in import Pupil, secrets_of  # noqa: E402
from visitor import Visitor  # noqa: E402

SECONDS = float(os.environ.get("LEERID_SECONDS", "20"))
KINDS = (
    "sign-ins",
    "refused",
    "pages",
    "made",
    "printed",
    "imports",
    "workbooks",
    "rotations",
    "metrics",
)
done, problems = Counter(), []


def pupils_sign_in(portal, secrets):
    for name, secret in secrets[::7]:
        done["sign-ins"] += Pupil(portal, name, secret).sign_in()[0] == 303
    visitor = Visitor(f"http://localhost:{portal.mijn}")
    visitor.sign_in(secrets[0][0], wachtwoord=secrets[0][1])
    for path in (
        "/",
        "/wachtwoord",
        "/e-mail",
        "/hulp",
        "/taal/de",
        "/.well-known/openid-configuration",
        "/oidc/jwks",
    ):
        visitor.get(path)


def wrong_passwords(portal, secrets):
    for name, _ in [*secrets[:5], ("niemand.hier", "")]:
        done["refused"] += Pupil(portal, name, "29foutfout", stranger=True).sign_in()[0] != 303


def staff_looks(portal, secrets):
    staff = Staff(portal).sign_in()
    for path in (
        "/leerlingen?zoek=an",
        "/leerlingen?sorteer=klas",
        "/netwerken",
        "/applicaties",
        "/instelling",
        "/klaslijsten",
        "/taken",
        "/hulp",
        "/healthz",
    ):
        done["pages"] += staff.get(path)[0] == 200


def staff_makes(portal, secrets):
    if not portal.classes:
        return time.sleep(1)
    staff = Staff(portal).sign_in()
    path, pairs = staff.draft(klas=portal.classes.pop())
    staff.post(path, pairs)
    for _ in range(200):
        if staff.get(f"{path}/bezig")[0] != 200:
            break
        time.sleep(0.1)
    done["made"] += 1
    done["printed"] += sum(staff.get(f"{path}/{what}")[0] == 200 for what in ("zip", "a4", "excel"))


def upload(portal, done_as, data):
    staff = Staff(portal).sign_in()
    page = staff.page("/import")
    part = '--B\r\nContent-Disposition: form-data; name="{}"'
    head = (
        f'{part}\r\n\r\n{csrf_of(page)}\r\n{part}\r\n\r\nbekijk\r\n{part}; filename="lijst"\r\n\r\n'
    ).format("csrf", "stap", "bestand")
    done[done_as] += staff.ask(
        "POST",
        "/import",
        head.encode() + data + b"\r\n--B--\r\n",
        "multipart/form-data; boundary=B",
    )[0] in (200, 422)


def staff_imports(portal, secrets):
    lines = roster(portal)
    upload(portal, "imports", "\n".join(lines).encode())
    upload(portal, "workbooks", workbook(SHEET % "".join(map(cells, lines))))


def keys_rotate(portal, secrets):
    portal.leerid("keys", "rotate", "--now")
    done["rotations"] += 1
    time.sleep(1)


def metrics(portal, secrets):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(portal.top / "state/metrics"))
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        while client.recv(65536):
            pass
    done["metrics"] += 1


def again(what, portal, secrets, until):
    while time.monotonic() < until:
        try:
            what(portal, secrets)
        except Exception:  # rate limits and pauses are expected under this load
            problems.append(f"{what.__name__}: {traceback.format_exc().splitlines()[-1]}")
            time.sleep(0.2)


def stop(process):
    process.terminate()
    try:
        return process.wait(60)
    except subprocess.TimeoutExpired:
        return "none"


def roster(portal):
    lines = (portal.top / "roster/leerlingen.csv").read_text(encoding="utf-8-sig").splitlines()
    return lines[:1] + [line for line in lines if line.startswith(portal.school)]


def main():
    with Portal(150) as portal:
        first, *portal.classes = sorted({line.split(";")[8] for line in roster(portal)[1:]})
        portal.env["LEERID_METRICS_LISTEN"] = f"unix:{portal.top}/state/metrics"
        secrets = secrets_of(portal, "--class", first)
        portal.start(wait=60)
        until = time.monotonic() + SECONDS
        work = (
            pupils_sign_in,
            pupils_sign_in,
            wrong_passwords,
            staff_looks,
            staff_looks,
            staff_makes,
            staff_imports,
            keys_rotate,
            metrics,
        )
        threads = [
            threading.Thread(target=again, args=(what, portal, secrets, until)) for what in work
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lives = portal.process.poll() is None
        code = stop(portal.process)
        said = (portal.top / "log").read_text(errors="replace").splitlines()[-15:]
    missing = [kind for kind in KINDS if done[kind] == 0]
    print(f"{'ok' if lives else 'not ok'} 1 - the server lives after {SECONDS:g} s")
    print(f"{'ok' if code == 0 else 'not ok'} 2 - SIGTERM ends it with status 0 ({code})")
    print(f"{'not ok' if missing else 'ok'} 3 - each kind of work was done {missing or ''}")
    notes = [
        str(dict(done)),
        *(f"{n}× {w}" for w, n in Counter(problems).most_common(12)),
        *([] if lives and code == 0 else said),
    ]
    print("".join(f"# {line}\n" for line in notes) + "1..3")
    return 1 if missing or not lives or code != 0 else 0


sys.exit(main())
