"""Where the configuration comes from, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from torch_mock import config
from torch_mock.errors import ConfigError

VARIABLES = [variable for variable, _, _ in config._ENVIRONMENT]


@pytest.fixture(autouse=True)
def _empty_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    config.reload()
    yield
    monkeypatch.undo()
    config.reload()


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    config._from_file.cache_clear()
    config._resolve.cache_clear()


def test_defaults() -> None:
    assert config.current() == config.Config()
    assert not config.current().strict


def test_each_source_is_stronger_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        "torch_mock.toml", 'execution = "checked"\nenforcement = "strict"\nprofile = "from-file"\n'
    )
    assert config.current().profile == "from-file"
    monkeypatch.setenv("TORCH_MOCK_PROFILE", "from-environment")
    assert config.current().profile == "from-environment"
    with config.patch(profile="from-patch"):
        assert config.current().profile == "from-patch"
        assert config.with_options({"profile": "from-options"}).profile == "from-options"
        assert config.with_options(None).profile == "from-patch"
    assert config.current().profile == "from-environment"
    assert config.current().execution == "checked"


def test_pyproject_counts_with_its_table_only() -> None:
    write("pyproject.toml", '[project]\nname = "x"\n')
    assert config.find_file() is None or config.find_file() != Path("pyproject.toml").resolve()
    write("pyproject.toml", '[tool.torch_mock]\nenforcement = "strict"\n')
    assert config.current().strict


def test_the_nearest_file_upwards_applies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("torch_mock.toml", 'enforcement = "strict"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert config.reload().strict


def test_paths_of_a_file_are_relative_to_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("torch_mock.toml", 'artifacts = "out"\nprofile = "mine.json"\n')
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert config.reload().artifacts == str(tmp_path / "out")
    assert config.current().profile == str(tmp_path / "mine.json")


@pytest.mark.parametrize(
    ("variable", "value", "key", "expected"),
    [
        ("TORCH_MOCK_ENFORCEMENT", "strict", "enforcement", "strict"),
        ("TORCH_MOCK_EXECUTION", "checked", "execution", "checked"),
        ("TORCH_MOCK_ARTIFACTS", "dir", "artifacts", "dir"),
        ("TORCH_MOCK_DEVICES", "mock-v1, b.json", "devices", ("mock-v1", "b.json")),
        ("TORCH_MOCK_EAGER_FALLBACK", "error", "eager_fallback", "error"),
        ("TORCH_MOCK_LOG", "debug", "log", "debug"),
        ("MOCK_STRICT", "1", "enforcement", "strict"),
        ("MOCK_STRICT", "off", "enforcement", "lenient"),
        ("MOCK_ALIGNMENT", "128", "alignment", 128),
        ("MOCK_MAX_MEMORY", "1048576", "max_memory", 1048576),
    ],
)
def test_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, key: str, expected: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(config.current(), key) == expected


def test_the_long_name_is_stronger_than_the_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_STRICT", "1")
    monkeypatch.setenv("TORCH_MOCK_ENFORCEMENT", "lenient")
    assert not config.current().strict


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"enforcment": "strict"}, ["'enforcment'", "did you mean 'enforcement'"]),
        ({"enforcement": "strcit"}, ["'strcit'", "did you mean 'strict'"]),
        ({"execution": "quick"}, ["'quick'", "checked", "fast"]),
        ({"rules": {"a.b": "ignor"}}, ["'a.b'", "did you mean 'ignore'"]),
        ({"rules": ["a.b"]}, ["must map"]),
        ({"profile": 7}, ["profile", "7"]),
        ({"alignment": 48}, ["power of two", "48"]),
        ({"max_memory": -1}, ["positive", "-1"]),
        ({"max_memory": True}, ["positive"]),
        ({"devices": "mock-v1"}, ["unknown option key 'devices'"]),
    ],
)
def test_options_are_refused_by_name(options: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        config.with_options(options)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_bad_sources_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_ALIGNMENT", "many")
    with pytest.raises(ConfigError, match=r"environment variable MOCK_ALIGNMENT.*'many'"):
        config.current()
    monkeypatch.delenv("MOCK_ALIGNMENT")
    write("torch_mock.toml", "colour = 1\n")
    with pytest.raises(ConfigError, match=r"torch_mock\.toml: unknown configuration key 'colour'"):
        config.current()
    write("torch_mock.toml", "= broken")
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        config.current()


def test_patch_is_a_decorator_and_nests() -> None:
    @config.patch(enforcement="strict")
    def decorated() -> config.Config:
        with config.patch(execution="checked"):
            return config.current()

    inner = decorated()
    assert inner.strict
    assert inner.execution == "checked"
    assert inner.explicit == {"enforcement", "execution"}
    assert config.current() == config.Config()


def test_patch_ends_when_its_block_raises() -> None:
    with pytest.raises(KeyError), config.patch(enforcement="strict"):
        raise KeyError
    assert not config.current().strict


def test_patch_holds_for_its_thread_only() -> None:
    seen: list[bool] = []
    with config.patch(enforcement="strict"):
        thread = threading.Thread(target=lambda: seen.append(config.current().strict))
        thread.start()
        thread.join()
    assert seen == [False]


def test_configurations_are_hashable() -> None:
    one = config.with_options({"rules": {"b": "warn", "a": "ignore"}})
    other = config.with_options({"rules": {"a": "ignore", "b": "warn"}})
    assert one == other
    assert hash(one) == hash(other)


def test_the_eager_fallback_reaches_the_device() -> None:
    import torch

    before = torch.mock.eager_fallback()
    with config.patch(eager_fallback="error"):
        assert torch.mock.eager_fallback() == "error"
        with pytest.raises(NotImplementedError, match="TORCH_MOCK_EAGER_FALLBACK"):
            torch.linalg.svdvals(torch.eye(3, device="mock"))
    assert torch.mock.eager_fallback() == before


def test_devices_cannot_be_patched() -> None:
    with (
        pytest.raises(ConfigError, match=r"torch\.mock\.configure"),
        config.patch(devices="mock-v1"),
    ):
        pass


def test_a_file_cannot_set_what_belongs_to_the_process() -> None:
    write("torch_mock.toml", 'devices = "mock-v1"\n')
    with pytest.raises(ConfigError, match="unknown configuration key 'devices'"):
        config.current()
