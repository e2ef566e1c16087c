"""Write the held tables anew; look at what `git diff` shows before committing it."""

from sap.render.text import text_table
from tests.run.described_study import describe, shown
from tests.run.held import HELD, HERE

study = describe()
for number in HELD:
    text = text_table(shown(*study, number))
    (HERE / f"{number}.txt").write_text(text, encoding="utf-8")
