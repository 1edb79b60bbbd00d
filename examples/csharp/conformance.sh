#!/bin/sh
# Compiles the client and its driver with Mono, and runs them.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mcs -langversion:7.2 -out:"$out/conformance.exe" -r:System.Net.Http.dll GatrixAnalytics.cs Conformance.cs >&2
mono "$out/conformance.exe"
