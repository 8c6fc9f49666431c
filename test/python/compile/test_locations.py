"""From stack traces to the user's lines."""

from __future__ import annotations

import pytest

from torch_mock.compile import locations
from torch_mock.compile.capture import readable_name

TRACE = f"""  File "/home/u/train.py", line 12, in main
    loss = model(x)
  File "{locations._TORCH}nn/modules/linear.py", line 130, in forward
    return F.linear(input, self.weight, self.bias)
  File "/home/u/net.py", line 41, in torch_dynamo_resume_in_forward_at_39
    return F.gelu(self.fc(x))
"""


def test_user_frames_innermost_first() -> None:
    frames = locations.parse_stack(TRACE)
    assert frames == (
        ("/home/u/net.py", "forward", "return F.gelu(self.fc(x))", 41),
        ("/home/u/train.py", "main", "loss = model(x)", 12),
    )


def test_frames_of_pytorch_stay_where_there_are_no_others() -> None:
    trace = f'  File "{locations._TORCH}nn/modules/linear.py", line 130, in forward\n    return x\n'
    assert len(locations.parse_stack(trace)) == 1


def test_a_frame_without_code() -> None:
    assert locations.parse_stack('File "a.py", line 1, in f\nFile "b.py", line 2, in g\n') == (
        ("b.py", "g", "", 2),
        ("a.py", "f", "", 1),
    )
    assert locations.parse_stack("") == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("L['self']", ""),
        ("L['self']._modules['layers']._modules['0']._modules['fc']", "layers.0.fc"),
        ("L['self'].layers[3].fc", "layers.3.fc"),
    ],
)
def test_module_paths(name: str, expected: str) -> None:
    assert (
        locations.module_path({"outer": ("L['self']", object), "key": (name, object)}) == expected
    )
    assert locations.module_path(None) == ""


def test_a_backward_node_gets_the_line_of_its_forward() -> None:
    forward = {7: {"stack_trace": TRACE, "seq_nr": 7}}
    frames, _ = locations.location_of({"seq_nr": 7}, forward)
    assert frames[0][0] == "/home/u/net.py"
    assert locations.location_of({"seq_nr": 8}, forward) == ((), "")


@pytest.mark.parametrize(
    ("placeholder", "expected"),
    [
        ("l_x_", "x"),
        ("L_x_", "x"),
        ("l_self_modules_fc_parameters_weight_", "fc.weight"),
        ("l_self_modules_layers_modules_0_buffers_mean_", "layers.0.mean"),
        ("arg0_1", "arg0_1"),
    ],
)
def test_readable_names(placeholder: str, expected: str) -> None:
    assert readable_name(placeholder) == expected
