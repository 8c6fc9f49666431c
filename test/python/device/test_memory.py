"""The allocator as users see it."""

from __future__ import annotations

import pytest
import torch


@pytest.fixture(autouse=True)
def clean() -> None:
    torch.mock.synchronize()
    torch.mock.empty_cache()
    torch.mock.reset_peak_memory_stats()
    torch.mock.reset_accumulated_memory_stats()


def test_allocated_follows_tensors() -> None:
    before = torch.mock.memory_allocated()
    x = torch.empty(1000, device="mock")
    assert torch.mock.memory_allocated() == before + 4032, "rounded to the alignment of 64"
    assert torch.mock.memory_stats()["requested_bytes.all.allocated"] == 4000
    y = x[10:]
    del x
    assert torch.mock.memory_allocated() == before + 4032, "a view keeps its base"
    del y
    assert torch.mock.memory_allocated() == before
    assert torch.mock.max_memory_allocated() == before + 4032


def test_each_device_counts_for_itself() -> None:
    before = torch.mock.memory_allocated(0), torch.mock.memory_allocated(1)
    x = torch.empty(64, dtype=torch.uint8, device="mock:1")
    after = torch.mock.memory_allocated(0), torch.mock.memory_allocated(1)
    assert after == (before[0], before[1] + x.nbytes)


def test_reserved_is_cached_until_emptied() -> None:
    x = torch.empty(8 << 20, dtype=torch.uint8, device="mock")
    del x
    assert torch.mock.memory_reserved() >= 8 << 20
    free, total = torch.mock.mem_get_info()
    assert total == 8 << 30
    torch.mock.empty_cache()
    assert torch.mock.memory_reserved() < 8 << 20
    assert torch.mock.mem_get_info()[0] > free


def test_alignment() -> None:
    for size in (1, 3, 65, 1000):
        assert torch.empty(size, dtype=torch.uint8, device="mock").data_ptr() % 64 == 0


def test_out_of_memory_and_after() -> None:
    with pytest.raises(
        torch.OutOfMemoryError, match=r"mock:0 out of memory.*64\.00 GiB.*8\.00 GiB"
    ):
        torch.empty(64 << 30, dtype=torch.uint8, device="mock")
    assert torch.mock.memory_stats()["num_ooms"] == 1
    assert torch.ones(2, device="mock").tolist() == [1, 1]


def test_fraction() -> None:
    try:
        torch.mock.set_per_process_memory_fraction(0.001)
        with pytest.raises(torch.OutOfMemoryError, match="this process may use 8.19 MiB"):
            torch.empty(9 << 20, dtype=torch.uint8, device="mock")
    finally:
        torch.mock.set_per_process_memory_fraction(1.0)
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        torch.mock.set_per_process_memory_fraction(1.5)
    with pytest.raises(TypeError):
        torch.mock.set_per_process_memory_fraction("half")


def test_accelerator_statistics_agree() -> None:
    x = torch.empty(1 << 20, device="mock")
    assert torch.accelerator.memory_allocated() == torch.mock.memory_allocated() >= x.nbytes
    assert torch.accelerator.get_memory_info() == torch.mock.mem_get_info()


def test_summary_is_readable() -> None:
    x = torch.empty(3 << 20, dtype=torch.uint8, device="mock")
    summary = torch.mock.memory_summary()
    assert "Memory of mock:0" in summary
    assert "3.0 MiB" in summary
    assert "Largest free block" in summary
    assert "Largest" not in torch.mock.memory_summary(abbreviated=True)
    del x


def test_tensors_made_in_a_loop_do_not_pile_up() -> None:
    torch.mock.reset_peak_memory_stats()
    base = torch.mock.memory_allocated()
    for _ in range(50):
        x = torch.randn(1 << 18, device="mock")
        x = x * 2 + 1
    assert torch.mock.max_memory_allocated() <= base + 5 * (1 << 20)


def test_a_stray_host_access_dies(isolated) -> None:
    result = isolated.run(
        """
        import ctypes, torch
        ctypes.string_at(torch.ones(4, device="mock").data_ptr(), 4)
        """
    )
    assert result.returncode == -11
