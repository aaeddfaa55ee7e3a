# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Metrics: calls, errors and times of each node, as a list and by the id of the node.

Prints:
    measured: True
    double: 4 calls, 4 succeeded
    check: 4 calls, 3 succeeded
    all nodes: ['double', 'check']
"""

from remotemedia import Node, Pipeline


class Double(Node):
    def process(self, data):
        return data * 2


class Check(Node):
    def process(self, data):
        if data == 4:
            raise ValueError("4 is not allowed")
        return data


pipeline = Pipeline(enable_metrics=True, on_error="skip")
pipeline.add_node("double", Double())
pipeline.add_node("check", Check())
pipeline.run_sync([1, 2, 3, 4])

metrics = pipeline.get_metrics()
print("measured:", metrics["total_duration_us"] > 0)
for entry in metrics["node_metrics"]:
    print(f"{entry['node_id']}: {entry['execution_count']} calls, {entry['success_count']} succeeded")
print("all nodes:", metrics["node_metrics"].keys())
