# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The plugin that lets manifests in rmg and rmgbin use node classes of Python.

gst-python's plugin loader finds it in a folder "python" of the plugin path. The
library makes an element "rmgpython" when code is allowed, and sets its property
"modules"; the plugin by itself imports and registers nothing.
"""

from __future__ import annotations

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GObject, Gst  # noqa: E402


def load(modules: list[str]) -> None:
    """Register the node classes of the package and of modules or files.

    Raises:
        Exception: a module cannot be imported, or has a name that is taken.
    """
    from remotemedia import hosts

    hosts.load(modules)


class RmgPython(Gst.Element):
    """Registers node classes when "modules" is set; "error" is the reason if it failed."""

    __gstmetadata__ = ("Node classes of Python", "Generic", "Lets manifests use node classes of Python",
                       "The RemoteMedia authors")
    _modules: list[str] = []
    _error: str | None = None

    @GObject.Property(type=GObject.TYPE_STRV, nick="Modules", blurb="Files and modules with node classes")
    def modules(self) -> list[str]:
        return self._modules

    @modules.setter
    def set_modules(self, modules: list[str]) -> None:
        self._modules = list(modules)
        self._error = None
        try:
            load(self._modules)
        except BaseException as error:  # a module may end the program
            self._error = f"{type(error).__name__}: {error}"

    @GObject.Property(type=str, nick="Error", blurb="Reason why the modules are not loaded")
    def error(self) -> str | None:
        return self._error


__gstelementfactory__ = ("rmgpython", Gst.Rank.NONE, RmgPython)
