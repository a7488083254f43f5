"""Where the private cluster of a checkout stands, and as whom its server runs."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.places import ROOT, InstallationError, home, secret

FIRST_PORT, LAST_PORT = 20_000, 32_000
"""Below the range that the kernel hands to outgoing connections, so that a port stays ours between starts."""
DISTANT_PLACES = Path("/var/lib/fairnotice")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster stands and as whom its server runs."""

    folder: Path
    user: str

    @property
    def data(self) -> Path:
        """Folder that the server owns."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """File that the server writes to."""
        return self.folder / "server.log"

    @property
    def port(self) -> int:
        """Port used at the last start; the first one tried follows from the folder's path."""
        try:
            return int((self.folder / "port").read_text())
        except (FileNotFoundError, ValueError):
            digest = hashlib.sha256(str(self.folder).encode()).digest()
            return FIRST_PORT + int.from_bytes(digest[:4]) % (LAST_PORT - FIRST_PORT)

    def address(self, role: str, database: str) -> str:
        """Return the address of ``database`` for ``role``, password included."""
        return f"postgresql://{role}:{secret(f'postgres-{role}')}@127.0.0.1:{self.port}/{database}"


def find_cluster() -> Cluster:
    """Return the cluster of this installation; its folder is made where it is missing."""
    link = home() / "postgres"
    try:
        if link.exists():
            owner = pwd.getpwuid(link.stat().st_uid).pw_name
        else:
            owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise InstallationError("this user, or the owner of the cluster, has no name in the system") from None
    if os.geteuid() not in (0, user_id(owner)):
        raise InstallationError(f"the cluster in {link} belongs to {owner}: run this as root or as {owner}")
    if not link.exists():
        _make_folder(link, owner)
    return Cluster(link.resolve(), owner)


def user_id(user: str) -> int:
    """Return the number of a user of this machine."""
    try:
        return int(pwd.getpwnam(user).pw_uid)
    except KeyError:
        raise InstallationError(f"there is no user {user}: install PostgreSQL first (ops/install)") from None


def _make_folder(link: Path, owner: str) -> None:
    """Make the cluster's folder; where its server could not reach it, elsewhere with a link to it.

    A checkout under /root is the usual case: no other user may pass through there.
    """
    link.unlink(missing_ok=True)
    link.mkdir(mode=0o700)
    if os.geteuid() != 0:
        return
    account = pwd.getpwnam(owner)
    os.chown(link, account.pw_uid, account.pw_gid)
    home().chmod(home().stat().st_mode | 0o011)
    reached = subprocess.run(["/usr/bin/test", "-w", str(link)], check=False, cwd="/", **as_user(owner))  # noqa: S603
    if reached.returncode == 0:
        return
    link.rmdir()
    DISTANT_PLACES.mkdir(parents=True, exist_ok=True)
    DISTANT_PLACES.chmod(0o711)
    # Never one that is there: its passwords went with the folder that linked to it.
    distant = tempfile.mkdtemp(prefix=f"{ROOT.name}-", dir=DISTANT_PLACES)
    os.chown(distant, account.pw_uid, account.pw_gid)
    link.symlink_to(distant)


def as_user(user: str) -> dict[str, Any]:
    """Return the arguments that make ``subprocess`` run a command as ``user``."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "umask": 0o077}
