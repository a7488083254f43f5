#!/bin/bash
# Seconds from a clone to the first finished audit, and of a second run, in a folder that is removed afterwards.
set -euo pipefail
source=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
place=$(mktemp -d)
trap 'make -s -C "$place/clone" stop || true; rm -rf "$place"' EXIT
chmod 755 "$place"
start=$(date +%s)
git clone -q "$source" "$place/clone"
make -C "$place/clone" audit
first=$(date +%s)
make -C "$place/clone" audit
second=$(date +%s)
echo "clone to first finished audit: $((first - start)) s"
echo "second run:                    $((second - first)) s"
