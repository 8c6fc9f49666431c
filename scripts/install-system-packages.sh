#!/bin/sh
# Installs the Debian packages listed in the given files that are missing; as another user than
# root it says which command would. Usage: install-system-packages.sh FILE...
set -eu

if ! command -v dpkg-query >/dev/null; then
  echo "This machine has no dpkg. Install the equivalents of these Debian packages by hand," >&2
  echo "then run make with SKIP_SYSTEM=1:" >&2
  sed '/^#/d' "$@" | sed 's/^/  /' >&2
  exit 1
fi

missing=""
for package in $(sed '/^#/d' "$@"); do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" != 0 ]; then
  echo "System packages are missing. Run this as root, then make again:" >&2
  echo "  apt-get update && $install" >&2
  exit 1
fi

echo "== Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
for package in $missing; do
  if ! apt-cache show "$package" >/dev/null 2>&1; then
    echo "The apt sources of this machine do not have $package." >&2
    case $package in *22*)
      echo "LLVM 22 for Debian 12 is in the bookworm-security suite; add that suite, or LLVM's own" >&2
      echo "apt repository for Debian 12, to /etc/apt/sources.list.d and run make again." >&2 ;;
    esac
    exit 1
  fi
done
$install
