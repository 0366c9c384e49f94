"""Templates and selections: calls of the vectors."""

from collections.abc import Callable
from typing import Any

from netwarden import NetwardenError, measure


def template(given: Any) -> Any:
    make = {"everything": measure.everything, "interfaces-only": measure.interfaces_only}[given["template"]]
    made = make(groups=given.get("groups"), every_ms=given.get("every_ms"))
    groups = [
        {
            "name": group["name"],
            "interval_ms": group["interval_ms"],
            "columns": [[column["name"], column["oid"]] for column in group["columns"]],
            "quantities": [[each["object"], each["unit"], each["keep"]] for each in group["quantities"]],
        }
        for group in made["groups"]
    ]
    return {"name": made["name"], "groups": groups}


def check_template(given: Any) -> Any:
    measure.check(given["template"])
    return {}


def admits(given: Any) -> Any:
    return {"admits": measure.admits(given["selection"], given["device"], given["row"])}


def told(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def replay(given: Any, expect: Any) -> Any:
        try:
            return call(given)
        except NetwardenError as error:
            return {"error": {"code": error.code, "message": str(error)}}

    return replay


CALLS = {"template": told(template), "check-template": told(check_template), "admits": told(admits)}
