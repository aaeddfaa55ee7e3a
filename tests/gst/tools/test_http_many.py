#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Many short recordings on a server that fails in 30 % of the requests: each one is complete, once
and in order, or listed with node, cause and attempts.

    tests/gst/tools/test_http_many.py RMG DATA [FILES [SEED]]"""

import array
import collections
import json
import random
import sys

import command
import faulty_server as faults
import test_http

N_FILES = int(sys.argv[3]) if len(sys.argv) > 3 else 40
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
FILES_PER_RUN = 40
FAULT_SHARE = 0.3
N_FRAMES = 4000
MAX_FAULTS = 3  # that the policy repeats
RUN_TIMEOUT_S = 60


def make_fault(rng):
    """Return the name of a fault, whether it is permanent, and its function."""
    at = rng.randrange(1, 2 * N_FRAMES)
    return rng.choice((
        ("reset", False, faults.reset),
        ("reset in the middle", False, faults.reset_after(at)),
        ("short body", False, faults.short(at)),
        ("server error", False, faults.status(500)),
        ("busy", False, faults.status(503, retry_after=0)),
        ("forbidden", True, faults.status(403))))


class ChaoticServer(faults.FaultyServer):
    """Chooses the fault of each request at random."""

    def __init__(self, rng):
        super().__init__()
        self.rng = rng
        self.given = collections.defaultdict(list)

    def take_fault(self, request):
        super().take_fault(request)
        with self.lock:
            if self.rng.random() >= FAULT_SHARE:
                return None
            name, is_permanent, act = make_fault(self.rng)
            self.given[request.path].append((name, is_permanent))
            return act


def make_recording(number):
    """Samples that no other recording has."""
    return array.array("h", ((number * 31 + n * 7) % 65536 - 32768
                             for n in range(N_FRAMES))).tobytes()


class ManyTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.server = ChaoticServer(random.Random(SEED))
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.listed = {}

    def make_manifest(self, numbers):
        nodes, connections = [], []
        for number in numbers:
            self.server.bodies[f"/{number}.wav"] = command.wav(make_recording(number))
            nodes += [(f"r{number}", "MediaReaderNode",
                       {"path": self.server.url(f"/{number}.wav")}),
                      (f"w{number}", "MediaWriterNode", {"output_path": f"{number}.wav"})]
            connections.append((f"r{number}", f"w{number}"))
        return self.write("m.json", command.manifest(nodes, connections))

    def run_some(self, numbers):
        run = self.rmg("run", self.make_manifest(numbers), "-o", "json", "--partial", "remove",
                       timeout_s=RUN_TIMEOUT_S)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        document = json.loads(run.stdout)
        for fault in document.get("error", {}).get("faults", []):
            number = int(fault["node_id"][1:])
            self.assertNotIn(number, self.listed)
            self.listed[number] = fault

    def check_listed(self, number, fault):
        self.assertEqual(fault["node_id"], f"r{number}")
        self.assertIn(f"/{number}.wav: ", fault["message"])
        self.assertEqual(fault["attempt_count"], len(fault["attempts"]))
        self.assertGreaterEqual(fault["attempt_count"], 1)
        self.assertFalse((self.folder / f"{number}.wav").exists())

    def check(self, number):
        given = self.server.given[f"/{number}.wav"]
        fault = self.listed.get(number)
        if fault is not None:
            self.check_listed(number, fault)
            self.assertTrue(any(is_permanent for _, is_permanent in given)
                            or len(given) > MAX_FAULTS, given)
            return
        written = (self.folder / f"{number}.wav").read_bytes()
        self.assertEqual(written[44:], make_recording(number), given)

    def test_each_recording_is_complete_or_listed(self):
        for first in range(0, N_FILES, FILES_PER_RUN):
            self.run_some(range(first, min(first + FILES_PER_RUN, N_FILES)))
        for number in range(N_FILES):
            with self.subTest(number=number):
                self.check(number)
        n_faulty = sum(map(len, self.server.given.values()))
        recovered = sum(bool(self.server.given[f"/{number}.wav"]) and number not in self.listed
                        for number in range(N_FILES))
        self.assertGreater(recovered, 0)
        print(f"seed {SEED}: {N_FILES} files, {len(self.server.requests)} requests, "
              f"{n_faulty} with a fault, {recovered} files recovered, {len(self.listed)} listed")
        for number, fault in sorted(self.listed.items()):
            print(f"  {fault['node_id']}: {fault['message'].split(': ')[-1]}, "
                  f"attempts: {fault['attempt_count']}")


if __name__ == "__main__":
    test_http.require_http_source()
    command.main()
