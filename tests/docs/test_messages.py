#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_messages.py SOURCE BUILD: the posted messages have the fields and types of the tables.

list-messages plays a manifest whose nodes fail in every way that has a message.
"""

import pathlib
import re
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
LIST = pathlib.Path(sys.argv[2]) / "tests/docs/list-messages"
# Table headers, and the places of the names and of the types in a row.
HEADERS = {
    "| field | type | meaning |": (0, 1),
    "| JSON | details | type in the details | meaning |": (1, 2),
}
# Tables whose paragraph above names no message: its first words, and a name.
UNNAMED = {
    "A session passes": "of every node",
    "The same fields are": "rmg-node-failed",
    "An attempt has": "attempt",
}
# Those without the table "of every node", which is repeated or has no sense there.
COMPLETE = {"rmg-node-failed", "attempt", "rmg-state", "rmg-breaker", "rmg-stall", "rmgvad"}


def name_table(paragraph):
    for words, name in UNNAMED.items():
        if paragraph.startswith(words):
            return name
    return re.findall(r"`(rmg-[a-z-]+|rmgvad)`", paragraph)[0]


def words_of(cell):
    return re.findall(r"`?([\w-]+)`?", re.sub(r"\(.*?\)", "", cell))


def read_row(line, places):
    """A row: {name: type}; several names of one type, or as many types as names."""
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    names = words_of(cells[places[0]])
    types = [word for word in words_of(cells[places[1]]) if word not in ("of", "structures")]
    return dict(zip(names, types if len(types) == len(names) else types * len(names)))


def is_optional(line):
    return line.startswith("| |") or "; only with `" in line


def read_tables(page):
    """Return {message: {field: type}} of a page; the rows that a message may lack are left out."""
    tables, paragraph, lines = {}, "", page.split("\n")
    for index, line in enumerate(lines):
        if line in HEADERS:
            fields = tables.setdefault(name_table(paragraph), {})
            rows = iter(lines[index + 2:])
            while (row := next(rows)).startswith("|"):
                fields.update({} if is_optional(row) else read_row(row, HEADERS[line]))
        elif line and not line.startswith("|"):
            paragraph = line if not lines[index - 1] else paragraph + line
    return tables


def read_documents():
    tables = read_tables((SOURCE / "docs/supervision.md").read_text(encoding="utf-8"))
    tables |= read_tables((SOURCE / "docs/elements/rmgvad.md").read_text(encoding="utf-8"))
    common = tables.pop("of every node")
    return {name: fields if name in COMPLETE else common | fields
            for name, fields in tables.items()}


def list_posted():
    """Return pairs of the name of each message and its fields, {field: type}."""
    run = subprocess.run([LIST], check=True, text=True, stdout=subprocess.PIPE)
    for line in run.stdout.splitlines():
        name, *words = line.split(" ")
        yield name, dict(zip(words[::2], words[1::2]))


class MessagesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.documented = read_documents()
        cls.posted = list(list_posted())

    def test_each_message_has_the_fields_of_its_table(self):
        for name, fields in self.posted:
            if name.startswith("rmg") or name == "attempt":
                with self.subTest(name):
                    self.assertEqual(fields, self.documented[name])

    def test_each_table_belongs_to_a_message_that_was_posted(self):
        self.assertEqual(set(self.documented) - {name for name, _ in self.posted}, set())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
