#!/usr/bin/env python3
"""Converts a word list to a sorted C table of hashes. Usage: tools/dutch.py WORDS OUT.c

Words have 4 to 24 letters, folded to a–z as domain/dutch.h describes. The 32-bit FNV-1a hashes
take 1.5 MB instead of 5 MB of text. One in ten thousand other texts is mistaken for a word,
which costs such a password a few bits of strength.
"""
import re
import sys
import unicodedata


def folded(word):
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)
    )
    return plain.replace("'", "").replace("-", "")


def hash_of(word):
    value = 0x811C9DC5
    for byte in word.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def main(source, target):
    with open(source, encoding="utf-8") as words:
        hashes = sorted(
            {
                hash_of(w)
                for w in map(folded, words.read().split())
                if re.fullmatch("[a-z]{4,24}", w)
            }
        )
    with open(target, "w", encoding="ascii") as out:
        out.write('#include "domain/dutch_table.h"\n\nconst uint32_t dutch_hashes[] = {\n')
        for i in range(0, len(hashes), 12):
            out.write("".join(f"{h}u," for h in hashes[i : i + 12]) + "\n")
        out.write(
            "};\nconst size_t dutch_hash_count = sizeof dutch_hashes / sizeof dutch_hashes[0];\n"
        )


main(*sys.argv[1:])
