#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run as a service of the type notify, with a socket of the test's own."""

import os
import socket
import subprocess

import command

BLOCK = bytes(32 << 10)
SILENCE_S = 1.0  # four samples of the command


class ServiceTest(command.CommandTest):
    def start(self, name, **variables):
        """Run with the socket that is named in the environment; return the process."""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind(name.replace("@", "\0", 1) if name.startswith("@") else name)
        self.socket.settimeout(command.TIMEOUT_S)
        process = subprocess.Popen(
            [command.RMG, "run", self.write("m.json", command.resampler()), "-i", "-", "--caps",
             command.RAW_CAPS, "-O", "out.wav", "-q"], cwd=self.folder,
            env=os.environ | {"NOTIFY_SOCKET": name} | variables, stdin=subprocess.PIPE)
        self.addCleanup(process.wait, command.TIMEOUT_S)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdin.close)
        return process

    def receive(self):
        return self.socket.recv(4096).decode().splitlines()

    def receive_until(self, line):
        """Return the lines of all messages up to the one with this line."""
        lines = []
        while line not in lines:
            lines += self.receive()
        return lines

    def feed(self, process):
        for _ in range(8):
            process.stdin.write(BLOCK)
        process.stdin.flush()

    def test_service_is_ready_when_data_flows_and_says_when_it_stops(self):
        process = self.start(str(self.folder / "notify"))
        self.assertTrue(self.receive()[0].startswith("STATUS=starting"))
        self.feed(process)
        self.assertEqual(self.receive_until("READY=1")[-2:],
                         ["READY=1", "STATUS=running: data arrived"])
        process.stdin.close()
        self.assertEqual(self.receive_until("STATUS=stopped")[-2:],
                         ["STOPPING=1", "STATUS=stopped"])
        self.assertEqual(process.wait(command.TIMEOUT_S), 0)

    def test_watchdog_is_fed_by_data_and_starves_without(self):
        process = self.start(f"@rmg-test-{os.getpid()}", WATCHDOG_USEC="1000000")
        self.feed(process)
        self.receive_until("WATCHDOG=1")
        self.socket.settimeout(SILENCE_S)
        with self.assertRaises(TimeoutError):
            while True:  # the buffers on their way, then nothing
                self.assertEqual(self.receive(), ["WATCHDOG=1"])
        self.socket.settimeout(command.TIMEOUT_S)
        self.feed(process)
        self.receive_until("WATCHDOG=1")

    def test_watchdog_of_another_process_is_not_fed(self):
        process = self.start(str(self.folder / "notify"), WATCHDOG_USEC="1000000",
                             WATCHDOG_PID="1")
        self.feed(process)
        process.stdin.close()
        self.assertNotIn("WATCHDOG=1", self.receive_until("STATUS=stopped"))

    def test_socket_without_a_reader_does_not_hinder_the_run(self):
        for name in (str(self.folder / "missing"), "relative", "", "/" + 200 * "x"):
            run = subprocess.run(
                [command.RMG, "run", self.write("m.json", command.values()), "-i",
                 self.write("v.json", [1])], cwd=self.folder, capture_output=True,
                env=os.environ | {"NOTIFY_SOCKET": name}, timeout=command.TIMEOUT_S, check=False)
            self.assertEqual((run.returncode, run.stderr), (0, b""))


if __name__ == "__main__":
    command.main()
