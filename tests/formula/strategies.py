"""Random formulas of the closed grammar, and random text near it."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["a", "b", "c", "dose", ".x", "x.1", "größe", "`my var`", "`1st`", "`TRUE`"]
)
NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.floats(0, 1e12, allow_nan=False).map(repr),
    st.sampled_from(["1e5", "0.0001", "100000", ".5", "2.", "1e-300", "0.1"]),
)


def _arithmetic(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "^"]), inner).map(" ".join),
        inner.map("-{}".format),
        inner.map("({})".format),
    )


ARITHMETIC = st.tuples(
    NAMES, st.sampled_from("+-*/^"), st.recursive(NAMES | NUMBERS, _arithmetic, max_leaves=5)
).map(" ".join)
FACTORS = st.one_of(
    NAMES,
    st.tuples(st.sampled_from(["log", "sqrt", "exp", "log2", "factor"]), NAMES).map(
        "{0[0]}({0[1]})".format
    ),
    st.tuples(NAMES, st.integers(1, 5), st.sampled_from(["", ", raw = TRUE", ", raw=F"])).map(
        "poly({0[0]}, {0[1]}{0[2]})".format
    ),
    ARITHMETIC.map("I({})".format),
)
TERMS = st.recursive(
    FACTORS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", ":", " * ", " / "]), inner).map("".join),
        inner.map("({})".format),
        st.tuples(inner, inner).map("({0[0]} + {0[1]})^2".format),
    ),
    max_leaves=5,
)
GROUPS = st.lists(
    st.sampled_from(["g", "h", "i", "`a group`"]), min_size=1, max_size=3, unique=True
)
RANDOM = st.tuples(
    st.sampled_from(["1", "0 + dose", "dose", "1 + a:b", "b:a + a", "0 + I(dose^2) + b"]),
    st.sampled_from(["|", "||"]),
    GROUPS,
    st.sampled_from([":", "/"]),
).map(lambda t: f"({t[0]} {t[1]} {t[3].join(t[2])})")
FORMULAS = st.tuples(
    st.sampled_from(["y", "log(y)", "logit(`y 1`)", "sqrt(y)"]),
    st.sampled_from(["", "0 + ", "1 + ", "-1 + "]),
    st.lists(TERMS, min_size=1, max_size=3),
    st.lists(RANDOM, min_size=1, max_size=3),
).map(lambda t: f"{t[0]} ~ {t[1]}{' + '.join(t[2] + t[3])}")
NOISE = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="ab1.~+-*:/^()|, =`%'\"_[]$\\\n\0", max_size=40),
    st.lists(
        st.sampled_from(
            [*"y~a+-*:^/()|g012,=.", "||", "log(", "I(", "poly(", "raw", "TRUE", "`x y`"]
        ),
        max_size=20,
    ).map(" ".join),
)
