# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Generators: several outputs for an item, and a node that reads the whole stream.

An asynchronous generator yields any number of outputs for each item. With is_streaming it
is called once and reads all items, so that it can compare them with each other.

Prints:
    ['one', 'two', 'three', 'four']
    ['one two', 'three four']
"""

from remotemedia import Node, Pipeline


class Split(Node):
    """Yields the words of each text."""

    async def process(self, data):
        for word in data.split():
            yield word


class Pairs(Node):
    """Joins every two items of the stream."""

    is_streaming = True

    async def process(self, data):
        first = None
        async for word in data:
            if first is None:
                first = word
            else:
                yield f"{first} {word}"
                first = None


texts = ["one two three", "four"]
print(Pipeline(Split()).run_sync(texts))
print(Pipeline(Split(), Pairs()).run_sync(texts))
