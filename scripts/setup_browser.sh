#!/usr/bin/env bash
# Set up what the tests of the report need, on Debian: bash scripts/setup_browser.sh
# What is there already is left alone.
set -euo pipefail

if command -v chromium >/dev/null && command -v pdftotext >/dev/null; then
    echo "Chromium and poppler: installed"
    exit 0
fi
command -v apt-get >/dev/null || { echo "Chromium is set up on Debian only" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --yes --no-install-recommends \
    chromium fonts-liberation poppler-utils >/dev/null
