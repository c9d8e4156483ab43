#!/usr/bin/env python3
"""Checks the symbols of our objects.

- No module has writable state: no variable is in .data, .bss or thread-local sections. Constant
  tables that contain pointers (.data.rel.ro) are read-only at run time.
- An object uses only symbols of the modules that the table of docs/develop/architecture.md allows
  its own module. The includes alone do not show this: a header may include another module's.

Prints each fault and exits with 1. Usage: tools/check_symbols.py BUILD-FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

import check_layers

# A library calls this code without a context parameter, so it can find its state only per thread.
EXCEPT = {("hash_memory.c.o", "mine", ".tbss")}
WRITABLE = re.compile(r"^\.(data|bss|tdata|tbss|sdata|sbss)(?!\.rel\.ro)|^\*COM\*")


def faults(build):
    objects = sorted(build.glob("src/**/*.o"))
    if not objects:
        yield f"{build}: no objects; build first"
    for path in objects:
        for line in subprocess.check_output(["objdump", "-t", path], text=True).splitlines():
            match = re.match(r"^[0-9a-f]{16} (.{7}) (\S+)\t([0-9a-f]{16}) +(?:\.\w+ )?(\S+)$", line)
            if not match or match[1][5] == "d":  # the section symbols themselves
                continue
            if (
                WRITABLE.match(match[2])
                and int(match[3], 16) > 0
                and (path.name, match[4], match[2]) not in EXCEPT
            ):
                yield f"{path.relative_to(build)}: {match[4]} in {match[2]}"


def module_of(path, build):
    return path.relative_to(build / "src").parts[0]


def symbols(objects, option):
    """Yields (object, symbol); option: --defined-only or --undefined-only."""
    for path in objects:
        for line in subprocess.check_output(["nm", "-g", option, path], text=True).splitlines():
            yield path, line.split()[-1]


def uses(build, may):
    """Yields the uses of another module's symbols that `may` ({module: modules}) does not allow."""
    objects = sorted(build.glob("src/**/*.o"))
    owners = {name: module_of(path, build) for path, name in symbols(objects, "--defined-only")}
    for path, name in symbols(objects, "--undefined-only"):
        here, there = module_of(path, build), owners.get(name)
        if there not in (None, here) and there not in may[here]:
            yield f"{path.relative_to(build)}: {here} may not use {name} of {there}"


def main():
    build = Path(sys.argv[1])
    page = Path(__file__).resolve().parent.parent / "docs/develop/architecture.md"
    may = check_layers.rules(page.read_text())
    broken = [*faults(build), *uses(build, may)]
    print("\n".join(broken), end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
