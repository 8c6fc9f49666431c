"""``python -m torch_mock``."""

from torch_mock.cli import main

main()
