"""What PyTorch captures arrives whole: mutations, aliases, constants, shapes, placements."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from torch_mock import last_report


def test_inference(matches_eager: Any) -> None:
    with torch.no_grad():
        matches_eager(torch.nn.Linear(8, 5), torch.randn(3, 8))


def test_training(matches_eager: Any) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.GELU(), torch.nn.Linear(16, 4))
    matches_eager(model, torch.randn(3, 8, requires_grad=True), backward=True)


def test_mutated_inputs_are_written_back(matches_eager: Any) -> None:
    def function(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        x.add_(1)
        y[0] = 7
        return x * y

    matches_eager(function, torch.randn(4), torch.randn(4))


def test_buffers_are_updated(matches_eager: Any) -> None:
    matches_eager(torch.nn.BatchNorm1d(6), torch.randn(5, 6), backward=True)


def test_an_output_that_is_an_input(matches_eager: Any) -> None:
    def function(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return x, x + 1

    matches_eager(function, torch.randn(3))
    x = torch.randn(3)
    assert torch.compile(function, backend="mock")(x)[0] is x


@pytest.mark.parametrize("device", ["cpu", "mock"])
def test_an_output_that_is_a_view_of_an_input(device: str) -> None:
    x = torch.randn(4, 6, device=device)
    out = torch.compile(lambda t: t[1:3].t(), backend="mock")(x)
    out.zero_()
    assert x[1:3].abs().sum().item() == 0
    assert x[0].abs().sum().item() > 0


def test_two_outputs_of_one_storage(matches_eager: Any) -> None:
    def function(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        y = x * 2
        return y, y.t()

    first, second = matches_eager(function, torch.randn(3, 4))
    if first.device.type == "mock":
        assert first.untyped_storage().data_ptr() == second.untyped_storage().data_ptr()


def test_none_and_numbers_as_outputs(matches_eager: Any) -> None:
    def function(x: torch.Tensor) -> Any:
        return None, x + 1, 3, [x * 2]

    matches_eager(function, torch.randn(2))


def test_a_gradient_that_is_none(matches_eager: Any) -> None:
    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.used = torch.nn.Parameter(torch.randn(3))
            self.unused = torch.nn.Parameter(torch.randn(3))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x * self.used

    matches_eager(Model(), torch.randn(3), backward=True)


def test_constants_and_factories(matches_eager: Any) -> None:
    table = torch.tensor([1.0, 2.0, 3.0])

    def function(x: torch.Tensor) -> torch.Tensor:
        weights = torch.tensor([3.0, 4.0, 5.0], device=x.device)
        mask = torch.ones(3, device=x.device) * torch.arange(3, device=x.device)
        return x * weights + mask + table.to(x.device)

    matches_eager(function, torch.randn(3))


def test_factories_without_a_device_in_a_model_on_the_cpu() -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        return x + torch.arange(3) + torch.zeros(3, device="cpu") + torch.ones(3).cpu()

    x = torch.randn(3)
    out = torch.compile(function, backend="mock")(x)
    assert out.device.type == "cpu"
    torch.testing.assert_close(out, function(x))


def test_a_graph_without_inputs() -> None:
    out = torch.compile(lambda: torch.arange(4) * 2, backend="mock")()
    assert out.device.type == "cpu"
    assert out.tolist() == [0, 2, 4, 6]


def test_changed_shapes_compile_again(matches_eager: Any) -> None:
    model = torch.nn.Linear(6, 3)
    compiled = torch.compile(model, backend="mock")
    for rows in (2, 5, 9, 1, 0):
        x = torch.randn(rows, 6)
        out = compiled(x)
        torch.testing.assert_close(out, model(x))
        out.sum().backward()


@pytest.mark.parametrize("dynamic", [True, None])
def test_dynamic_shapes_are_specialised(dynamic: bool | None) -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        return x.reshape(-1, x.shape[0]) * x.shape[1]

    compiled = torch.compile(function, backend="mock", dynamic=dynamic)
    for shape in ((2, 3), (4, 5), (3, 3)):
        x = torch.randn(shape, device="mock")
        torch.testing.assert_close(compiled(x).cpu(), function(x.cpu()))


@pytest.mark.parametrize(
    "x",
    [
        torch.randn(6, 8).t(),
        torch.randn(9, 9)[1::2, 2:7],
        torch.randn(5, 1).expand(5, 4),
        torch.randn(33)[1:],
        torch.tensor(2.0),
        torch.randn(0, 4),
    ],
    ids=["transposed", "sliced", "expanded", "misaligned", "scalar", "empty"],
)
def test_strides_and_offsets_of_inputs(x: torch.Tensor) -> None:
    def function(t: torch.Tensor) -> torch.Tensor:
        return t * 2 + 1

    on_device = torch.empty_strided(x.shape, x.stride(), device="mock")
    for given in (x, x.to("mock"), on_device.copy_(x) if 0 not in x.stride() else x.to("mock")):
        torch.testing.assert_close(
            torch.compile(function, backend="mock")(given).cpu(), function(x)
        )


def test_a_misaligned_view_of_device_memory_is_right() -> None:
    base = torch.arange(40.0, device="mock")
    out = torch.compile(lambda t: t * 2, backend="mock")(base[3:20])
    assert out.tolist() == [2.0 * n for n in range(3, 20)]


def test_lists_and_optional_tensors(matches_eager: Any) -> None:
    def function(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        joined = torch.cat([x, y, x], dim=1)
        first, second, third = joined.split(3, dim=1)
        picked = third[torch.tensor([1, 0], device=x.device)]
        return torch.stack([first, second]).sum(0) + picked.mean()

    matches_eager(function, torch.randn(2, 3), torch.randn(2, 3))


def test_integers_bools_and_casts(matches_eager: Any) -> None:
    def function(x: torch.Tensor, i: torch.Tensor) -> Any:
        mask = x > 0
        return torch.where(mask, x, -x), mask & (i > 2), i * 2, x.to(torch.int32), i.float() / 3

    matches_eager(function, torch.randn(7), torch.arange(7))


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex64, torch.float16, torch.int16])
def test_types_that_the_device_may_lack(matches_eager: Any, dtype: torch.dtype) -> None:
    matches_eager(lambda x: x + x, torch.ones(5, dtype=dtype))


def test_convolution_and_attention(matches_eager: Any) -> None:
    def function(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        y = F.max_pool2d(F.conv2d(x, w, padding=1).relu(), 2).flatten(2)
        return F.scaled_dot_product_attention(y, y, y, is_causal=True)

    matches_eager(function, torch.randn(2, 3, 8, 8), torch.randn(5, 3, 3, 3))


def test_random_numbers_follow_the_seed() -> None:
    compiled = torch.compile(lambda x: F.dropout(x, 0.5), backend="mock")
    x = torch.ones(1000, device="mock")
    torch.manual_seed(5)
    first = compiled(x)
    torch.manual_seed(5)
    assert torch.equal(first.cpu(), compiled(x).cpu())
    assert not torch.equal(first.cpu(), compiled(x).cpu())
    assert 300 < (first == 0).sum().item() < 700


def test_tensors_on_another_device_are_refused_by_name() -> None:
    with pytest.raises(RuntimeError, match="'x' is on meta"):
        torch.compile(lambda x: x + 1, backend="mock")(torch.empty(3, device="meta"))


def test_two_devices_in_one_graph_are_refused_by_name() -> None:
    def function(x: torch.Tensor, y: torch.Tensor) -> Any:
        return x + 1, y + 1

    with pytest.raises(RuntimeError, match=r"one graph runs on one device.*mock:0.*mock:1"):
        torch.compile(function, backend="mock")(
            torch.ones(2, device="mock:0"), torch.ones(2, device="mock:1")
        )


def test_inputs_that_share_memory_and_are_written_are_refused_on_the_cpu() -> None:
    base = torch.zeros(6)

    def function(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        x.add_(1)
        return y * 2

    with pytest.raises(RuntimeError, match="share memory"):
        torch.compile(function, backend="mock")(base[:4], base[2:])
    assert base.abs().sum() == 0


def test_a_graph_runs_on_the_device_of_its_tensors() -> None:
    out = torch.compile(lambda x: x + 1, backend="mock")(torch.ones(2, device="mock:1"))
    assert out.device == torch.device("mock:1")


def test_threads_call_one_compiled_function() -> None:
    import threading

    compiled = torch.compile(lambda x: (x * 3).sum(), backend="mock")
    x = torch.ones(64, device="mock")
    compiled(x)
    results: list[float] = []
    threads = [
        threading.Thread(target=lambda: results.append(compiled(x).item())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [192.0] * 4


def test_inference_mode_and_nested_containers(matches_eager: Any) -> None:
    def function(inputs: dict[str, torch.Tensor]) -> dict[str, Any]:
        return {"sum": inputs["a"] + inputs["b"], "list": [inputs["a"] * 2]}

    with torch.inference_mode():
        matches_eager(function, {"a": torch.randn(2), "b": torch.randn(2)})


def test_the_report_names_lines_and_modules() -> None:
    torch.compile(torch.nn.Sequential(torch.nn.Linear(4, 4)), backend="mock")(torch.randn(2, 4))
    report = last_report()
    assert report is not None
    assert {graph["name"].partition(".")[2] for graph in report.graphs} == {"", "backward"}
