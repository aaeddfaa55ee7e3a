#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_performance.py SOURCE BUILD: the page about performance shows the stored results.

The benchmark programs run, and their figures match theory where theory is exact.
"""

import json
import math
import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])
TIMEOUT_S = 100

sys.path.insert(0, str(SOURCE / "benchmarks"))
from report import aims, digest, dominance, full, page, python, results, runtime  # noqa: E402  # after the path


def run_benchmark(program, *arguments):
    """Return the rows of a benchmark without its limits; skip if it is not built."""
    path = BUILD / "benchmarks" / program
    if not path.exists():
        raise unittest.SkipTest(f"{program} was not built")
    run = subprocess.run([path, "--quick", *arguments], stdout=subprocess.PIPE, text=True,
                         check=True, timeout=TIMEOUT_S)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return [row for row in rows if "limits" not in row]


def make_result(**fields):
    machine = dict.fromkeys(("cpu", "vectors", "cores", "virtual", "system", "kernel"), "some")
    return {"date": "2026-01-01", "quick": False, "load_before": 0.0, "rows": [], "failures": [],
            "versions": {}, "machine": machine} | fields


class PageTest(unittest.TestCase):
    def test_page_and_pictures_are_rendered_from_the_results(self):
        run = subprocess.run([sys.executable, "-B", SOURCE / "benchmarks/render.py", "check"],
                             stdout=subprocess.PIPE, text=True, check=False, timeout=TIMEOUT_S)
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_page_has_at_most_160_lines(self):
        lines = (SOURCE / "docs/performance.md").read_text(encoding="utf-8").splitlines()
        self.assertLessEqual(len(lines), 160)

    def test_python_page_judges_each_figure(self):
        rows = [{"case": python.CLIP, "run, high": 2.0, "librosa": 10.0, "soxr HQ": 3.0},
                {"case": "run of 40 ms, sessions", "median_ns": 90000.0}, {"case": "kernels alone, 40 ms", "median_ns": 20000.0}]
        found = {verdict.aim.name: (verdict.worst, verdict.word) for verdict in python.list_verdicts(make_result(rows=rows))}
        self.assertEqual(found["speed over librosa, clip of 30 s, high"], (5.0, "**missed**"))
        self.assertEqual(found["speed over the best peer, clip of 30 s, high"], (1.5, "met"))
        self.assertEqual(found["`await run()` beyond the kernels"], (70.0, "**missed**"))
        self.assertEqual(found["growth over 100,000 pushes and 10,000 runs"], (None, "not measured"))

    def test_subject_without_rows_names_the_program_that_failed(self):
        failure = {"command": "bench-it", "failure": "exit status -11"}
        for subject in results.SUBJECTS:
            with self.subTest(subject=subject):
                result = make_result(failures=[failure])
                for text in (full.render({subject: result}),
                             page.render({subject: digest.make(subject, result)})):
                    self.assertIn("`bench-it`: exit status -11", text)

    def test_digest_counts_the_rows_of_a_better_peer(self):
        rows = [{"case": "S16>F32", "blocks": blocks, "peer": peer, "state": "measured",
                 "us_per_million": {"median": cost}, "over_memcpy": {"median": cost}}
                for blocks in ("10 ms", "1 s")
                for peer, cost in (("memcpy", 1.0), ("rmg", 2.0), ("swr", 1.5))]
        losses = digest.make("convert", make_result(rows=rows))["losses"]
        self.assertEqual(losses, [{"peer": "swr", "n_rows": 2, "example":
                                   "S16>F32, 10 ms: 1.50 x memcpy, rmg 2.00"}])


class ItemsTest(unittest.TestCase):
    ROWS = ({"case": "numbers", "number_ns": 9.0, "number_ns_min": 8.0, "number_ns_max": 12.0},
            {"case": "cancel", "date": "2026-01-02", "rounds": 31, "cancel_ms": 2.0,
             "cancel_ms_min": 1.0, "cancel_ms_max": 40.0})

    def test_page_shows_the_date_of_a_row_that_has_its_own(self):
        shown = [line for line in page.render_runtime(make_result(rows=self.ROWS)).splitlines()
                 if "cancel" in line]
        self.assertEqual(shown, ["| cancel of a long item (2026-01-02, busy machine) | 2.0, longest 40 ms |"])

    def test_digest_keeps_the_items_and_the_report_shows_them(self):
        rows = digest.make("runtime", make_result(rows=self.ROWS))["rows"]
        self.assertEqual([row["case"] for row in rows], ["numbers", "cancel"])
        self.assertIn("| 9.00 ns | 8.00 ns | 12.0 ns |", runtime.render(make_result(rows=self.ROWS)))


class MeasureTest(unittest.TestCase):
    """Linear interpolation from 16 to 48 kHz is a filter of five taps, a triangle."""

    @classmethod
    def setUpClass(cls):
        rows = run_benchmark("resample/bench-resample", "--ratio=16000:48000", "--peer=src linear")
        cls.quality = rows[0]["quality"]

    @staticmethod
    def find_gain_db(frequency_hz):
        """The gain of the triangle: that of three equal taps, squared."""
        angle = math.pi * frequency_hz / 48000
        return 40 * math.log10(abs(math.sin(3 * angle) / (3 * math.sin(angle))))

    def test_rejection_is_that_of_a_triangle(self):
        self.assertAlmostEqual(self.quality["rejection_1.1_db"], -self.find_gain_db(8800),
                               delta=0.06)

    def test_edge_is_that_of_a_triangle(self):
        self.assertAlmostEqual(self.find_gain_db(self.quality["edge_fn"] * 8000), -3.01, delta=0.01)

    def test_ripple_is_that_of_a_triangle(self):
        self.assertAlmostEqual(self.quality["ripple_db"], -self.find_gain_db(7200), delta=0.01)


class SmokeTest(unittest.TestCase):
    def test_quick_run_measures_each_capable_peer(self):
        rows = run_benchmark("convert/bench-convert", "S16>F32")
        states = {row["peer"]: row["state"] for row in rows}
        self.assertEqual(states.pop("swr") in ("measured", "not installed"), True)
        self.assertEqual(states, dict.fromkeys(("memcpy", "rmg", "plain C", "audioconvert"),
                                               "measured"))


def make_setting(cost_us, rejection_db=100.0, edge_fn=0.95, delay_ms=2.0):
    quality = {"rejection_1.1_db": rejection_db, "edge_fn": edge_fn, "delay_ms": delay_ms}
    return dominance.Setting(peer="one", ratio="48>16", in_hz=48000, out_hz=16000,
                             quality=quality, costs={(1, "10 ms"): {"median": cost_us}},
                             row={"library": "some"})


class DominanceTest(unittest.TestCase):
    def test_cheaper_setting_of_equal_quality_dominates(self):
        self.assertTrue(dominance.dominates(make_setting(50), make_setting(60)))

    def test_more_expensive_setting_never_dominates(self):
        better = make_setting(61, rejection_db=140, edge_fn=0.99, delay_ms=1)
        self.assertFalse(dominance.dominates(better, make_setting(60)))

    def test_later_setting_does_not_dominate(self):
        self.assertFalse(dominance.dominates(make_setting(50, delay_ms=2.1), make_setting(60)))

    def test_narrower_by_less_than_the_tolerance_dominates(self):
        self.assertTrue(dominance.dominates(make_setting(50, edge_fn=0.935), make_setting(60)))

    def test_narrower_by_more_than_the_tolerance_does_not(self):
        self.assertFalse(dominance.dominates(make_setting(50, edge_fn=0.925), make_setting(60)))


class VerdictTest(unittest.TestCase):
    def judge(self, sign, cases):
        aim = aims.Aim("convert", "an aim", sign, 2.0, "x", lambda result: cases)
        return aims.judge(aim, {"convert": {"rows": []}})

    def test_one_case_beyond_the_limit_misses_the_aim(self):
        verdict = self.judge("<=", {"good": 1.0, "bad": 2.1})
        self.assertEqual((verdict.missed, verdict.worst_case), ((("bad", 2.1),), "bad"))

    def test_limit_itself_meets_the_aim(self):
        self.assertEqual(self.judge(">=", {"just": 2.0}).word, "met")

    def test_aim_without_figures_is_not_met(self):
        self.assertEqual(self.judge("<=", {}).word, "not measured")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
