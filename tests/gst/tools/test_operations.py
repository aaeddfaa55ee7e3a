#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""examples/operations: the files name metrics that exist, and their readers accept them."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import command

FOLDER = pathlib.Path(os.environ["RMG_TEST_EXAMPLES"], "operations")
METRIC = re.compile(r"\brmg_[a-z_]+\b")


def read(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def list_rule_expressions():
    return re.findall(r"^\s+expr: (.+)$", read("alerts.yml"), re.MULTILINE)


def list_board_expressions():
    board = json.loads(read("grafana.json"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    yield from (variable["query"] for variable in board["templating"]["list"])


class OperationsTest(command.CommandTest):
    def list_metrics(self):
        """Return the names of samples and families of a run."""
        self.rmg_ok("run", self.write("m.json", command.resampler()), "-i",
                    self.write("in.wav", command.wav(command.tone(1600))), "-q",
                    "--metrics", "m.prom")
        text = (self.folder / "m.prom").read_text(encoding="utf-8")
        samples = set(re.findall(r"^(rmg_\w+)[{ ]", text, re.MULTILINE))
        # A number that is not known has no sample, but its family is there.
        gauges = set(re.findall(r"^# TYPE (rmg_\w+) gauge$", text, re.MULTILINE))
        counters = set(re.findall(r"^# TYPE (rmg_\w+) counter$", text, re.MULTILINE))
        return samples | gauges | {f"{name}_total" for name in counters}

    def test_metrics_of_the_rules_and_of_the_board_exist(self):
        known = self.list_metrics()
        for name, expressions in (("alerts.yml", list_rule_expressions()),
                                  ("grafana.json", list(list_board_expressions()))):
            used = {metric for text in expressions for metric in METRIC.findall(text)}
            self.assertGreater(len(used), 3, name)
            self.assertEqual(used - known, set(), name)

    def list_labels(self):
        """Return the names of the labels of a run, and the pairs of names and values."""
        document = command.resampler()
        document["nodes"][0]["breaker"] = {}
        self.rmg_ok("run", self.write("m.json", document), "-i",
                    self.write("in.wav", command.wav(command.tone(1600))), "-q",
                    "--metrics", "m.prom")
        text = (self.folder / "m.prom").read_text(encoding="utf-8")
        pairs = set(re.findall(r'[{,]([a-z_]+)="([^"]*)"', text))
        return {name for name, _ in pairs} | {"job", "instance"}, pairs  # of Prometheus itself

    def test_labels_of_the_rules_and_of_the_board_exist(self):
        names, pairs = self.list_labels()
        texts = [*list_rule_expressions(), *list_board_expressions()]
        used = set(re.findall(r"\$labels\.(\w+)", read("alerts.yml")))
        used |= set(re.findall(r"{{(\w+)}}", read("grafana.json")))
        for text in texts:
            for group in re.findall(r"\bby \(([^)]*)\)", text):
                used |= set(re.split(r",\s*", group))
            for name, value in re.findall(r'[{,](\w+)!?="([^"]*)"', text):
                self.assertTrue(name == "job" or (name, value) in pairs, text)
        self.assertGreater(len(used), 5)
        self.assertEqual(used - names, set())

    def test_each_rule_has_one_expression_and_a_summary(self):
        text = read("alerts.yml")
        n_rules = text.count("- alert: ")
        self.assertEqual(len(list_rule_expressions()), n_rules)
        self.assertEqual(text.count("summary: "), n_rules)

    def test_prometheus_accepts_the_rules(self):
        if shutil.which("promtool") is None:
            self.skipTest("no promtool")
        subprocess.run(["promtool", "check", "rules", FOLDER / "alerts.yml"], check=True,
                       timeout=command.TIMEOUT_S)

    def test_systemd_accepts_the_unit(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("no systemd-analyze")
        unit = read("rmg@.service").replace("/usr/bin/rmg", command.RMG)
        run = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", self.write("rmg@test.service", unit)],
            capture_output=True, timeout=command.TIMEOUT_S, check=False)
        self.assertNotIn(b"rmg@test.service", run.stderr)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_command_of_the_unit_is_accepted(self):
        words = re.search(r"^ExecStart=(.+)$", read("rmg@.service"), re.MULTILINE)[1].split()
        words = [word.replace("/etc/rmg/%i.json", "m.json").replace(":9464", ":0")
                 for word in words[1:]]
        self.write("m.json", command.values())
        run = self.rmg(*words, "-i", self.write("v.json", [1]))
        self.assertIn(run.returncode, (0, 2), run.stderr)  # 2: built without a server
        self.assertNotIn(b"unknown option", run.stderr)


if __name__ == "__main__":
    command.main()
