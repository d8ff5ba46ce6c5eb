"""What both children of ``prospects serve`` have in common."""

from __future__ import annotations

import os
import signal
import threading


def end_with_parent() -> None:
    """End this process in its orderly way as soon as the supervisor is gone, even by kill -9.

    The supervisor holds the other end of our standard input and never writes to it: the kernel closes it.
    """

    def watch() -> None:
        while os.read(0, 1):  # unbuffered: a buffer's lock would be held when the interpreter ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()
