"""Commands as docs/runbook.md has them: what a test runs is what an administrator reads there."""
from pathlib import Path

RUNBOOK = Path(__file__).resolve().parent.parent / "docs/runbook.md"


def block(begin):
    """The indented block that holds a line which begins so, without the indent."""
    found = [""]
    for line in RUNBOOK.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[-1] += line.strip() + "\n"
        elif found[-1]:
            found.append("")
    return next(text for text in found if any(line.startswith(begin) for line in text.splitlines()))
