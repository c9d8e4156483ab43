#!/usr/bin/env python3
"""Compiles the texts of src/ and their translations in lang/ to a sorted table of C.

Usage: tools/catalogue.py OUT.c DEPFILE LANG_FOLDER SOURCE_ROOT
"""
import sys
from pathlib import Path

import assets
import pages


def main(out_c, depfile, lang, root):
    translations = {l: pages.read_po(Path(lang) / f"{l}.po") for l in pages.TRANSLATIONS}
    translations[pages.SOURCE] = {}  # the message itself

    def row(message):
        told = (
            ", ".join(
                pages.quote(translations[l].get(pages.key(message, context), ""))
                for l in pages.LANGUAGES
            )
            for context in (None, pages.PUPIL)
        )
        return f"    {{{pages.quote(message)}, {{{next(told)}}}, {{{next(told)}}}}},"

    rows = [row(m) for m in sorted(pages.texts_of(Path(root)), key=lambda s: s.encode())]
    singulars = ", ".join("{%d, %d}" % pages.SINGULAR[l][:2] for l in pages.LANGUAGES)
    body = [
        "/* Made from src/ and lang/ by tools/catalogue.py. */",
        '#include "language/tr.h"',
        "",
        f"const struct singular singulars[LANGUAGES] = {{{singulars}}};",
        "const struct translation translations[] = {",
        *rows,
        "};",
        f"const size_t translation_count = {len(rows)};",
        "",
    ]
    Path(out_c).write_text("\n".join(body))
    read = [*pages.sources(Path(root)), *pages.templates_of(Path(root))]
    assets.write_depfile(
        depfile, out_c, [__file__, pages.__file__, *read, *Path(lang).glob("*.po")]
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except pages.Bad as problem:
        sys.exit(str(problem))
