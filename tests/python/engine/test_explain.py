# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipeline.explain()."""

from remotemedia import AudioResampleNode, FormatConverterNode, Pipeline, VADNode
from remotemedia.engine import library


def make_pipeline(nodes, monkeypatch):
    monkeypatch.setattr(library, "find_obstacle", lambda use_rust, hint: None if use_rust else "use_rust is False")
    return Pipeline(VADNode(name="vad"), AudioResampleNode(name="resample"), nodes.Double(name="<double>"),
                    FormatConverterNode("i16", name="format"))


def test_rows_are_in_the_order_of_the_nodes(nodes, monkeypatch):
    rows = make_pipeline(nodes, monkeypatch).explain()
    assert [(row.node_id, row.runs, row.by) for row in rows] == [
        ("vad_0", "native", "session"), ("resample_1", "native", "session"), ("<double>_2", "python", "user code"),
        ("format_3", "native", "session")]
    assert len(rows) == 4 and rows[2].node_type == "Double"


def test_text_is_a_table(nodes, monkeypatch):
    lines = str(make_pipeline(nodes, monkeypatch).explain()).splitlines()
    assert lines[0].split() == ["node_id", "node_type", "runs", "by", "reason"]
    assert lines[1].split()[:4] == ["vad_0", "VADNode", "native", "session"] and len(lines) == 5


def test_notebooks_show_escaped_boxes(nodes, monkeypatch):
    drawing = make_pipeline(nodes, monkeypatch).explain()._repr_html_()
    assert drawing.count("<b>") == 4 and drawing.count("&rarr;") == 3
    assert "&lt;double&gt;_2" in drawing and "<double>" not in drawing


def test_without_rust_nothing_is_native(nodes, monkeypatch):
    rows = make_pipeline(nodes, monkeypatch).explain(use_rust=False)
    assert {row.runs for row in rows} == {"python"} and rows[0].reason == "use_rust is False"
