"""Write the golden tables anew; look at what `git diff` shows before committing it."""

from tests.golden.tables import GOLDEN, HERE

for name, make in GOLDEN.items():
    (HERE / f"{name}.txt").write_text(make(), encoding="utf-8")
