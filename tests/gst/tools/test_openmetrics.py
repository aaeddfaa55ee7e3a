#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --metrics FILE.prom: the parser of Prometheus' own client reads it."""

import sys
import unittest

import command

try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
except ImportError:
    print("python3-prometheus-client is not installed")
    sys.exit(77)


class OpenMetricsTest(command.CommandTest):
    def read_families(self, name):
        path = self.write("m.json", command.manifest([
            ('v"a\\d', "VAD"), ("pass", "PassThroughNode")]))
        self.rmg_ok("run", path, "-i", self.write("in.wav", command.wav(command.tone(16000))),
                    "-q", "--metrics", name)
        text = (self.folder / name).read_text(encoding="utf-8")
        return {family.name: family for family in text_string_to_metric_families(text)}

    def test_parser_finds_families_with_types_and_units(self):
        families = self.read_families("m.prom")
        self.assertEqual(families["rmg_node_buffers"].type, "counter")
        self.assertEqual(families["rmg_node_held_bytes"].type, "gauge")
        self.assertEqual(families["rmg_node_busy_seconds"].unit, "seconds")
        self.assertTrue(all(family.documentation for family in families.values()))

    def test_labels_and_values_survive(self):
        family = self.read_families("M.PROM")["rmg_node_buffers"]
        samples = {(sample.labels["node"], sample.labels["direction"]): sample.value
                   for sample in family.samples}
        self.assertGreater(samples['v"a\\d', "in"], 0)
        self.assertEqual(samples['v"a\\d', "out"], samples["pass", "in"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
