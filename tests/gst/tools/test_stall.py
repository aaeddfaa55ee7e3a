#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""SIGUSR1 prints the stall report of a run."""

import pathlib
import re
import signal
import subprocess
import threading
import time

import command

MANIFEST = command.manifest([
    ("in", "gst:audiotestsrc", {}),
    ("slow", "gst:rmgfault", {"stall": "until-stop", "stall-after": 3}),
    ("out", "gst:fakesink", {}),
])


def catches(pid, number):
    """Whether the process has a handler of the signal."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & 1 << (number - 1))


def read_report(run):
    """One report: the lines up to the node that blocks."""
    run.send_signal(signal.SIGUSR1)
    lines = [run.stderr.readline()]
    while lines[-1].strip() and "wait for node" not in lines[-1]:
        lines.append(run.stderr.readline())
    return "".join(lines)


class StallTest(command.CommandTest):
    def start(self):
        run = subprocess.Popen([command.RMG, "run", self.write("m.json", MANIFEST)],
                               cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.stderr.close)
        self.addCleanup(run.wait, command.TIMEOUT_S)
        self.addCleanup(run.kill)
        late = threading.Timer(command.TIMEOUT_S, run.kill)
        self.addCleanup(late.cancel)
        late.start()
        while not catches(run.pid, signal.SIGUSR1):
            self.assertIsNone(run.poll(), "the run has ended")
            time.sleep(0.01)
        return run

    def test_signal_prints_the_node_that_blocks(self):
        run = self.start()
        report = read_report(run)
        while 'wait for node "slow", pad slow:sink' not in report:
            report = read_report(run)
        self.assertIn("threaded, PLAYING", report)
        rows = [line.split() for line in report.splitlines() if " gst:" in line]
        self.assertEqual(3, len(rows))
        self.assertTrue(all(re.match(r"\d", row[3]) for row in rows), report)
        self.assertIn("waits until slow takes data", report)
        self.assertIsNone(run.poll())


if __name__ == "__main__":
    command.main()
