"""Checks documents: references lead to existing pages and sections, and the English is plain."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Phrases of a private dialect, and the plain words. Whole phrases only: a roll number, floor(),
# -Wall and the picture "door" are right.
DIALECT = (
    (r"rooms? of the house|the house keeps", "modules, repository layout"),
    (r"doors? opens? the wrong way|way the doors open", "dependency direction"),
    (r"a roll from one version|half-way in a roll", "rolling upgrade"),
    (r"\b(is|are) told (whole|once)\b", "is logged, is shown"),
    (r"\b(for|of|to) who (has|comes|is|was|starts|carries)\b", "name the person or the process"),
    (r"nobody can tell whether", "the outcome is unknown"),
    (r"with open eyes", "accepted, because"),
    (r"\b(was|were|is|are) drilled\b|\bdrills it\b", "tested"),
    (r"the wall between|walls? around (the )?histor", "row security, read-only role"),
    (r"the silence about others", "pupils missing from the file"),
    (r"the passage for what", "the exception for"),
)
TITLE = re.compile(r"[\w./, -]+: [a-z][\w-]+ \S")
OLD_NAMES = re.compile(
    r"\b(SECURITY|PRODUCT|CARDS|FORMATS|CLI|ARCHITECTURE|CONVENTIONS|TRUST|SOURCES|LESSON)"
    r' (?:bar )?(?:"|\d|B\d)|\bUX-\d\d\b'
)
PAGE = re.compile(r'\b(docs/[\w/.-]+\.md)((?:,? "[^"]{2,60}")*)')
BAR = re.compile(r"\b(?:bars?|security-decisions\.md) (B\d+)\b")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def flat(text):
    """Joins lines into one, without the marks that begin comment lines."""
    return re.sub(r"\s*\n[ \t]*(?:\*(?!/)|//|#|--)?[ \t]*", " ", text)


def anchor(heading):
    heading = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", heading.lower())
    return re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-")


def headings(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return re.findall(r"^#+ (.+?)\s*$", text, re.M)


def broken_references(files):
    """Returns references to pages, sections, bars and links that do not exist, and names of pages
    outside the repository.
    """
    files = dict(files)
    bars = set(re.findall(r"^\| (B\d+) \|", files["docs/develop/security-decisions.md"], re.M))
    for name, text in files.items():
        if Path(name).name in ("documents.py", "dutch.py"):
            continue
        line = flat(text)
        for page, sections in PAGE.findall(line):
            if page not in files:
                yield f"{name}: {page} does not exist"
                continue
            for section in re.findall('"([^"]+)"', sections):
                if section not in headings(files[page]):
                    yield f'{name}: {page} has no section "{section}"'
        yield from (f"{name}: no bar {bar}" for bar in BAR.findall(line) if bar not in bars)
        yield from (f"{name}: {m[0]}: name a page of docs/" for m in OLD_NAMES.finditer(line))
        if name.endswith(".md"):
            yield from broken_links(name, text, files)


def broken_links(name, text, files):
    for target in LINK.findall(re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.M | re.S)):
        path, _, section = target.partition("#")
        if re.match(r"\w+:", target):
            continue
        top = Path("/")
        page = (top / name).parent.joinpath(path).resolve() if path else top / name
        known = page.relative_to(top).as_posix()
        if known not in files and not any(f.startswith(known + "/") for f in files):
            if not known.endswith(".png"):
                yield f"{name}: link to {target}"
        elif section and section not in map(anchor, headings(files.get(known, ""))):
            yield f"{name}: link to {target}: no such section"


SOURCE_FILE = re.compile(
    r"(?<![\w/])(?:src/)?"
    r"((?:base|domain|sample|format|parse|crypto|document|store|service|http|web|main)"
    r"/[\w/]+\.[ch])\b"
)


# Generated headers, and the page that docs/develop/adding.md makes up.
NOT_IN_SRC = {"web/pages.h", "store/queries.h", "web/loket/help/about_page.c"}


def lost_files(files):
    """Returns files of src/ that the pages for developers name and that do not exist."""
    files = dict(files)
    return [
        f"{name}: src/{found} does not exist"
        for name, text in files.items()
        if name.startswith("docs/develop/")
        for found in sorted(set(SOURCE_FILE.findall(text)))
        if f"src/{found}" not in files and found not in NOT_IN_SRC
    ]


def pages_made(root, build):
    """Returns generated pages that are out of date (diagrams, list of decisions), and warnings of
    the manual pages.
    """
    for tool in ("diagrams.py", "decisions.py"):
        done = run([sys.executable, root / "tools" / tool, "check"])
        yield from done.stdout.splitlines() + done.stderr.splitlines()
    for language in ("en", "nl"):
        yield from manual_faults(root, build, language)


def manual_faults(root, build, language):
    with tempfile.TemporaryDirectory(prefix="leerid-man-") as folder:
        made = run([sys.executable, root / "tools/manual.py", build / "leerid", folder, language])
        yield from made.stderr.splitlines()
        for page in sorted(Path(folder).iterdir()):
            lint = run(["mandoc", "-Tlint", "-Wwarning", page])
            # no date: two builds of one commit are equal
            yield from (x for x in lint.stdout.splitlines() if "missing date" not in x)


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def english(name, text):
    """Yields comments of code and text of documents as (line number, line)."""
    if name.endswith(".md") and not name.startswith("docs/nl/"):
        yield from enumerate(text.splitlines(), 1)
    elif name.endswith((".c", ".h", ".sql", ".build")):
        mark = r"^\s*(/?\*|//|--|#)|/\*|//"
        yield from ((n, x) for n, x in enumerate(text.splitlines(), 1) if re.search(mark, x))


def dialect(files):
    return [
        f"{name}:{number}: {found[0]!r}: rather {plain}"
        for name, text in files
        for number, line in english(name, text)
        for phrase, plain in DIALECT
        for found in [re.search(phrase, line, re.I)]
        if found
    ]


def odd_titles(titles):
    return [t for t in titles if len(t) > 72 or not TITLE.match(t)]


def titles_since_main(root):
    """Returns the titles of commits that this branch adds to main; empty without that history."""
    done = subprocess.run(
        ["git", "-C", root, "log", "--no-merges", "--format=%s", "main..HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines() if done.returncode == 0 else []


def missed():
    """Returns what the checks miss in deliberately wrong texts."""
    bars = ("docs/develop/security-decisions.md", "## Bars\n| B1 | x |\n")
    wrong = (
        ("a.c", "/* docs/develop/no.md */"),
        ("b.c", '/* Source: docs/develop/security-decisions.md\n * "Nothing". */'),
        ("c.c", "/* bar B99 */"),
        ("d.c", '/* SECURITY\n * "Web" */'),
        ("docs/e.md", "[x](f.md) [y](develop/security-decisions.md#none)"),
    )
    right = ("g.c", '/* docs/develop/security-decisions.md\n * "Bars"; bar B1 */')
    found = {f.split(":")[0] for f in broken_references((bars, *wrong, right))}
    if found != {name for name, _ in wrong}:
        yield f"references to documents: found {sorted(found)}"
    if (
        len(
            dialect(
                [("a.h", "/* the rooms of the house */\nx = floor(1);"), ("b.md", "is drilled")]
            )
        )
        != 2
    ):
        yield "dialect"
    if len(lost_files([("docs/develop/a.md", "`web/a.c`, `web/b.c`"), ("src/web/a.c", "")])) != 1:
        yield "files of src/"
    if odd_titles(["web: add a page", "Add a page", "web: " + "x" * 70]) != [
        "Add a page",
        "web: " + "x" * 70,
    ]:
        yield "titles of commits"
