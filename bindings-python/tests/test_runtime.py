"""The runtime under the binding: cancellation, Ctrl-C, fork, exit."""

import asyncio
import os
import subprocess
import sys
import textwrap
import time

import pytest
from netwarden import _native


def settle() -> None:
    """Waits until no call is alive."""
    deadline = time.monotonic() + 5
    while _native.live_tasks() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert _native.live_tasks() == 0


async def test_cancelling_a_task_drops_the_work() -> None:
    async def call() -> None:
        await _native.wait(60)

    task = asyncio.create_task(call())
    await asyncio.sleep(0.05)
    assert _native.live_tasks() == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(settle)


async def test_a_timeout_drops_the_work() -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(_native.wait(60), 0.05)
    await asyncio.to_thread(settle)


def run(program: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=30, check=False
    )


def test_ctrl_c_ends_a_blocking_call() -> None:
    done = run(
        """
        import os, signal, threading
        from netwarden import _native
        signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            _native.wait_blocking(20)
        except KeyboardInterrupt:
            print("interrupted", _native.live_tasks())
        """
    )
    assert (done.returncode, done.stdout) == (0, "interrupted 0\n"), done.stderr


def test_the_interpreter_exits_cleanly_while_a_call_is_pending() -> None:
    done = run(
        """
        import asyncio
        from netwarden import _native
        async def main():
            pending = asyncio.ensure_future(_native.wait(60))
            await asyncio.sleep(0.05)
            print("leaving")
            asyncio.get_running_loop().stop()
        try:
            asyncio.run(main())
        except RuntimeError:
            pass
        """
    )
    assert (done.returncode, done.stdout) == (0, "leaving\n"), done.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_is_refused_with_a_reason() -> None:
    done = run(
        """
        import os, sys
        from netwarden import _native
        _native.wait_blocking(0.01)
        child = os.fork()
        if child == 0:
            try:
                _native.wait_blocking(0.01)
            except RuntimeError as error:
                print(error, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        """
    )
    assert done.returncode == 0, done.stderr
    assert "spawn" in done.stdout and "fork()" in done.stdout


def test_an_engine_with_threads_of_its_own_does_not_hold_up_the_exit() -> None:
    done = run(
        """
        import netwarden as nw
        engine = nw.Engine(drivers=2, own_threads=True)
        print(engine.statistics().sent)
        """
    )
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
