"""Loading, configuring and forking, each in a process of its own."""

from __future__ import annotations

import pytest


def test_import_torch_is_enough(isolated) -> None:
    assert isolated.output("import torch; print(torch.ones(1, device='mock').device)") == "mock:0"


def test_the_package_may_be_imported_first(isolated) -> None:
    code = "import torch_mock, torch; print(torch.mock.device_count(), torch_mock.__version__)"
    assert isolated.output(code) == "2 0.1.0"
    assert isolated.output(code, TORCH_DEVICE_BACKEND_AUTOLOAD="0") == "2 0.1.0"


def test_autoload_imports_nothing_heavy(isolated) -> None:
    modules = isolated.output(
        """
        import sys, os
        os.environ["TORCH_DEVICE_BACKEND_AUTOLOAD"] = "0"
        import torch
        before = set(sys.modules)
        import torch_mock
        print(" ".join(sorted(set(sys.modules) - before)))
        """
    ).split()
    assert "torch_mock.mock" in modules
    heavy = {"click", "rich", "pydantic", "torch._dynamo", "torch_mock.compile", "torch_mock.cli"}
    assert not heavy & set(modules)
    assert all(name.split(".")[0] in ("torch_mock", "torch") for name in modules)


def test_import_and_random_numbers_warn_of_nothing(isolated) -> None:
    code = """
        import warnings
        warnings.simplefilter("error")
        import torch
        generator = torch.Generator("mock").manual_seed(1)
        torch.rand(2, device="mock", generator=generator)
        torch.manual_seed(0)
        """
    result = isolated.run(code)
    assert (result.returncode, result.stderr) == (0, "")


def test_autoload_costs_less_than_the_limit(isolated) -> None:
    seconds = min(
        float(
            isolated.output(
                """
                import time, torch
                begin = time.perf_counter()
                import torch_mock
                print(time.perf_counter() - begin)
                """,
                TORCH_DEVICE_BACKEND_AUTOLOAD="0",
            )
        )
        for _ in range(3)
    )
    assert seconds < 0.3


def test_nothing_is_initialised_by_importing(isolated) -> None:
    code = """
    import torch
    print(torch.mock.is_initialized(), torch.mock.device_count(), torch.mock.is_available())
    torch.manual_seed(0)
    print(torch.mock.is_initialized())
    torch.empty(1, device="mock")
    print(torch.mock.is_initialized())
    """
    assert isolated.output(code).split() == ["False", "2", "True", "False", "True"]


def test_configure_before_first_use(isolated) -> None:
    code = """
    import torch
    torch.mock.configure(["mock-v1"])
    print(torch.mock.device_count())
    try:
        torch.ones(1, device="mock:1")
    except RuntimeError as error:
        print(error)
    """
    first, second = isolated.output(code).split("\n")[:2]
    assert first == "1"
    assert "1 mock device (mock:0)" in second


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        ("['mock-v2']", "ValueError", "mock-v1"),
        ("[]", "ValueError", "1 to 64 devices"),
        ("'mock-v1'", "TypeError", "takes a list"),
    ],
)
def test_a_wrong_configuration_is_refused(isolated, call: str, error: str, text: str) -> None:
    result = isolated.run(f"import torch; torch.mock.configure({call})")
    assert result.returncode == 1
    assert error in result.stderr
    assert text in result.stderr


def test_configure_after_first_use_is_refused(isolated) -> None:
    result = isolated.run(
        "import torch; torch.ones(1, device='mock'); torch.mock.configure(['mock-v1'])"
    )
    assert "RuntimeError: the mock devices are already initialised" in result.stderr


def test_devices_of_the_environment(isolated) -> None:
    code = "import torch; print(torch.mock.device_count(), torch.ones(1, device='mock:2').device)"
    assert isolated.output(code, TORCH_MOCK_DEVICES="mock-v1,mock-v1,mock-v1") == "3 mock:2"
    result = isolated.run(code, TORCH_MOCK_DEVICES="mock-v1,nothing")
    assert result.returncode == 1
    result = isolated.run(
        "import torch; torch.ones(1, device='mock')", TORCH_MOCK_DEVICES="nothing"
    )
    assert "ValueError" in result.stderr
    assert "nothing" in result.stderr


def test_a_forked_child_is_refused(isolated) -> None:
    code = """
    import os, torch
    torch.ones(1, device="mock")
    child = os.fork()
    if child == 0:
        try:
            torch.ones(1, device="mock")
        except RuntimeError as error:
            print(error, flush=True)
            assert torch.mock._is_in_bad_fork()
            assert torch.ones(1).sum() == 1
            os._exit(0)
        os._exit(1)
    print(os.waitpid(child, 0)[1])
    """
    text = isolated.output(code)
    assert "Cannot re-initialize mock in forked subprocess" in text
    assert "'spawn' start method" in text
    assert text.endswith("\n0")


def test_a_fork_before_the_first_use_is_fine(isolated) -> None:
    code = """
    import os, torch
    child = os.fork()
    if child == 0:
        os._exit(0 if torch.ones(1, device="mock").item() == 1 else 1)
    print(os.waitpid(child, 0)[1])
    """
    assert isolated.output(code) == "0"


def test_spawned_processes_work(isolated, tmp_path) -> None:
    script = tmp_path / "spawn.py"
    script.write_text(
        "import torch\n"
        "def work(rank):\n"
        "    assert torch.ones(2, device=f'mock:{rank}').sum().item() == 2\n"
        "if __name__ == '__main__':\n"
        "    torch.ones(1, device='mock')\n"
        "    torch.multiprocessing.spawn(work, nprocs=2)\n"
        "    print('done')\n"
    )
    code = f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')"
    assert isolated.output(code) == "done"


def test_another_minor_version_of_torch_is_refused() -> None:
    from torch_mock._load import check_torch_version

    check_torch_version("2.13.0+cpu", "2.13.1")
    with pytest.raises(ImportError, match=r"built for torch 2\.13.*torch 2\.14\.0 is installed"):
        check_torch_version("2.13.0+cpu", "2.14.0")


def test_the_process_ends_cleanly_with_work_in_flight(isolated) -> None:
    code = """
    import torch
    x = torch.ones(1 << 22).pin_memory()
    tensors = [x.to("mock", non_blocking=True) for _ in range(8)]
    print("end")
    """
    assert isolated.output(code) == "end"


def test_an_unknown_attribute_of_the_package(isolated) -> None:
    result = isolated.run("import torch_mock; torch_mock.chek")
    assert "AttributeError: module 'torch_mock' has no attribute 'chek'" in result.stderr
