#!/usr/bin/env bash
# Set up what opens the outputs in tests, on Debian: bash scripts/setup_readers.sh
# Chromium for the report, LibreOffice for Word and RTF, a small TeX for LaTeX, poppler for PDF.
# What is there already is left alone.
set -euo pipefail

found=yes
for program in chromium pdftotext soffice pdflatex; do
    command -v "$program" >/dev/null || found=no
done
if [ "$found" = yes ]; then
    echo "Chromium, poppler, LibreOffice, TeX: installed"
    exit 0
fi
command -v apt-get >/dev/null || { echo "They are set up on Debian only" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --yes --no-install-recommends \
    chromium fonts-liberation poppler-utils libreoffice-writer-nogui \
    lmodern texlive-latex-base texlive-latex-recommended >/dev/null
