"""Runs commands from the pages of docs/admin/, as an administrator reads them."""
from pathlib import Path

SHELF = Path(__file__).resolve().parent.parent / "docs/admin"


def block(begin):
    """Returns the indented block with a line that starts with `begin`, without its indentation."""
    found = [""]
    for page in sorted(SHELF.glob("*.md")):
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("    "):
                found[-1] += line.strip() + "\n"
            elif found[-1]:
                found.append("")
        found.append("")
    return next(text for text in found if any(line.startswith(begin) for line in text.splitlines()))
