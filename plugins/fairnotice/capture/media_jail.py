"""Takes from a decoding process, for good, everything that decoding does not need.

Whoever takes over the decoder by a hostile picture finds a process without files, without network
and without a way to another process. Three kernel interfaces do it, none of which needs privileges:
resource limits; seccomp, by libseccomp, which Debian's apt depends on; and Landlock, for the one
kind of child that must open a connection. Imported by the decoding program only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_LIBC = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SIGKILL = 9

# What Python, libjpeg, libpng, FFmpeg and the C library ask for while they decode from memory.
_DECODING = (
    *("read", "write", "pread64", "pwrite64", "lseek", "close", "fcntl", "pipe2", "dup2", "dup3"),
    *("recvmsg", "recvfrom", "sendmsg", "sendto"),
    *("brk", "munmap", "mremap", "madvise", "futex", "sched_yield", "sched_getaffinity", "getrandom"),
    *("clock_gettime", "clock_nanosleep", "gettimeofday", "getpid", "gettid", "getrusage"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group"),
)
# And what FFmpeg asks for to speak with a relay over TCP.
_CONNECTING = (
    *("connect", "shutdown", "getsockname", "getpeername", "getsockopt", "setsockopt"),
    *("poll", "ppoll", "select", "pselect6"),
)

# And what the C library asks for to start a thread, which a HEIC's decoder cannot do without. What a thread may be
# asked of by a structure in memory no filter can see: without that call, the C library takes the older one.
_THREADING = ("set_robust_list", "rseq", "sched_setaffinity")
_THREAD_ASKED_FOR_BY_STRUCTURE = "clone3"


class _Comparison(ctypes.Structure):
    """``struct scmp_arg_cmp`` of libseccomp."""

    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Masked(NamedTuple):
    """An argument of a system call whose bits under ``mask`` must be ``value``."""

    argument: int
    mask: int
    value: int


_NOT_EXECUTABLE = (_Masked(2, 4, 0),)  # PROT_EXEC, of mmap and mprotect
_OF_THIS_PROCESS = (_Masked(0, 0x10000, 0x10000),)  # CLONE_THREAD
_TCP_OVER_IPV4 = (_Masked(0, 0xFFFFFFFF, 2), _Masked(1, 0xF, 1))  # AF_INET, SOCK_STREAM with any flags


def forbid_for_all() -> None:
    """Apply to the whole decoding program what its children need no more than it does: core dumps and new rights."""
    # As `fairnotice.core_dumps` does it for the processes that hold frames.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/coredump_filter").write_text("0")
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def hide() -> None:
    """Let no process of this user look into this one and its children: what is left where calls cannot be filtered."""
    _LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def address_space_bytes() -> int:
    """Return how much address space this process has taken."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def limit(*, address_space_bytes: int, cpu_s: int, written_bytes: int) -> None:
    """Set what this process may take from now on; it ends where it takes more.

    Args:
        address_space_bytes: Address space altogether.
        cpu_s: Seconds of processor time.
        written_bytes: Length of the longest file, in which it writes its picture.
    """
    for kind, most in (
        (resource.RLIMIT_AS, address_space_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, written_bytes),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(kind, (most, most))


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process when its parent, whose process id is ``parent``, ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class _FilterProgram(ctypes.Structure):
    """``struct sock_fprog`` of the kernel."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def system_call_filter(*, connecting: bool = False, threads: bool = False) -> bytes | None:
    """Return the kernel's program that lets only those system calls through that decoding needs.

    It is made once, for every child to apply (:func:`filter_system_calls`).

    Args:
        connecting: Whether connections over TCP may be opened.
        threads: Whether threads may be started; other processes never.

    Returns:
        Instructions of the Berkeley packet filter, or None on a machine without libseccomp.
    """
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    # Refused, not killed: libraries try calls that they can do without.
    context = ctypes.c_void_p(library.seccomp_init(0x00050000 | errno.EPERM))
    allowed: list[tuple[str, Sequence[_Masked]]] = [(name, ()) for name in _DECODING]
    allowed += [("mmap", _NOT_EXECUTABLE), ("mprotect", _NOT_EXECUTABLE)]
    if connecting:
        allowed += [*((name, ()) for name in _CONNECTING), ("socket", _TCP_OVER_IPV4)]
    if threads:
        allowed += [*((name, ()) for name in _THREADING), ("clone", _OF_THIS_PROCESS)]
        _rule(library, context, 0x00050000 | errno.ENOSYS, _THREAD_ASKED_FOR_BY_STRUCTURE, ())
    for name, conditions in allowed:
        _rule(library, context, 0x7FFF0000, name, conditions)
    program = os.memfd_create("filter")
    if library.seccomp_export_bpf(context, program) < 0:
        raise OSError("libseccomp makes no filter for this processor")
    library.seccomp_release(context)
    with os.fdopen(program, "rb") as file:
        file.seek(0)
        return file.read()


def _rule(
    library: ctypes.CDLL, context: ctypes.c_void_p, action: int, name: str, conditions: Sequence[_Masked]
) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    comparisons = (_Comparison * len(conditions))(
        *(_Comparison(condition.argument, 7, condition.mask, condition.value) for condition in conditions)
    )
    error = library.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(conditions), comparisons)
    # A processor that lacks the call altogether (aarch64 has no "poll") is no failure.
    if error < 0 and number >= 0:
        raise OSError(-error, f"libseccomp takes no rule for {name}")


def filter_system_calls(instructions: bytes) -> None:
    """Refuse this process every system call that the filter does not let through, from now on and for good.

    Raises:
        OSError: The kernel does not take the filter.
    """
    program = _FilterProgram(len(instructions) // 8, instructions)
    if _LIBC.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")


def connect_to_port_only(port: int) -> bool:
    """Refuse this process every TCP connection but to ``port``, and every file, by Landlock.

    Returns:
        False where the kernel is older than 6.7, whose Landlock knows no network: then nothing is refused.
    """
    create_ruleset, add_rule, restrict_self = 444, 445, 446  # the same on every processor
    version = _LIBC.syscall(create_ruleset, None, ctypes.c_size_t(0), 1)
    if version < 4:
        return False
    every_file_right, bind_and_connect, connect = (1 << 15) - 1, 3, 2
    ruleset = struct.pack("QQ", every_file_right, bind_and_connect)
    descriptor = _LIBC.syscall(create_ruleset, ruleset, ctypes.c_size_t(len(ruleset)), 0)
    if descriptor < 0:
        return False
    to_port = struct.pack("QQ", connect, port)
    refused = _LIBC.syscall(add_rule, descriptor, 2, to_port, 0) or _LIBC.syscall(restrict_self, descriptor, 0)
    os.close(descriptor)
    return not refused
