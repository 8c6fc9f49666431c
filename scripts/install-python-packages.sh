#!/bin/sh
# Fills a virtual environment: the CPU build of torch first, so that nothing later pulls the CUDA
# build, then the pinned rest. Usage: install-python-packages.sh VENV
# TORCH_INDEX=URL names a package index that has torch's CPU wheels.
set -eu
venv=$(realpath "$1")
cd "$(dirname "$0")/../requirements"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check -qq "$@"; }

echo "== Installing $(grep '^torch' torch.txt)"
if ! pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -c constraints.txt -r torch.txt; then
  echo "pip's configured sources have no CPU build of torch for this Python. Give the index of" >&2
  echo "PyTorch's CPU wheels, as the installation page of pytorch.org shows it:" >&2
  echo "  make TORCH_INDEX=URL ..." >&2
  exit 1
fi
echo "== Installing the pinned Python packages of requirements/dev.txt (a minute or two)"
pip install -r dev.txt
