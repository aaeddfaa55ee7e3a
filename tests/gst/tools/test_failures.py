#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Failures that elements of GStreamer really have: the record of each, and the row of the table in
docs/supervision.md that decides whether it is temporary."""

import json
import pathlib
import socket

import command
import faulty_server as faults
import test_http

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs/supervision.md"
SINK = ("end", "gst:fakesink")
CODES = {
    "gst-resource-error-quark": {"NOT_FOUND": 3, "OPEN_READ": 5, "OPEN_WRITE": 6,
                                 "NO_SPACE_LEFT": 14, "NOT_AUTHORIZED": 15},
    "gst-stream-error-quark": {"FAILED": 1, "TYPE_NOT_FOUND": 4, "WRONG_TYPE": 5}}


def read_table():
    """Return the rows of the page: (domain, code, nodes, class, whether it is retried)."""
    text = PAGE.read_text(encoding="utf-8")
    block = text.partition("<!-- failures -->")[2].partition("<!-- end of failures -->")[0]
    for line in block.strip().splitlines()[2:]:
        domain, code, nodes, name, retried = (
            cell.strip(" `") for cell in line.strip("|").split("|"))
        yield domain, code, nodes, name, retried == "yes"


def find_row(domain, code, nodes):
    """Return the class of the first row that matches, and whether it is retried."""
    for row_domain, row_code, row_nodes, name, retried in read_table():
        codes = (code, "*", f"{code[0]}xx")
        if row_domain in (domain, "*") and row_code in codes and row_nodes in ("", nodes):
            return name, retried
    raise AssertionError("no row matches")


class FailuresTest(command.CommandTest):
    def fail(self, nodes):
        """Run nodes in a chain, one of which fails; return the only fault."""
        run = self.rmg("run", self.write("m.json", command.manifest(nodes)), "-o", "json")
        self.assertEqual(run.returncode, 1, run.stderr)
        listed = json.loads(run.stdout)["error"]["faults"]
        self.assertEqual(len(listed), 1, listed)
        return listed[0]

    def check(self, nodes, node, posted, row, name):
        """posted: domain and code of the error; row: those in the table, and the nodes; name: of
        the class."""
        fault = self.fail(nodes)
        self.assertEqual((fault["node_id"], fault["domain"], fault["code"]),
                         (node, posted[0], CODES[posted[0]][posted[1]]), fault)
        self.assertEqual(find_row(*row), (name, fault["retryable"]), fault)
        self.assertNotEqual(fault["message"], "")
        return fault

    def check_http(self, location, code, row, name, **params):
        nodes = [("http", "gst:souphttpsrc", {"location": location, "retries": 0} | params), SINK]
        return self.check(nodes, "http", code, (*row, "network"), name)

    def test_status_of_a_server_decides(self):
        rows = ((503, "OPEN_READ", "http-server"), (500, "OPEN_READ", "http-server"),
                (429, "OPEN_READ", "http-server"), (404, "NOT_FOUND", "http-client"),
                (401, "NOT_AUTHORIZED", "http-client"), (403, "NOT_AUTHORIZED", "http-client"))
        with faults.FaultyServer() as server:
            server.bodies["/x"] = b"abc"
            for status, code, name in rows:
                with self.subTest(status):
                    server.faults["/x"] = [faults.status(status)] * 9
                    self.check_http(server.url("/x"), ("gst-resource-error-quark", code),
                                    ("http", str(status)), name)

    def test_server_that_is_not_reached_is_a_failure_of_the_network(self):
        posted = ("gst-stream-error-quark", "FAILED")
        with socket.socket() as port:
            port.bind(("127.0.0.1", 0))
            location = f"http://127.0.0.1:{port.getsockname()[1]}/x"
            with self.subTest("refused"):
                self.check_http(location, posted, posted, "network")
            port.listen(1)
            with self.subTest("time-out"):
                self.check_http(location, posted, posted, "network", timeout=1)
        with self.subTest("no such host"):
            fault = self.check_http(f"http://{'x' * 70}/x", posted, posted, "network")
            self.assertEqual(fault["kind"], "outside")  # no retry: a source has no guard

    def check_file(self, location, code, name, *nodes):
        node = nodes[0][0] if nodes else "file"
        posted = (("gst-stream-error-quark" if nodes else "gst-resource-error-quark"), code)
        self.check([("file", "gst:filesrc", {"location": str(location)}), *nodes, SINK], node,
                   posted, (*posted, "" if nodes else "files"), name)

    def test_file_that_cannot_be_read(self):
        self.check_file("/nonexistent", "NOT_FOUND", "not-found")
        self.check_file("/", "OPEN_READ", "open")

    def test_data_of_another_type(self):
        decoder, parser = ("decode", "gst:decodebin"), ("parse", "gst:wavparse")
        junk = self.write("junk", bytes(range(256)) * 40)
        self.check_file(self.write("text", "a line of text\n" * 50), "WRONG_TYPE", "format", decoder)
        self.check_file(junk, "TYPE_NOT_FOUND", "format", decoder)
        self.check_file(self.write("empty", b""), "TYPE_NOT_FOUND", "format", decoder)
        self.check_file(junk, "WRONG_TYPE", "format", parser)

    def test_input_without_data_ends_nodes_whose_pads_appear_with_data(self):
        reader = ("read", "MediaReaderNode", {"path": str(self.write("empty.wav", b""))})
        for late in ("gst:deinterleave", "gst:decodebin"):
            with self.subTest(late):
                fault = self.fail([reader, ("late", late), SINK])
                self.assertEqual((fault["node_id"], fault["kind"]), ("read", "permanent"))

    def check_sink(self, location, code, name):
        posted = ("gst-resource-error-quark", code)
        self.check([("tone", "gst:audiotestsrc", {"num-buffers": 500}),
                    ("file", "gst:filesink", {"location": location})], "file", posted,
                   (*posted, "files"), name)

    def test_file_that_cannot_be_written(self):
        self.check_sink("/dev/full", "NO_SPACE_LEFT", "no-space")
        self.check_sink("/nonexistent/x", "OPEN_WRITE", "open")

    def test_formats_that_do_not_fit(self):
        nodes = [("tone", "gst:audiotestsrc", {"num-buffers": 5}),
                 ("a", "gst:capsfilter", {"caps": "audio/x-raw,rate=48000"}),
                 ("b", "gst:capsfilter", {"caps": "audio/x-raw,rate=8000"}), SINK]
        fault = self.check(nodes, "a", ("gst-stream-error-quark", "FAILED"),
                           ("flow", "NOT_NEGOTIATED", ""), "format")
        self.assertEqual(fault["flow"], "not-negotiated")


if __name__ == "__main__":
    test_http.require_http_source()
    command.main()
