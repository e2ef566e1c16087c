#!/usr/bin/env bash
# Set up R for the pymer4 engine on Debian or Ubuntu: bash scripts/setup_r.sh PYTHON
# PYTHON is the interpreter of the environment. What is there already is left alone.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${1:-.venv/bin/python}"

# What the engine calls; what pymer4 loads besides; what building rpy2 against R takes.
PACKAGES=(
    r-base-core r-cran-lme4 r-cran-lmertest r-cran-pbkrtest r-cran-emmeans r-cran-mass
    r-cran-boot r-cran-broom r-cran-broom.mixed r-cran-insight r-cran-parameters
    r-cran-performance r-cran-tibble
    gcc libc6-dev libblas-dev libbz2-dev libicu-dev liblzma-dev libpcre2-dev libtirpc-dev
    zlib1g-dev
)

elsewhere() {
    cat >&2 <<'TEXT'
This set-up is for Debian and Ubuntu: apt-get is not here.
On other systems conda-forge has all of it. These lines are not tested here:

    conda create -n sap -c conda-forge python=3.11 r-base=4.2 r-lme4 r-lmertest r-pbkrtest \
        r-emmeans r-mass r-boot r-broom r-broom.mixed r-insight r-parameters r-performance \
        r-tibble r-report rpy2 polars pyarrow joblib scikit-learn seaborn formulae
    conda activate sap
    pip install . pymer4==0.9.2
TEXT
    exit 1
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

python_headers() {
    # A Python that Debian packages has its headers in a package of their own.
    "$python" - <<'CODE'
import pathlib, sys, sysconfig
there = (pathlib.Path(sysconfig.get_path("include")) / "Python.h").is_file()
print("" if there else f"python{sys.version_info.major}.{sys.version_info.minor}-dev")
CODE
}

install_packages() {
    local missing=() package headers
    headers="$(python_headers)"
    for package in "${PACKAGES[@]}" $headers; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} = 0 ]; then
        echo "R and its packages: installed"
        return
    fi
    echo "Installing with apt-get: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "apt-get needs root, and sudo is not here" >&2; exit 1; }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update --quiet=2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}

has_report() {
    R_LIBS="${1:-}" Rscript --vanilla -e 'quit(status = !nzchar(system.file(package = "report")))' \
        >/dev/null 2>&1
}

install_placeholder() {
    local library
    library="$("$python" -c 'import sys; print(sys.prefix)')/share/sap/r-library"
    if has_report; then
        echo "R package report, which pymer4 loads: the real one"
    elif has_report "$library"; then
        echo "R package report, which pymer4 loads: the placeholder is there"
    else
        echo "R package report, which pymer4 loads and sap never calls: installing a placeholder"
        mkdir -p "$library"
        R CMD INSTALL --no-docs --library="$library" scripts/r-placeholder/report >/dev/null 2>&1
        has_report "$library" || { echo "The placeholder could not be installed" >&2; exit 1; }
    fi
}

command -v apt-get >/dev/null || elsewhere
install_packages
install_placeholder
echo "R: $(Rscript --vanilla -e 'cat(R.version.string)')"
