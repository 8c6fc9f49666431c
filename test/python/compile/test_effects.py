"""Operators with side effects: AOTAutograd threads tokens through them."""

from __future__ import annotations

import pytest
import torch


def inverses(x: torch.Tensor) -> torch.Tensor:
    return torch.linalg.inv(x + 1) * torch.linalg.inv(x + 2)


@pytest.fixture
def matrix() -> torch.Tensor:
    torch.manual_seed(0)
    return torch.eye(8) + torch.rand(8, 8)


@pytest.mark.parametrize("device", ["mock", "cpu"])
def test_checks_run_in_the_graph(matrix: torch.Tensor, device: str, host_calls) -> None:
    compiled = torch.compile(inverses, backend="mock", fullgraph=True)
    result = compiled(matrix.to(device)).cpu()
    counts = host_calls()
    torch.testing.assert_close(result, inverses(matrix))
    assert counts == {"aten.linalg_inv_ex": 2, "aten._linalg_check_errors": 2}


def test_a_failed_check_raises_and_the_device_works_on(matrix: torch.Tensor) -> None:
    compiled = torch.compile(inverses, backend="mock")
    with pytest.raises(torch.linalg.LinAlgError, match="singular"):
        compiled(torch.full((8, 8), -1.0, device="mock"))
    torch.testing.assert_close(compiled(matrix.to("mock")).cpu(), inverses(matrix))


def test_training(matrix: torch.Tensor) -> None:
    compiled = torch.compile(inverses, backend="mock")
    x, reference = matrix.to("mock").requires_grad_(), matrix.clone().requires_grad_()
    compiled(x).sum().backward()
    inverses(reference).sum().backward()
    torch.testing.assert_close(x.grad.cpu(), reference.grad)
