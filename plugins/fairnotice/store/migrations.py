"""Bring a database to the schema of this version: numbered files in sql/, applied by yoyo."""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg
import yoyo

from fairnotice.errors import ConfigurationError, StoreUnavailableError, without_secrets
from fairnotice.settings import PROJECT_ROOT

MIGRATIONS = PROJECT_ROOT / "sql"
_ROLES = Path(__file__).parent / "sql" / "roles.sql"
_LOG = logging.getLogger(__name__)


def migrate(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Apply every migration that the database lacks, one at a time, each in its own transaction.

    Args:
        url: Address as libpq takes it.
        folder: Folder of numbered ``.sql`` files.

    Returns:
        The names of the migrations that were applied now.

    Raises:
        StoreUnavailableError: The database cannot be reached.
        ConfigurationError: It lacks the roles that requests take on, and its user may not make them.
    """
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            connection.execute(_ROLES.read_bytes())
    except psycopg.OperationalError as error:
        reason = without_secrets(str(error).strip().split("\n", 1)[0])
        raise StoreUnavailableError(f"the database cannot be reached, nothing was migrated: {reason}") from None
    except psycopg.errors.InsufficientPrivilege as error:
        told = error.diag
        raise ConfigurationError(f"{told.message_primary}, nothing was migrated. {told.message_hint or ''}") from None
    backend = yoyo.get_backend(_for_yoyo(url))
    try:
        migrations = yoyo.read_migrations(str(folder))
        with backend.lock():
            wanted = backend.to_apply(migrations)
            names = [migration.id for migration in wanted]
            backend.apply_migrations(wanted)
    finally:
        backend.connection.close()
    for name in names:
        _LOG.info("applied migration %s", name)
    return names


def _for_yoyo(url: str) -> str:
    """Name psycopg 3 as the driver, and pin the schema of yoyo's own books.

    The books would otherwise move as soon as a schema named like the role appears in the search path.
    """
    scheme, _, rest = url.partition("://")
    if scheme.split("+", 1)[0] not in ("postgres", "postgresql"):
        raise StoreUnavailableError(f"FAIRNOTICE_DATABASE_URL names {scheme!r}; only postgresql:// is supported")
    return f"postgresql+psycopg://{rest}{'&' if '?' in rest else '?'}schema=public"
