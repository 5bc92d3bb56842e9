"""What the page is served with: where its results lie, the user's folders and borders, and what it takes at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What is taken at most; our choices, so that one question cannot take the machine.

    Attributes
    ----------
    upload_bytes : of an uploaded file
    results_bytes : of all answers that are kept; beyond it those that were not shown for longest are taken away
    uploads_bytes : of all that was uploaded and is kept
    form_bytes : of everything that a form sends
    jobs : that wait or run at a time
    plans : of a comparison
    job_seconds : that a job may take before it is stopped, so that the others come to their turn
    run_days : simulated days of a comparison: plans x replications x days
    study_days : the same of a study, if it makes the most runs that it may
    memory_bytes : address space of the process that does a job, and of each of its workers
    """

    upload_bytes: int = 1_000_000
    results_bytes: int = 10_000_000_000
    uploads_bytes: int = 50_000_000
    form_bytes: int = 1_500_000
    jobs: int = 20
    plans: int = 4
    job_seconds: float = 3 * 3600.0
    run_days: int = 400_000
    study_days: int = 4_000_000
    memory_bytes: int = 8 * 2**30


@dataclass(frozen=True)
class Site:
    """How the page is served.

    Attributes
    ----------
    folder : holds `results/KEY/` of finished jobs, `asked/KEY` of what was asked, and `uploads/`
    config_dirs : the user's folders of YAML, given when the server starts
    boundaries : the user's GeoJSON of borders for the map; None: bubbles without borders
    """

    folder: Path
    config_dirs: tuple[str, ...] = ()
    boundaries: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def borders_of(self) -> str:
        """Return what changes where the file of borders does; empty if there is none."""
        if self.boundaries is None or not self.boundaries.exists():
            return ""
        return str(self.boundaries.stat().st_mtime_ns)
