# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A reader of C as the formatter writes it: functions and nesting.

A function's body opens with a brace in the first column, after the closing
parenthesis of its parameters.
"""

import dataclasses
import re

_NOISE = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
      | ^[ \t]*\#(?:\\\n|[^\n])*""", re.DOTALL | re.MULTILINE | re.VERBOSE)
_NAME = re.compile(r"^(\w+) \(", re.MULTILINE)
_BODY = re.compile(r"\n\{")
_TOKEN = re.compile(r"\w+|[{}();:]")
_LOOPS = {"for", "while", "switch"}


@dataclasses.dataclass(frozen=True)
class Function:
    name: str
    line: int  # of the name, from 1
    n_lines: int  # from the name to the closing brace
    n_parameters: int
    nesting: int  # control statements inside one another


def read_functions(text):
    """Return the functions defined in text; raise ValueError if it cannot be read."""
    code = blank(text)
    functions = []
    for head in _NAME.finditer(code):
        closing = _find_closing(code, head.end() - 1)
        body = _BODY.match(code, closing + 1)
        if not body:
            continue
        end = code.find("\n}", body.end())
        if end < 0:
            raise ValueError(f"no end of {head[1]}")
        functions.append(Function(
            name=head[1],
            line=code.count("\n", 0, head.start()) + 1,
            n_lines=code.count("\n", head.start(), end + 1) + 1,
            n_parameters=_count_parameters(code[head.end():closing]),
            nesting=_Nesting(code[body.end() - 1:end + 2]).measure()))
    return functions


def blank(text):
    """Blank comments, strings and directives, and keep the lines."""
    return _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _find_closing(code, opening):
    """Return the place of the parenthesis that closes the one at opening."""
    depth = 0
    for at in range(opening, len(code)):
        depth += (code[at] == "(") - (code[at] == ")")
        if depth == 0:
            return at
    raise ValueError("unbalanced parentheses")


def _count_parameters(parameters):
    if parameters.strip() in ("", "void"):
        return 0
    depth = count = 0
    for char in parameters:
        depth += (char == "(") - (char == ")")
        count += char == "," and depth == 0
    return count + 1


class _Nesting:
    """Descends into the statements of one body."""

    def __init__(self, body):
        self.tokens = _TOKEN.findall(body)
        self.at = 0
        self.deepest = 0

    def measure(self):
        try:
            self._statement(0)
        except IndexError:
            raise ValueError("unbalanced braces") from None
        return self.deepest

    def _take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def _statement(self, depth):
        self.deepest = max(self.deepest, depth)
        token = self._take()
        if token == "{":
            while self.tokens[self.at] != "}":
                self._statement(depth)
            self.at += 1
        elif token == "if":
            self._if(depth)
        elif token in _LOOPS:
            self._parentheses()
            self._statement(depth + 1)
        elif token == "do":
            self._statement(depth + 1)
            self._expression()
        elif token in ("case", "default"):
            while self._take() != ":":
                pass
        elif token != ";":
            self.at -= 1
            self._expression()

    def _if(self, depth):
        self._parentheses()
        self._statement(depth + 1)
        if self.tokens[self.at] != "else":
            return
        self.at += 1
        chained = self.tokens[self.at] == "if"
        self._statement(depth if chained else depth + 1)

    def _parentheses(self):
        depth = 0
        while True:
            token = self._take()
            depth += (token == "(") - (token == ")")
            if depth == 0:
                return

    def _expression(self):
        """To the semicolon; braces on the way belong to initialisers."""
        depth = 0
        while True:
            token = self._take()
            depth += (token in "({") - (token in ")}")
            if token == ";" and depth == 0:
                return
