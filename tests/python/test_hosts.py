# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Node classes of files."""

import importlib
import pickle
import sys

import pytest
from remotemedia import hosts

CODE = """
from remotemedia import Node

class Shout(Node):
    def process(self, data):
        return data.upper()
"""


def write(path, code=CODE):
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)
    return str(path)


def test_file_is_a_module_with_its_name(tmp_path):
    (shout,) = hosts.find_classes(write(tmp_path / "my_shouting_nodes.py"))
    assert shout.__module__ == "my_shouting_nodes" and pickle.loads(pickle.dumps(shout)) is shout
    (again,) = hosts.find_classes(str(tmp_path / "my_shouting_nodes.py"))
    assert again.__module__ == "my_shouting_nodes"


@pytest.mark.parametrize("name", ["wave", "json", "numpy", "__main__"])
def test_file_with_the_name_of_another_module_does_not_replace_it(tmp_path, name):
    module = sys.modules[name] if name == "__main__" else importlib.import_module(name)
    (shout,) = hosts.find_classes(write(tmp_path / f"{name}.py"))
    assert importlib.import_module(name) is module and shout("x").process("a") == "A"
    assert pickle.loads(pickle.dumps(shout)) is shout


def test_files_of_two_folders_may_have_one_name(tmp_path):
    (first,) = hosts.find_classes(write(tmp_path / "a" / "same_named_nodes.py"))
    (second,) = hosts.find_classes(write(tmp_path / "b" / "same_named_nodes.py"))
    assert first is not second and [pickle.loads(pickle.dumps(kind)) for kind in (first, second)] == [first, second]
