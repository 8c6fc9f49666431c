"""Eager operators by the host library: values, aliasing, counts and policies."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F


def test_counts_by_functional_overload(host_calls) -> None:
    x = torch.ones(2, 2, device="mock")
    _ = x + x
    x.add_(x)
    torch.add(x, x, out=torch.empty(2, 2, device="mock"))
    torch.linalg.svd(x)
    host_calls.expect(add__Tensor=3, _linalg_svd=1)
    host_calls.reset()
    assert host_calls() == {}


def test_in_place_returns_the_tensor_itself() -> None:
    x = torch.arange(4.0, device="mock")
    version = x._version
    assert x.mul_(2) is x
    assert x._version == version + 1
    x[1:3].exp_().clamp_(max=10)
    assert x.tolist() == pytest.approx([0, 7.389056, 10, 6])


def test_out_is_written_resized_and_returned() -> None:
    x = torch.arange(4.0, device="mock")
    out = torch.empty(0, device="mock")
    assert torch.mul(x, 2, out=out) is out
    assert out.tolist() == [0, 2, 4, 6]
    indices = torch.empty(0, dtype=torch.long, device="mock")
    torch.nonzero(x, out=indices)
    assert indices.tolist() == [[1], [2], [3]]
    values, where = torch.empty(0, device="mock"), torch.empty(0, dtype=torch.long, device="mock")
    torch.max(x.view(2, 2), 1, out=(values, where))
    assert (values.tolist(), where.tolist()) == ([1, 3], [1, 1])


def test_out_into_a_strided_view() -> None:
    base = torch.zeros(4, 4, device="mock")
    torch.add(torch.ones(4, 2, device="mock"), 1, out=base[:, ::2])
    assert base.cpu().tolist() == [[2, 0, 2, 0]] * 4


def test_overlap_is_refused_as_on_the_cpu() -> None:
    x = torch.arange(4.0, device="mock")
    with pytest.raises(RuntimeError, match="single memory location"):
        torch.cumsum(x[:3], 0, out=x[1:])
    with pytest.raises(RuntimeError, match="single memory location"):
        x[:1].expand(4).add_(1)


def test_lists_of_tensors() -> None:
    parts = [torch.full((2,), float(i), device="mock") for i in range(3)]
    assert torch.cat(parts).tolist() == [0, 0, 1, 1, 2, 2]
    assert torch.stack(parts, 1).shape == (2, 3)
    torch._foreach_add_(parts, 1.0)
    assert [part.tolist() for part in parts] == [[1, 1], [2, 2], [3, 3]]
    parameter = torch.nn.Parameter(torch.ones(3, device="mock"))
    parameter.grad = torch.ones(3, device="mock")
    torch.optim.Adam([parameter], lr=0.1, fused=True).step()
    assert parameter.tolist() == pytest.approx([0.9] * 3)


def test_optional_tensors_and_indexing() -> None:
    x = torch.arange(6.0, device="mock").view(2, 3)
    assert x[:, torch.tensor([2, 0], device="mock")].tolist() == [[2, 0], [5, 3]]
    x[torch.tensor([True, False])] = -1
    assert x.tolist() == [[-1, -1, -1], [3, 4, 5]]
    assert F.layer_norm(x, (3,)).shape == (2, 3)


def test_results_of_shapes_that_depend_on_data() -> None:
    x = torch.tensor([3, 0, 3, 1], device="mock")
    assert x.unique().tolist() == [0, 1, 3]
    assert x.nonzero().flatten().tolist() == [0, 2, 3]
    assert x[x > 0].tolist() == [3, 3, 1]
    assert torch.bincount(x).tolist() == [1, 1, 0, 2]


def test_results_are_device_memory() -> None:
    before = torch.mock.memory_allocated()
    result = torch.linalg.inv(torch.eye(64, device="mock"))
    assert torch.mock.memory_allocated() >= before + result.nbytes
    assert result.is_mock


def test_composed_host_kernels_are_counted_once(host_calls) -> None:
    image = torch.randn(1, 2, 6, 6, device="mock")
    F.conv2d(image, torch.randn(3, 2, 3, 3, device="mock"))
    calls = host_calls()
    assert calls["aten.convolution"] == 1
    assert set(calls) == {"aten.normal_", "aten.convolution"}


def test_a_packed_sequence_keeps_its_lengths_on_the_cpu() -> None:
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.randn(4, 2, 3, device="mock"), torch.tensor([4, 2])
    )
    assert packed.data.is_mock
    assert packed.batch_sizes.device.type == "cpu"


def test_error_policy_refuses_and_leaves_the_arguments_alone(strict_eager) -> None:
    x = torch.ones(2, device="mock")
    with pytest.raises(NotImplementedError, match=r"aten\.add\.Tensor.*TORCH_MOCK_EAGER_FALLBACK"):
        x.add_(1)
    assert x.tolist() == [1, 1]
    with pytest.raises(NotImplementedError, match=r"aten\.convolution"):
        F.conv1d(torch.ones(1, 1, 4, device="mock"), torch.ones(1, 1, 2, device="mock"))
    assert x.clone().t().contiguous().cpu().tolist() == [1, 1], "the device's own work goes on"


def test_the_policy_comes_from_the_environment(isolated) -> None:
    code = "import torch; torch.ones(2, device='mock') + 1"
    result = isolated.run(code, TORCH_MOCK_EAGER_FALLBACK="error")
    assert "NotImplementedError" in result.stderr
    result = isolated.run(
        code + "\ntorch.ones(2, device='mock') + 1", TORCH_MOCK_EAGER_FALLBACK="warn"
    )
    assert result.returncode == 0
    assert result.stderr.count("aten.add.Tensor is run by the host library") == 1
    result = isolated.run(code, TORCH_MOCK_EAGER_FALLBACK="alow")
    assert "ValueError: TORCH_MOCK_EAGER_FALLBACK must be allow, warn or error" in result.stderr


def test_an_operator_without_any_kernel_is_named() -> None:
    with pytest.raises(NotImplementedError, match="_indices"):
        torch.eye(2, device="mock")._indices()


def test_an_error_of_the_host_library_reaches_the_caller() -> None:
    with pytest.raises(RuntimeError, match=r"mat1 and mat2|size mismatch|cannot be multiplied"):
        torch.ones(2, 3, device="mock") @ torch.ones(2, 3, device="mock")
    with pytest.raises(torch.linalg.LinAlgError, match="singular"):
        torch.linalg.inv(torch.zeros(2, 2, device="mock"))
    assert (torch.ones(2, device="mock") + 1).tolist() == [2, 2]


def test_operators_of_other_libraries_run_too(host_calls) -> None:
    with torch.library._scoped_library("mock_test", "DEF") as library:
        library.define("twice(Tensor x) -> Tensor")
        library.impl("twice", lambda x: x * 2, "CPU")
        result = torch.ops.mock_test.twice(torch.ones(2, device="mock"))
    assert result.tolist() == [2, 2]
    assert host_calls() == {"mock_test.twice": 1}


def test_host_work_costs_simulated_time() -> None:
    begin, end = (torch.mock.Event(enable_timing=True) for _ in range(2))
    x = torch.ones(1 << 20, device="mock")
    begin.record()
    _ = x * 2
    end.record()
    torch.mock.synchronize()
    assert begin.elapsed_time(end) > 0
