#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --listen: metrics and health of a run by HTTP, on loopback."""

import functools
import http.server
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import unittest
import urllib.error
import urllib.request

import command

os.environ["no_proxy"] = "127.0.0.1"
BLOCK = bytes(32 << 10)
HTTP_PLUGINS = pathlib.Path(sys.argv[3])


def has_server():
    """Whether the command was built with libsoup."""
    return b"libsoup-3.0" in subprocess.run(["ldd", command.RMG], capture_output=True, check=True).stdout


if not has_server():
    print("built without libsoup 3")
    sys.exit(77)


class Run:
    """A run with a server, whose input the test writes."""

    def __init__(self, test, *words):
        self.test = test
        self.process = subprocess.Popen(
            [command.RMG, "run", test.write("m.json", command.resampler()), "-i", "-", "--caps",
             command.RAW_CAPS, "-q", "--listen", "127.0.0.1:0", *words],
            cwd=test.folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        test.addCleanup(self.process.wait, command.TIMEOUT_S)
        test.addCleanup(self.process.kill)
        test.addCleanup(self.process.stdin.close)
        test.addCleanup(self.process.stderr.close)
        line = self.process.stderr.readline().decode()
        test.assertRegex(line, r"^rmg: listening on http://127\.0\.0\.1:[1-9]\d*/\n$")
        self.url = line.split()[-1]

    def feed(self, n_blocks=8):
        for _ in range(n_blocks):
            self.process.stdin.write(BLOCK)
        self.process.stdin.flush()

    def ask(self, path, method="GET"):
        """Return the response, with the status of errors too."""
        request = urllib.request.Request(self.url + path, method=method)
        try:
            return urllib.request.urlopen(request, timeout=command.TIMEOUT_S)
        except urllib.error.HTTPError as error:
            self.test.addCleanup(error.close)
            return error

    def wait_for(self, path, status):
        end = time.monotonic() + command.TIMEOUT_S
        while time.monotonic() < end:
            with self.ask(path) as response:
                if response.status == status:
                    return response.read().decode()
            time.sleep(0.02)
        return self.test.fail(f"/{path} never answered {status}")

    def finish(self):
        self.process.stdin.close()
        return self.process.wait(command.TIMEOUT_S)


class ServerTest(command.CommandTest):
    def test_run_is_alive_before_data_flows_and_ready_after(self):
        run = Run(self, "-O", "out.wav")
        with run.ask("livez") as response:
            self.assertEqual((response.status, response.read()), (200, b"alive\n"))
        with run.ask("readyz") as response:
            self.assertEqual(response.status, 503)
        run.feed()
        self.assertEqual(run.wait_for("readyz", 200), "running: data arrived\n")
        self.assertEqual(run.finish(), 0)

    def test_metrics_of_the_running_session_grow(self):
        run = Run(self, "-O", "out.wav")
        run.feed()
        run.wait_for("readyz", 200)
        with run.ask("metrics") as response:
            text = response.read().decode()
            self.assertEqual(response.headers["Content-Type"],
                             "application/openmetrics-text; version=1.0.0; charset=utf-8")
        self.assertTrue(text.endswith("# EOF\n"))
        self.assertGreater(self.read_sample(text), 0)
        run.feed()
        end = time.monotonic() + command.TIMEOUT_S
        while self.read_sample(run.ask("metrics").read().decode()) <= self.read_sample(text):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        self.assertEqual(run.finish(), 0)

    def read_sample(self, text):
        lines = [line for line in text.splitlines() if line.startswith("rmg_node_buffers_total")
                 and 'node="resample"' in line and 'direction="in"' in line]
        self.assertEqual(len(lines), 1, text)
        return int(lines[0].split()[-1])

    def test_dot_draws_the_running_pipeline(self):
        run = Run(self)
        text = run.wait_for("debug/dot", 200)
        self.assertTrue(text.startswith("digraph"))
        self.assertIn("RmgResample\\nresample", text)
        self.assertEqual(run.finish(), 0)

    def test_stall_report_names_each_node(self):
        run = Run(self)
        run.feed()
        run.wait_for("readyz", 200)
        text = run.wait_for("debug/stall", 200)
        self.assertIn("resample", text)
        self.assertIn("format", text)
        self.assertEqual(run.finish(), 0)

    def test_other_pages_and_methods_are_refused(self):
        run = Run(self)
        for path, method, status in (("", "GET", 404), ("metrics/x", "GET", 404),
                                     ("debug", "GET", 404),
                                     ("metrics", "POST", 405), ("livez", "DELETE", 405)):
            with self.subTest(path=path, method=method), run.ask(path, method) as response:
                self.assertEqual(response.status, status)
        with run.ask("livez", "HEAD") as response:
            self.assertEqual((response.status, response.read()), (200, b""))
        self.assertEqual(run.finish(), 0)

    def test_many_connections_that_send_nothing_do_not_hinder_the_run(self):
        run = Run(self, "-O", "out.wav")
        address = ("127.0.0.1", int(run.url.rstrip("/").rpartition(":")[2]))
        for _ in range(50):
            idle = socket.create_connection(address, timeout=command.TIMEOUT_S)
            self.addCleanup(idle.close)
        run.feed()
        run.wait_for("readyz", 200)
        self.assertEqual(run.finish(), 0)

    def test_address_in_use_fails_before_the_run(self):
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        path = self.write("in.wav", command.wav(command.tone(1600)))
        run = self.rmg("run", self.write("m.json", command.resampler()), "-i", path,
                       "-O", "out.wav", "--listen", address)
        self.assertEqual(run.returncode, 1)
        self.assertIn(f"rmg: --listen: cannot listen on http://{address}/: ", run.stderr.decode())
        self.assertFalse((self.folder / "out.wav").exists())

    def test_address_with_errors_is_wrong_use(self):
        for text in ("example.org:80", "80:80:80", "::1:80"):
            run = self.rmg("run", self.write("m.json", command.values()), "-i",
                           self.write("v.json", [1]), "--listen", text)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn("expected ADDRESS:PORT", run.stderr.decode())

    def test_failed_run_with_a_server_reports_its_error_and_ends(self):
        run = self.rmg("run", self.write("m.json", command.resampler()), "-i",
                       self.write("in.wav", b"no recording"), "--listen", ":0")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("in.wav", run.stderr.decode())


class Recordings(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class HttpSourceTest(command.CommandTest):
    """souphttpsrc takes the libsoup that the process has, so both work in one process."""

    def setUp(self):
        super().setUp()
        if not list(HTTP_PLUGINS.glob("*soup*")):
            self.skipTest("no souphttpsrc")
        handler = functools.partial(Recordings, directory=self.folder)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def test_http_source_works_beside_the_server(self):
        self.write("in.wav", command.wav(command.bursts()))
        path = self.write("m.json", command.manifest([
            ("http", "gst:souphttpsrc", {
                "location": f"http://127.0.0.1:{self.server.server_port}/in.wav"}),
            ("wav", "gst:wavparse"), ("out", "gst:filesink", {"location": "out.raw"})]))
        environment = os.environ | {"GST_PLUGIN_PATH_1_0": os.pathsep.join(
            [os.environ["GST_PLUGIN_PATH_1_0"], str(HTTP_PLUGINS)]),
            "GST_REGISTRY_1_0": str(self.folder / "registry.bin")}
        run = subprocess.run([command.RMG, "run", path, "--listen", ":0"], cwd=self.folder,
                             env=environment, capture_output=True, timeout=command.TIMEOUT_S,
                             check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual((self.folder / "out.raw").read_bytes(), command.bursts())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
