#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sinks of a network on loopback, whose server refuses, goes away and returns. The run goes on."""

import json
import socket
import struct
import subprocess
import sys
import threading

import command

N_BUFFERS = 1500
BUFFER_BYTES = 8192
N_BYTES = N_BUFFERS * BUFFER_BYTES
PATIENT = {"max_retries": 100000, "backoff_ms": 5, "max_backoff_ms": 20}
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close() sends RST


class Port:
    """A port that refuses connections unless it listens; no other process gets it meanwhile."""

    def __init__(self, test):
        self.test = test
        self.holder = self.bind(0)
        self.number = self.holder.getsockname()[1]

    def bind(self, number):
        bound = socket.socket()
        self.test.addCleanup(bound.close)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 10)
        bound.bind(("127.0.0.1", number))
        return bound

    def accept(self):
        """Listen until one client has come, and refuse again."""
        listener = self.bind(self.number)
        listener.settimeout(command.TIMEOUT_S)
        listener.listen(1)
        client = listener.accept()[0]
        listener.close()
        client.settimeout(command.TIMEOUT_S)
        return client


def read(client, limit=None):
    """Return the data up to limit, or the end."""
    data = bytearray()
    while limit is None or len(data) < limit:
        block = client.recv(65536)
        if not block:
            break
        data += block
    return bytes(data)


def read_to_end(client):
    with client:
        return read(client)


class NetworkSinkTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.port = Port(self)
        self.lines = []
        self.printed = threading.Condition()

    def manifest(self, n_buffers, policy, legs=("net",)):
        """A tone to a TCP sink, and beside it to a file for each other leg."""
        tone = {"num-buffers": n_buffers, "samplesperbuffer": BUFFER_BYTES // 2, "freq": 443.7}
        kinds = {"net": ("gst:tcpclientsink", {"host": "127.0.0.1", "port": self.port.number,
                                          "sync": False}),
                 "file": ("gst:filesink", {"location": "out.raw"})}
        document = command.manifest(
            [("in", "gst:audiotestsrc", tone),
             ("form", "gst:capsfilter", {"caps": "audio/x-raw,format=S16LE,channels=1"}),
             *((leg, *kinds[leg]) for leg in legs)],
            [("in", "form"), *(("form", leg) for leg in legs)])
        document["nodes"][2] |= policy
        return document

    def start(self, document):
        process = subprocess.Popen(
            [command.RMG, "run", self.write("m.json", document), "--metrics", "metrics.json"],
            cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.wait, command.TIMEOUT_S)
        self.addCleanup(process.kill)
        self.collector = threading.Thread(target=self.collect, args=(process.stderr,))
        self.collector.start()
        self.addCleanup(self.collector.join)
        return process

    def collect(self, stream):
        with stream:
            for line in stream:
                with self.printed:
                    self.lines.append(line)
                    self.printed.notify_all()

    def wait_for(self, text):
        with self.printed:
            found = self.printed.wait_for(lambda: any(text in line for line in self.lines),
                                          command.TIMEOUT_S)
        self.assertTrue(found, self.lines)

    def finish(self, process):
        status = process.wait(command.TIMEOUT_S)
        self.collector.join()
        return status, [line for line in self.lines if line.startswith('rmg: node "')]

    def node(self, name):
        nodes = json.loads((self.folder / "metrics.json").read_text())["node_metrics"]
        return next(node for node in nodes if node["node_id"] == name)

    def test_server_that_returns_receives_the_rest(self):
        process = self.start(self.manifest(N_BUFFERS, {"retry": PATIENT}, ("net", "file")))
        with self.port.accept() as client:
            first = read(client, 100000)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.wait_for("net: attempt 3 failed")
        rest = read_to_end(self.port.accept())
        self.assertEqual(self.finish(process), (0, []))
        tone = (self.folder / "out.raw").read_bytes()
        self.assertEqual(len(tone), N_BYTES)
        self.assertTrue(tone.startswith(first))
        self.assertTrue(tone.endswith(rest))
        self.assertGreater(len(rest), 0)
        self.assertLessEqual(len(first) + len(rest), N_BYTES)
        self.assertGreater(self.node("net")["restart_count"], 0)

    def test_server_that_comes_late_receives_all(self):
        for n_buffers in (0, 1, 100):
            with self.subTest(n_buffers):
                process = self.start(self.manifest(n_buffers, {"retry": PATIENT}, ("net", "file")))
                self.wait_for("net: attempt 3 failed")
                received = read_to_end(self.port.accept())
                self.assertEqual(self.finish(process), (0, []))
                self.assertEqual(len(received), n_buffers * BUFFER_BYTES)
                self.assertEqual((self.folder / "out.raw").read_bytes(), received)
                self.lines.clear()

    def test_server_that_stays_away_is_one_error_and_costs_the_other_leg_nothing(self):
        policy = {"retry": {"max_retries": 3, "backoff_ms": 1}}
        status, errors = self.finish(self.start(self.manifest(100, policy, ("net", "file"))))
        self.assertEqual((status, len(errors)), (1, 1), self.lines)
        self.assertIn('node "net"', errors[0])
        self.assertEqual((self.folder / "out.raw").stat().st_size, 100 * BUFFER_BYTES)


def has_sink():
    manifest = command.manifest([("in", "gst:audiotestsrc"), ("net", "gst:tcpclientsink")])
    run = subprocess.run([command.RMG, "plan", "-"], input=json.dumps(manifest).encode(),
                         capture_output=True, check=False)
    return run.returncode == 0


if __name__ == "__main__":
    if not has_sink():
        print("skipped: tcpclientsink is not installed")
        sys.exit(77)
    command.main()
