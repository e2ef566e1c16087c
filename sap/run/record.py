"""What `run.json` says of a run, and what its tables say of where they come from."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sap.data.sources import SourcesRead
from sap.design import Checked
from sap.plan import Plan
from sap.run.analyses import Outcome
from sap.run.folder import MANIFEST
from sap.run.manifest import json_bytes, sha256, shown, versions
from sap.run.reuse import seal
from sap.spec import Spec
from sap.tables.wording import Provenance


@dataclass(frozen=True)
class Origin:
    """Where the tables of a run come from.

    Parameters
    ----------
    spec, plan
        What was run.
    folder
        Where it is written.
    generated
        When it was made, UTC, ISO 8601.
    command
        What made it, ``run`` or ``shell``.
    locale
        The language that was asked for; None for that of the study file.
    """

    spec: Spec
    plan: Plan
    folder: Path
    generated: str
    command: str = "run"
    locale: str | None = None

    def of(self, stem: str, endpoints: Collection[str] = ()) -> Provenance:
        """Say where a table or figure comes from.

        Parameters
        ----------
        stem
            Of its files.
        endpoints
            Ids of the endpoints that it shows; none for all.

        Returns
        -------
        Provenance
            For its last lines.
        """
        found = versions()
        asked = f" --locale {self.locale}" if self.locale else ""
        return Provenance(
            source_data=tuple(
                shown(path)
                for source in self.plan.sources_of(endpoints)
                for path in self.spec.source_paths(source.name)
            ),
            program=f"sap {self.command} {shown(self.spec.path)}{asked}",
            output=f"{shown(self.folder)}/{stem}",
            generated=self.generated,
            software=f"sap {found.get('sap', '')}, Python {found['python']}",
            spec_hash=f"sha256 {self.plan.hash}",
        )


def run_record(
    origin: Origin, read: SourcesRead, outcomes: Iterable[Outcome], checked: Iterable[Checked]
) -> dict[str, Any]:
    """Say what was run, on what, and what came of each analysis.

    Parameters
    ----------
    origin
        What was run, when.
    read
        The sources, as far as they could be read.
    outcomes
        What came of the analyses.
    checked
        Their designs.

    Returns
    -------
    dict
        For `sealed`.
    """
    plan = origin.plan
    files = [file for table in read.tables.values() for file in table.files]
    return {
        "simulated": plan.study.simulated,
        "study": {"id": plan.study.id, "registration": plan.study.registration},
        "generated": origin.generated,
        "plan_sha256": plan.hash,
        "spec_files": [
            {"file": shown(Path(one.file)), "sha256": one.sha256} for one in origin.spec.files
        ],
        "data_files": [{"file": shown(Path(file)), "sha256": digest} for file, digest in files],
        "unread": {
            name: [str(problem) for problem in problems] for name, problems in read.unread.items()
        },
        "analyses": [outcome.facts for outcome in outcomes],
        "versions": versions(),
        "system": f"{platform.system()} {platform.machine()}",
        "design": list(_design_facts(checked)),
    }


def _design_facts(checked: Iterable[Checked]) -> Iterable[dict[str, str]]:
    """Give what the design check found beside notes, for programs."""
    for one in checked:
        for finding in one.findings:
            if finding.severity != "note":
                yield {
                    "endpoint": one.endpoint_id,
                    "analysis": one.analysis_id,
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "finding": finding.headline,
                    "accepted": finding.accepted,
                }


def sealed(record: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write the manifest, which names all files, itself among them.

    Parameters
    ----------
    record
        What it says beside that.
    files
        Contents by file name.

    Returns
    -------
    dict of str to bytes
        The manifest by its file name.
    """
    record["files"] = [*files, MANIFEST]
    record["sha256"] = {name: sha256(content) for name, content in files.items()}
    record["seal"] = seal(record)
    return {MANIFEST: json_bytes(record)}
