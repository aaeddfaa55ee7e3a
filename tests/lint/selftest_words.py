#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""selftest_words.py: words are found in each kind of text, and only there."""

import unittest

import findings
import words


def check(root):
    return (finding for _, finding in words.check(root))


class WordsTest(findings.Findings):
    def test_c_comment_is_found_at_its_line(self):
        self.write("a.c", "int a;\n/* First.\n * Tells the time.\n */\n")
        self.assert_found(check, "a.c:3: comment: 'tells'")

    def test_words_on_two_lines_of_a_comment_are_found(self):
        self.write("a.c", "/* of so\n * many */\n")
        self.assert_found(check, "a.c:1: comment: 'so many'")

    def test_c_string_with_a_space_is_a_text(self):
        self.write("a.c", 'g_print ("a is behind b");\n')
        self.assert_found(check, "a.c:1: string: 'behind'")

    def test_words_in_adjacent_strings_are_found(self):
        self.write("a.c", 'g_print ("there is "\n    "none of it");\n')
        self.assert_found(check, "a.c:1: string: 'is none'")

    def test_words_in_separate_strings_are_not_joined(self):
        self.write("a.c", 'call ("it is ", "none of it");\n')
        self.assert_found(check)

    def test_c_code_is_not_read(self):
        self.write("a.c", "#include \"what.h\"\nint what = 'w';\n")
        self.assert_found(check)

    def test_name_of_a_test_is_found(self):
        self.write("a.c", "static void\ntest_fault_in_front_is_told (void)\n{\n}\n")
        self.assert_found(check, "a.c:2: name: 'told'")

    def test_path_of_a_test_is_a_name(self):
        self.write("a.c", 'g_test_add_func ("/vad/is-told", run);\n')
        self.assert_found(check, "a.c:1: name: 'told'")

    def test_python_docstring_is_a_comment_and_a_format_name_is_not_read(self):
        self.write("a.py", 'def run():\n    """Do it anew."""\n    return f"{what} is here"\n')
        self.assert_found(check, "a.py:2: comment: 'anew'")

    def test_meson_and_shell_comments_are_found(self):
        self.write("a.sh", "echo $# \\#what # what follows\n")
        self.write("meson.build", "# Likewise.\n")
        self.assert_found(check, "a.sh:1: comment: 'what'", "meson.build:1: comment: 'likewise'")

    def test_document_is_found_without_its_code(self):
        self.write("a.md", "Nobody.\n\n```sh\nwhat\n```\n`told` [a](what.md)\n")
        self.assert_found(check, "a.md:1: document: 'nobody'")

    def test_part_of_a_word_passes(self):
        self.write("a.md", "Somewhat retelling a storyteller, so manyfold.\n")
        self.assert_found(check)


if __name__ == "__main__":
    unittest.main()
