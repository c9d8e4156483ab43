#!/usr/bin/env python3
"""Turns a word list into a sorted C table of hashes: usage tools/dutch.py WORDS OUT.c

Four to twenty-four letters, folded to a–z as domain/dutch.h says. 32 bits of FNV-1a each: 1.5 MB in the program in place of 5 MB of text, and
one in ten thousand other texts passes for a word, which costs a password a few bits.
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
