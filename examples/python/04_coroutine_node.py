# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A node with a coroutine: it runs on your event loop, for requests to servers and databases.

initialize() runs before the first item, and cleanup() after the last one or an error.

Prints:
    connected
    disconnected
    ['HELLO from the server', 'WORLD from the server']
"""

import asyncio

from remotemedia import Node, Pipeline


class Ask(Node):
    """Sends each text to a server, which is a queue here."""

    async def initialize(self):
        await super().initialize()
        self.server = asyncio.Queue()
        print("connected")

    async def process(self, data):
        await self.server.put(data)
        await asyncio.sleep(0)  # other tasks run here
        return f"{(await self.server.get()).upper()} from the server"

    async def cleanup(self):
        print("disconnected")
        await super().cleanup()


print(asyncio.run(Pipeline(Ask()).run(["hello", "world"])))
