"""Lists of Python packages (``requirements.txt``): a package that sorts faces is there, not yet called.

Syntax: pip's "Requirements File Format", and PEP 508 for a line of it. A name without a version could
as well be a label, so such names are kept as labels that prove little.
"""

from __future__ import annotations

import re

from fairnotice.analytics.documents.reading import MOST_LABELS, Label, LabelList, Reading, Statement
from fairnotice.analytics.documents.text_encoding import decode
from fairnotice.domain import Level

_FORMAT = "requirements"
_SORTS_FACES = frozenset({"deepface", "fairface", "inspireface"})
_LONGEST_LINE = 1_000
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_VERSION = r"(?:===?|~=|!=|[<>]=?)\s?\(?v?\d[\w.*+!-]{0,60}"
_PACKAGE = re.compile(
    rf"(?P<name>[A-Za-z0-9][\w.-]{{0,100}}+)\s?(?:\[[\w,. -]{{0,200}}\]\s?)?"
    rf"(?P<pin>\(?{_VERSION}(?:\s?,\s?{_VERSION}){{0,9}}\)?|@\s?[\w+]{{1,20}}:\S+)?"
    r"(?:\s?;\s?\(?\s?(?:extra|implementation_|os_|platform_|python_|sys_).*)?(?:\s--hash=.*)?$"
)
_ADDRESS = re.compile(r"[a-z+]{1,20}://\S+$")
_OPTION = re.compile(
    r"--?(?:c|e|f|i|r|constraint|editable|extra-index-url|find-links|hash|index-url|no-binary|no-index|only-binary|pre"
    r"|prefer-binary|require-hashes|requirement|trusted-host|use-feature)(?:[=\s]|$)"
)
_OTHER_LIST = re.compile(r"(?:-r|--requirement)[=\s]")
_EDITABLE = re.compile(r"(?:-e|--editable)[=\s]\s?")
_SEPARATORS = re.compile(r"[-_.]+")
_WORDS = re.compile(r"[A-Za-z0-9]+")


def read_requirements(data: bytes) -> Reading | None:
    """Return what a list of packages names, or None if the text is no such list.

    It is one if each of its lines is a package or an option of pip, and most packages have a version.
    """
    text, doubt = decode(data)
    lines = text.splitlines()
    if len(lines) > MOST_LABELS:
        return None
    content: list[tuple[int, str]] = []
    found: list[Statement] = []
    unpinned: list[Label] = []
    pinned = 0
    for number, whole in enumerate(lines, 1):
        line = _bare(whole)
        if not line:
            continue
        if len(line) > _LONGEST_LINE:
            return None
        content.append((number, line))
        package = _PACKAGE.match(line)
        if package is None and not _OPTION.match(line) and not _ADDRESS.match(line):
            return None
        if package is not None and not package["pin"]:
            unpinned.append(Label(package["name"], f"line {number}", number))
        else:
            pinned += bool(package or _ADDRESS.match(line))
        found += _sorts_faces(number, line, package)
    if pinned <= len(unpinned):
        return None
    lists = (LabelList(tuple(unpinned), level=Level.CAPABILITY),) if unpinned else ()
    other = next((number for number, line in content if _OTHER_LIST.match(line)), None)
    problem = f"line {other} takes in another list of packages; hand that in too" if other else None
    return Reading(_FORMAT, lists, tuple(found), error=doubt or problem)


def _bare(line: str) -> str:
    """Return a line without its comment and the sign that it goes on; hashes then stand in lines of their own."""
    return " ".join(_COMMENT.sub("", line[: 10 * _LONGEST_LINE]).strip().removesuffix("\\").split())


def _sorts_faces(number: int, line: str, package: re.Match[str] | None) -> list[Statement]:
    if package is not None:
        names = {_SEPARATORS.sub("-", package["name"]).casefold()}
    elif _ADDRESS.match(line) or _EDITABLE.match(line):
        names = {word.casefold() for word in _WORDS.findall(line)}
    else:
        return []
    # Of a line only the package's name is shown: addresses may hold passwords.
    return [
        Statement(
            "installed face package", f"line {number}", number, level=Level.CAPABILITY, shown=f"{name} is installed"
        )
        for name in sorted(names & _SORTS_FACES)
    ]
