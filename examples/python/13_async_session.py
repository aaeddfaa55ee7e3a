# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A session in asyncio: one task pushes, another reads until the end.

push() waits while 64 outputs have not been read, so that memory is bounded.

Needs the library.

Prints:
    pushed 48000 samples
    read 48000 samples of int16
"""

import asyncio

import numpy as np

from remotemedia import FormatConverterNode, Pipeline

pipeline = Pipeline(FormatConverterNode("i16"))


async def read(session):
    n_samples = 0
    async for samples, rate in session:
        n_samples += samples.shape[1]
    return f"read {n_samples} samples of {samples.dtype}"


async def main():
    async with pipeline.session(sample_rate=48000, channels=1) as session:
        reader = asyncio.create_task(read(session))
        for _ in range(480):
            await session.push(np.zeros(100, "f4"))
        await session.finish()
        text = await reader
    print("pushed", 480 * 100, "samples")
    print(text)


asyncio.run(main())
