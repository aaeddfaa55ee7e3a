# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The reference has all public names, with the parameters that they have."""

import importlib
import importlib.util
import inspect
import os
import pathlib
import re
import warnings

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "python" / "reference.py"
if not SCRIPT.exists():
    pytest.skip("the script is in the source tree alone", allow_module_level=True)
spec = importlib.util.spec_from_file_location("reference", SCRIPT)
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PyGObject warns while it is imported
    modules = [module for module in map(reference.find_module, reference.MODULES) if module is not None]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    reference.write(folder)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def list_values():
    """Yield (name, value, owner) of each class, function and member in the reference."""
    for module in modules:
        for name in reference.list_names(module):
            value = getattr(module, name)
            yield f"{module.__name__}.{name}", value, None
            for member in reference.list_members(value) if inspect.isclass(value) else ():
                yield f"{module.__name__}.{name}.{member}", getattr(value, member), value


def test_every_public_name_has_an_entry(pages):
    import remotemedia
    from remotemedia.nodes import catalog

    entries = set(re.findall(r"^## (\w+)$", pages["remotemedia"], re.MULTILINE))
    assert {name for name in remotemedia.__all__ if not name.startswith("__")} <= entries
    nodes = set(re.findall(r"^## (\w+)$", pages["remotemedia.nodes"], re.MULTILINE))
    assert set(catalog.PLACES) <= nodes


def test_links_of_the_index_lead_to_entries(pages):
    links = re.findall(r"\((?P<page>[\w.]+)\.md#(?P<anchor>[\w-]+)\)", pages["index"])
    assert len(links) > 80
    for page, anchor in links:
        headings = re.findall(r"^## (\w+)$", pages[page], re.MULTILINE)
        assert anchor in [found for _, found in reference.find_anchors(headings)]


@pytest.mark.parametrize("name", ["Pipeline", "Node", "Session", "AsyncSession", "Info", "Segment", "WebRTCManager"])
def test_public_members_have_a_docstring(name):
    import remotemedia

    if "Session" in name and "REMOTEMEDIA_TEST_NATIVE" not in os.environ:
        pytest.skip("sessions need the library")
    members = vars(getattr(remotemedia, name))
    missing = [member for member, value in members.items()
               if not member.startswith("_") and reference.is_member(value) and not inspect.getdoc(value)]
    assert missing == []


def test_documented_parameters_exist():
    wrong = [f"{name}: {entry}" for name, value, _ in list_values() for entry in list_unknown(value)]
    assert wrong == []


def list_unknown(value):
    """Return the entries of Args that are no parameters."""
    match = re.search(r"^Args:\n((?:    .*\n?|\n(?=    ))+)", inspect.getdoc(value) or "", re.MULTILINE)
    if match is None:
        return []
    parameters = inspect.signature(value).parameters
    names = re.findall(r"^    (\*{0,2}\w+(?:, \w+)*):", match[1], re.MULTILINE)
    return [part for name in names for part in name.lstrip("*").split(", ") if part not in parameters]


def test_sections_become_lists(pages):
    page = pages["remotemedia"]
    entry = page[page.index("## convert\n"):page.index("## copies\n")]
    assert "dither: str | bool | None = None," in entry
    assert '- `dither`: "tpdf" or True for triangular noise' in entry and "- `TypeError, ValueError`: " in entry
