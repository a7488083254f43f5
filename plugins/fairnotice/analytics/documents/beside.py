"""What a map says of each value in it by what else stands in it: a switch, an address, how much may be answered."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from fairnotice.analytics.documents import keys
from fairnotice.analytics.documents.node import Kind, Node, walk
from fairnotice.analytics.documents.value_texts import speaks_of_pictures
from fairnotice.analytics.words.vocabulary import vocabulary

_OF_A_MODEL = (
    ("max", "tokens"),
    ("image", "entity"),
    ("image", "file"),
    ("video", "file"),
    ("temperature",),
    ("top", "p"),
)
"""Keys that stand beside what a model that reads words is asked."""
_OF_A_REQUEST = ("tools", "functions", "response_format", "guided_json")
"""Keys that stand beside a model only where it is asked something."""
ASKED_AT = re.compile(r"/(?:chat/completions|v1/(?:responses|messages|completions)|api/(?:generate|chat))\b")
_MAIL = re.compile(r"[^@\s]{1,100}@[^@\s]{1,200}")
_MOST_SWITCHED = 50
_PICTURES = frozenset({"image", "images", "video", "videos", "picture", "frame", "frames"})
_MOST_SAID = 200
"""Nodes that are looked at for a picture."""
_REFUSALS = frozenset({"refusal", "refuse", "refused", "refuses", "decline", "declines", "declined"})
_REFUSED = re.compile(
    r"\W{0,3}(?:(?:the |an? |it |model |assistant |answer |response |output |politely |must be |should |is ){0,5}"
    r"(?:declines?|refuses?|refusal))\b(?!.*\b(?:only|otherwise|not|unless|or|less|except|but|if|when)\b)",
    re.IGNORECASE,
)
_DEMANDS = ("assert", "asserts", "assertions")
"""What a test asks of an answer."""
_DENIALS = ("deny", "denied", "denylist")
_PLAINLY_OFF = frozenset({"false", "off", "no"})


class Beside:
    """What a map says of each value in it by what stands beside it; looked at once, and only if it is asked."""

    def __init__(self, node: Node) -> None:
        self._node = node

    @cached_property
    def asks_by_address(self) -> bool:
        """Whether the address of a model that reads words stands here."""
        return any(each.kind is Kind.TEXT and ASKED_AT.search(each.text) for each in self._node.children)

    @cached_property
    def asks_a_model(self) -> bool:
        """Whether a message here is one to a model that reads words: its address or how much it may answer says so."""
        return self.asks_by_address or any(keys.role(each.key).words in _OF_A_MODEL for each in self._node.children)

    @cached_property
    def is_asked(self) -> bool:
        """Whether a model is asked something here: one is named, with a prompt or with where and how it answers."""
        prompted = self.asks_a_model or self._node.child(*_OF_A_REQUEST) is not None
        prompted = prompted or any(keys.role(each.key).instructs for each in self._node.children)
        return prompted and self._node.child("model") is not None

    @cached_property
    def is_work(self) -> bool:
        """Whether this is a job, or a step of one, by which a host of programs builds and tests them."""
        path = self._node.path
        return path.startswith("/jobs/") and ("/steps/" in path or self._node.child("runs-on") is not None)

    @cached_property
    def is_trigger(self) -> bool:
        """Whether this is what Frigate looks for in each picture: a trigger of its semantic search."""
        return self._node.value("type") == "description" and self._node.child("threshold") is not None

    @cached_property
    def has_value(self) -> bool:
        """Whether a value stands here, which a description beside it names."""
        return self._node.child("value") is not None

    @cached_property
    def is_refusal(self) -> bool:
        """Whether this is the answer to what was refused."""
        return self._node.child("code", "error") is not None

    @cached_property
    def has_switch(self) -> bool:
        """Whether something here is on or off."""
        return any(each.kind is Kind.TRUTH for each in self._node.children)

    @cached_property
    def expects_a_refusal(self) -> bool:
        """Whether this tries that what is asked here is not answered."""
        return (self._node.value("expect", "expected") or "").casefold() in _REFUSALS or self.demands_a_refusal

    @cached_property
    def demands_a_refusal(self) -> bool:
        """Whether this is a test by one of whose assertions an answer must be a refusal."""
        demanded = self._node.child(*_DEMANDS)
        if demanded is None or demanded.kind is not Kind.LIST:
            return False
        pairs = [(each.value("type") or "", each.value("value") or "") for each in demanded.children[:_MOST_SWITCHED]]
        return any(kind and not kind.startswith("not") and _REFUSED.match(value) for kind, value in pairs)

    @cached_property
    def compared(self) -> tuple[Node, str] | None:
        """The attribute that a condition here compares, and the word with which it does."""
        return keys.compared(self._node)

    @cached_property
    def shows_pictures(self) -> bool:
        """Whether what is said to a model here speaks of a picture, or holds one."""
        return any(
            speaks_of_pictures(each.text) or not _PICTURES.isdisjoint(keys.role(each.key).words)
            for each in islice(walk(self._node), _MOST_SAID)
        )

    def says(self, child: Node) -> bool:
        """Tell whether in a part is said what a model is asked of a picture: the messages of a chat."""
        return keys.is_chat(child) and self.shows_pictures

    def denies(self, child: Node) -> bool:
        """Tell whether a value lists attributes that are not told, beside those that are; persons are none."""
        if child.key.casefold() not in _DENIALS or self._node.child("allow", "allowed", "allowlist") is None:
            return False
        parts = (part for each in child.children[:_MOST_SWITCHED] for part in vocabulary().tokens(each.text))
        return not any(vocabulary().told_apart(part, colours=True) for part in parts)

    @cached_property
    def has_mail(self) -> bool:
        """Whether somebody's e-mail address stands here, so that a name is a person's."""
        return any(each.scalar and _MAIL.fullmatch(each.text.strip()) for each in self._node.children)

    @cached_property
    def switched_off(self) -> tuple[frozenset[str], ...]:
        """Words of what a switch turns off: with ``ENABLE_RACE=0``, ``RACE_MODEL`` is off too."""
        if self._node.kind is not Kind.MAP:
            return ()
        subjects = (keys.switched(each) for each in self._node.children)
        found = (frozenset(each) for each in subjects if each and vocabulary().telling(" ".join(each)))
        return tuple(islice(dict.fromkeys(found), _MOST_SWITCHED))

    @cached_property
    def plainly_off(self) -> tuple[frozenset[str], ...]:
        """Words of what is off by its own name: with ``race=0`` among switches, a file at ``race_model`` is not used.

        Numbers may as well count outputs: 0 is a switch only where two others are 1 and none is more.
        """
        values = [each.text.strip().casefold() for each in self._node.children if each.scalar]
        numbers = [value for value in values if value.isdigit()]
        are_switches = set(numbers) == {"0", "1"} and numbers.count("1") > 1
        off = _PLAINLY_OFF | {"0"} if are_switches else _PLAINLY_OFF
        found = (
            frozenset(keys.role(each.key).words)
            for each in self._node.children
            if each.scalar and each.text.strip().casefold() in off and vocabulary().telling(each.key)
        )
        return tuple(islice(dict.fromkeys(found), _MOST_SWITCHED))
