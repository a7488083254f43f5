"""What the steps work with, opened once for each process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fairnotice.capture.credentials import Credentials
from fairnotice.domain import AuditMode, RecallTable
from fairnotice.errors import ConfigurationError
from fairnotice.pipeline.credentials import secrets_backend
from fairnotice.rules.load import load_packs
from fairnotice.rules.pack import RulePack
from fairnotice.rules.recall import parse_recall
from fairnotice.settings import Settings, settings
from fairnotice.store.database import Database, database_url
from fairnotice.store.evidence import EvidenceStore, open_evidence

if TYPE_CHECKING:
    from fairnotice.vision.inspect import Inspector
    from fairnotice.vision.people import People


@dataclass(frozen=True)
class Resources:
    """Database, evidence storage, rule packs and the model of one process.

    The model is loaded at its first use only: steps that look at no frame never pay for it.
    """

    settings: Settings
    database: Database
    evidence: EvidenceStore
    credentials: Credentials | None = field(default=None, repr=False)
    """Looks up the logins of cameras; None: there is no secrets back end."""

    @cached_property
    def packs(self) -> tuple[RulePack, ...]:
        """The rule packs that the authority chose."""
        return load_packs(self.settings.packs)

    @cached_property
    def inspector(self) -> Inspector:
        """The model, ready to look at frames."""
        from fairnotice.vision.inspect import Inspector  # heavy: torch

        return Inspector.open(self.settings)

    @cached_property
    def people(self) -> People | None:
        """Finds whom to cover in the crop of a notice; None where that is not set up, and no crop is kept."""
        from fairnotice.vision.people import open_people  # heavy: OpenCV

        return open_people(self.settings)

    def recall(self, mode: AuditMode) -> RecallTable | None:
        """Return the detector's measured recall on the kind of pictures that ``mode`` brings."""
        try:
            text = self.settings.recall_path.read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(
                f"{self.settings.recall_path.name}: the detector's measured recall is missing; run `make evaluate`"
            ) from error
        return parse_recall(text, "drawn" if mode is AuditMode.SIMULATED else "real")


@contextmanager
def resources(using: Settings | None = None, credentials: Credentials | None = None) -> Iterator[Resources]:
    """Open what the steps of one task need, and give it back at the end.

    Args:
        using: The settings; None: those of this process.
        credentials: The scheduler's own secrets back end, which is asked before the folder of the settings.
    """
    using = using or settings()
    with Database(database_url(using)) as database:
        yield Resources(using, database, open_evidence(using), secrets_backend(using, credentials))
