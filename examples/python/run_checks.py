"""A file of checks in, a table or JSON out; the exit code is that of the worst: 0 OK, 1 warning, 2 critical, 3 unknown.

    python run_checks.py checks.json [--json]

The file is {"checks": [{"name": "shop", "type": "http", "url": "…"}]}, or the same in TOML (Python 3.11). Without a file it
checks a port that it opens itself. {"secret": "mail"} is the variable NETWARDEN_SECRET_mail.
"""

import asyncio
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import netwarden as nw

EXIT = {"ok": 0, "warning": 1, "critical": 2, "unknown": 3}
WORST = ["ok", "warning", "unknown", "critical"]
COLOUR = {"ok": 32, "warning": 33, "critical": 31, "unknown": 35}
PREFIX = "NETWARDEN_SECRET_"


def read(path: str) -> Any:
    if path.endswith(".toml"):
        import tomllib

        return tomllib.loads(Path(path).read_text())
    return json.loads(Path(path).read_text())


async def main(listed: list[dict[str, Any]], as_json: bool) -> int:
    secrets = {name[len(PREFIX) :]: text for name, text in os.environ.items() if name.startswith(PREFIX)}
    names = [given.pop("name", None) for given in listed]
    specs = [nw.CheckSpec.from_json(json.dumps(given)) for given in listed]
    results = await asyncio.gather(*(spec.run(secrets=secrets) for spec in specs))
    told = [(name or spec.target, result) for name, spec, result in zip(names, specs, results)]
    if as_json:
        print(json.dumps([{"name": name, "status": result.status, "summary": result.summary} for name, result in told], indent=2))
    else:
        width = max((len(name) for name, _ in told), default=0)
        for name, result in told:
            status = f"{result.status.upper():<8}"
            if sys.stdout.isatty():
                status = f"\x1b[{COLOUR[result.status]}m{status}\x1b[0m"
            print(f"{status}  {name:<{width}}  {result.summary}")
    return EXIT[max((result.status for _, result in told), key=WORST.index, default="ok")]


if __name__ == "__main__":
    files = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    as_json = "--json" in sys.argv
    if files:
        sys.exit(asyncio.run(main(read(files[0])["checks"], as_json)))
    else:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            own = [{"name": "its port", "type": "tcp", "target": f"127.0.0.1:{port}"}]
            print(f"exit code {asyncio.run(main(own, as_json))}")
