#!/usr/bin/env python3
"""Embeds assets/: usage tools/assets.py OUT.c DEPFILE (also imported by tools/pages.py for the addresses)

Each file gets the address /a/<folder>.<name>.<hash>.<ext>, the hash of what is served, so that browsers may keep it for ever.
CSS names other assets as url(../fonts/x.woff2); those become addresses. The icons are joined into one sprite."""
import gzip
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "assets"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
known = {}


def content(path):
    data = path.read_bytes()
    if path.suffix == ".css":
        text = re.sub(r"url\((?:\"|')?\.\./([\w/.-]+)(?:\"|')?\)", lambda m: f"url({address(m[1])})", data.decode())
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        data = re.sub(r"\n\s*\n+", "\n", text).strip().encode()
    return data


def address(name):
    """The address of an asset named as 'css/loket.css'."""
    if name not in known:
        path = ROOT / name
        if not path.is_file():
            sys.exit(f"there is no asset {name}")
        data = content(path)
        digest = hashlib.sha256(data).hexdigest()[:10]
        known[name] = (f"/a/{name.replace('/', '.')[:-len(path.suffix)]}.{digest}{path.suffix}", path.suffix, data, digest)
    return known[name][0]


def literal(data):
    return ",".join(map(str, data)) if data else "0"


def write_depfile(depfile, target, read):
    """Tells the build what was read, so that it comes back when that changes; a folder stands for files added to it."""
    here = [__file__, *(str(p) for p in ROOT.rglob("*") if p.is_dir()), *map(str, read)]
    Path(depfile).write_text(f"{target}: {' '.join(sorted(set(here)))}\n")


def main(target, depfile):
    for path in sorted(p for p in ROOT.rglob("*") if p.suffix in TYPES):
        address(str(path.relative_to(ROOT)))
    out = ["/* Made from assets/ by tools/assets.py. */", '#include "web/assets.h"', ""]
    rows = []
    for number, (name, (where, suffix, data, digest)) in enumerate(sorted(known.items())):
        packed = b"" if suffix == ".woff2" else gzip.compress(data, 9, mtime=0)
        out.append(f"static const unsigned char plain_{number}[] = {{{literal(data)}}};")
        if packed:
            out.append(f"static const unsigned char packed_{number}[] = {{{literal(packed)}}};")
        rows.append(f'    {{"{where}", "{TYPES[suffix]}", "{digest}", plain_{number}, {len(data)}, '
                    + (f"packed_{number}, {len(packed)}}}," if packed else "0, 0},"))
    out += [f"const struct asset assets[] = {{", *rows, "};", f"const size_t asset_count = {len(rows)};", ""]
    Path(target).write_text("\n".join(out))
    write_depfile(depfile, target, [ROOT / name for name in known])


if __name__ == "__main__":
    main(*sys.argv[1:])
