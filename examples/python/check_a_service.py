"""Checks a service. A target that fails is a result, with its cause."""

import socket

from netwarden import check

with socket.create_server(("127.0.0.1", 0)) as server:
    port = server.getsockname()[1]
    print(check.tcp(f"127.0.0.1:{port}").run_blocking())

result = check.tcp(f"127.0.0.1:{port}").run_blocking()
print(result)
if result.cause is not None:
    print(f"cause: {result.cause.code}; for a monitoring system: {result.plugin_output}")
