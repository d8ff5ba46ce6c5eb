"""Child of ``prospects serve``: Prefect's API server and UI on loopback."""

from __future__ import annotations

import sys

from flows.serve_child import end_with_parent


def main(port: int) -> None:
    """Serve until SIGTERM. Prefect is imported here, after the supervisor has set its environment."""
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(final=True),
        host="127.0.0.1",
        port=port,
        log_level="error",
        # A browser tab that stays open keeps a websocket open; it must not keep the server from ending.
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    end_with_parent()
    main(int(sys.argv[1]))
