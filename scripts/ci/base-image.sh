#!/usr/bin/env bash
# Makes the image "appbase-base:ci": Debian with Node, npm and CA certificates, without a registry of images.
set -euo pipefail
docker image inspect appbase-base:ci >/dev/null 2>&1 && exit 0
cd "$(dirname "$0")/../.."
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
. /etc/os-release
mirror=$(sed -nE 's/^(deb .*|URIs: *)(https?:[^ ]+).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || true)
debootstrap --variant=minbase --include=ca-certificates "${VERSION_CODENAME:-bookworm}" "$root" ${mirror:+"$mirror"} >/dev/null
node=$(readlink -f node_modules/node-linux-*/bin/node)
install -m 755 "$node" "$root/usr/local/bin/node"
npm_root=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$npm_root" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
# The machine may trust more than Debian does (a proxy of its own, for example).
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/doc "$root"/usr/share/man
tar -C "$root" -c . | docker import --change "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt" - appbase-base:ci >/dev/null
