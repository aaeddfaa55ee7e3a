# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""An HTTP server on loopback that fails on demand.

Each file has a list of faults, one for each of its GET requests; a request after the last one
is answered without a fault."""

import contextlib
import http.server
import re
import select
import socket
import struct
import threading
import time

CHUNK = 16 << 10


def status(code, **headers):
    """Answer with an error; retry_after=1 is the header Retry-After."""
    def act(request, body):
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-").title(), str(value))
        request.send_header("Content-Length", "0")
        request.end_headers()
    return act


def hang(request, body):
    """Send nothing until the client goes."""
    request.close_connection = True
    select.select([request.connection], [], [], 30)


def hang_after(n_bytes):
    """Send the first bytes of the answer and nothing else."""
    def act(request, body):
        request.send_body(body, n_bytes)
        hang(request, body)
    return act


def reset(request, body):
    """Reset the connection instead of an answer, as a port without a server does."""
    request.reset_connection()


def reset_after(n_bytes):
    """Reset the connection in the middle of the answer."""
    def act(request, body):
        request.send_body(body, n_bytes)
        request.reset_connection()
    return act


def short(n_bytes):
    """Close the connection before the announced length is reached."""
    def act(request, body):
        request.send_body(body, n_bytes)
        request.close_connection = True
    return act


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reset_connection(self):
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def first_byte(self, body):
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match is None or not self.server.takes_ranges:
            return 0
        return int(match[1])

    def send_head(self, body):
        """Return the first byte to send."""
        first = self.first_byte(body)
        if first >= len(body) > 0:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(body)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return len(body)
        self.send_response(206 if first > 0 else 200)
        if first > 0:
            self.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
        if self.server.takes_ranges:
            self.send_header("Accept-Ranges", "bytes")
        for name, value in self.server.headers.get(self.path, {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) - first))
        self.end_headers()
        return first

    def send_body(self, body, n_bytes=None):
        first = self.send_head(body)
        end = len(body) if n_bytes is None else min(first + n_bytes, len(body))
        for at in range(first, end, CHUNK):
            self.wfile.write(body[at:min(at + CHUNK, end)])

    def do_HEAD(self):  # pylint: disable=invalid-name
        self.send_head(self.server.bodies.get(self.path, b""))

    def do_GET(self):  # pylint: disable=invalid-name
        body = self.server.bodies.get(self.path)
        fault = self.server.take_fault(self)
        with contextlib.suppress(ConnectionError):
            if body is None:
                status(404)(self, b"")
            elif fault is not None:
                fault(self, body)
            else:
                self.send_body(body)


class FaultyServer(http.server.ThreadingHTTPServer):
    """bodies: path -> bytes; faults: path -> list of the functions above; headers: path -> dict."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Request)
        self.bodies, self.faults, self.headers, self.requests = {}, {}, {}, []
        self.takes_ranges = True
        self.lock = threading.Lock()

    def handle_error(self, request, client_address):
        """A client may go at any time."""

    def take_fault(self, request):
        with self.lock:
            self.requests.append((request.path, request.headers.get("Range"), time.monotonic()))
            faults = self.faults.get(request.path, [])
            return faults.pop(0) if faults else None

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
