#!/usr/bin/env python3
"""Checks that no module has writable state: no variable of our objects is in .data, .bss or
thread-local sections.

Constant tables that contain pointers (.data.rel.ro) are read-only at run time. Prints each
symbol and exits with 1. Usage: tools/check_symbols.py BUILD-FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

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


def main():
    broken = list(faults(Path(sys.argv[1])))
    print("\n".join(broken), end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
