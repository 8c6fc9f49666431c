"""Runs lit, GoogleTest and pytest and judges the whole.

Besides failures it finds tests that never ran: skipped or unsupported ones, test files that no
suite knows, and suites without a test. An expected failure that passes is a failure.
The last line is `N passed, N failed`; the exit code is 0 only when nothing is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIT_SUFFIXES = {".mlir", ".mock", ".json", ".test"}
SANITIZER_OPTIONS = {
    # libMLIR and libLLVM are not instrumented: their vectors carry no container annotations, and
    # what they take from an allocator of LLVM stays poisoned as our instrumented headers left it.
    "ASAN_OPTIONS": "detect_container_overflow=0:allow_user_poisoning=0:"
    "detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1:"
    f"suppressions={ROOT / 'test' / 'sanitizers' / 'tsan.supp'}",
}


@dataclass
class Outcome:
    """What one suite did; each list holds test names."""

    suite: str
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    never_ran: list[str] = field(default_factory=list)

    def add(self, name: str, verdict: str) -> None:
        getattr(self, verdict).append(name)

    @property
    def good(self) -> bool:
        return bool(self.passed) and not self.failed and not self.never_ran


def run(command: list[str], cwd: Path = ROOT) -> int:
    sys.stdout.flush()
    return subprocess.run(command, cwd=cwd, check=False).returncode


def relative(paths: Iterable[Path]) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in paths}


def run_lit(build: Path, scratch: Path) -> Outcome:
    outcome = Outcome("lit")
    results = scratch / "lit.json"
    command = [str(Path(sys.executable).parent / "lit"), "-sv", "--output", str(results)]
    code = run([*command, str(build / "test" / "lit")])
    if not results.exists():
        outcome.failed.append(f"lit itself (exit code {code})")
        return outcome
    verdicts = {"PASS": "passed", "XFAIL": "passed", "FLAKYPASS": "failed", "XPASS": "failed"}
    verdicts |= {"FAIL": "failed", "TIMEOUT": "failed", "UNRESOLVED": "failed"}
    seen = set()
    for test in json.loads(results.read_text())["tests"]:
        path = test["name"].split(" :: ", 1)[1]
        seen.add(f"test/lit/{path}")
        outcome.add(f"test/lit/{path}", verdicts.get(test["code"], "never_ran"))
    files = (ROOT / "test" / "lit").rglob("*")
    tests = {p for p in files if p.suffix in LIT_SUFFIXES and "Inputs" not in p.parts}
    outcome.never_ran += sorted(relative(tests) - seen)
    return outcome


def junit_verdict(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is not None:
        return "passed" if skipped.get("type") == "pytest.xfail" else "never_ran"
    return "failed" if case.get("status") == "fail" else "passed"


def unbuilt_unit_tests(build: Path) -> list[str]:
    """Test sources that the build does not know; those of parts that are switched off may be."""
    commands = json.loads((build / "compile_commands.json").read_text())
    built = {Path(command["file"]).resolve() for command in commands}
    off = set()
    if not cmake_option(build, "MOCK_ENABLE_PASSES"):
        off = {folder.name for folder in (ROOT / "passes").iterdir()}
    folder = ROOT / "test" / "unit"
    wanted = {p for p in folder.rglob("*.cpp") if p.relative_to(folder).parts[0] not in off}
    return sorted(relative(wanted - built))


def cmake_option(build: Path, name: str) -> bool:
    cache = (build / "CMakeCache.txt").read_text().splitlines()
    return any(line == f"{name}:BOOL=ON" for line in cache)


def run_gtest(build: Path, scratch: Path) -> Outcome:
    outcome = Outcome("GoogleTest")
    results = scratch / "ctest.xml"
    jobs = str(os.cpu_count() or 1)
    command = ["ctest", "--test-dir", str(build), "--output-on-failure", "--no-tests=error"]
    code = run([*command, "--progress", "-j", jobs, "--output-junit", str(results)])
    if not results.exists():
        outcome.failed.append(f"ctest itself (exit code {code})")
        return outcome
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        outcome.add(case.get("name", "?"), junit_verdict(case))
    outcome.never_ran += unbuilt_unit_tests(build)
    return outcome


def run_pytest(build: Path, scratch: Path) -> Outcome:
    outcome = Outcome("pytest")
    results = scratch / "pytest.xml"
    # By file: tests of one share models that they have compiled.
    spread = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile"]
    code = run([sys.executable, "-m", "pytest", "-q", *spread, f"--junitxml={results}"])
    if not results.exists():
        outcome.failed.append(f"pytest itself (exit code {code})")
        return outcome
    modules = set()
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        classname = case.get("classname", "")
        modules.add(classname)
        outcome.add(f"{classname}::{case.get('name')}", junit_verdict(case))
    if code not in (0, 1):
        outcome.failed.append(f"pytest itself (exit code {code})")
    for path in sorted(relative((ROOT / "test" / "python").rglob("test_*.py"))):
        dotted = path.removesuffix(".py").replace("/", ".")
        if not any(m == dotted or m.startswith(dotted + ".") for m in modules):
            outcome.never_ran.append(path)
    return outcome


SUITES: dict[str, Callable[[Path, Path], Outcome]] = {
    "lit": run_lit,
    "gtest": run_gtest,
    "pytest": run_pytest,
}


def summarise(outcomes: list[Outcome]) -> bool:
    for outcome in outcomes:
        for name in outcome.failed:
            print(f"FAILED     {outcome.suite}: {name}")
        for name in outcome.never_ran:
            print(f"NEVER RAN  {outcome.suite}: {name}")
        if not outcome.passed:
            print(f"NO TESTS   {outcome.suite}")
        print(
            f"{outcome.suite:<11}{len(outcome.passed):>6} passed {len(outcome.failed):>4} failed "
            f"{len(outcome.never_ran):>4} never ran"
        )
    return all(outcome.good for outcome in outcomes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="the build folder")
    parser.add_argument("--only", default=",".join(SUITES), help="suites, separated by commas")
    parser.add_argument("--sanitized", action="store_true", help="set the sanitizers' options")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    if unknown := set(names) - SUITES.keys():
        parser.error(f"unknown suite {sorted(unknown)}; there are {', '.join(SUITES)}")
    if arguments.sanitized:
        os.environ.update(SANITIZER_OPTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        outcomes = []
        for name in names:
            print(f"== {name}")
            outcomes.append(SUITES[name](arguments.build.resolve(), Path(scratch)))
    good = summarise(outcomes)
    passed = sum(len(outcome.passed) for outcome in outcomes)
    # What never ran, tests or whole suites, is no success: it counts as failed.
    wrong = sum(len(o.failed) + len(o.never_ran) + (0 if o.passed else 1) for o in outcomes)
    print(f"{passed} passed, {wrong} failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
