#!/usr/bin/env python3
"""Runs test groups and prints a summary; the last line is "N passed, N failed, N skipped".

A group is a meson suite or an executable tests/<group>/run that prints TAP ("ok 1 - name", "not
ok 2 - name", "# SKIP"). Usage: tools/run_tests.py [GROUP | GROUP/NAME …]; without arguments, all
groups. LEERID_BUILD names another build folder than build.
"""
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test"))
# Fast groups that fail most often run first, slow ones last, the others by name.
FIRST, LAST = ("unit", "house", "languages", "store"), ("sanitizers", "fault", "browser", "fresh")
FAST = ("unit", "house", "languages", "store", "http")
SLOW_SECONDS = 30
CMOCKA = re.compile(r"^\[\s+(OK|FAILED|SKIPPED)\s+\] (\S+)", re.M)
TAP = re.compile(r"^(not ok|ok)\b[^\n]*", re.M)


def count(text):
    """Returns (passed, failed, skipped) of a test program that printed cmocka's format or TAP."""
    passed = failed = skipped = 0
    names = {}
    for verdict, name in CMOCKA.findall(text):
        names[name] = verdict
    for verdict in names.values():
        passed += verdict == "OK"
        failed += verdict == "FAILED"
        skipped += verdict == "SKIPPED"
    for line in (m.group(0) for m in TAP.finditer(text)):
        if re.search(r"# SKIP", line, re.I):
            skipped += 1
        elif line.startswith("not ok"):
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def place(program):
    group = program[0]
    return (
        FIRST.index(group)
        if group in FIRST
        else len(FIRST) + (1 + LAST.index(group) if group in LAST else 0)
    )


def programs():
    """Yields (group, name, command, timeout in seconds) of everything that can run."""
    listed = json.loads(subprocess.check_output(["meson", "introspect", "--tests", str(BUILD)]))
    for test in listed:
        suites = [s.split(":")[-1] for s in test["suite"]]
        yield (suites[0], test["name"], test["cmd"], test["timeout"] or 600)
    for script in sorted(ROOT.glob("tests/*/run")):
        yield (script.parent.name, script.parent.name, [str(script)], 3600)


def run(program, fast):
    """Runs one program; returns (passed, failed, skipped), the seconds it took and its output."""
    group, name, command, timeout = program
    begin = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            timeout=timeout,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LEERID_BUILD": str(BUILD), "LC_ALL": "C.UTF-8"}
            | ({"LEERID_FAST": "1"} if fast else {}),
        )
        text, status = done.stdout.decode(errors="replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        text, status = (late.stdout or b"").decode(errors="replace") + "\ntimed out", 124
    passed, failed, skipped = count(text)
    if status != 0 and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:  # no output means that nothing was tested
        failed = 1
    return (passed, failed, skipped), time.monotonic() - begin, text


def chosen(wanted):
    """Returns the programs to run, in order; exits when a name is not known."""
    known = sorted(programs(), key=place)
    groups = {g for g, *_ in known}
    for group in wanted:
        if group not in groups | {f"{g}/{name}" for g, name, *_ in known}:
            sys.exit(f"no test group named {group}; there are: fast {' '.join(sorted(groups))}")
    return [p for p in known if not wanted or {p[0], f"{p[0]}/{p[1]}"} & set(wanted)]


def main(wanted):
    total, slow = [0, 0, 0], []
    fast = wanted == ["fast"]
    listed = chosen(FAST if fast else wanted)
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1) if fast else 1) as pool:
        results = {pool.submit(run, program, fast): program for program in listed}
        for result in as_completed(results):
            (group, name, *_), (counts, seconds, text) = results[result], result.result()
            total = [a + b for a, b in zip(total, counts)]
            slow += [(seconds, group)] if seconds > SLOW_SECONDS else []
            passed, failed, skipped = counts
            print(
                f"{group}/{name}: {passed} passed, {failed} failed, {skipped} skipped,"
                f" {seconds:.1f} s",
                flush=True,
            )
            if failed:
                print(text, flush=True)
    if slow:
        print(
            "slow: "
            + ", ".join(f"{group} {seconds:.0f} s" for seconds, group in sorted(slow, reverse=True))
        )
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] else 0


sys.exit(main(sys.argv[1:]))
