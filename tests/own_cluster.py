"""A private cluster of a test's own, through its own command and with a real server."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ops.places import ROOT


@dataclass(frozen=True)
class Installation:
    """A home with a cluster of its own."""

    home: Path

    def __call__(self, *arguments: str, status: int = 0) -> str:
        """Run ``ops/cluster`` in it and return what it said."""
        environment = os.environ | {"FAIRNOTICE_HOME": str(self.home)}
        command = [str(ROOT / "ops" / "cluster"), *arguments]
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def data(self) -> Path:
        """The server's folder."""
        return (self.home / "postgres").resolve() / "data"

    @property
    def pid(self) -> int:
        """Process of the server."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    @property
    def url(self) -> str:
        """Address as the library reads it."""
        return (self.home / "database-url").read_text()
