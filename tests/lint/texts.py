# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Texts of the project that people read, with their places, sorted by kind.

A text keeps the line breaks of its file. Code between two texts is replaced by
GAP characters, so that a pattern with \\s+ between two words matches across lines
but not across code.
"""

import ast
import dataclasses
import io
import re
import tokenize

COMMENT = "comment"  # also docstrings
STRING = "string"  # with at least one space: errors, blurbs, log lines
NAME = "name"  # strings without a space, test functions
DOCUMENT = "document"
GAP = "\0"

C_SUFFIXES = (".c", ".h", ".cpp")
HASH_SUFFIXES = (".sh", ".build", ".orc", ".txt")
SUFFIXES = (*C_SUFFIXES, *HASH_SUFFIXES, ".py", ".md")

_C_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | ^[ \t]*\#[ \t]*include[^\n]*
      | "(?P<string>(?:\\.|[^"\\\n])*)"
      | '(?:\\.|[^'\\\n])*'""", re.DOTALL | re.MULTILINE | re.VERBOSE)
_HASH_TOKEN = re.compile(
    r"""(?:^|(?<=\s))(?P<comment>\#[^\n]*)
      | "(?P<string>(?:\\.|[^"\\])*)"
      | '(?P<string1>[^'\n]*)'""", re.MULTILINE | re.VERBOSE)
_MARKDOWN_CODE = re.compile(
    r"^```.*?^```$|`[^`\n]*`|\]\([^)\n]*\)|^ {4,}(?:gst-launch-1\.0|rmg) [^\n]*$",
    re.DOTALL | re.MULTILINE)
_TEST_NAME = re.compile(r"\b(test_\w+)(?= ?\()")
_DECORATION = re.compile(r"^[ \t]*(?:/\*+|\*/|\*|\#+!?|//)|\*/", re.MULTILINE)
_NOT_READ = re.compile(r"\\[nt]|\{[^{}\n]*\}")  # escapes; names in format strings


@dataclasses.dataclass(frozen=True)
class Text:
    kind: str
    text: str  # as long as the file up to its last character


def read_texts(path, content):
    """Return the texts of a file, one of each kind that the file holds."""
    if path.suffix == ".md":
        return [Text(DOCUMENT, _blank_matches(_MARKDOWN_CODE, content))]
    if path.suffix == ".py":
        spans = list(_find_python_spans(content))
    elif path.suffix in C_SUFFIXES:
        spans = list(_find_spans(_C_TOKEN, content))
    else:
        spans = list(_find_spans(_HASH_TOKEN, content))
    spans += [(NAME, *match.span(1)) for match in _TEST_NAME.finditer(content)]
    return [_cut(kind, content, [span[1:] for span in spans if span[0] == kind])
            for kind in (COMMENT, STRING, NAME)]


def _blank(text, filler=GAP):
    return re.sub(r"\S", filler, text)


def _blank_matches(pattern, text):
    return pattern.sub(lambda match: _blank(match[0]), text)


def _cut(kind, content, spans):
    """Blank everything outside of spans; string quotes become spaces."""
    parts = []
    end = 0
    for start, stop in sorted(spans):
        between = content[end:start]
        parts.append(_blank(between, " " if between.strip(" \t\r\n\"") == "" else GAP))
        parts.append(_clean(kind, content[start:stop]))
        end = stop
    return Text(kind, "".join(parts) + "\n")


def _clean(kind, text):
    if kind == COMMENT:
        return _blank_matches_with_spaces(_DECORATION, text)
    if kind == NAME:
        return re.sub(r"[_/-]", " ", text)
    return _blank_matches_with_spaces(_NOT_READ, text)


def _blank_matches_with_spaces(pattern, text):
    return pattern.sub(lambda match: _blank(match[0], " "), text)


def _find_spans(pattern, content):
    for match in pattern.finditer(content):
        groups = match.groupdict()
        for group in ("comment", "string", "string1"):
            if groups.get(group) is not None:
                yield (_name_kind(group, match[group]), *match.span(group))


def _name_kind(group, text):
    if group == "comment":
        return COMMENT
    return STRING if " " in text.strip() else NAME


def _find_python_spans(content):
    lines = [0]
    for line in content.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    docstrings = _list_docstring_lines(content)
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        start = lines[token.start[0] - 1] + token.start[1]
        end = lines[token.end[0] - 1] + token.end[1]
        if token.type == tokenize.COMMENT:
            yield COMMENT, start, end
        elif token.type == tokenize.STRING:
            is_docstring = token.start[0] in docstrings
            yield COMMENT if is_docstring else _name_kind("string", token.string), start, end


def _list_docstring_lines(content):
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.body[0].lineno for node in ast.walk(ast.parse(content))
            if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None}
