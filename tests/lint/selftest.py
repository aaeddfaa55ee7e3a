#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""selftest.py: each check finds its planted fault, at its place."""

import json
import pathlib
import sys
import unittest

import findings
import format as format_check
import house
import layers
import sizes
import weights

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
import summary  # next to the folder of the lint

LICENCE = "".join(f"/* {line} */\n" for line in house.LICENCE)
MARK = "TO" + "DO"


def function(name="run", parameters="void", body="  stop ();\n"):
    return f"void\n{name} ({parameters})\n{{\n{body}}}\n"


class LayersTest(findings.Findings):
    def test_kernel_includes_glib_is_found(self):
        self.write("elements/dsp/vad/a.c", "#include <math.h>\n#include <glib.h>\n")
        self.assert_found(layers.check, "elements/dsp/vad/a.c:2: must not include glib.h")

    def test_samplerate_outside_its_file_is_found(self):
        self.write("elements/dsp/resample/src.c", "#include <samplerate.h>\n")
        self.write("elements/dsp/resample/fir.c", "#include <samplerate.h>\n")
        self.assert_found(layers.check, "elements/dsp/resample/fir.c:1:")

    def test_kernel_includes_a_sibling_family_is_found(self):
        self.write("elements/dsp/vad/vad.h", "")
        self.write("elements/dsp/convert/a.c", '#include "elements/dsp/vad/vad.h"\n')
        self.assert_found(layers.check, "elements/dsp/convert/a.c:1:")

    def test_element_includes_runtime_is_found(self):
        self.write("gst/nodes/node.h", "")
        self.write("elements/vad/a.c", '#include "gst/nodes/node.h"\n')
        self.assert_found(layers.check, "elements/vad/a.c:1:")

    def test_header_next_to_the_file_is_resolved(self):
        self.write("gst/nodes/node.h", "")
        self.write("gst/nodes/node.c", '#include "node.h"\n')
        self.assert_found(layers.check)

    def test_forbidden_header_in_an_allowed_header_is_found_with_the_chain(self):
        self.write("elements/base/pad.h", '#include "gst/nodes/node.h"\n')
        self.write("gst/nodes/node.h", "")
        self.write("elements/vad/a.c", '#include "elements/base/pad.h"\n')
        self.assert_found(
            layers.check, "elements/base/pad.h:1:",
            "elements/vad/a.c:1: must not include elements/base/pad.h -> gst/nodes/node.h")

    def test_headers_that_include_each_other_end(self):
        self.write("elements/base/a.h", '#include "elements/base/b.h"\n')
        self.write("elements/base/b.h", '#include "elements/base/a.h"\n')
        self.assert_found(layers.check)

    def test_manifest_includes_gstreamer_is_found(self):
        self.write("translator/manifest/a.c", "#include <gst/gst.h>\n")
        self.assert_found(layers.check, "translator/manifest/a.c:1:")

    def test_manifest_includes_graph_is_found(self):
        self.write("translator/graph/read.h", "")
        self.write("translator/manifest/a.c", '#include "translator/graph/read.h"\n')
        self.assert_found(layers.check, "translator/manifest/a.c:1:")

    def test_public_header_is_found_by_its_installed_name(self):
        self.write("gst/rmg/session.h", "")
        self.write("translator/plan/a.c", "#include <rmg/session.h>\n")
        self.assert_found(layers.check, "translator/plan/a.c:1: must not include rmg/session.h")

    def test_example_includes_private_header_is_found(self):
        self.write("gst/rmg/rmg.h", "")
        self.write("gst/nodes/node.h", "")
        self.write("examples/a.c", '#include <rmg/rmg.h>\n#include "gst/nodes/node.h"\n')
        self.assert_found(layers.check, "examples/a.c:2:")

    def test_unknown_header_is_found(self):
        self.write("gst/a.c", '#include "nowhere.h"\n')
        self.assert_found(layers.check, "gst/a.c:1: must not include nowhere.h (unknown)")


class SizesTest(findings.Findings):
    def test_function_at_the_limit_passes(self):
        self.write("a.c", function(body="  stop ();\n" * (sizes.FUNCTION_LINES - 3)))
        self.assert_found(sizes.check)

    def test_function_over_the_limit_is_found(self):
        self.write("a.c", function(body="  stop ();\n" * (sizes.FUNCTION_LINES - 2)))
        self.assert_found(sizes.check, f"a.c:2: run: {sizes.FUNCTION_LINES + 1} lines")

    def test_class_init_has_its_own_limit(self):
        body = "  stop ();\n" * (sizes.FUNCTION_LINES - 2)
        self.write("a.c", function("rmg_vad_class_init", body=body))
        self.assert_found(sizes.check)

    def test_seventh_parameter_is_found(self):
        self.write("a.c", function(parameters="int a, int b, void (*c) (int, int),\n"
                                              "    int d, int e, int f, int g"))
        self.assert_found(sizes.check, "a.c:2: run: 7 parameters")

    def test_macro_in_front_is_no_function(self):
        self.write("a.c", "G_DEFINE_TYPE (A, a, b, c, d, e, f)\n\n" + function())
        self.assert_found(sizes.check)

    def test_fourth_level_is_found(self):
        body = ("  for (i = 0; i < n; i++)\n    if (a) {\n      while (b)\n"
                "        if (c)\n          stop ();\n    }\n")
        self.write("a.c", function(body=body))
        self.assert_found(sizes.check, "a.c:2: run: 4 levels")

    def test_chain_of_else_is_one_level(self):
        body = "  if (a)\n    b ();\n" + "  else if (c)\n    d ();\n" * 6
        self.write("a.c", function(body=body))
        self.assert_found(sizes.check)

    def test_switch_and_initialiser_are_read(self):
        body = ("  Point p = { .x = 1 };\n  switch (a) {\n    case A:\n    default:\n"
                "      do {\n        stop (\"}\");\n      } while (p.x);\n  }\n")
        self.write("a.c", function(body=body))
        self.assert_found(sizes.check)

    def test_unbalanced_function_is_found(self):
        self.write("a.c", function(body="  if (a) {\n"))
        self.assert_found(sizes.check, "a.c: cannot be read")

    def test_long_file_is_found(self):
        self.write("a.c", "\n" * 501)
        self.assert_found(sizes.check, "a.c: 501 lines, limit 500")

    def test_long_generated_file_passes(self):
        self.write("a.c", "/* Generated by train.py. */\n" + "\n" * 501)
        self.assert_found(sizes.check)

    def test_long_python_function_is_found(self):
        self.write("a.py", "def run():\n" + "    stop()\n" * sizes.FUNCTION_LINES)
        self.assert_found(sizes.check, "a.py:1: run:")


class HouseTest(findings.Findings):
    def test_file_in_order_passes(self):
        self.write("a.c", LICENCE + f"/* {MARK}(#17): faster, see http://a.b */\n")
        self.assert_found(house.check)

    def test_missing_licence_is_found(self):
        self.write("a.c", LICENCE.splitlines()[0] + "\n")
        self.assert_found(house.check, "a.c:1: does not open with SPDX-FileCopyrightText")

    def test_mark_without_issue_is_found(self):
        self.write("a.c", LICENCE + f"/* {MARK}: faster */\n")
        self.assert_found(house.check, f"a.c:3: {MARK} without an issue")

    def test_goto_is_found(self):
        self.write("a.c", LICENCE + "  goto out;\n")
        self.assert_found(house.check, "a.c:3: goto")

    def test_switched_off_code_is_found(self):
        self.write("a.c", LICENCE + "#if 0\n#endif\n")
        self.assert_found(house.check, "a.c:3: code switched off")

    def test_line_comment_is_found_and_bare_break_is_not(self):
        self.write("a.c", LICENCE + "call (a, //\n    b); // why\n")
        self.assert_found(house.check, "a.c:4: comment with //")

    def test_banners_are_found(self):
        self.write("a.c", LICENCE + "/* --- pads --- */\n/****\n * =====\n */\n/* -1 to 1 */\n")
        self.assert_found(house.check, "a.c:3: banner", "a.c:4: banner", "a.c:5: banner")

    def test_banner_of_a_script_is_found(self):
        self.write("a.sh", "#!/bin/sh\n" + LICENCE + "#" + " ---- pads\n# - one\n")
        self.assert_found(house.check, "a.sh:4: banner")

    def test_trailing_space_is_found(self):
        self.write("a.c", LICENCE + "int a; \n")
        self.assert_found(house.check, "a.c:3: tab or trailing space")


class WeightsTest(findings.Findings):
    def write_versions(self, trained, current):
        self.write(weights.WEIGHTS, f"#define RMG_VAD_MODEL_RECIPE_VERSION {trained}\n")
        self.write(weights.RECIPE, f"RECIPE_VERSION = {current}\n")

    def test_weights_of_the_present_recipe_pass(self):
        self.write_versions(2, 2)
        self.assert_found(weights.check)

    def test_weights_of_an_older_recipe_are_found(self):
        self.write_versions(1, 2)
        self.assert_found(weights.check, f"{weights.WEIGHTS}: trained with recipe version 1")

    def test_weights_without_version_are_found(self):
        self.write(weights.WEIGHTS, "")
        self.write(weights.RECIPE, "RECIPE_VERSION = 1\n")
        self.assert_found(weights.check, f"{weights.WEIGHTS}: no recipe version")


class FormatTest(findings.Findings):
    def test_other_shape_is_found(self):
        self.write(".clang-format", "BasedOnStyle: GNU\n")
        self.write("a.c", "int a;\nint   b;\n")
        try:
            self.assert_found(format_check.check, "a.c:2:")
        except FileNotFoundError:
            self.skipTest(f"{format_check.FORMATTER} is not installed")


class SummaryTest(findings.Findings):
    def count(self, result, stdout):
        return summary.count_test({"name": "a", "result": result, "stdout": stdout})

    def test_cases_of_tap_are_counted(self):
        self.assertEqual(self.count("FAIL", "1..3\nok 1 a\nnot ok 2 b\nok 3 c # SKIP why\n"),
                         (1, 1, 1))

    def test_crash_after_good_cases_fails(self):
        self.assertEqual(self.count("ERROR", "ok 1 a\n"), (1, 1, 0))

    def test_other_test_is_one_case(self):
        self.assertEqual(self.count("OK", "0 findings\n"), (1, 0, 0))

    def test_time_out_fails(self):
        self.assertEqual(self.count("TIMEOUT", ""), (0, 1, 0))

    def test_log_is_summed(self):
        tests = [{"name": "a", "result": "OK", "stdout": "", "duration": 1.0},
                 {"name": "b", "result": "FAIL", "stdout": "", "duration": 1.0}]
        self.write("part.json", "\n".join(json.dumps(test) for test in tests))
        self.assertEqual(summary.summarise(self.root / "part.json"), [1, 1, 0])


if __name__ == "__main__":
    unittest.main()
