"""The key by which this installation signs what its audits publish, and the check of a signature."""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from fairnotice.errors import ConfigurationError
from fairnotice.key_files import key_in

_NAME = "audit-signing-key.pem"
_MAX_BYTES = 4096


def signing_key(home: Path) -> Ed25519PrivateKey:
    """Return the installation's key, made at first use and readable by its user only.

    Raises:
        ConfigurationError: It cannot be read or written, others may read it, or it is another kind of key.
    """
    path = home / "secrets" / _NAME
    try:
        key = load_pem_private_key(key_in(path, _new_key, "the signing key"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ConfigurationError(f"{path}: not a private key in PEM; put the right one back") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError(f"{path}: not an Ed25519 key; put the right one back")
    return key


def installed_public_key(home: Path) -> Ed25519PublicKey | None:
    """Return the public half of the installation's key, or None if it has signed nothing yet.

    Raises:
        ConfigurationError: As `signing_key`.
    """
    return signing_key(home).public_key() if (home / "secrets" / _NAME).exists() else None


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Ed25519PublicKey) -> str:
    """Return a public key as PEM text."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public_key(text: bytes) -> Ed25519PublicKey | None:
    """Return the Ed25519 key in PEM ``text``, or None if it holds none."""
    if len(text) > _MAX_BYTES:
        return None
    try:
        key = load_pem_public_key(text)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return a short name of a public key, to compare by eye: its SHA-256 in groups of four."""
    digest = hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def sign(key: Ed25519PrivateKey, message: bytes) -> str:
    """Return the signature of ``message`` in base64 (Ed25519, RFC 8032)."""
    return base64.b64encode(key.sign(message)).decode()


def is_signed_by(key: Ed25519PublicKey, signature: str, message: bytes) -> bool:
    """Tell whether ``signature`` (base64) is by ``key`` over ``message``."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
