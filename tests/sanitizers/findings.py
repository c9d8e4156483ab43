"""A sanitizer build and its findings: every process writes to its own file, and a file that is not
empty is a finding.

Reports contain offsets, because a sandboxed process cannot start a symbolizer; source lines are
looked up here.
"""
import os
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHOWN, LINES = 8, 45  # different reports, lines of each
# name → (build folder, b_sanitize, runtime options)
KINDS = {
    "address": (
        "build-asan",
        "address,undefined",
        {
            "ASAN_OPTIONS": (
                "symbolize=0:log_path={log}:detect_stack_use_after_return=0:strict_string_checks=1"
                f":detect_leaks=1:suppressions={HERE}/asan.suppressions"
            ),
            "UBSAN_OPTIONS": "print_stacktrace=1:silence_unsigned_overflow=1",
            "LSAN_OPTIONS": f"suppressions={HERE}/leaks.suppressions:print_suppressions=0",
        },
    ),
    "thread": (
        "build-tsan",
        "thread",
        {
            "TSAN_OPTIONS": (
                "symbolize=0:log_path={log}:die_after_fork=0:history_size=4:second_deadlock_stack=1"
                ":stack_trace_format='    #%n %p %F %L'"  # with the path of the module, as of others
                f":suppressions={HERE}/threads.suppressions"
            )
        },
    ),
}
FRAME = re.compile(r"\((/[^()]+)\+0x([0-9a-f]+)\)")


def build(kind):
    """Configures and builds; returns the folder."""
    folder, sanitize, _ = KINDS[kind]
    subprocess.run(
        [
            "sh",
            "-euc",
            (
                ". tools/setup.sh; export CC=clang; setup_build"
                f" {folder} -Db_sanitize={sanitize} -Db_lundef=false -Dtests=true"
            ),
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return ROOT / folder


class Watch:
    """An environment for processes, and their findings since the last take()."""

    def __init__(self, kind):
        self.folder = tempfile.TemporaryDirectory(prefix="leerid-findings-")
        log = Path(self.folder.name) / "log"
        self.env = {
            **os.environ,
            "LEERID_BUILD": str(ROOT / KINDS[kind][0]),
            **{name: text.format(log=log) for name, text in KINDS[kind][2].items()},
        }

    def take(self):
        texts = []
        for path in sorted(Path(self.folder.name).glob("log.*")):
            text = path.read_text(errors="replace")
            path.unlink()
            texts += [
                piece
                for piece in re.split(r"\n(?==+\n)", text)
                if re.search(r"(ERROR|WARNING): \w+Sanitizer|runtime error", piece)
            ] or [text] * bool(text.strip())
        return texts

    def close(self):
        self.folder.cleanup()


def named(text):
    """Returns the report with functions and source lines instead of offsets."""
    places = sorted(set(FRAME.findall(text)))
    if not places:
        return text
    asked = "".join(f'"{module}" 0x{offset}\n' for module, offset in places)
    said = subprocess.run(
        ["llvm-symbolizer", "--inlining=false", "--relativenames"],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    ).stdout
    names = {}
    for place, answer in zip(places, said.split("\n\n")):
        lines = answer.strip().splitlines()
        if len(lines) >= 2 and lines[0] != "??":
            names[
                place
            ] = f"{lines[0]} {lines[1].removeprefix(str(ROOT) + '/').removeprefix('../')}"
    return FRAME.sub(lambda m: names.get(m.groups(), m[0]), text)


def told(texts):
    """Returns the different reports, the most frequent first."""

    def shape(text):  # without addresses, process ids and sizes
        return re.sub(r"0x[0-9a-f]+|\d+", "", text)

    counts, first = Counter(), {}
    for text in texts:
        counts[shape(text)] += 1
        first.setdefault(shape(text), text)
    for key, count in counts.most_common(SHOWN):
        lines = named(first[key]).strip().splitlines()[:LINES]
        yield f"{count} times:\n" + "\n".join(
            re.sub(r" \(BuildId: \w+\)", "", line) for line in lines
        )
    if len(counts) > SHOWN:
        yield f"and {len(counts) - SHOWN} other reports"
