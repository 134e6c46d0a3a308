#!/usr/bin/env bash
# Builds the product's image "appbase:latest" on the base that base-image.sh makes.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/ci/base-image.sh
DOCKER_BUILDKIT=0 docker build --network host --build-arg BASE=appbase-base:ci -t appbase:latest .
