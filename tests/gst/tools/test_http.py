#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Recordings on a server that fails: the samples of a run without faults, or one error with its
reason. The server is on loopback."""

import json
import socket
import subprocess
import sys
import unittest

import command
import faulty_server as faults

FORMATS = ("wav", "flac", "mp3", "ogg", "opus", "m4a")
RAW_CAPS = "audio/x-raw,format=S16LE,rate=16000,channels=1"


def has_element(name):
    text = json.dumps(command.manifest([("s", f"gst:{name}"), ("p", "PassThroughNode")]))
    run = subprocess.run([command.RMG, "plan", "-"], input=text.encode(), capture_output=True,
                         check=False)
    return run.returncode == 0


def require_http_source():
    """End as a skipped test where it is not installed."""
    if not has_element("souphttpsrc"):
        print("skipped: souphttpsrc is not installed")
        sys.exit(77)


def change(body, **headers):
    """Reset the connection after 9,000 bytes; later requests see another file."""
    def act(request, old):
        faults.reset_after(9000)(request, old)
        request.server.bodies[request.path] = body
        request.server.headers[request.path] = headers
    return act


class HttpTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.server = faults.FaultyServer()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def serve(self, name="in.wav", content=None, *failures, **headers):
        """Return the URI of a file with faults."""
        if content is None:
            content = command.wav(command.tone(16000))
        self.server.bodies[f"/{name}"] = content
        self.server.faults[f"/{name}"] = list(failures)
        self.server.headers[f"/{name}"] = headers
        self.server.requests.clear()
        return self.server.url(f"/{name}")

    def read(self, uri, *words, **params):
        """Return the run, and the samples that were written."""
        path = self.write("m.json", command.manifest([
            ("r", "MediaReaderNode", {"path": uri, **params}),
            ("w", "MediaWriterNode", {"output_path": "out.raw", "caps": RAW_CAPS})]))
        output = self.folder / "out.raw"
        output.unlink(missing_ok=True)
        run = self.rmg("run", path, "-q", "--metrics", "metrics.json", *words)
        return run, output.read_bytes() if output.exists() else None

    def counts(self):
        document = json.loads((self.folder / "metrics.json").read_text(encoding="utf-8"))
        node = document["node_metrics"][0]
        return node["retry_count"], node["restart_count"], node["error_count"]

    def assert_recovers(self, uri, samples, n_retries):
        run, found = self.read(uri)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertEqual(found, samples)
        self.assertEqual(self.counts()[:2], (n_retries, n_retries))

    def assert_fails(self, uri, *reasons):
        run, _ = self.read(uri)
        lines = run.stderr.decode().splitlines()
        errors = [line for line in lines if line.startswith("rmg: ")]
        self.assertEqual((run.returncode, len(errors)), (1, 1), run.stderr)
        for reason in ('node "r"', uri, *reasons):
            self.assertIn(reason, errors[0])

    def make(self, suffix):
        """Return a recording of that format, or skip."""
        self.write("tone.wav", command.wav(command.tone(48000)))
        path = self.write("make.json", command.manifest([("p", "PassThroughNode")]))
        run = self.rmg("run", path, "-i", "tone.wav", "-O", f"made.{suffix}", "-q")
        if b"not installed" in run.stderr:
            self.skipTest(f"no encoder of {suffix}")
        self.assertEqual(run.returncode, 0, run.stderr)
        return (self.folder / f"made.{suffix}").read_bytes()

    def test_every_format_is_the_same_after_faults(self):
        for suffix in FORMATS:
            with self.subTest(suffix=suffix):
                content = self.make(suffix)
                third = len(content) // 3
                run, samples = self.read(self.serve(f"in.{suffix}", content))
                self.assertEqual((run.returncode, run.stderr), (0, b""))
                self.assertGreater(len(samples), 95000)
                self.write(f"in.{suffix}", content)
                self.assertEqual(self.read(f"in.{suffix}")[1], samples)
                uri = self.serve(f"in.{suffix}", content, faults.reset,
                                 faults.reset_after(third), faults.reset, faults.short(7))
                self.assert_recovers(uri, samples, 3)

    def test_every_format_is_the_same_without_ranges(self):
        self.server.takes_ranges = False
        for suffix in FORMATS:
            with self.subTest(suffix=suffix):
                content = self.make(suffix)
                _, samples = self.read(self.serve(f"in.{suffix}", content))
                uri = self.serve(f"in.{suffix}", content, faults.short(len(content) // 2))
                self.assert_recovers(uri, samples, 1)

    def test_busy_server_receives_the_next_request_after_its_delay(self):
        samples = command.tone(16000)
        uri = self.serve("in.wav", None, faults.status(503, retry_after=1))
        self.assert_recovers(uri, samples, 1)
        times = [time for *_, time in self.server.requests]
        self.assertGreaterEqual(times[1] - times[0], 1)

    def test_server_that_hangs_is_left_after_the_time_out(self):
        uri = self.serve("in.wav", None, faults.hang, faults.hang_after(9000))
        run, samples = self.read(uri, timeout_ms=300)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertEqual(samples, command.tone(16000))
        self.assertGreaterEqual(self.counts()[0], 2)  # a busy machine may add time-outs

    def test_long_silence_in_the_middle_is_no_damage(self):
        content = self.make("flac")  # its decoder counts as stuck after a second
        _, samples = self.read(self.serve("in.flac", content))
        uri = self.serve("in.flac", content, faults.hang_after(len(content) // 2))
        run, found = self.read(uri, timeout_ms=1800)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertEqual(found, samples)

    def test_redirection_is_followed(self):
        uri = self.serve("in.wav", None, faults.status(302, location="/other.wav"))
        self.server.bodies["/other.wav"] = self.server.bodies["/in.wav"]
        self.assert_recovers(uri, command.tone(16000), 0)

    def test_retries_follow_the_policy(self):
        uri = self.serve("in.wav", None, *[faults.status(500)] * 9)
        self.assert_fails(uri, "Internal Server Error", "4 attempts")
        self.assertEqual(len(self.server.requests), 4)
        self.assertEqual(self.counts(), (3, 3, 4))

    def test_refused_connection_is_one_error(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            uri = f"http://127.0.0.1:{free.getsockname()[1]}/in.wav"
        self.assert_fails(uri, "4 attempts")

    def test_missing_file_is_requested_once(self):
        uri = self.server.url("/no.wav")
        self.assert_fails(uri, "Not Found")
        self.assertEqual(len(self.server.requests), 1)

    def test_changed_file_is_an_error_that_says_so(self):
        content = command.wav(command.tone(16000))
        for first, body, headers, reason in (
                ({"ETag": '"1"'}, content, {"ETag": '"2"'}, 'its ETag was "1" and is "2" now'),
                ({"Last-Modified": "Mon"}, content, {"Last-Modified": "Tue"}, "its date was Mon"),
                ({}, content + bytes(10), {}, f"it had {len(content)} bytes"),
                ({}, content[:5000], {}, "has become shorter")):
            with self.subTest(reason=reason):
                uri = self.serve("in.wav", content, change(body, **headers), **first)
                self.assert_fails(uri, reason)

    def test_uri_on_the_command_line_is_read(self):
        path = self.write("p.json", command.manifest([("p", "PassThroughNode")]))
        uri = self.serve("in.wav", None, faults.reset_after(9000))
        self.rmg_ok("run", path, "-i", uri, "-O", "out.wav", "-q")
        self.assertEqual((self.folder / "out.wav").read_bytes()[44:], command.tone(16000))

    def test_password_is_not_printed(self):
        uri = self.server.url("/no.wav").replace("//", "//user:secret@")
        run, _ = self.read(uri)
        self.assertEqual(run.returncode, 1)
        self.assertNotIn(b"secret", run.stderr)

    def test_plan_shows_the_policy_of_the_reader(self):
        path = self.write("m.json", command.manifest([
            ("r", "MediaReaderNode", {"path": "https://host/a"}), ("p", "PassThroughNode")]))
        self.assertIn(b"policy r: 3 retries after 100, 200, 400 ms", self.rmg_ok("plan", path).stdout)

    def test_other_scheme_is_refused_before_the_run(self):
        path = self.write("m.json", command.manifest([
            ("r", "MediaReaderNode", {"path": "rtsp://host/a"}), ("p", "PassThroughNode")]))
        run = self.rmg("validate", path)
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"neither a file nor an http or https URI", run.stdout + run.stderr)


if __name__ == "__main__":
    require_http_source()
    command.main()
