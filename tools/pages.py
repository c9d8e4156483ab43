#!/usr/bin/env python3
"""Compiles src/**/*.html to C. Usage: tools/pages.py OUT.h OUT.c DEPFILE SOURCE_ROOT

{% page loket_list(const struct loket_list *v) include "web/loket/list_view.h" %}
                            a page; {% part … %} a fragment that others include
{% view struct loket_list {…}; %}
                            C structures that the pages of this file show; copied to pages.h
{{ expression }}            escaped by its type: struct str, an integer, struct html (HTML already);
                            other types do not compile (texts in the modules of SPOKEN:
                            tr(language, "…"), visit_say(visit, "…"), N_("…"))
[[Back to the overview]]    text in the language of the request; English is the source language.
                            {0}, {1}: arguments after |. [[1 pupil~~{0} pupils|n]] selects
                            the plural form of the language (SINGULAR)
{% if e %} {% elif e %} {% else %} {% end %}
{% each row in array count n %} … {% end %}
{% put part(arguments) %}
{% layout name(argument) %} wraps the rest of the page at the {% content %} of the layout file
{% csrf %}                  the hidden field that every POST form needs
<form …>                    gets novalidate: the server reports what is wrong with a field, in the
                            language of the page
{% icon name %}             an icon of assets/icons/sprite.svg
{{ asset("css/loket.css") }}  address of an embedded file
{# comment #}
"""
import re
import sys
from pathlib import Path

import assets

SOURCE = "en"
TRANSLATIONS = ("nl", "fr", "de")  # lang/*.po
LANGUAGES = ("nl", "fr", "en", "de")  # in the order of enum language
# Counts from..to that use the first form of "one~~many", and the same rule in gettext's notation.
SINGULAR = {
    "nl": (1, 1, "n != 1"),
    "fr": (0, 1, "n > 1"),
    "en": (1, 1, "n != 1"),
    "de": (1, 1, "n != 1"),
}
PUPIL = "leerling"  # msgctxt of translations that only the pupil site uses
LITERAL = r'"((?:[^"\\]|\\.)*)"'
SAID = re.compile(
    r'\b(?:(?:tr|tr_for|visit_say|visit_count|\w+_frame|cli_usage|cli_failed)\([^"()]*,'
    r"|(?:N_|MESSAGE|message_word|message_count|cli_say|cli_note|cli_print|cli_progress)\()\s*"
    rf"({LITERAL}(?:[\s\\]*{LITERAL})*)"
)  # texts of the catalogue: adjacent literals are one text
# Flags of a field, as in web/form.h.
FORM_FLAGS = {"list", "each", "secret", "kept", "retype"}
SPOKEN = ("web", "format", "main")  # modules that contain such texts
TOKEN = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\[\[.*?\]\])", re.S)


class Bad(Exception):
    pass


def sources(root):
    """Returns the files of C below src/ that may contain texts, and their folders."""
    return sorted(
        path
        for module in SPOKEN
        for path in [root / module, *(root / module).rglob("*")]
        if path.suffix in (".c", ".h") or path.is_dir()
    )


def templates_of(root):
    """Every page template below src/."""
    return sorted(root.rglob("*.html"))


def said(text):
    return [
        "".join(re.findall(LITERAL, found[1])).replace('\\"', '"') for found in SAID.finditer(text)
    ]


def quote(text):
    return (
        '"'
        + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("??", "?\\?")
        + '"'
    )


def key(message, context=None):
    """Returns the catalogue key of a message, with its context if any; the same key as gettext
    uses.
    """
    return f"{context}\x04{message}" if context else message


def read_po(path):
    """Reads the translations of a file, by key(). An entry ends where the next one starts, because
    a merge may lose the blank line.
    """
    blocks, current = [], None
    for line in path.read_text().splitlines() if path.exists() else []:
        head = re.match(r"(msgctxt|msgid|msgstr) (\".*\")$", line)
        if head:
            current, line = head.groups()
            if current == "msgctxt" or (
                current == "msgid" and (not blocks or "msgid" in blocks[-1])
            ):
                blocks.append({})
            blocks[-1][current] = ""
        if line.startswith('"') and current:
            blocks[-1][current] += (
                line[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
            )
    return {
        key(b["msgid"], b.get("msgctxt")): b["msgstr"]
        for b in blocks
        if b.get("msgid") and b.get("msgstr")
    }


class Template:
    def __init__(self, path, messages):
        self.path, self.messages = path, messages
        self.includes, self.declarations, self.functions = [], [], []
        self.views, self.forms = [], []
        self.body, self.depth, self.name, self.layout, self.tail = [], 1, None, None, ""
        self.line = 1

    def bad(self, why):
        raise Bad(f"{self.path}:{self.line}: {why}")

    def emit(self, text):
        self.body.append("    " * self.depth + text)

    def literal(self, text):
        squeezed = re.sub(r"\s*\n\s*", "\n", text)
        if squeezed.strip("\n") == "" and "\n" in squeezed:
            return
        if squeezed:
            squeezed = squeezed.replace("<form ", "<form novalidate ")
            self.tail = (self.tail + squeezed)[-4000:]
            self.emit(f"page_raw(out, S({quote(squeezed)}));")

    def check_place(self):
        tag = self.tail.rfind("<")
        if tag > self.tail.rfind(">"):
            inside = self.tail[tag:]
            if inside.count('"') % 2 == 0:
                self.bad("an expression inside a tag must stand in a double-quoted attribute")
            if re.search(r"\s(on\w+|style)=\"[^\"]*$", inside):
                self.bad("no expression in an event or style attribute")
        for element in ("script", "style"):
            opened = self.tail.rfind(f"<{element}")
            if opened > self.tail.rfind(f"</{element}") and ">" in self.tail[opened:]:
                self.bad(f"no expression inside <{element}>")

    def text(self, token):
        first, *arguments = token[2:-2].split("|")
        message = re.sub(r"\s*\n\s*", " ", first.strip())
        number = self.messages.setdefault(message, None)
        del number
        if not arguments:
            self.emit(f"page_say(out, {quote(message)}, NULL, 0);")
        else:
            items = ", ".join(f"PAGE_ARG({a.strip()})" for a in arguments)
            self.emit(
                f"page_say(out, {quote(message)}, (const struct page_arg[]){{{items}}},"
                f" {len(arguments)});"
            )
        self.tail += "x"

    def expression(self, token):
        inside = token[2:-2].strip()
        asset = re.fullmatch(r'asset\("([\w/.-]+)"\)', inside)
        self.check_place()
        self.emit(
            f"page_raw(out, S({quote(assets.address(asset[1]))}));"
            if asset
            else f"page_put(out, {inside});"
        )
        self.tail += "x"

    def tag(self, token):
        inside = token[2:-2].strip()
        word, _, rest = inside.partition(" ")
        rest = rest.strip()
        if inside.startswith("view\n"):
            self.views.append(inside.removeprefix("view\n"))
        elif inside.startswith("form "):
            self.form(*inside.removeprefix("form ").split("\n"))
        elif word in ("page", "part", "frame"):
            self.begin(word, rest)
        elif word == "if":
            self.emit(f"if ({rest}) {{")
            self.depth += 1
        elif word in ("elif", "else"):
            self.depth -= 1
            self.emit("} else {" if word == "else" else f"}} else if ({rest}) {{")
            self.depth += 1
        elif word == "each":
            match = re.fullmatch(r"(\w+) in (.+) count (.+)", rest)
            if not match:
                self.bad("want {% each row in array count n %}")
            name, array, count = match.groups()
            self.emit(f"for (size_t {name}_i = 0; {name}_i < (size_t)({count}); {name}_i++) {{")
            self.depth += 1
            self.emit(f"const __typeof__(({array})[0]) *{name} = &({array})[{name}_i];")
            self.emit(f"(void){name};")
        elif word == "end":
            self.depth -= 1
            if self.depth < 1:
                self.bad("an {% end %} too many")
            self.emit("}")
        elif word == "put":
            name, _, arguments = rest.partition("(")
            self.emit(
                f"part_{name.strip()}(out, {arguments}"
                if arguments.strip(") ")
                else f"part_{name.strip()}(out);"
            )
            if arguments.strip(") "):
                self.body[-1] += ";"
            self.tail += "x"
        elif word == "layout":
            match = re.fullmatch(r"(\w+)\((.*)\)", rest)
            self.layout = match.groups()
            self.emit(f"frame_{match[1]}_begin(out, {match[2]});")
        elif word == "content":
            self.close_function()
            self.body, self.depth = [], 1
            self.name = self.name.replace("_begin(", "_end(")
        elif word == "csrf":
            self.emit("page_csrf(out);")
        elif word == "icon":
            where = assets.address("icons/sprite.svg")
            self.literal(
                f'<svg class="ic" aria-hidden="true"><use href="{where}#i-{rest}"></use></svg>'
            )
        else:
            self.bad(f"the tag {word} is unknown")

    def form(self, name, *lines):
        rows = []
        for line in lines:
            match = re.fullmatch(r'(\w+) +"([^"]+)" +(text|raw|tick) +(\d+)((?: +[a-z]+)*)', line)
            if not match or not set(match[5].split()) <= FORM_FLAGS:
                self.bad(f'want MEMBER "name" text|raw|tick LIMIT flags: {line}')
            rows.append((*match.groups()[:4], match[5].split()))
        self.forms.append((name, rows))

    def check_names(self, text, known):
        """Every field of a form that is posted is declared."""
        for form in re.finditer(r"<form\b([^>]*)>(.*?)</form>", text, re.S):
            names = set(re.findall(r'\sname="([^"{]+?)\.?(?:\{\{[^"]*)?"', form[2]))
            if 'method="post"' in form[1] and names - known:
                self.bad(f"no {{% form %}} declares {', '.join(sorted(names - known))}")

    def begin(self, word, rest):
        if self.name:
            self.close_function()
        match = re.fullmatch(r'(\w+)\((.*?)\)\s*((?:include "[^"]+"\s*)*)', rest)
        if not match:
            self.bad(f"cannot read the head of this {word}")
        name, parameters, includes = match.groups()
        self.includes += re.findall(r'"([^"]+)"', includes)
        suffix = "_begin" if word == "frame" else ""
        listed = f", {parameters}" if parameters else ""
        self.name = f"void {word}_{name}{suffix}(struct page *out{listed})"
        self.body, self.depth, self.layout, self.tail = [], 1, None, ""

    def close_function(self):
        if self.depth != 1:
            self.bad("an {% end %} is missing")
        if self.layout:
            self.emit(f"frame_{self.layout[0]}_end(out, {self.layout[1]});")
        self.declarations.append(self.name + ";")
        self.functions.append(self.name + " {\n" + "\n".join(self.body) + "\n}\n")

    def run(self):
        for token in TOKEN.split(self.path.read_text()):
            if token.startswith("{%"):
                self.tag(token)
            elif token.startswith("{{"):
                self.expression(token)
            elif token.startswith("[["):
                self.text(token)
            elif not token.startswith("{#"):
                if self.name is None and token.strip():
                    self.bad("text before the head of the page")
                if self.name:
                    self.literal(token)
            self.line += token.count("\n")
        self.close_function()
        return self


def form_declared(name, rows):
    members = {
        "list": "struct form_list {};",
        "tick": "bool {};",
        "text": "struct str {};",
        "raw": "struct str {};",
    }
    kept = [
        (row[0], "list" if "list" in row[4] else row[2]) for row in rows if "each" not in row[4]
    ]
    body = "".join(f"    {members[kind].format(member)}\n" for member, kind in kept)
    return f"struct {name} {{\n{body}}};\nextern const struct form {name};\n"


def form_defined(name, rows):
    def rule(member, wire, kind, limit, flags):
        bits = " | ".join(f"FORM_{flag.upper()}" for flag in flags) or "0"
        offset = "0" if "each" in flags else f"offsetof(struct {name}, {member})"
        return f"    {{{quote(wire)}, FORM_{kind.upper()}, {limit}, {bits}, {offset}}},"

    table = "\n".join(rule(*row) for row in rows)
    return (
        f"static const struct form_rule {name}_rules[] = {{\n{table}\n}};\n"
        f"const struct form {name} = {{{name}_rules, {len(rows)}, sizeof(struct {name})}};\n"
    )


def texts_of(root):
    """{text: the files that use it} of the sources and templates below a folder."""
    found = {}
    for path in templates_of(root):
        messages = {}
        Template(path, messages).run()
        for message in messages:
            found.setdefault(message, []).append(path)
    for path in [*sources(root), *templates_of(root)]:
        for message in said(path.read_text()) if path.is_file() else []:
            found.setdefault(message, []).append(path)
    return {message: where for message, where in found.items() if message}


def main(out_h, out_c, depfile, root):
    paths = templates_of(Path(root))
    templates = [Template(p, {}).run() for p in paths]
    forms = [form for t in templates for form in t.forms]
    known = {row[1] for _, rows in forms for row in rows}
    for template, path in zip(templates, paths):
        template.check_names(path.read_text(), known)
    includes = sorted({i for t in templates for i in t.includes})
    head = [
        "/* Made from the templates in src/web by tools/pages.py. */",
        "#pragma once",
        "",
        '#include "web/form.h"',
        '#include "web/page.h"',
        *[f'#include "{i}"' for i in includes],
        "",
    ]
    head += [v + "\n" for t in templates for v in t.views]
    head += [form_declared(*form) for form in forms]
    Path(out_h).write_text("\n".join(head + [d for t in templates for d in t.declarations] + [""]))

    body = [
        "/* Made from the templates in src/web by tools/pages.py. */",
        '#include "web/pages.h"',
        "",
    ]
    body += [form_defined(*form) for form in forms]
    body += [f for t in templates for f in t.functions]
    Path(out_c).write_text("\n".join([*body, ""]))
    assets.write_depfile(
        depfile,
        out_c,
        [
            __file__,
            *paths,
            *(p for p in Path(root, "web").rglob("*") if p.is_dir()),
            *(assets.ROOT / name for name in assets.known),
        ],
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Bad as problem:
        sys.exit(str(problem))
