#!/usr/bin/env python3
"""Draws the include graph between the folders of src/, and fails on a cycle.

Usage: tools/draw_includes.py [FOLDER]   draws the folders below src/FOLDER (default: src/)

Prints one line per folder: the folders it includes, each with the number of #include lines.
Files directly in a folder count as that folder. src/web/route_table.h, the route table,
names the handlers of every folder and counts as a folder of its own. A cycle is printed as "a →
b → a" and the exit status is 1.
"""
import re
import sys
from collections import Counter
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"


def folder_of(name):
    return name.rpartition("/")[0]


def includes(source, below=""):
    """Counts #include lines by (folder, included folder), for folders below the given one."""
    edges = Counter()
    for path in sorted((source / below).rglob("*.[ch]")):
        here = folder_of(path.relative_to(source).as_posix())
        for header in re.findall(r'^\s*#\s*include "([^"]+)"', path.read_text(), re.M):
            there = folder_of(header)
            if there != here and (source / header).exists() and there.startswith(below):
                edges[here, there] += 1
    return edges


def find_cycle(edges):
    """Returns one cycle as a list of folders that starts and ends with the same one; [] when there
    is none.
    """
    uses = {}
    for here, there in edges:
        uses.setdefault(here, []).append(there)
    done = set()

    def walk(folder, path):
        if folder in path:
            return [*path[path.index(folder) :], folder]
        if folder in done:
            return []
        for other in sorted(uses.get(folder, [])):
            cycle = walk(other, [*path, folder])
            if cycle:
                return cycle
        done.add(folder)
        return []

    for folder in sorted(uses):
        cycle = walk(folder, [])
        if cycle:
            return cycle
    return []


def main():
    edges = includes(SOURCE, sys.argv[1] if len(sys.argv) > 1 else "")
    for here in sorted({here for here, _ in edges}):
        used = sorted((there, count) for (h, there), count in edges.items() if h == here)
        print(f"{here} → " + ", ".join(f"{there} ({count})" for there, count in used))
    cycle = find_cycle(edges)
    if cycle:
        print("cycle: " + " → ".join(cycle))
    return 1 if cycle else 0


if __name__ == "__main__":
    sys.exit(main())
