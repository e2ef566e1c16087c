"""The descriptive tables of the study as they are held."""

from pathlib import Path

HERE = Path(__file__).parent
HELD = ("14.1.2", "14.1.3")
