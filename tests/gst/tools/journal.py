#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""journal.py COMMAND...: run the command with a journal of our own; print its entries as JSON.

Runs in a mount namespace of its own, where /run is empty.
"""

import json
import os
import socket
import subprocess
import sys

FOLDER = "/run/systemd/journal"


def read_entry(data):
    """Return the fields of a datagram in the native protocol of the journal."""
    fields = {}
    while data:
        name, data = data.split(b"\n", 1)
        if b"=" in name:
            key, value = name.split(b"=", 1)
        else:  # a value with newlines: its size, then its bytes
            size = int.from_bytes(data[:8], "little")
            key, value, data = name, data[8:8 + size], data[8 + size + 1:]
        fields[key.decode()] = value.decode()
    return fields


def main():
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    os.makedirs(FOLDER)
    entries = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    entries.bind(f"{FOLDER}/socket")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(f"{FOLDER}/stdout")
    listener.listen()
    stderr = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stderr.connect(f"{FOLDER}/stdout")
    subprocess.run(sys.argv[1:], stderr=stderr, stdin=subprocess.DEVNULL, check=False, timeout=30)
    entries.setblocking(False)
    try:
        while True:
            print(json.dumps(read_entry(entries.recv(1 << 20))))
    except BlockingIOError:
        pass


if __name__ == "__main__":
    main()
