#!/usr/bin/env python3
"""Keeps docs/decisions numbered and indexed.

tools/decisions.py check      prints what is wrong: sections or files that are missing
tools/decisions.py index      writes docs/decisions/README.md
tools/decisions.py renumber   closes gaps in the numbers, updates all references, writes the index
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/decisions"
WANTED = ("Context", "Decision", "Consequences")
HEAD = """# Decisions

Each page states the context, the decision and its consequences. A later decision that changes an
earlier one says so in the text. This list is written by `tools/decisions.py index`.

| number | decision |
|---|---|
"""


def pages():
    return sorted(FOLDER.glob("[0-9]*.md"))


def title(page):
    return re.sub(r"^# \d+\W+", "", page.read_text().splitlines()[0])


def index():
    rows = [f"| [{page.name[:4]}]({page.name}) | {title(page)} |" for page in pages()]
    return HEAD + "\n".join(rows) + "\n"


def faults():
    for page in pages():
        found = re.findall(r"^## (\w+)", page.read_text(), re.M)
        missing = [h for h in WANTED if h not in found]
        if missing:
            yield f"docs/decisions/{page.name}: no section {', '.join(missing)}"
    listed = (FOLDER / "README.md").read_text()
    for name in re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", listed):
        if not (FOLDER / name).exists():
            yield f"docs/decisions/README.md: {name} does not exist: run tools/decisions.py index"


def renumbered(text, numbers):
    """Returns the text with new numbers, as in "decisions/0012", "decisions/0012-region.md",
    "decision 12", "decisions 0022 and 0035".
    """

    def path(match):
        return match[1] + numbers.get(int(match[2]), match[2])

    def words(match):
        return re.sub(r"\d+", lambda n: numbers.get(int(n[0]), n[0]), match[0])

    text = re.sub(r"(decisions/)(\d{4})(?!\d)", path, text)
    return re.sub(
        r"\b[Dd]ecisions?[ \n*]+\d{1,4}(?:(?:,| and|, and) \d{1,4})*(?![\d-])", words, text
    )


def renumber():
    numbers = {int(p.name[:4]): f"{n:04}" for n, p in enumerate(pages(), 1)}
    for name in subprocess.check_output(["git", "-C", ROOT, "ls-files"], text=True).splitlines():
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.is_file() or b"\0" in path.read_bytes():
            continue
        old = path.read_text(errors="surrogateescape")
        new = renumbered(old, numbers)
        if path.parent == FOLDER and path.name[:1].isdigit():
            new = re.sub(r"^# \d+", "# " + numbers[int(path.name[:4])], new)
        if new != old:
            path.write_text(new, errors="surrogateescape")
    for page in pages():
        to = FOLDER / (numbers[int(page.name[:4])] + page.name[4:])
        if to != page:
            subprocess.run(["git", "-C", ROOT, "mv", page, to], check=True)


def main():
    command = sys.argv[1:]
    if command == ["renumber"]:
        renumber()
    if command in (["renumber"], ["index"]):
        (FOLDER / "README.md").write_text(index())
    elif command == ["check"]:
        found = list(faults())
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    else:
        sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
