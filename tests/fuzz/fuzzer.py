"""Runs the program with all targets and reads its output."""
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from inputs import ROOT

BUILD = ROOT / "build-fuzz"
FUZZ = BUILD / "tests/fuzz/fuzz"
OPTIONS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


def build():
    if not (BUILD / "build.ninja").exists():
        subprocess.run(
            [
                "meson",
                "setup",
                BUILD,
                "-Dfuzz=true",
                "-Db_sanitize=address,undefined",
                "-Db_lundef=false",
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "CC": "clang"},
        )
    done = subprocess.run(
        ["ninja", "-C", BUILD, "--quiet", "tests/fuzz/fuzz"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(done.stdout)


def environment(name, profile="/dev/null"):
    return {**os.environ, **OPTIONS, "FUZZ_TARGET": name, "LLVM_PROFILE_FILE": str(profile)}


def names():
    return subprocess.check_output(
        [FUZZ], text=True, env={**os.environ, "LLVM_PROFILE_FILE": "/dev/null"}
    ).split()


def run(name, *words, profile="/dev/null", timeout=300):
    """Returns (exit status, output)."""
    try:
        done = subprocess.run(
            [FUZZ, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(name, profile),
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return -1, (late.stdout or b"").decode(errors="replace") + f"\nover {timeout} s"
    return done.returncode, done.stdout.decode(errors="replace")


def covered(profile):
    """Returns {source: number of executed lines}."""
    merged = Path(f"{profile}.merged")
    subprocess.run(["llvm-profdata", "merge", "-sparse", profile, "-o", merged], check=True)
    said = subprocess.check_output(
        ["llvm-cov", "export", "-summary-only", f"-instr-profile={merged}", FUZZ],
        stderr=subprocess.DEVNULL,
    )
    return {
        file["filename"].split("/src/")[-1]: file["summary"]["lines"]["covered"]
        for file in json.loads(said)["data"][0]["files"]
    }


def seen(text):
    """Returns (edges, features) of the last status line."""
    found = re.findall(r"cov: (\d+) ft: (\d+)", text)
    return tuple(map(int, found[-1])) if found else (0, 0)


def cpu_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def search(name, words, seconds, log):
    """Runs until that much CPU time is used or something is found. Returns (exit status, CPU
    seconds).
    """
    with open(log, "wb") as out:
        child = subprocess.Popen(
            [FUZZ, *map(str, words)], stdout=out, stderr=out, env=environment(name)
        )
        spent = 0
        while child.poll() is None:
            spent = cpu_of(child.pid)
            if spent >= seconds:
                child.send_signal(signal.SIGINT)
                child.wait(60)
                break
            time.sleep(0.2)
    return child.returncode, spent
