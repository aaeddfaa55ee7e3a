# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Ways to run a pipeline: one item or a list of items, awaited, several at once, with progress.

run() returns a coroutine, and run_sync() the result. An element of a list is an item;
anything else is one item. progress=True shows a bar of tqdm.

Prints:
    item: 30
    list: [20, 40, 60]
    awaited: 50
    at once: [10, 20, 30]
    0 of 2
    1 of 2
    2 of 2
    the clip: 48000 of 48000 samples
"""

import asyncio

import numpy as np

from remotemedia import FormatConverterNode, MultiplyNode, Pipeline

pipeline = Pipeline(MultiplyNode(factor=10))
print("item:", pipeline.run_sync(3))
print("list:", pipeline.run_sync([2, 4, 6]))


async def main():
    print("awaited:", await pipeline.run(5))
    print("at once:", await asyncio.gather(*(pipeline.run(number) for number in (1, 2, 3))))


asyncio.run(main())

pipeline.run_sync([7, 8], progress=lambda done, total: print(done, "of", total))
calls = []
clip = np.zeros(48000, "f4")
Pipeline(FormatConverterNode("i16")).run_sync((clip, 48000), progress=lambda *call: calls.append(call))
print("the clip:", calls[-1][0], "of", calls[-1][1], "samples")
