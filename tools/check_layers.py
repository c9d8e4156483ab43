#!/usr/bin/env python3
"""Checks the dependency directions between modules.

The table in docs/develop/architecture.md is the rule; the #include lines of src/ are checked.
Every include of our own headers names its module ("base/str.h"). A module may include itself and
the modules that the table lists, and a library header only in the files of LIBRARIES. Prints
each line that breaks a rule and exits with 1. Usage: tools/check_layers.py [ROOT]
"""
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

# Libraries that only these files may use, so that their interface does not spread.
LIBRARIES = {
    "microhttpd.h": ["http/daemon.c", "http/daemon_head.c"],
    "sqlite3.h": ["store/sqlite.c"],
    "libpq-fe.h": ["store/postgres*"],
    "openssl/*": ["crypto/jose.c", "crypto/signing_*"],
    "seccomp.h": ["main/sandbox.c"],
    "linux/landlock.h": ["main/sandbox.c"],
    "sodium.h": ["crypto/*.c"],
    "zxcvbn.h": ["crypto/token.c"],
    "liboath/oath.h": ["crypto/token.c"],
    "fido*": ["crypto/passkey.c"],
    "expat.h": ["format/xml.c"],
    "csv.h": ["format/csv.c"],
    "unicode/*": ["base/text.c", "format/input.c", "document/*"],
    "curl/curl.h": ["service/mail/smtp.c", "service/web_call.c"],
    "jansson.h": ["main/*", "format/json*"],
}
# Files that may use standard error. Everything else logs through base/log; commands print messages
# for the user, and some files keep or close the descriptor.
STDERR = [
    "base/arena.c",
    "base/log.c",
    "crypto/key_child.c",
    "main/cards.c",
    "main/cli.c",
    "main/sandbox.c",
    "parse/parser_process.c",
]


def rules(page):
    """Returns {module: modules it may include}, read from the table of modules."""
    found = {}
    for module, use in re.findall(r"^\| `src/(\w+)` \|[^|]*\|([^|]*)\|", page, re.M):
        above = set(found)
        if "everything" in use:
            found[module] = None
        elif "all of the above" in use:
            found[module] = above
        else:
            found[module] = set(re.findall(r"\w+", use))
    return {
        module: (use & set(found)) if use is not None else set(found)
        for module, use in found.items()
    }


def subjects(page):
    """Subject folders ("service/pupil") in the order of dependency, from the tables of subjects."""
    return re.findall(r"^\| `src/(\w+(?:/\w+)+)` \|", page, re.M)


def subject_of(name, order):
    """The subject folder that holds a file; None for files that the subjects of a module share."""
    return next((s for s in reversed(order) if name.startswith(s + "/")), None)


def subject_fault(name, header, order):
    """Returns why a file may not include a header of the same module; "" when it may."""
    here, there = subject_of(name, order), subject_of(header, order)
    if there is None or here == there:
        return ""
    if here is None:
        return f"shared files may not use {there}"
    return "" if order.index(there) < order.index(here) else f"{here} may not use {there}"


def faults(root):
    page = (root / "docs/develop/architecture.md").read_text()
    may, order = rules(page), subjects(page)
    for folder in sorted(p for p in (root / "src").glob("*/*") if p.is_dir()):
        name = folder.relative_to(root / "src").as_posix()
        if name.split("/")[0] in {s.split("/")[0] for s in order} and name not in order:
            yield f"src/{name}: no line in the tables of subjects of docs/develop/architecture.md"
    source = root / "src"
    for module in sorted(p.name for p in source.iterdir() if p.is_dir()):
        if module not in may:
            yield f"src/{module}: no line in the table of docs/develop/architecture.md"
    for path in sorted(source.rglob("*.[ch]")):
        name = path.relative_to(source).as_posix()
        module = name.split("/")[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\bstderr\b|\bSTDERR_FILENO\b", line) and name not in STDERR:
                yield f"src/{name}:{number}: standard error outside base/log"
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not match:
                continue
            quote, header = match.groups()
            where = f"src/{name}:{number}"
            if quote == "<":
                owners = [
                    o
                    for pattern, owners in LIBRARIES.items()
                    if fnmatch(header, pattern)
                    for o in owners
                ]
                if owners and not any(fnmatch(name, owner) for owner in owners):
                    yield f"{where}: <{header}> belongs to {' '.join(owners)}"
                continue
            other = header.split("/")[0]
            if "/" not in header or other not in may:
                yield f'{where}: "{header}" does not name a module'
            elif other != module and other not in may.get(module, set()):
                yield f"{where}: {module} may not use {other}"
            elif other == module and subject_fault(name, header, order):
                yield f"{where}: {subject_fault(name, header, order)}"
            elif header == "store/row.h" and module != "store":
                yield f"{where}: store/row.h is for the store only"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    broken = list(faults(root))
    print("\n".join(broken), end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
