"""Where cameras may be contacted: what the settings allow for all, and what a person allowed for one source."""

from __future__ import annotations

from collections.abc import Callable

from fairnotice.capture.policy import CapturePolicy
from fairnotice.settings import Settings
from fairnotice.store import sources
from fairnotice.store.database import Connection

PolicyOf = Callable[[str], CapturePolicy]
"""From the name of a registry source to where its cameras may be contacted."""


def policies(connection: Connection, settings: Settings) -> PolicyOf:
    """Return the policy of each source, as it is now.

    Raises:
        ConfigurationError: A network or a port of the settings cannot be read.
    """
    for_all = CapturePolicy.of(settings)
    own = {
        source: CapturePolicy.of(settings, *networks)
        for source, networks in sources.networks(connection).items()
        if networks
    }
    return lambda source: own.get(source, for_all)
