"""Making tensors, looking at them and refusing wrong use."""

from __future__ import annotations

import copy
import io

import pytest
import torch


@pytest.mark.parametrize("make", [torch.empty, torch.zeros, torch.randn, torch.ones])
@pytest.mark.parametrize("device", ["mock:7", "mock:2"])
def test_an_index_beyond_the_count_is_refused(make, device: str) -> None:
    with pytest.raises(RuntimeError, match=rf"{device}.*2 mock devices"):
        make(2, device=device)


def test_an_index_that_wraps_around_is_refused() -> None:
    with pytest.raises(RuntimeError, match="above 127 or below 0.*2 mock devices"):
        torch.empty(2, device="mock:128")
    with pytest.raises(RuntimeError, match="mock:5"):
        torch.ones(2).to("mock:5")


def test_factories_fill_without_the_host_library(host_calls) -> None:
    assert torch.zeros(2, 3, device="mock").tolist() == [[0.0] * 3] * 2
    assert torch.ones(2, dtype=torch.bool, device="mock:1").tolist() == [True, True]
    assert torch.full((2,), 7, device="mock").tolist() == [7, 7]
    assert torch.tensor([1.5, 2.5], device="mock").tolist() == [1.5, 2.5]
    assert torch.empty(0, device="mock").tolist() == []
    assert torch.zeros_like(torch.ones(3, device="mock:1")).device.index == 1
    strided = torch.zeros(4, 4, device="mock")
    strided[::2, 1::2].fill_(3)
    assert strided.cpu().sum() == 12
    assert host_calls() == {}


@pytest.mark.parametrize("dtype", [torch.float16, torch.int8, torch.complex64, torch.bool])
def test_fill_converts_its_value(dtype: torch.dtype) -> None:
    expected = torch.full((37,), 1).to(dtype)
    assert torch.equal(torch.empty(37, dtype=dtype, device="mock").fill_(1).cpu(), expected)


def test_factories_with_a_device_argument() -> None:
    assert torch.equal(torch.arange(5, device="mock:1").cpu(), torch.arange(5))
    assert torch.equal(torch.eye(3, device="mock").cpu(), torch.eye(3))
    assert torch.equal(torch.tril_indices(3, 3, device="mock").cpu(), torch.tril_indices(3, 3))
    assert torch.tril_indices(3, 3, device="mock:1").device == torch.device("mock:1")
    assert torch.linspace(0, 1, 5, device="mock").tolist() == [0, 0.25, 0.5, 0.75, 1]


VIEWS = {
    "as_strided": lambda x: x.as_strided((2, 2), (1, 3), 1),
    "view": lambda x: x.view(6),
    "reshape": lambda x: x.reshape(3, 2),
    "transpose": lambda x: x.t(),
    "select": lambda x: x[1],
    "slice": lambda x: x[:, ::2],
    "unfold": lambda x: x.unfold(1, 2, 1),
    "expand": lambda x: x[:1].expand(4, 3),
    "squeeze": lambda x: x[:1].squeeze(),
    "diagonal": lambda x: x.diagonal(),
    "view_dtype": lambda x: x.view(torch.int32),
    "detach": lambda x: x.detach(),
    "unbind": lambda x: x.unbind()[1],
    "split": lambda x: x.split(2, 1)[1],
    "movedim": lambda x: x.movedim(0, 1),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_share_memory_and_call_nothing(name: str, host_calls) -> None:
    base = torch.arange(6.0).reshape(2, 3)
    device = base.to("mock")
    view, expected = VIEWS[name](device), VIEWS[name](base)
    assert view.stride() == expected.stride()
    assert view.storage_offset() == expected.storage_offset()
    assert view.untyped_storage().data_ptr() == device.untyped_storage().data_ptr()
    assert torch.equal(view.cpu(), expected)
    device.zero_()
    assert not view.cpu().any()
    assert host_calls() == {}


def test_complex_views(host_calls) -> None:
    x = torch.randn(3, dtype=torch.complex64)
    assert torch.equal(torch.view_as_real(x.mock()).cpu(), torch.view_as_real(x))
    assert torch.equal(torch.view_as_complex(torch.view_as_real(x.mock())).cpu(), x)
    assert torch.equal(x.mock().imag.cpu(), x.imag)
    assert host_calls() == {}


def test_resize_keeps_values_and_grows_storage(host_calls) -> None:
    x = torch.arange(4.0).to("mock")
    x.resize_(2, 3)
    assert x.cpu().flatten()[:4].tolist() == [0, 1, 2, 3]
    assert x.untyped_storage().nbytes() == 24
    x.resize_(2)
    assert x.tolist() == [0, 1]
    assert x.untyped_storage().nbytes() == 24, "shrinking keeps the storage"
    x.untyped_storage().resize_(0)
    assert x.untyped_storage().nbytes() == 0
    assert host_calls() == {}


def test_set_shares_a_storage() -> None:
    source = torch.arange(6.0, device="mock")
    assert torch.empty(0, device="mock").set_(source).tolist() == source.tolist()
    part = torch.empty(0, device="mock").set_(source.untyped_storage(), 2, (2,), (2,))
    assert part.tolist() == [2, 4]
    assert part.is_set_to(source[2::2])
    with pytest.raises(RuntimeError, match="different device"):
        torch.empty(0, device="mock").set_(torch.ones(2).untyped_storage())


def test_data_and_storage() -> None:
    x = torch.ones(2, device="mock")
    x.data = torch.zeros(3, device="mock")
    assert x.tolist() == [0, 0, 0]
    assert torch.ones(2).untyped_storage().mock().device == torch.device("mock:0")
    assert x.untyped_storage().cpu().device == torch.device("cpu")


def test_printing_shows_values_without_host_calls(host_calls, strict_eager) -> None:
    text = str(torch.tensor([[1.5, -2.0]]).to("mock:1"))
    assert text == "tensor([[ 1.5000, -2.0000]], device='mock:1')"
    assert host_calls() == {}


def test_items_and_numbers() -> None:
    assert torch.tensor(3.5, device="mock").item() == 3.5
    assert bool(torch.tensor(True, device="mock"))
    assert torch.tensor(1 + 2j).mock().item() == 1 + 2j
    with pytest.raises(TypeError, match="Tensor.cpu"):
        torch.ones(2, device="mock").numpy()


@pytest.mark.parametrize("location", [None, "cpu", "mock:1"])
def test_save_and_load(location: str | None) -> None:
    state = {"a": torch.randn(3, device="mock"), "b": torch.arange(4)}
    buffer = io.BytesIO()
    torch.save(state, buffer)
    buffer.seek(0)
    loaded = torch.load(buffer, map_location=location)
    assert loaded["a"].device == torch.device(location or "mock:0")
    assert torch.equal(loaded["a"].cpu(), state["a"].cpu())


def test_loading_to_a_device_that_does_not_exist_is_refused() -> None:
    buffer = io.BytesIO()
    torch.save(torch.ones(2), buffer)
    buffer.seek(0)
    with pytest.raises(RuntimeError, match=r"device 5 .* is 2"):
        torch.load(buffer, map_location="mock:5")


def test_deepcopy_is_independent() -> None:
    module = torch.nn.Linear(2, 2, device="mock")
    twin = copy.deepcopy(module)
    with torch.no_grad():
        module.weight.zero_()
    assert twin.weight.device == torch.device("mock:0")
    assert twin.weight.cpu().any()


def test_generated_methods() -> None:
    assert torch.ones(2).mock().is_mock
    assert torch.ones(2).mock(1).device == torch.device("mock:1")
    assert not torch.ones(2).is_mock
    assert next(torch.nn.Linear(1, 1).mock().parameters()).is_mock
    packed = torch.nn.utils.rnn.pack_sequence([torch.ones(2), torch.ones(1)])
    assert packed.mock().data.is_mock


def test_default_device() -> None:
    with torch.device("mock:1"):
        assert torch.ones(2).device == torch.device("mock:1")
    try:
        torch.set_default_device("mock")
        assert torch.ones(2).device == torch.device("mock:0")
        assert torch.nn.Linear(1, 1).weight.is_mock
    finally:
        torch.set_default_device(None)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: torch.ones(2, device="mock") + torch.ones(2),
        lambda: torch.ones(2) + torch.ones(2, device="mock"),
        lambda: torch.ones(2, device="mock") + torch.ones(2, device="mock:1"),
        lambda: torch.cat([torch.ones(2, device="mock"), torch.ones(2)]),
        lambda: torch.tensor(1.0).add_(torch.tensor(1.0, device="mock")),
        lambda: torch.add(torch.ones(2, device="mock"), 1, out=torch.empty(2)),
        lambda: torch.nn.functional.linear(torch.ones(1, 2, device="mock"), torch.ones(2, 2)),
        lambda: torch.nn.functional.conv2d(
            torch.ones(1, 1, 3, 3, device="mock"), torch.ones(1, 1, 3, 3)
        ),
    ],
)
def test_tensors_on_different_devices_are_refused(wrong) -> None:
    with pytest.raises(RuntimeError, match="device"):
        wrong()


def test_scalars_of_the_cpu_are_taken() -> None:
    assert (torch.ones(2, device="mock") * torch.tensor(3.0)).tolist() == [3, 3]
    indices = torch.tensor([1, 0])
    assert torch.tensor([5.0, 6.0], device="mock")[indices].tolist() == [6, 5]


@pytest.mark.parametrize(
    ("operator", "wrong"),
    [
        ("_sparse_coo_tensor", lambda: torch.sparse_coo_tensor([[0], [1]], [1.0], device="mock")),
        ("_to_sparse", lambda: torch.eye(2, device="mock").to_sparse()),
        ("_sparse_coo_tensor", lambda: torch.eye(2).to_sparse().to("mock")),
        ("_to_sparse_csr", lambda: torch.eye(2, device="mock").to_sparse_csr()),
        (
            "quantize_per_tensor",
            lambda: torch.quantize_per_tensor(torch.ones(2, device="mock"), 0.1, 0, torch.qint8),
        ),
        (
            "empty_quantized",
            lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8).to("mock"),
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_sparse_and_quantized_tensors_are_refused_by_name(operator: str, wrong) -> None:
    with pytest.raises(NotImplementedError, match=operator):
        wrong()
    assert (torch.ones(2, device="mock") + 1).tolist() == [2, 2], "the device works on"


def test_pinning() -> None:
    pinned = torch.ones(3).pin_memory()
    assert pinned.is_pinned()
    assert pinned[1:].is_pinned()
    assert not torch.ones(3).is_pinned()
    assert torch.empty(3, pin_memory=True).is_pinned()
    with pytest.raises(RuntimeError, match="pin"):
        torch.empty(3, device="mock", pin_memory=True)


@pytest.mark.parametrize("workers", [0, 2])
def test_data_loader_pins(workers: int) -> None:
    data = torch.utils.data.TensorDataset(torch.arange(8.0))
    loader = torch.utils.data.DataLoader(data, batch_size=4, pin_memory=True, num_workers=workers)
    batches = [batch for (batch,) in loader]
    assert all(batch.is_pinned() for batch in batches)
    assert [batch.to("mock", non_blocking=True).sum().item() for batch in batches] == [6, 22]
