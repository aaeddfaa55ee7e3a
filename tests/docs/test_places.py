#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_places.py SOURCE BUILD: links and paths in the documents lead to files.

A path is code with a slash that starts with a folder of the project. Patterns
and paths with NAME in them are left out.
"""

import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[\w-]+)?\)")
PATH = re.compile(r"`((?:docs|elements|translator|gst|python|tests|benchmarks|examples)/[\w./-]+)`")
PLACEHOLDER = "NAME"
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| (?P<subject>[^|]+) \| (?P<places>[^|]+) \|$", re.MULTILINE)

# A word of the subject in "Where to find" -> a pattern that one of its places contains.
SIGHTS = {
    "503": r"\b5xx\b",
    "policy": r"max_retries",
    "default of": r"hangover",
    "WAV header": r"HEADER_BYTES",
    "AVX2": r"S16",
    "metric": r"metrics",
}


def list_pages():
    yield SOURCE / "README.md"
    yield SOURCE / "benchmarks/README.md"
    yield from sorted((SOURCE / "docs").rglob("*.md"))


def list_places(page):
    """Yield (place as written, path from SOURCE)."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for place in LINK.findall(text):
        yield place, page.parent / place
    for place in PATH.findall(text):
        if PLACEHOLDER not in place:
            yield place, SOURCE / place


def read_where_to_find():
    text = (SOURCE / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.partition("## Where to find\n")[2].partition("\n## ")[0]
    return {row["subject"]: PATH.findall(row["places"]) for row in ROW.finditer(section)}


def read_all(place):
    path = SOURCE / place
    files = [path] if path.is_file() else sorted(path.glob("*"))
    return "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())


class PlacesTest(unittest.TestCase):
    def test_every_link_and_path_exists(self):
        for page in list_pages():
            for place, path in list_places(page):
                with self.subTest(page=page.name, place=place):
                    self.assertTrue(path.exists())

    def test_each_subject_is_found_in_its_place(self):
        subjects = read_where_to_find()
        for word, pattern in SIGHTS.items():
            places = next((places for subject, places in subjects.items() if word in subject), [])
            with self.subTest(subject=word):
                self.assertTrue(any(re.search(pattern, read_all(place)) for place in places),
                                f"{pattern} is in none of {places}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
