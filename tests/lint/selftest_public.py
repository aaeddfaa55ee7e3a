#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""selftest_public.py: tests of the check of public functions."""

import unittest

import findings
import public

HEADER = "gst/rmg/bell.h"
BLOCK = "/**\n * rmg_bell_ring:\n * @bell: a bell\n * @n_times: number of rings\n *\n * Rings.\n */\n"
FUNCTION = "RMG_API gboolean rmg_bell_ring (\n    RmgBell *bell, guint n_times);\n"
CALL = "rmg_bell_ring (bell, 2);\n"


class PublicTest(findings.Findings):
    def test_documented_and_called_function_passes(self):
        self.write(HEADER, BLOCK + FUNCTION)
        self.write("tests/gst/test-bell.c", CALL)
        self.assert_found(public.check)

    def test_function_without_block_is_found(self):
        self.write(HEADER, FUNCTION)
        self.write("tests/gst/test-bell.c", CALL)
        self.assert_found(public.check, f"{HEADER}:1: rmg_bell_ring has no documentation block")

    def test_block_of_another_function_is_found(self):
        self.write(HEADER, BLOCK.replace("_ring", "_stop") + FUNCTION)
        self.write("tests/gst/test-bell.c", CALL)
        self.assert_found(public.check, f"{HEADER}:8: rmg_bell_ring has no documentation block")

    def test_parameter_without_line_is_found(self):
        self.write(HEADER, BLOCK.replace(" * @n_times: number of rings\n", "") + FUNCTION)
        self.write("tests/gst/test-bell.c", CALL)
        self.assert_found(public.check, f"{HEADER}:7: rmg_bell_ring does not document @n_times")

    def test_function_without_test_is_found(self):
        self.write(HEADER, BLOCK + FUNCTION)
        self.write("gst/bell.c", CALL)
        self.assert_found(public.check, f"{HEADER}:8: rmg_bell_ring has no test")

    def test_type_function_needs_no_block_but_use_of_its_macro(self):
        self.write(HEADER, "RMG_API GType rmg_bell_get_type (void);\n")
        self.assert_found(public.check, f"{HEADER}:1: rmg_bell_get_type has no test")
        self.write("tests/gst/test-bell.c", "g_object_new (RMG_TYPE_BELL, NULL);\n")
        self.assert_found(public.check)

    def test_cleanup_attribute_calls_the_free_function(self):
        self.write(HEADER, "/**\n * rmg_bell_unref:\n * @bell: a bell\n */\n"
                   "RMG_API void rmg_bell_unref (RmgBell *bell);\n")
        self.write("tests/gst/test-bell.c", "g_autoptr (RmgBell) bell = NULL;\n")
        self.assert_found(public.check)

    def test_private_header_is_not_checked(self):
        self.write("gst/bell/bell.h", FUNCTION)
        self.assert_found(public.check)


if __name__ == "__main__":
    unittest.main()
