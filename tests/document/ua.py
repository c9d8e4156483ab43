"""Checks the rules of PDF/UA-1 (ISO 14289-1) that the documents of this product could break, on the
JSON output of qpdf.

findings(load(file)) returns the violations; an empty list when the file conforms. Not checked,
because no document contains it: scripts, forms, media, encryption, notes, optional content,
nested lists.
"""
import base64
import copy
import json
import re
import subprocess
import xml.etree.ElementTree as xml

STANDARD = {
    "Document",
    "Sect",
    "H1",
    "H2",
    "H3",
    "P",
    "Figure",
    "Table",
    "TR",
    "TH",
    "TD",
    "Link",
    "Span",
}
PAINT = {"Tj", "TJ", "f", "S", "s", "F", "f*", "B", "b", "Do", "sh", "'", '"'}
TOKEN = re.compile(
    rb"<<|>>|<[0-9A-Fa-f\s]*>|\((?:\\.|[^\\)])*\)|\[|\]|/[^\s<>\[\]()/]*|[^\s<>\[\]()/]+"
)


def load(file):
    """Returns {"5 0 R": object}; a stream is {"dict": …, "data": bytes}; "trailer" is the
    trailer."""
    said = subprocess.run(
        ["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=all", file, "-"],
        stdout=subprocess.PIPE,
        check=True,
    )
    objects = {}
    for key, held in json.loads(said.stdout)["qpdf"][1].items():
        value = held.get("value", held.get("stream"))
        if "stream" in held:
            value = {"dict": value["dict"], "data": base64.b64decode(value.get("data", ""))}
        objects[key.removeprefix("obj:")] = value
    return objects


class Checker:
    def __init__(self, objects):
        self.objects, self.found = objects, []
        self.catalog = self.get(objects["trailer"]["/Root"])
        self.parents, self.elements, self.shown = {}, [], {}

    def get(self, value):
        return (
            self.objects.get(value)
            if isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value)
            else value
        )

    def say(self, good, text):
        if not good:
            self.found.append(text)

    def run(self):
        self.document()
        self.structure()
        for number, page in enumerate(self.pages(self.catalog["/Pages"]), 1):
            self.page(number, page)
        self.fonts()
        return self.found

    def document(self):
        c = self.catalog
        self.say(str(c.get("/Lang", "u:")).removeprefix("u:"), "the document has no language")
        self.say(
            (self.get(c.get("/MarkInfo")) or {}).get("/Marked") is True, "not marked as tagged"
        )
        self.say(
            (self.get(c.get("/ViewerPreferences")) or {}).get("/DisplayDocTitle") is True,
            "a reader shows the file name, not the title",
        )
        title = str(
            self.get(self.objects["trailer"].get("/Info") or {}).get("/Title", "u:")
        ).removeprefix("u:")
        meta = self.get(c.get("/Metadata"))
        try:
            root = xml.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", meta["data"]))
        except (xml.ParseError, TypeError):
            self.say(False, "the metadata is no XML")
            return
        part = [e.text for e in root.iter("{http://www.aiim.org/pdfua/ns/id/}part")]
        named = [
            "".join(e.itertext()).strip()
            for e in root.iter("{http://purl.org/dc/elements/1.1/}title")
        ]
        self.say(part == ["1"], "the metadata does not say PDF/UA-1")
        self.say(named == [title] and title, f"the titles differ: {named} and {title}")

    def pages(self, ref):
        node = self.get(ref)
        for kid in node.get("/Kids", []):
            yield from self.pages(kid)
        if node["/Type"] == "/Page":
            yield {"id": ref, **node}

    def structure(self):
        root = self.get(self.catalog.get("/StructTreeRoot")) or {}
        numbers = self.get(root.get("/ParentTree", {})).get("/Nums", [])
        self.say(numbers[::2] == sorted(numbers[::2]), "the parent tree is not in order")
        self.parents = dict(zip(numbers[::2], numbers[1::2]))
        if root:
            self.element(root["/K"])
        levels = [int(role[1]) for role, _ in self.elements if re.fullmatch(r"H\d", role)]
        self.say(levels and levels[0] == 1, "the first heading is not H1")
        self.say(
            all(b <= a + 1 for a, b in zip(levels, levels[1:])), "a level of headings is skipped"
        )

    def element(self, ref):
        """Records the role of an element and its descendants."""
        element = self.get(ref)
        role = element["/S"][1:]
        self.elements.append((role, ref))
        self.say(role in STANDARD, f"{role} is no standard element")
        kids = element.get("/K", [])
        below = [
            self.element(kid)
            for kid in (kids if isinstance(kids, list) else [kids])
            if self.is_element(kid)
        ]
        if role == "Figure":
            self.say(str(element.get("/Alt", "u:")).removeprefix("u:"), "a figure has no Alt")
        if role == "TH":
            self.say(
                (self.get(element.get("/A")) or {}).get("/Scope") in ("/Column", "/Row"),
                "a header cell has no scope",
            )
        if role == "Table":
            self.say(
                below and all(kid["role"] == "TR" for kid in below),
                "a table holds something else than rows",
            )
            self.say(
                len({len(kid["below"]) for kid in below}) == 1,
                "the rows of a table differ in cells",
            )
        if role == "TR":
            self.say(
                below and all(kid["role"] in ("TH", "TD") for kid in below),
                "a row holds something else than cells",
            )
        return {"role": role, "below": below}

    def is_element(self, kid):
        value = self.get(kid)
        return isinstance(value, dict) and "/S" in value

    def page(self, number, page):
        marks = self.get(self.parents.get(page.get("/StructParents"))) or []
        seen = self.content(
            f"page {number}",
            self.get(page["/Contents"])["data"],
            self.get(self.get(page["id"]).get("/Resources") or self.resources()),
            False,
        )
        self.say(
            sorted(seen) == list(range(len(marks))),
            f"page {number}: marks and the parent tree differ",
        )
        for mark in seen:
            element = self.get(marks[mark]) if mark < len(marks) else {}
            kids = element.get("/K")
            self.say(
                mark in (kids if isinstance(kids, list) else [kids])
                and element.get("/Pg") == page["id"],
                f"page {number}: mark {mark} belongs to no element",
            )
        notes = page.get("/Annots", [])
        self.say(
            not notes or page.get("/Tabs") == "/S",
            f"page {number}: tabs do not follow the structure",
        )
        for ref in notes:
            note = self.get(ref)
            owner = self.get(self.parents.get(note.get("/StructParent"))) or {}
            self.say(
                note["/Subtype"] != "/Link" or owner.get("/S") == "/Link",
                f"page {number}: a link is no Link",
            )
            held = [
                self.get(kid).get("/Obj")
                for kid in (owner.get("/K") if isinstance(owner.get("/K"), list) else [])
                if isinstance(self.get(kid), dict)
            ]
            self.say(ref in held, f"page {number}: no element holds the link")
            self.say(
                str(note.get("/Contents", "u:")).removeprefix("u:"),
                f"page {number}: a link says nothing",
            )

    def resources(self):
        return self.get(self.catalog["/Pages"])["/Resources"]

    def content(self, where, data, resources, inside):
        """Returns the marked content of a page; records every glyph shown, also in forms."""
        stack, marks, operands, font = [], [], [], None
        for token in TOKEN.findall(data):
            if token[:1] in b"<>/([]" or re.fullmatch(rb"[-+.\d]+", token):
                operands.append(token)
                continue
            op, tagged = token.decode(), inside or any(kind != "span" for kind in stack)
            if op in ("BDC", "BMC"):
                kind = "artifact" if operands[0] == b"/Artifact" else "span"
                if b"/MCID" in operands:
                    kind = "mark"
                    marks.append(int(operands[operands.index(b"/MCID") + 1]))
                self.say(
                    kind == "span" or not (stack or inside), f"{where}: content is marked twice"
                )
                stack.append(kind)
            elif op == "EMC":
                stack.pop()
            elif op == "Tf":
                font = self.get(self.get(resources["/Font"])[operands[-2].decode()])
            elif op in PAINT:
                self.say(tagged, f"{where}: {op} is neither tagged nor an artifact")
            if op == "Tj":
                digits = operands[-1].strip(b"<>")
                self.shown.setdefault(json.dumps(font), set()).update(
                    int(digits[i : i + 4], 16) for i in range(0, len(digits), 4)
                )
            if op == "Do":
                form = self.get(self.get(resources["/XObject"])[operands[-1].decode()])
                self.content(
                    f"{where}, a form",
                    form["data"],
                    self.get(form["dict"].get("/Resources")) or {},
                    True,
                )
            operands = []
        self.say(not stack, f"{where}: marks do not end")
        return marks

    def fonts(self):
        for key, glyphs in self.shown.items():
            font = json.loads(key)
            below = self.get(self.get(font["/DescendantFonts"])[0])
            name = font["/BaseFont"]
            self.say("/FontFile2" in self.get(below["/FontDescriptor"]), f"{name} is not embedded")
            rows = dict(
                re.findall(rb"<([0-9A-F]{4})><([0-9A-F]*)>\n", self.get(font["/ToUnicode"])["data"])
            )
            bad = [
                g
                for g in sorted(glyphs)
                if rows.get(b"%04X" % g, b"") in (b"", b"0000", b"FEFF", b"FFFE")
            ]
            self.say(not bad, f"{name}: glyphs without Unicode: {bad[:8]}")
            self.say(0 not in glyphs, f"{name}: a box stands for a missing glyph")
            wide = set(self.get(below["/W"])[::2])
            self.say(glyphs <= wide, f"{name}: glyphs without a width")


def findings(objects):
    return Checker(objects).run()


def broken(objects):
    """Yields (name, objects with one fault) that findings must report, to show that the check can
    fail.
    """

    def elements(held, role):
        return [
            value
            for value in held.values()
            if isinstance(value, dict) and value.get("/S") == f"/{role}"
        ]

    def catalog(held):
        return held[held["trailer"]["/Root"]]

    def without_unicode(held):
        for value in held.values():
            if isinstance(value, dict) and b"beginbfchar" in value.get("data", b""):
                value["data"] = re.sub(
                    rb"<([0-9A-F]{4})><[0-9A-F]+>\n", rb"<\1><>\n", value["data"], count=1
                )

    def untagged(held):
        for value in held.values():
            if isinstance(value, dict) and b"/MCID" in value.get("data", b""):
                value["data"] += b"BT /F0 9 Tf<0003>Tj ET\n"

    faults = {
        "no language": lambda held: catalog(held).pop("/Lang"),
        "the first heading is H2": lambda held: elements(held, "H1")[0].update({"/S": "/H2"}),
        "content that is not tagged": untagged,
        "a glyph without Unicode": without_unicode,
        "the title is not displayed": lambda held: catalog(held).pop("/ViewerPreferences"),
    }
    if elements(objects, "Figure"):
        faults["a figure without Alt"] = lambda held: elements(held, "Figure")[0].pop("/Alt")
    if elements(objects, "Table"):
        faults["a row without its last cell"] = lambda held: elements(held, "TR")[-1]["/K"].pop()
        faults["a header without scope"] = lambda held: elements(held, "TH")[0].pop("/A")
    if elements(objects, "Link"):
        faults["a link that says nothing"] = lambda held: next(
            v for v in held.values() if isinstance(v, dict) and v.get("/Subtype") == "/Link"
        ).pop("/Contents")
        faults["a link outside the structure"] = lambda held: elements(held, "Link")[0].update(
            {"/K": 0}
        )
    for name, fault in faults.items():
        held = copy.deepcopy(objects)
        fault(held)
        yield name, held
