#!/usr/bin/env python3
"""Embeds assets/ into the program. Usage: tools/assets.py OUT.c DEPFILE; tools/pages.py imports it
for the addresses.

Each file gets the address /a/<folder>.<name>.<hash>.<ext>. The hash covers the served bytes, so
browsers may cache the file for ever. CSS refers to other assets as url(../fonts/x.woff2), which
is replaced by their addresses. The icons are joined into one sprite.
"""
import gzip
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "assets"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
known = {}


def content(path):
    data = path.read_bytes()
    if path.suffix == ".css":
        text = re.sub(
            r"url\((?:\"|')?\.\./([\w/.-]+)(?:\"|')?\)",
            lambda m: f"url({address(m[1])})",
            data.decode(),
        )
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        data = re.sub(r"\n\s*\n+", "\n", text).strip().encode()
    return data


def address(name):
    """Returns the address of an asset, e.g. for 'css/loket.css'."""
    if name not in known:
        path = ROOT / name
        if not path.is_file():
            sys.exit(f"there is no asset {name}")
        data = content(path)
        digest = hashlib.sha256(data).hexdigest()[:10]
        known[name] = (
            f"/a/{name.replace('/', '.')[:-len(path.suffix)]}.{digest}{path.suffix}",
            path.suffix,
            data,
            digest,
        )
    return known[name][0]


def pictures():
    """Joins the pictures of picture passwords into one drawing and returns {name: address of its
    part}. One request for all does not reveal which pictures are shown.
    """
    paths = sorted((ROOT / "pictures").glob("*.svg"))
    parts = []
    for number, path in enumerate(paths):
        inside = re.fullmatch(
            (
                r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96"'
                r' height="96">(.*)</svg>'
            ),
            path.read_text().strip(),
            re.S,
        )
        if not inside:
            sys.exit(f"{path}: want an <svg> of 96 by 96 without anything else in its head")
        x, y = number % 4 * 96, number // 4 * 96
        parts.append(
            f'<view id="{path.stem}" viewBox="{x} {y} 96 96"/><g'
            f' transform="translate({x} {y})">{inside[1]}</g>'
        )
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 384 384">'
    data = f"{head}{''.join(parts)}</svg>".encode()
    digest = hashlib.sha256(data).hexdigest()[:10]
    known["pictures.svg"] = (f"/a/pictures.{digest}.svg", ".svg", data, digest)
    return {path.stem: f"/a/pictures.{digest}.svg#{path.stem}" for path in paths}


def literal(data):
    return ",".join(map(str, data)) if data else "0"


def write_depfile(depfile, target, read):
    """Writes the dependency file of the build: the files read, and the folders, so that added files
    count.
    """
    here = [__file__, *(str(p) for p in ROOT.rglob("*") if p.is_dir()), *map(str, read)]
    Path(depfile).write_text(f"{target}: {' '.join(sorted(set(here)))}\n")


def main(target, depfile):
    drawn = pictures()
    for path in sorted(
        p for p in ROOT.rglob("*") if p.suffix in TYPES and p.parent.name != "pictures"
    ):
        address(str(path.relative_to(ROOT)))
    out = ["/* Made from assets/ by tools/assets.py. */", '#include "web/assets.h"', ""]
    rows = []
    for number, (name, (where, suffix, data, digest)) in enumerate(
        sorted(known.items(), key=lambda item: item[1][0])
    ):
        packed = b"" if suffix == ".woff2" else gzip.compress(data, 9, mtime=0)
        out.append(f"static const unsigned char plain_{number}[] = {{{literal(data)}}};")
        if packed:
            out.append(f"static const unsigned char packed_{number}[] = {{{literal(packed)}}};")
        rows.append(
            f'    {{"{where}", "{TYPES[suffix]}", "{digest}", plain_{number}, {len(data)}, '
            + (f"packed_{number}, {len(packed)}}}," if packed else "0, 0},")
        )
    out += [
        f"const struct asset assets[] = {{",
        *rows,
        "};",
        f"const size_t asset_count = {len(rows)};",
        "const struct picture_place picture_places[] = {",
        *[f'    {{"{name}", "{where}"}},' for name, where in drawn.items()],
        "};",
        f"const size_t picture_place_count = {len(drawn)};",
        "",
    ]
    Path(target).write_text("\n".join(out))
    write_depfile(
        depfile,
        target,
        [ROOT / name for name in known if name != "pictures.svg"]
        + list((ROOT / "pictures").glob("*.svg")),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
