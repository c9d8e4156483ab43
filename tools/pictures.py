#!/usr/bin/env python3
"""Converts assets/pictures/*.svg to PDF drawing operators. Usage: tools/pictures.py OUT.c NAME…

Each picture becomes one string in a box of 96 × 96 with y upwards. Supported: path (all
commands; arcs become Bézier curves), circle, rect with rx, g; fill, stroke, stroke-width, caps
and joins, opacity (through the graphics states /O1 …, which are listed beside the strings).
"""
import math
import re
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

STATE = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "opacity")
CAPS = {"butt": 0, "round": 1, "square": 2}
JOINS = {"miter": 0, "round": 1, "bevel": 2}
KAPPA = 0.5522847498


def num(value):
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def colour(text):
    text = text.lstrip("#")
    if len(text) == 3:
        text = "".join(c * 2 for c in text)
    return " ".join(num(int(text[i : i + 2], 16) / 255) for i in (0, 2, 4))


def arc(x1, y1, rx, ry, turn, large, sweep, x2, y2):
    """Converts an SVG 1.1 arc (appendix F.6) to cubic curves."""
    phi = math.radians(turn)
    cos, sin = math.cos(phi), math.sin(phi)
    dx, dy = (x1 - x2) / 2, (y1 - y2) / 2
    px, py = cos * dx + sin * dy, -sin * dx + cos * dy
    rx, ry = abs(rx), abs(ry)
    grow = px * px / (rx * rx) + py * py / (ry * ry)
    if grow > 1:
        rx, ry = rx * math.sqrt(grow), ry * math.sqrt(grow)
    under = max(0, (rx * ry) ** 2 - (rx * py) ** 2 - (ry * px) ** 2) / (
        (rx * py) ** 2 + (ry * px) ** 2
    )
    root = math.sqrt(under) * (-1 if large == sweep else 1)
    cx, cy = root * rx * py / ry, -root * ry * px / rx
    mx, my = cos * cx - sin * cy + (x1 + x2) / 2, sin * cx + cos * cy + (y1 + y2) / 2
    start = math.atan2((py - cy) / ry, (px - cx) / rx)
    delta = math.atan2((-py - cy) / ry, (-px - cx) / rx) - start
    if sweep and delta < 0:
        delta += 2 * math.pi
    if not sweep and delta > 0:
        delta -= 2 * math.pi
    pieces = max(1, math.ceil(abs(delta) / (math.pi / 2)))
    step = delta / pieces
    k = 4 / 3 * math.tan(step / 4)
    for i in range(pieces):
        a, b = start + i * step, start + (i + 1) * step
        points = [
            (math.cos(a) - k * math.sin(a), math.sin(a) + k * math.cos(a)),
            (math.cos(b) + k * math.sin(b), math.sin(b) - k * math.cos(b)),
            (math.cos(b), math.sin(b)),
        ]
        yield [
            (cos * rx * x - sin * ry * y + mx, sin * rx * x + cos * ry * y + my) for x, y in points
        ]


COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}


def path(d):
    """Yields PDF operators, with the coordinates of the SVG."""
    tokens = re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", d)
    at = x = y = sx = sy = 0
    control = None
    command = ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        upper, relative = command.upper(), command.islower()
        values = [float(v) for v in tokens[at : at + COUNTS[upper]]]
        at += COUNTS[upper]
        ox, oy = (x, y) if relative else (0, 0)
        previous, control = control, None
        if upper == "Z":
            x, y = sx, sy
            yield "h"
            continue
        if upper == "H":
            x = values[0] + ox
        elif upper == "V":
            y = values[0] + oy
        elif upper in "ML":
            x, y = values[0] + ox, values[1] + oy
        elif upper in "CS":
            points = [(values[i] + ox, values[i + 1] + oy) for i in range(0, len(values), 2)]
            if upper == "S":
                points.insert(0, (2 * x - previous[0], 2 * y - previous[1]) if previous else (x, y))
            control = points[1]
            x, y = points[2]
            yield " ".join(num(v) for p in points for v in p) + " c"
            continue
        elif upper == "A":
            target = (values[5] + ox, values[6] + oy)
            for points in arc(x, y, *values[:5], *target):
                yield " ".join(num(v) for p in points for v in p) + " c"
            x, y = target
            continue
        else:
            sys.exit(f"path command {command} is not understood")
        if upper == "M":
            sx, sy = x, y
            command = "l" if relative else "L"
        yield f"{num(x)} {num(y)} {'m' if upper == 'M' else 'l'}"


def rounded(x, y, w, h, r):
    k = r * (1 - KAPPA)
    if r == 0:
        return [f"{num(x)} {num(y)} {num(w)} {num(h)} re"]
    p = lambda *v: " ".join(num(n) for n in v)
    return [
        p(x + r, y) + " m",
        p(x + w - r, y) + " l",
        p(x + w - k, y, x + w, y + k, x + w, y + r) + " c",
        p(x + w, y + h - r) + " l",
        p(x + w, y + h - k, x + w - k, y + h, x + w - r, y + h) + " c",
        p(x + r, y + h) + " l",
        p(x + k, y + h, x, y + h - k, x, y + h - r) + " c",
        p(x, y + r) + " l",
        p(x, y + k, x + k, y, x + r, y) + " c",
        "h",
    ]


def shape(node, kind):
    get = lambda name: float(node.get(name, 0))
    if kind == "path":
        return list(path(node.get("d")))
    if kind == "rect":
        return rounded(get("x"), get("y"), get("width"), get("height"), get("rx"))
    r = get("r")
    return rounded(get("cx") - r, get("cy") - r, 2 * r, 2 * r, r)


def draw(node, state, out, opacities):
    kind = node.tag.split("}")[1]
    state = {**state, **{k: node.get(k) for k in STATE if node.get(k) is not None}}
    if kind in ("svg", "g"):
        for child in node:
            draw(child, state, out, opacities)
        return
    fill, stroke = state.get("fill", "#000"), state.get("stroke", "none")
    out.append("q")
    if "opacity" in state:
        opacities.add(state["opacity"])
        out.append(f"/O{round(float(state['opacity']) * 100)} gs")
    if fill != "none":
        out.append(colour(fill) + " rg")
    if stroke != "none":
        out.append(colour(stroke) + " RG " + num(float(state.get("stroke-width", 1))) + " w")
        out.append(
            f"{CAPS[state.get('stroke-linecap', 'butt')]} J"
            f" {JOINS[state.get('stroke-linejoin', 'miter')]} j"
        )
    out += shape(node, kind)
    out.append(
        {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}[
            fill != "none", stroke != "none"
        ]
    )
    out.append("Q")


def main(target, *names):
    folder = Path(__file__).resolve().parent.parent / "assets" / "pictures"
    lines = [
        "/* Made from assets/pictures by tools/pictures.py. */",
        '#include "document/picture.h"',
        "",
        f"const char *const picture_drawings[{len(names)}] = {{",
    ]
    opacities = set()
    for name in names:
        out = ["1 0 0 -1 0 96 cm"]
        draw(tree.parse(folder / f"{name}.svg").getroot(), {}, out, opacities)
        lines.append(f'    "{" ".join(out)}",')
    lines += [
        "};",
        "",
        "const int picture_opacities[] = {"
        + ", ".join(str(round(float(o) * 100)) for o in sorted(opacities))
        + ", 0};",
        "",
    ]
    Path(target).write_text("\n".join(lines))


main(*sys.argv[1:])
