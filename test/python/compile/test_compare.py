"""The comparator: what it lets pass and what it finds."""

from __future__ import annotations

import math

import pytest
import torch

from torch_mock.compile.compare import Bound, bound_of, differences


def test_exact_operators_must_agree_bit_by_bit() -> None:
    bound = bound_of({"aten.add.Tensor", "aten.relu"}, 100)
    assert bound == Bound(0.0, 0.0)
    one = torch.tensor([1.0])
    assert differences(one, one.clone(), bound) == []
    assert len(differences(one, one + torch.finfo(torch.float32).eps, bound)) == 1


def test_the_bound_of_contractions_grows_with_the_sum() -> None:
    short, long = bound_of({"aten.mm"}, 8), bound_of({"aten.addmm"}, 800)
    assert long.scaled_ulp == 100 * short.scaled_ulp
    a, b = torch.tensor([1000.0, 0.0]), torch.tensor([1000.0, 0.01])
    assert differences(a, b, short)
    assert not differences(a, b, long)


@pytest.mark.parametrize("dtype", [torch.int32, torch.int64, torch.bool])
def test_integers_have_no_tolerance(dtype: torch.dtype) -> None:
    a, b = torch.tensor([0, 1]).to(dtype), torch.tensor([1, 1]).to(dtype)
    found = differences(a, b, Bound(1e9, 1e9))
    assert [d.position for d in found] == [(0,)]


def test_nan_and_infinity_must_be_equal() -> None:
    values = torch.tensor([math.nan, math.inf, -math.inf])
    assert differences(values, values.clone(), Bound()) == []
    assert differences(values, torch.tensor([0.0, math.inf, -math.inf]), Bound(1e6, 1e6))
    assert differences(values, torch.tensor([math.nan, 1.0, -math.inf]), Bound(1e6, 1e6))


def test_a_difference_says_where() -> None:
    a = torch.zeros(2, 3)
    b = a.clone()
    b[1, 2] = 5
    found = differences({"x": [a]}, {"x": [b]}, Bound())
    assert (found[0].position, found[0].fast, found[0].checked) == ((1, 2), 0.0, 5.0)


def test_another_shape_or_type_is_an_error() -> None:
    with pytest.raises(ValueError, match="output 0"):
        differences(torch.zeros(2), torch.zeros(3), Bound())
