# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Retries: time-outs and lost connections are repeated after 100, 200 and 400 ms.

After five failures in a row the circuit breaker of a node is open, and its items fail at once.

Prints:
    answer 7 after 3 calls
    item 0: ValueError after 1 calls
    item 5: CircuitOpenError; the node has had 5 calls
"""

from remotemedia import Node, Pipeline


class Server(Node):
    """Refuses the first connections."""

    def __init__(self, n_refused):
        super().__init__(n_refused=n_refused)
        self.n_refused = n_refused
        self.n_calls = 0

    def process(self, data):
        self.n_calls += 1
        if self.n_calls <= self.n_refused:
            raise ConnectionRefusedError("busy")
        return data


class Broken(Server):
    def process(self, data):
        self.n_calls += 1
        raise ValueError("never works, so it is not repeated")


server = Server(n_refused=2)
print("answer", Pipeline(server).run_sync(7), "after", server.n_calls, "calls")

broken = Broken(0)
pipeline = Pipeline(broken, on_error="skip")
pipeline.run_sync(list(range(6)))
first, last = pipeline.errors[0], pipeline.errors[-1]
print(f"item {first.item_index}: {type(first.__cause__).__name__} after {first.attempts} calls")
print(f"item {last.item_index}: {type(last.__cause__).__name__}; the node has had {broken.n_calls} calls")
