#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""selftest_names.py: tests of the checks that compare files: arrows, mirrors and type names."""

import unittest

import arrows
import findings
import mirrors
import type_names


class TypeNamesTest(findings.Findings):
    def test_local_type_of_two_folders_is_found(self):
        self.write("gst/a/a.c", "typedef struct {\n  int a;\n} Bell;\n")
        self.write("gst/b/b.c", "typedef enum { A } Bell;\n")
        self.assert_found(type_names.check, "gst/b/b.c:1: type Bell is also in gst/a/a.c:3")

    def test_local_type_of_two_files_in_a_folder_passes(self):
        self.write("gst/a/a.c", "typedef struct { int a; } Bell;\n")
        self.write("gst/a/b.c", "typedef struct { int a; } Bell;\n")
        self.assert_found(type_names.check)

    def test_type_of_a_header_is_found_in_another_file(self):
        self.write("gst/a/a.h", "typedef gboolean (*RmgRun) (int a);\n")
        self.write("gst/a/b.c", "typedef int RmgRun;\n")
        self.assert_found(type_names.check, "gst/a/b.c:1: type RmgRun")

    def test_declaration_and_body_of_one_type_pass(self):
        self.write("gst/a/a.h", "typedef struct _RmgBell RmgBell;\n")
        self.write("gst/a/a.c", "struct _RmgBell {\n  int a;\n};\n")
        self.assert_found(type_names.check)

    def test_two_bodies_are_found(self):
        self.write("gst/a/a.c", "struct _RmgBell {\n  int a;\n};\n")
        self.write("gst/b/a.c", "struct _RmgBell {\n  int a;\n};\n")
        self.assert_found(type_names.check, "gst/b/a.c:1: type _RmgBell")

    def test_declared_type_is_found_again(self):
        self.write("gst/a/a.h", "G_DECLARE_FINAL_TYPE (RmgBell, rmg_bell, RMG, BELL, GObject)\n")
        self.write("gst/b/b.h", "typedef struct RmgBell RmgBell;\n")
        self.assert_found(type_names.check, "gst/b/b.h:1: type RmgBell")

    def test_programs_may_share_a_local_type_but_not_that_of_a_header(self):
        self.write("tests/a.c", "typedef int Bell;\ntypedef int RmgBell;\n")
        self.write("tests/b.c", "typedef int Bell;\n")
        self.write("gst/a.h", "typedef int RmgBell;\n")
        self.assert_found(type_names.check, "tests/a.c:2: type RmgBell")

    def test_function_pointer_in_a_struct_is_no_type(self):
        self.write("gst/a/a.h", "typedef struct {\n  int (*run) (int a);\n} RmgA;\n")
        self.write("gst/b/b.h", "typedef struct {\n  int (*run) (int a);\n} RmgB;\n")
        self.assert_found(type_names.check)


class MirrorsTest(findings.Findings):
    def test_source_without_test_is_found(self):
        self.write("gst/nodes/bell.c", "")
        self.assert_found(mirrors.check, "gst/nodes/bell.c: has no tests/gst/nodes/test-bell.c")

    def test_source_with_named_test_passes(self):
        self.write("gst/nodes/bell.c", "")
        self.write("tests/gst/nodes/test-bell.c", "")
        self.write("tests/gst/meson.build", "tests = {\n  'nodes/bell': 30,\n}\n")
        self.assert_found(mirrors.check)

    def test_test_that_no_build_file_names_is_found(self):
        self.write("tests/gst/nodes/test-bell.c", "")
        self.write("tests/gst/meson.build", "tests = {\n  'nodes/bells': 30,\n}\n")
        self.assert_found(mirrors.check, "tests/gst/nodes/test-bell.c: no meson.build")

    def test_random_test_without_a_turn_of_the_soak_is_found(self):
        self.write("tests/gst/nodes/test-random-bell.c", "")
        self.write("tests/gst/meson.build", "tests = {\n  'nodes/random-bell': 30,\n}\n")
        self.write("tests/soak.sh", "turns='more-random-bell:/a random-bells:/b'\n")
        self.assert_found(mirrors.check, "tests/gst/nodes/test-random-bell.c: tests/soak.sh")
        self.write("tests/soak.sh", "turns='random-bells:/b random-bell:/c'\n")
        self.assert_found(mirrors.check)


class ArrowsTest(findings.Findings):
    def include(self, start, end):
        self.write(f"{end}/{end.rpartition('/')[2]}.h", "")
        header = f"{end}/{end.rpartition('/')[2]}.h"
        path = self.root / start / "a.c"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        self.write(f"{start}/a.c", f'{text}#include "{header}"\n')

    def read(self):
        return arrows.read_arrows(self.root)

    def test_arrow_down_passes(self):
        self.include("gst/session", "gst/nodes")
        self.assert_found(arrows.check)

    def test_arrow_up_is_found(self):
        self.include("gst/nodes", "gst/session")
        self.assert_found(arrows.check,
                          "gst/nodes/a.c:1: gst/nodes includes gst/session, which is above it")

    def test_folder_without_a_place_is_found(self):
        self.include("gst/new", "gst/nodes")
        self.assert_found(arrows.check, "gst/new/a.c:1: folder gst/new has no place")

    def test_circle_over_three_folders_is_found_once(self):
        found = arrows.find_circles({("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")})
        self.assertEqual(found, [["a", "b", "c", "a"]])

    def test_header_of_the_folder_and_of_a_library_is_no_arrow(self):
        self.write("gst/nodes/a.h", "#include <glib.h>\n")
        self.write("gst/nodes/a.c", '#include "a.h"\n')
        self.assertEqual(self.read(), {})

    def test_public_header_is_an_arrow_to_its_folder(self):
        self.write("gst/rmg/rmg.h", "")
        self.write("gst/tools/a.c", "#include <rmg/rmg.h>\n")
        self.assertEqual(set(self.read()), {("gst/tools", "gst/rmg")})

    def test_arrow_that_a_longer_way_implies_is_not_drawn(self):
        self.assertEqual(arrows.reduce_arrows({("a", "b"), ("b", "c"), ("a", "c")}),
                         {("a", "b"), ("b", "c")})

    def test_outdated_drawing_is_found_and_the_written_one_passes(self):
        self.include("gst/session", "gst/nodes")
        self.write(arrows.PAGE, f"# A\n{arrows.BEGIN}{arrows.END}after\n")
        self.assert_found(arrows.check, f"{arrows.PAGE}: drawing is outdated")
        page = self.root / arrows.PAGE
        page.write_text(arrows.replace_drawing(page, self.read()), encoding="utf-8")
        self.assert_found(arrows.check)
        self.assertIn("gst_session --> gst_nodes", page.read_text(encoding="utf-8"))
        self.assertTrue(page.read_text(encoding="utf-8").endswith(f"{arrows.END}after\n"))


if __name__ == "__main__":
    unittest.main()
