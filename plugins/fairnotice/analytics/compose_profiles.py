"""Which profiles of docker compose the ``.env`` beside its file switches on: services of these run unasked.

Format: https://docs.docker.com/compose/how-tos/profiles/ ; ``COMPOSE_PROFILES=a,b``, of which ``*`` stands for all.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from fairnotice.analytics.documents.node import Node
from fairnotice.analytics.documents.yaml_tree import yaml_tree
from fairnotice.analytics.folders import Folder, UnreadableError, beside

_ENVIRONMENT = ".env"
_LONGEST = 64 * 1024
_CHOSEN = re.compile(rb"^[ \t]*(?:export[ \t]+)?COMPOSE_PROFILES[ \t]*=[ \t]*[\"']?([^\"'#\r\n]{0,1000})", re.MULTILINE)
_ALL = "*"


def chosen(folder: Folder, name: str) -> frozenset[str]:
    """Return the profiles that are switched on for a file of compose; none for any other file.

    Args:
        folder: Where it lies.
        name: Its name in there.
    """
    path = PurePosixPath(name.lower())
    if path.suffix not in (".yml", ".yaml") or "compose" not in path.stem:
        return frozenset()
    try:
        with folder.open(beside(name, _ENVIRONMENT)) as (stream, size):
            found = _CHOSEN.findall(stream.read(min(size, _LONGEST)))
    except UnreadableError:
        return frozenset()
    # The last one counts, as in a shell.
    return frozenset(each.strip() for each in found[-1].decode("utf-8", "replace").split(",")) if found else frozenset()


def compose_tree(data: bytes, profiles: frozenset[str]) -> tuple[Node | None, str | None]:
    """Return a file of compose as a tree in which services of these profiles have none: they run."""
    root, problem = yaml_tree(data)
    services = root.child("services") if root is not None else None
    for service in services.children if services is not None else ():
        asked = service.child("profiles")
        if asked is not None and (_ALL in profiles or profiles & {each.text.strip() for each in asked.children}):
            service.children.remove(asked)
    return root, problem
