"""Bars that count failures: runs the tests that break things on purpose. Each row counts the failed
checks among those that name its bar; a bar that no check names is not measured.
"""
import os
import re
import subprocess

from common import BUILD, ROOT, row

# suite: its bars, each with a description and the pattern of its checks
DRILLS = {
    "fault": (
        (
            "B16",
            (
                "a bulk creation killed 1,000 times, the disk full: something half made, a password"
                " nobody knows"
            ),
            "killed|full disk|is whole|given for ever",
        ),
    ),
    "store": (
        (
            "B17",
            "power cuts, the write-back cache dropped: something acknowledged was lost",
            "power cuts|disk that lies",
        ),
    ),
    "backup": (
        (
            "B27",
            "migrations killed at 50 moments: neither the old schema nor the new one",
            "migration killed",
        ),
        (
            "B28",
            "backup and restore, engine to engine and back: a row is missing or another",
            "row|restored|five minutes",
        ),
    ),
    "keeping": (
        ("B31", "histories altered behind the application's back: not found", "found: |whole"),
    ),
}


def rows():
    for suite, bars in DRILLS.items():
        done = subprocess.run(
            [ROOT / f"tests/{suite}/run"],
            env={**os.environ, "LEERID_BUILD": str(BUILD), "FAULT_KILLS": "1000"},
            capture_output=True,
            text=True,
            check=False,
        )
        checks = re.findall(r"^(ok|not ok) \d+ - (.*)$", done.stdout, re.M)
        for name, what, speaks in bars:
            of_it = [(verdict, told) for verdict, told in checks if re.search(speaks, told)]
            failed = [told for verdict, told in of_it if verdict != "ok"]
            yield row(
                name,
                what,
                len(failed) if of_it else None,
                "checks",
                most=0,
                note="; ".join(failed) or f"of {len(of_it)}",
            )
