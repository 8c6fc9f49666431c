"""lit suite of the compiler's tools; its layout mirrors passes/ and tools/.

Run it as `lit -v BUILD/test/lit`: the site configuration there (made from lit.site.cfg.py.in)
sets the paths and then loads this file.
"""

import os

import lit.formats
import lit.util

config.name = "torch-mock"
config.test_format = lit.formats.ShTest(execute_external=False)
# .mlir: IR; .mock: program text (docs/isa.md); .json: profiles and records; .test: commands only.
config.suffixes = [".mlir", ".mock", ".json", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.mock_build_dir, "test", "lit")

# The project's own tools come first, so that a tool of the same name in LLVM never hides one.
tool_dirs = [os.path.join(config.mock_build_dir, "bin"), config.llvm_tools_dir]
config.environment["PATH"] = os.pathsep.join([*tool_dirs, os.environ["PATH"]])
# Profiles are data files: the tests use those of this source tree, never installed ones.
config.environment["TORCH_MOCK_PROFILE_PATH"] = os.path.join(config.mock_source_dir, "profiles")
# A sanitized build reports through the tool's exit code.
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions.append(("%profiles", os.path.join(config.mock_source_dir, "profiles")))
config.substitutions.append(("%python", config.python_executable))

for tool in ("FileCheck", "not", "count", "split-file"):
    if not lit.util.which(tool, config.environment["PATH"]):
        lit_config.fatal(f"{tool} is not in {config.llvm_tools_dir}: install llvm-22-tools")
