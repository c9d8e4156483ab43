"""Commands as docs/runbook.md has them: what a test runs is what an administrator reads there."""
from pathlib import Path

RUNBOOK = Path(__file__).resolve().parent.parent / "docs/runbook.md"


def block(first):
    """The indented lines from the one that begins with first to the end of its block, without the indent."""
    lines = [line.strip() for line in RUNBOOK.read_text(encoding="utf-8").splitlines() if line.startswith("    ") or not line.strip()]
    begin = next(i for i, line in enumerate(lines) if line.startswith(first))
    end = next(i for i in range(begin, len(lines)) if not lines[i])
    return "\n".join(lines[begin:end]) + "\n"
