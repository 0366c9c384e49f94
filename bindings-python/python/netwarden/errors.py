"""What can go wrong, one class for each code, grouped by who must act.

Every exception has ``code`` (stable, the same in every language) and ``retryable``: whether the
same call may succeed later without anybody changing anything.
"""

from typing import Any, ClassVar

from ._words import Denial


class NetwardenError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = ""
    retryable: bool = False


class UnreachableError(NetwardenError):
    """The network or the host must act: nothing answered at that address."""

    code = "unreachable"
    target: str
    reason: str


class TimedOutError(NetwardenError, TimeoutError):
    """The network or the host must act: no answer in time.

    ``after_ms`` is how long it was waited for in all, ``attempts`` how often it was asked, ``hint`` what the silence may
    mean, where something speaks for it.
    """

    code = "timed-out"
    target: str
    after_ms: int
    attempts: int
    hint: str | None


class DeniedError(NetwardenError):
    """The owner of the credentials must act.

    ``denial`` is why, as an SNMPv3 agent reports it: ``unknown-user``, ``wrong-digest``, ``decryption-error``, …
    """

    code = "denied"
    target: str
    denial: Denial


class RefusedError(NetwardenError):
    """The agent answered that it will not do this (RFC 3416 §3 error-status).

    ``status`` is the error-status by name, such as ``notWritable``, ``meaning`` the same for people; ``index`` is the
    place of the variable, from 1 (0: none), and ``variable`` its name, such as ``IF-MIB::ifAdminStatus.3``.
    """

    code = "refused"
    target: str
    status: str
    index: int
    variable: str | None
    meaning: str | None


class UnconfirmedError(NetwardenError):
    """The caller must look: what was ordered may have been done, once or more often, or not at all."""

    code = "unconfirmed"
    target: str
    what: str
    reason: str


class ProtectedError(NetwardenError):
    """The caller must decide: the order was not given, as it may cut the device off."""

    code = "protected"
    target: str
    what: str
    reason: str


class MalformedError(NetwardenError):
    """The maker of the device or of the file must act: the bytes are wrong."""

    code = "malformed"
    origin: str
    offset: str
    reason: str


class LimitError(NetwardenError):
    """A limit that was set to protect the caller was reached."""

    code = "limit"
    what: str
    limit: str


class InvalidError(NetwardenError, ValueError):
    """The caller must act: an argument is wrong."""

    code = "invalid"
    argument: str
    given: str
    expected: str


class IoError(NetwardenError):
    """The operating system must act."""

    code = "io"
    what: str
    reason: str


class CancelledError(NetwardenError):
    """The caller asked to stop."""

    code = "cancelled"


CLASSES: dict[str, type[NetwardenError]] = {each.code: each for each in NetwardenError.__subclasses__()}
"""Code → class."""


def _make(code: str, text: str, retryable: bool, parts: dict[str, Any]) -> NetwardenError:
    """The exception that the native half raises."""
    made = CLASSES.get(code, NetwardenError)(text)
    made.retryable = retryable
    for name, value in parts.items():
        setattr(made, name, value)
    return made
