# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""reference.py FOLDER: writes the reference of the package, from its docstrings.

The folder gets one page in Markdown for each module of MODULES, and index.md.
"""

from __future__ import annotations

import importlib
import inspect
import pathlib
import re
import sys
import textwrap
from collections import Counter
from types import ModuleType
from typing import Any, Iterator

MODULES = ("remotemedia", "remotemedia.nodes", "remotemedia.nodes.rust", "remotemedia.media", "remotemedia.gst",
           "remotemedia.core.session_state", "remotemedia.core.multiprocessing", "remotemedia.core.node_serialization",
           "remotemedia.runtime", "remotemedia.packaging", "remotemedia.persistence", "remotemedia.serialization",
           "remotemedia.remote", "remotemedia.webrtc", "remotemedia.utils")
EXTRA = {"remotemedia": ("Session", "AsyncSession")}  # results of Pipeline.session()
SECTION = re.compile(r"(Args|Attributes|Raises|Returns):$")
ENTRY = re.compile(r"(?P<name>\*{0,2}\w[\w., ]*): (?P<text>.*)")
MAX_COLUMNS = 100  # of a signature on one line


class Annotation:
    """Text of an annotation that a signature shows without quotes."""

    def __init__(self, annotation: Any) -> None:
        self._text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)

    def __repr__(self) -> str:
        return self._text


def write(folder: pathlib.Path) -> list[str]:
    """Write the pages, and return the names of the modules that could be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = [module for module in map(find_module, MODULES) if module is not None]
    for module in modules:
        (folder / f"{module.__name__}.md").write_text("\n".join(make_page(module)) + "\n", encoding="utf-8")
    (folder / "index.md").write_text("\n".join(make_index(modules)) + "\n", encoding="utf-8")
    return [module.__name__ for module in modules]


def find_module(name: str) -> ModuleType | None:
    """Import a module; None if it needs a package that is not installed, as remotemedia.gst needs PyGObject."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def list_names(module: ModuleType) -> list[str]:
    """Return the public classes and functions of a module, sorted."""
    if module.__name__ == "remotemedia.nodes":
        names = list(importlib.import_module("remotemedia.nodes.catalog").PLACES)
    else:
        names = list(getattr(module, "__all__", None) or find_own(module))
    names += EXTRA.get(module.__name__, ())
    return sorted((name for name in names if is_code(find_value(module, name))), key=lambda name: (name.lower(), name))


def find_value(module: ModuleType, name: str) -> Any:
    """Return the value of a name; None if it needs a part of the package that is not built."""
    try:
        return getattr(module, name)
    except ImportError:
        return None


def find_own(module: ModuleType) -> list[str]:
    return [name for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__]


def is_code(value: Any) -> bool:
    return inspect.isclass(value) or inspect.isroutine(value)


def make_index(modules: list[ModuleType]) -> Iterator[str]:
    yield "# Reference of the Python package\n"
    for module in modules:
        yield f"## [{module.__name__}]({module.__name__}.md)\n\n{summarize(module)}\n"
        yield "| name | |\n| --- | --- |"
        for name, anchor in find_anchors(list_names(module)):
            yield f"| [`{name}`]({module.__name__}.md#{anchor}) | {summarize(getattr(module, name))} |"
        yield ""


def find_anchors(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each name with the anchor of its heading: a repeated one has a number."""
    counts: Counter[str] = Counter()
    for name in names:
        anchor = name.lower()
        yield name, f"{anchor}-{counts[anchor]}" if counts[anchor] else anchor
        counts[anchor] += 1


def summarize(value: Any) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split()).replace("|", "\\|")


def make_page(module: ModuleType) -> Iterator[str]:
    yield f"# {module.__name__}\n"
    yield from format_docstring(module)
    for name in list_names(module):
        value = getattr(module, name)
        yield f"## {name}\n"
        yield from make_entry(name, value)
        if inspect.isclass(value):
            for member in list_members(value):
                yield f"### {name}.{member}\n"
                yield from make_entry(member, inspect.getattr_static(value, member), getattr(value, member))


def make_entry(name: str, value: Any, bound: Any = None) -> Iterator[str]:
    """Yield the signature and the docstring of a name.

    Args:
        value: of the name, as its class has it.
        bound: the result of an access through the class.
    """
    if not isinstance(value, property) and not inspect.isdatadescriptor(value):
        yield f"```python\n{format_signature(name, value, bound)}\n```\n"
    yield from format_docstring(value)


def format_signature(name: str, value: Any, bound: Any) -> str:
    prefix = "class " if inspect.isclass(value) else "async " if inspect.iscoroutinefunction(value) else ""
    try:
        signature = inspect.signature(value if bound is None else bound)
    except ValueError:  # a function in C without one
        return f"{prefix}{name}(...)"
    parameters = [format_parameter(parameter) for parameter in signature.parameters.values()
                  if parameter.name not in ("self", "cls")]
    has_result = signature.return_annotation is not signature.empty and not inspect.isclass(value)
    result = f" -> {Annotation(signature.return_annotation)!r}" if has_result else ""
    line = f"{prefix}{name}({', '.join(parameters)}){result}"
    if len(line) <= MAX_COLUMNS:
        return line
    return f"{prefix}{name}(\n" + "".join(f"    {parameter},\n" for parameter in parameters) + f"){result}"


def format_parameter(parameter: inspect.Parameter) -> str:
    has_type = parameter.annotation is not parameter.empty
    return str(parameter.replace(annotation=Annotation(parameter.annotation)) if has_type else parameter)


def list_members(node_class: type) -> list[str]:
    """Return the public members with a docstring, of the class and of its bases that have no entry of their own."""
    listed = importlib.import_module("remotemedia").Node
    bases = [base for base in node_class.__mro__
             if base.__module__.startswith("remotemedia") and (base is node_class or base is not listed)]
    names = {name: None for base in bases for name, value in vars(base).items()
             if not name.startswith("_") and inspect.getdoc(value) and is_member(value)}
    return list(names)


def is_member(value: Any) -> bool:
    return inspect.isroutine(value) or isinstance(value, (property, classmethod, staticmethod)) \
        or inspect.isgetsetdescriptor(value)


def format_docstring(value: Any) -> Iterator[str]:
    """Yield the docstring in Markdown: its sections as lists."""
    section = ""
    for paragraph in split_paragraphs(inspect.getdoc(value) or ""):
        head, _, rest = paragraph.partition("\n")
        match = SECTION.match(head)
        section = match[1] if match else section if paragraph.startswith("    ") else ""
        if match:
            yield f"**{section}**\n"
            paragraph = rest
        if section:
            yield "\n".join(format_entry(entry) for entry in split_entries(paragraph)) + "\n"
        else:
            yield paragraph + "\n"


def split_paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def split_entries(text: str) -> list[str]:
    """Return the entries of a section, each on one line: deeper lines continue one."""
    entries: list[str] = []
    for line in textwrap.dedent(text).splitlines():
        if line.startswith(" ") and entries:
            entries[-1] += " " + line.strip()
        else:
            entries.append(line)
    return entries


def format_entry(entry: str) -> str:
    match = ENTRY.match(entry)
    return f"- `{match['name']}`: {match['text']}" if match else f"- {entry}"


if __name__ == "__main__":
    print(*write(pathlib.Path(sys.argv[1])), sep="\n")
