#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Runs that are ended: by Ctrl-C, by the time-out, on a terminal."""

import contextlib
import os
import pty
import re
import signal
import subprocess
import threading
import time
import wave

import command
import test_stall

BLOCK = bytes(64 << 10)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENOUGH_BLOCKS = 64  # more than the pipe and all queues hold


def feed(stream, enough, stop):
    """Write endless silence; set the event after the reader has started."""
    with contextlib.suppress(BrokenPipeError), stream:
        for n_blocks in range(1 << 30):
            stream.write(BLOCK)
            if n_blocks == ENOUGH_BLOCKS:
                enough.set()
            if stop.is_set():
                return


def is_blocked(report):
    """Whether the others wait for "bad", and not only while it handles a buffer."""
    age = re.search(r"^ +bad .* (\d+\.\d) s ago", report, re.MULTILINE)
    return 'wait for node "bad"' in report and age is not None and float(age[1]) >= 0.5


def has_signal(pid, field, number):
    """Whether a process handles ("SigCgt:") or ignores ("SigIgn:") a signal."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        mask = next(line for line in status if line.startswith(field))
    return int(mask.split()[1], 16) >> (number - 1) & 1 == 1


def wait_for_handler(pid, number):
    """Wait until a process handles a signal."""
    end_s = time.monotonic() + command.TIMEOUT_S
    while time.monotonic() < end_s:
        if has_signal(pid, "SigCgt:", number):
            return
        time.sleep(0.01)
    raise AssertionError("the signal is not handled")


class StopTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.resampler())

    def start_endless(self, *words, stderr=subprocess.PIPE):
        """Run on silence without an end, until it has read enough of it."""
        run = subprocess.Popen(
            [command.RMG, "run", self.manifest, "-i", "-", "--caps", command.RAW_CAPS, *words],
            cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        enough, stop = threading.Event(), threading.Event()
        threading.Thread(target=feed, args=(run.stdin, enough, stop), daemon=True).start()
        run.stdin = None
        self.addCleanup(run.wait, command.TIMEOUT_S)
        self.addCleanup(run.kill)
        self.addCleanup(stop.set)
        self.assertTrue(enough.wait(command.TIMEOUT_S), "nothing was read")
        return run

    def open_terminal(self):
        """Return both ends, which the caller closes; skip without a pseudo terminal."""
        try:
            ours, theirs = pty.openpty()
        except OSError as error:
            self.skipTest(f"no terminal: {error}")
        self.addCleanup(os.close, ours)
        return ours, theirs

    def assert_playable(self, name):
        path = self.folder / name
        with wave.open(str(path)) as sound:
            self.assertGreater(sound.getnframes(), 0)
            self.assertEqual(44 + 2 * sound.getnframes(), path.stat().st_size)

    def test_interrupt_finishes_the_file(self):
        for number in SIGNALS:
            with self.subTest(number):
                run = self.start_endless("-O", "out.wav")
                run.send_signal(number)
                _, errors = run.communicate(timeout=command.TIMEOUT_S)
                self.assertEqual((run.returncode, errors), (130, b"rmg: interrupted\n"))
                self.assert_playable("out.wav")

    def test_interrupt_writes_the_metrics(self):
        run = self.start_endless("--metrics", "f.json")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=command.TIMEOUT_S)
        self.assertTrue((self.folder / "f.json").exists())

    def interrupt_twice(self, *words):
        """Interrupt a run twice at once, as timeout(1) does; return its exit code."""
        gap_s = 1
        while gap_s > 0.3:  # a busy machine may stop this process between the signals
            run = self.start_endless(*words)
            start = time.monotonic()
            run.send_signal(signal.SIGINT)
            run.send_signal(signal.SIGINT)
            gap_s = time.monotonic() - start
            run.communicate(timeout=command.TIMEOUT_S)
        return run.returncode

    def test_interrupt_sent_twice_at_once_finishes_the_files(self):
        self.assertEqual(self.interrupt_twice("-O", "out.wav", "--metrics", "f.json"), 130)
        self.assert_playable("out.wav")
        self.assertTrue((self.folder / "f.json").exists())

    def test_hangup_sent_again_later_finishes_the_file(self):
        run = self.start_endless("-O", "out.wav")
        run.send_signal(signal.SIGHUP)
        while has_signal(run.pid, "ShdPnd:", signal.SIGHUP):
            time.sleep(0.001)
        run.send_signal(signal.SIGSTOP)
        time.sleep(0.6)  # longer than the signals of one request are apart
        run.send_signal(signal.SIGHUP)
        run.send_signal(signal.SIGCONT)
        run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(run.returncode, 130)
        self.assert_playable("out.wav")

    def start_with_failure(self, *words):
        """Run a live source with a leg that fails; return when that was printed."""
        nodes = [
            ("in", "gst:audiotestsrc", {"is-live": True, "samplesperbuffer": 441}),
            ("bad", "gst:rmgfault", {"fail-after": 3, "error": "stream-decode"}),
            ("end", "gst:fakesink", {}), ("out", "gst:fakesink", {})]
        path = self.write("failure.json", command.manifest(
            nodes, [("in", "bad"), ("bad", "end"), ("in", "out")]))
        run = subprocess.Popen(
            [command.RMG, "run", path, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(run.wait, command.TIMEOUT_S)
        self.addCleanup(run.kill)
        self.assertEqual(run.stderr.readline(), "rmg: bad: failed: Could not decode.\n")
        return run

    def test_failure_is_printed_while_the_run_goes_on_and_listed_at_its_end(self):
        run = self.start_with_failure()
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(run.returncode, 130)
        lines = errors.splitlines()
        self.assertEqual(lines[0], "rmg: interrupted")
        self.assertTrue(lines[1].startswith('rmg: node "bad" (gst:rmgfault): Could not decode.'), errors)
        self.assertEqual(sum(line.startswith("rmg: ") for line in lines), 2)

    def test_interrupt_with_json_lists_the_failures_before(self):
        run = self.start_with_failure("-o", "json")
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=command.TIMEOUT_S)
        error = command.json.loads(output)["error"]
        self.assertEqual((run.returncode, error["code"]), (130, "interrupted"))
        self.assertEqual([fault["node_id"] for fault in error["faults"]], ["bad"])

    def test_failure_that_ends_the_run_is_printed_once(self):
        path = self.write("failure.json", command.manifest([
            ("bad", "gst:rmgfault", {"fail-after": 0, "error": "stream-decode"}),
            ("pass", "PassThroughNode")]))
        run = self.rmg("run", path, "-i", self.write("in.wav", command.wav(command.tone(32000))))
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr.count(b"Could not decode."), 1, run.stderr)

    def test_interrupt_ends_an_opening_that_blocks(self):
        os.mkfifo(self.folder / "pipe")
        for number in SIGNALS:
            with self.subTest(signal=number):
                run = subprocess.Popen([command.RMG, "run", self.manifest, "-i", "pipe", "-O", "out.wav"],
                                       cwd=self.folder, stderr=subprocess.PIPE)
                self.addCleanup(run.kill)
                wait_for_handler(run.pid, number)
                run.send_signal(number)
                run.communicate(timeout=command.TIMEOUT_S)
                self.assertEqual(run.returncode, 130)
                self.assertEqual(sorted(os.listdir(self.folder)), ["m.json", "pipe"])

    def test_hangup_that_nohup_ignores_stays_ignored(self):
        os.mkfifo(self.folder / "pipe")
        run = subprocess.Popen(["nohup", command.RMG, "run", self.manifest, "-i", "pipe"],
                               cwd=self.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        wait_for_handler(run.pid, signal.SIGTERM)
        self.assertTrue(has_signal(run.pid, "SigIgn:", signal.SIGHUP))

    def test_timeout_finishes_the_file(self):
        run = self.start_endless("-O", "out.wav", "--timeout", "500ms")
        _, errors = run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(run.returncode, 4, errors)
        self.assertEqual(errors.count(b"\n"), 1)
        self.assert_playable("out.wav")

    def test_timeout_ends_the_wait_for_a_writer(self):
        os.mkfifo(self.folder / "pipe")
        run = self.rmg("run", self.manifest, "-i", "pipe", "--timeout", "1s")
        self.assertEqual((run.returncode, run.stdout), (4, b""))
        self.assertEqual(run.stderr.count(b"\n"), 1)

    def test_timeout_with_json_is_one_document(self):
        run = self.start_endless("-o", "json", "--timeout", "500ms")
        output, errors = run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual((run.returncode, errors), (4, b""))
        self.assertEqual(command.json.loads(output)["error"]["code"], "timeout")

    def start_blocked(self, *words):
        """Run a live source with a branch that blocks for ever beside a writer."""
        nodes = [
            ("in", "gst:audiotestsrc", {"is-live": True, "samplesperbuffer": 441}),
            ("bad", "gst:rmgfault", {"stall": "until-unset", "stall-after": 10}),
            ("out", "gst:fakesink", {}),
            ("file", "MediaWriterNode", {"path": "out.wav"}),
        ]
        manifest = command.manifest(nodes, [("in", "bad"), ("bad", "out"), ("in", "file")])
        path = self.write("blocked.json", manifest)
        return subprocess.Popen(
            [command.RMG, "run", path, "--metrics", "f.json", *words], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True)

    def wait_until_blocked(self, run):
        while not test_stall.catches(run.pid, signal.SIGUSR1):
            self.assertIsNone(run.poll(), "the run has ended")
            time.sleep(0.01)
        while not is_blocked(test_stall.read_report(run)):
            self.assertIsNone(run.poll(), "the run has ended")

    def assert_abandoned(self, run, code, text):
        _, errors = run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(run.returncode, code, errors)
        self.assertIn(text, errors)
        self.assertIn('node "bad" (gst:rmgfault) does not return', errors)
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertGreater(sound.getnframes(), 0)
        self.assertFalse(list(self.folder.glob(".out.wav*")))
        metrics = command.json.loads((self.folder / "f.json").read_text(encoding="utf-8"))
        self.assertEqual(metrics["status"], "interrupted")

    def test_timeout_abandons_a_node_that_blocks_for_ever(self):
        run = self.start_blocked("--timeout", "2s")
        self.assert_abandoned(run, 4, "not finished within the timeout")

    def test_signal_abandons_a_node_that_blocks_for_ever(self):
        run = self.start_blocked()
        self.wait_until_blocked(run)
        run.send_signal(signal.SIGTERM)
        self.assert_abandoned(run, 130, "interrupted")

    def test_terminal_gets_progress(self):
        ours, theirs = self.open_terminal()
        run = self.start_endless(stderr=theirs)
        os.close(theirs)
        text = b""
        while b"times real time" not in text:
            text += os.read(ours, 4096)
        run.send_signal(signal.SIGINT)
        self.assertIn(b"\r", text)

    def test_terminal_gets_no_progress_when_quiet(self):
        ours, theirs = self.open_terminal()
        run = self.start_endless("-q", "--timeout", "1s", stderr=theirs)
        os.close(theirs)
        run.communicate(timeout=command.TIMEOUT_S)
        self.assertEqual(os.read(ours, 4096), b"rmg: not finished within the timeout\r\n")


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, which may run the tests, ignores it
    command.main()
