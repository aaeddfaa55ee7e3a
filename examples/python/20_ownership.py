# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Arrays: the input is never written, unchanged arrays come back as they are, results can be written.

copies() counts the copies of whole arrays in this process.

Prints:
    the very object: True with 0 copies
    the result can be written: True
    the input is unchanged: True
    branches do not see each other: [1.0, 10.0]
"""

import numpy as np

from remotemedia import AudioResampleNode, FormatConverterNode, Node, Pipeline, copies, register_node_class

clip = np.ones((1, 48000), "f4")
before = copies()
samples, rate = Pipeline(FormatConverterNode("f32")).run_sync((clip, 48000))
print("the very object:", samples is clip, "with", copies() - before, "copies")

samples, rate = Pipeline(AudioResampleNode(16000)).run_sync((clip, 48000))
samples *= 2
print("the result can be written:", samples.flags.writeable)
print("the input is unchanged:", bool((clip == 1).all()))


@register_node_class
class Scale(Node):
    """Multiplies in place, as user code may."""

    def process(self, data):
        data *= self.config["factor"]
        return data


nodes = [{"id": "input", "node_type": "PassThroughNode"}]
nodes += [{"id": f"by-{factor}", "node_type": "Scale", "params": {"factor": factor}} for factor in (1, 10)]
manifest = {"version": "v1", "metadata": {"name": "branches"}, "nodes": nodes,
            "connections": [{"from": "input", "to": node["id"]} for node in nodes[1:]]}
outputs = Pipeline.load(manifest).run_sync(np.ones(3))
print("branches do not see each other:", [float(output[0]) for output in outputs])
