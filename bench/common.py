"""Helpers that the groups of bench/run share: rows, medians, child processes with their CPU time, a
sample installation.
"""
import csv
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("LEERID_BUILD", ROOT / "build-test"))
LEERID, MEASURE = BUILD / "leerid", BUILD / "bench/measure"
PYTHON = "/usr/bin/python3"  # the interpreter that sees Debian's packages


def row(name, what, value, unit, most=None, least=None, note=""):
    """Returns a result row. most: upper bound of the value; least: lower bound; neither: a figure
    without a bar.
    """
    bar = f"≤ {most:,g}" if most is not None else f"≥ {least:,g}" if least is not None else ""
    holds = (
        None
        if value is None
        else (most is None or value <= most) and (least is None or value >= least)
    )
    return {
        "id": name,
        "what": what,
        "value": value,
        "unit": unit,
        "bar": bar,
        "holds": holds,
        "note": note,
    }


def family(pid):
    """Returns a process and its descendants: the server keeps its keys in a child process."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def cpu_of(pid):
    """Returns the CPU seconds of a process and its descendants."""
    spent = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in family(pid)]
    return sum(int(parts[11]) + int(parts[12]) for parts in spent) / os.sysconf("SC_CLK_TCK")


def mib_of(pid):
    """Returns the resident memory of the process plus the private memory of its descendants."""
    own, *others = (
        dict(re.findall(r"(\w+):\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text()))
        for one in family(pid)
    )
    return (
        int(own["Rss"])
        + sum(int(other["Private_Clean"]) + int(other["Private_Dirty"]) for other in others)
    ) / 1024


def median(values):
    return statistics.median(values)


class Spent:
    """A finished child process: output, wall-clock and CPU seconds, peak memory in KiB."""

    def __init__(self, command, env=None, check=True):
        begin = time.monotonic()
        child = subprocess.Popen(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            text=True,
        )
        self.output = child.stdout.read()
        child.stdout.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds, self.cpu, self.kib, self.code = (
            time.monotonic() - begin,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss,
            child.returncode,
        )
        if check and self.code != 0:
            raise RuntimeError(f"{command}: exit status {self.code}\n{self.output}")


class Installation:
    """A state folder with sample schools; `school` has at least `pupils` pupils."""

    def __init__(self, pupils, database=None):
        self.folder = tempfile.TemporaryDirectory(prefix="leerid-bench-")
        self.top = Path(self.folder.name)
        self.env = {"LEERID_STATE": str(self.top / "state"), "LANG": "nl_BE.UTF-8"}
        if database:
            self.env["LEERID_DATABASE"] = database
        self.leerid("migrate")
        self.leerid(
            "sample", "--schools", 2, "--pupils", pupils + 200, "--out", self.top / "roster"
        )
        with open(self.top / "roster/scholen.csv", encoding="utf-8-sig") as file:
            for line in csv.DictReader(file, delimiter=";"):
                self.leerid("school", "add", line["instellingsnummer"], line["naam"])
                self.school = line["instellingsnummer"]
        self.leerid("import", self.top / "roster/leerlingen.csv", "--yes")

    def leerid(self, *words):
        return Spent([LEERID, *words], self.env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()
