"""Random numbers of the device."""

from __future__ import annotations

import pytest
import torch

DRAWS = {
    "randn": lambda **kw: torch.randn(7, **kw),
    "rand": lambda **kw: torch.rand(7, **kw),
    "randint": lambda **kw: torch.randint(100, (7,), **kw),
    "randperm": lambda **kw: torch.randperm(20, **kw),
}


@pytest.mark.parametrize("name", DRAWS)
def test_the_same_seed_gives_the_cpus_values(name: str) -> None:
    torch.manual_seed(5)
    expected = DRAWS[name]()
    torch.manual_seed(5)
    assert torch.equal(DRAWS[name](device="mock").cpu(), expected)
    assert not torch.equal(DRAWS[name](device="mock").cpu(), expected), "the state has moved on"


@pytest.mark.parametrize("name", DRAWS)
def test_a_generator_of_ones_own(name: str) -> None:
    generator = torch.Generator(device="mock").manual_seed(9)
    first = DRAWS[name](device="mock", generator=generator)
    generator.manual_seed(9)
    torch.mock.manual_seed(1)  # the default generator plays no part
    assert torch.equal(first.cpu(), DRAWS[name](device="mock", generator=generator).cpu())


def test_a_generator_of_the_cpu_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Expected a 'mock' device type for generator"):
        torch.randn(2, device="mock", generator=torch.Generator())


def test_the_devices_draw_apart_and_leave_the_cpu_alone() -> None:
    torch.manual_seed(1)
    cpu_state = torch.get_rng_state()
    first = torch.randn(4, device="mock:0")
    assert torch.equal(first.cpu(), torch.randn(4, device="mock:1").cpu()), "both seeded with 1"
    torch.nn.functional.dropout(torch.ones(100, device="mock"))
    assert torch.equal(torch.get_rng_state(), cpu_state)


def test_states_are_saved_and_restored() -> None:
    states = torch.mock.get_rng_state_all()
    expected = torch.rand(3, device="mock").cpu()
    torch.mock.set_rng_state_all(states)
    assert torch.equal(torch.rand(3, device="mock").cpu(), expected)
    with torch.random.fork_rng(devices=[0], device_type="mock"):
        torch.rand(10, device="mock")
    torch.mock.set_rng_state(states[0])
    assert torch.equal(torch.rand(3, device="mock").cpu(), expected)


def test_operators_that_draw_without_a_generator_argument() -> None:
    ones = torch.ones(1000, device="mock")
    results = []
    for _ in range(2):
        torch.mock.manual_seed(3)
        results.append(torch.native_dropout(ones, 0.5, True)[1].cpu())
    assert torch.equal(*results)
    assert not torch.equal(results[0], torch.native_dropout(ones, 0.5, True)[1].cpu())


def test_seeds() -> None:
    torch.mock.manual_seed(42)
    assert torch.mock.initial_seed() == 42
    torch.mock.manual_seed_all(43)
    with torch.mock.device(1):
        assert torch.mock.initial_seed() == 43
    torch.mock.seed_all()
    seed = torch.mock.initial_seed()
    assert seed != 43
    with torch.mock.device(1):
        assert torch.mock.initial_seed() == seed
