"""Commands as the pages of docs/admin/ have them: a test runs what an administrator reads there."""
from pathlib import Path

SHELF = Path(__file__).resolve().parent.parent / "docs/admin"


def block(begin):
    """The indented block that holds a line beginning with `begin`, without the indent."""
    found = [""]
    for page in sorted(SHELF.glob("*.md")):
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("    "):
                found[-1] += line.strip() + "\n"
            elif found[-1]:
                found.append("")
        found.append("")
    return next(text for text in found if any(line.startswith(begin) for line in text.splitlines()))
