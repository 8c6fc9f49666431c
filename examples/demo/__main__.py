"""`make demo`: ordinary models on the device, one that breaks its limits, and a look inside.

Exits with 1 when anything that it promises does not hold.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import torch
from torch import Tensor, nn

import digits
import show
import torch_mock
from inside import look_inside
from measure import Measurement, measure, run
from models import ByteGPT2, DigitsCNN, DigitsMLP, LimitBreaker
from ordinary import CASES, Case

README = Path(__file__).resolve().parents[2] / "README.md"
GPT2_BYTES = 128
RELATIVE_ERROR = 1e-4  # of the largest result, at most
EXPECTED_RULES = {"dtype.supported", "matrix.extent-multiple", "operator.supported", "tensor.rank"}

failed: list[str] = []


def expect(holds: bool, what: str) -> None:
    """Notes a broken promise and goes on, so that one run shows all of them."""
    if not holds:
        show.console.print(f"[red]NOT MET:[/] {what}")
        failed.append(what)


def judge(m: Measurement) -> None:
    """Values, agreement of the executions, and no host call."""
    expect(m.error <= RELATIVE_ERROR * m.scale, f"{m.name}: values within 1e-4 of eager")
    expect(m.state_error <= RELATIVE_ERROR * m.scale, f"{m.name}: buffers as eager leaves them")
    expect(not m.host_calls, f"{m.name}: no host call of {', '.join(sorted(m.host_calls))}")
    expect(m.agreement.holds, f"{m.name}: both executions agree")


def classify(name: str, model: nn.Module, data: digits.Digits) -> None:
    show.heading(f"{name}: handwritten digits")
    show.step(f"training on the CPU with {len(data.train_labels)} images")
    digits.train(model, data, epochs=20)
    show.step(f"compiling for mock-v1 and classifying {len(data.test_labels)} images on the device")
    m = measure(name, model, data.test_images)
    there = digits.accuracy(m.output, data.test_labels)
    eager = digits.accuracy(m.eager, data.test_labels)
    show.measurement(m, f"accuracy {there:.1%} (eager {eager:.1%})")
    expect(there == eager, f"{name}: accuracy as eager's")
    judge(m)


def generate_text() -> None:
    show.heading("GPT-2, 2 layers over bytes: this project's README")
    text = README.read_bytes()[:GPT2_BYTES]
    tokens = torch.tensor(list(text)).unsqueeze(0)
    show.step(f"the first {len(text)} bytes of README.md, forward")
    m = measure("GPT-2", ByteGPT2(GPT2_BYTES), tokens)
    same = int((m.output.argmax(-1) == m.eager.argmax(-1)).sum())
    show.measurement(m, f"most likely next byte as eager's at {same} of {tokens.numel()} positions")
    expect(same == tokens.numel(), "GPT-2: the same most likely bytes as eager")
    judge(m)


def run_ordinary(case: Case) -> None:
    show.heading(case.title)
    torch.manual_seed(0)
    model = case.make()
    parameters = sum(p.numel() for p in model.parameters())
    show.step(f"{parameters:,} parameters, random; compiling for mock-v1 and running")
    m = measure(case.name, model, *case.inputs(), reduced=case.small())
    same = int((m.output.argmax(-1) == m.eager.argmax(-1)).sum())
    rows = m.output[..., 0].numel()
    show.measurement(m, f"largest result as eager's at {same} of {rows} positions")
    judge(m)


def allocations() -> int:
    """Of device memory, since the process began."""
    return int(torch.mock.memory_stats()["allocation.all.allocated"])


def refuse(model: nn.Module, inputs: Tensor) -> None:
    show.heading("A model that breaks limits, strict")
    torch.mock.reset_host_calls()
    before = allocations()
    try:
        run(model, inputs, enforcement="strict")
    except torch_mock.ConstraintError as error:
        found = error.report.violations
        show.step("torch_mock.ConstraintError, as the caller of the model sees it:")
        show.console.print(str(error), markup=False, soft_wrap=True)
        expect(not torch.mock.host_calls(), "strict: no operator ran on the host")
        expect(allocations() == before, "strict: no memory of the device was taken")
        broken = {violation.rule for violation in found}
        expect(broken >= EXPECTED_RULES, f"strict: all of {sorted(EXPECTED_RULES)} are reported")
        lines = {violation.where.code.strip() for violation in found}
        expect(lines <= LimitBreaker.lines(), "strict: every violation is on a line of the model")
    else:
        expect(False, "strict: the model is refused")


def itemise(model: nn.Module, inputs: Tensor, eager: tuple[Tensor, ...]) -> None:
    show.heading("The same model, lenient")
    outputs, report, calls = run(model, inputs, enforcement="lenient")
    for there, here in zip(outputs, eager, strict=True):
        torch.testing.assert_close(there, here)
    show.step("ran; every output equals eager's within the tolerances of torch.testing")
    show.step(f"host calls: {show.host_calls(calls)}")
    show.actions(report.violations)
    expect("aten.lgamma" in calls, "lenient: the operator that the device lacks ran on the host")


def break_limits() -> None:
    model = LimitBreaker().eval()
    inputs = torch.randn(60, 100)
    with torch.no_grad():
        eager = model(inputs)
    model.to("mock")
    refuse(model, inputs.to("mock"))
    itemise(model, inputs.to("mock"), eager)


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--artifacts", type=Path, required=True, help="where the compiler writes")
    arguments = parser.parse_args()
    begin = time.perf_counter()
    torch.manual_seed(0)
    show.heading("The device")
    show.step(f"{torch.mock.device_count()} devices: {torch.mock.get_device_name(0)}")
    data = digits.load()
    mlp = DigitsMLP()
    classify("MLP", mlp, data)
    classify("CNN", DigitsCNN(), data)
    generate_text()
    for case in CASES:
        run_ordinary(case)
    break_limits()
    show.heading("One kernel of the MLP, as MLIR and as a device program")
    look_inside(mlp.to("mock"), data.test_images.to("mock"), arguments.artifacts)
    show.console.print(f"\n[dim]{time.perf_counter() - begin:.0f} s[/]")
    if failed:
        show.console.print(f"[red]{len(failed)} promises not met[/]")
        return 1
    show.console.print("[green]Everything that the demo promises holds.[/]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
