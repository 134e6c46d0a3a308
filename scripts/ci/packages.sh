#!/usr/bin/env bash
# Installs what the tests need of the system: a browser, a container engine, what makes its base
# image, and what makes a disk fail.
set -euo pipefail
packages=()
command -v chromium >/dev/null || packages+=(chromium)
command -v dockerd >/dev/null || packages+=(docker.io)
command -v docker-compose >/dev/null || packages+=(docker-compose)
command -v iptables >/dev/null || packages+=(iptables)
command -v debootstrap >/dev/null || packages+=(debootstrap)
command -v strace >/dev/null || packages+=(strace)
[ ${#packages[@]} -eq 0 ] && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"
