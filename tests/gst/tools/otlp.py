# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A strict reader of OTLP in JSON, and a collector on loopback.

The reader knows every field that may occur and its type, as in the protocol files
of OpenTelemetry 1.0. If the package opentelemetry-proto is installed, its parser
reads each document too; Debian 12 does not have it.
"""

import base64
import http.server
import json
import re
import threading

try:
    from google.protobuf import json_format
    from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
except ImportError:
    json_format = None


def is_uint(value):
    return isinstance(value, str) and re.fullmatch(r"\d{1,20}", value) is not None


def is_hex(n_digits):
    return lambda value: re.fullmatch(rf"[0-9a-f]{{{n_digits}}}", value) and set(value) != {"0"}


def is_number(value):
    return isinstance(value, float)


# A list is repeated; a dict a message; a function or a type checks a value.
ATTRIBUTE = {"key": str, "value": {"stringValue": str}}
POINT = {"attributes": [ATTRIBUTE], "startTimeUnixNano": is_uint, "timeUnixNano": is_uint}
NUMBER_POINT = POINT | {"asDouble": is_number}
HISTOGRAM_POINT = POINT | {"explicitBounds": [is_number], "bucketCounts": [is_uint],
                           "count": is_uint, "sum": is_number}
METRIC = {
    "name": str, "description": str, "unit": lambda value: value in ("s", "By", "1"),
    "gauge": {"dataPoints": [NUMBER_POINT]},
    "sum": {"aggregationTemporality": lambda value: value == 2, "isMonotonic": bool,
            "dataPoints": [NUMBER_POINT]},
    "histogram": {"aggregationTemporality": lambda value: value == 2,
                  "dataPoints": [HISTOGRAM_POINT]}}
SPAN = {
    "traceId": is_hex(32), "spanId": is_hex(16), "parentSpanId": is_hex(16), "name": str,
    "kind": lambda value: value == 1, "startTimeUnixNano": is_uint, "endTimeUnixNano": is_uint,
    "attributes": [ATTRIBUTE],
    "status": {"code": lambda value: value in (1, 2), "message": str}}
RESOURCE = {"attributes": [ATTRIBUTE]}
SCOPE = {"name": str, "version": str}
DOCUMENTS = {
    "/v1/metrics": {"resourceMetrics": [
        {"resource": RESOURCE, "scopeMetrics": [{"scope": SCOPE, "metrics": [METRIC]}]}]},
    "/v1/traces": {"resourceSpans": [
        {"resource": RESOURCE, "scopeSpans": [{"scope": SCOPE, "spans": [SPAN]}]}]},
}


def check(value, rule, place):
    if isinstance(rule, list):
        assert isinstance(value, list), place
        for index, item in enumerate(value):
            check(item, rule[0], f"{place}[{index}]")
    elif isinstance(rule, dict):
        assert isinstance(value, dict), place
        for name, member in value.items():
            assert name in rule, f"{place}.{name} is unknown"
            check(member, rule[name], f"{place}.{name}")
    elif isinstance(rule, type):
        assert isinstance(value, rule), f"{place}: {value!r}"
    else:
        assert rule(value), f"{place}: {value!r}"


def encode_ids(value):
    """Ids are hexadecimal in OTLP, but base64 in the JSON of protobuf."""
    if isinstance(value, list):
        return [encode_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: base64.b64encode(bytes.fromhex(member)).decode()
            if name in ("traceId", "spanId", "parentSpanId") else encode_ids(member)
            for name, member in value.items()}


def parse(path, body):
    """Return the document after all checks."""
    document = json.loads(body)
    check(document, DOCUMENTS[path], "")
    if json_format is not None:
        request = (metrics_service_pb2.ExportMetricsServiceRequest() if path == "/v1/metrics"
                   else trace_service_pb2.ExportTraceServiceRequest())
        json_format.ParseDict(encode_ids(document), request)
    return document


class Collector(http.server.ThreadingHTTPServer):
    """Keeps the posted documents; answers with the given status."""

    daemon_threads = True

    def __init__(self, status=200):
        self.posted = []  # (path, content type, body)
        self.status = status
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass
