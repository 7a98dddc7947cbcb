"""Write `docs/reference/api.md`, the OpenAPI document of the API for people to read."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation

from parloir.api.document import REASONS
from parloir.api.problems import KINDS
from parloir.api.schemas import AvailabilityAsked, BookingsAsked
from parloir.api.v1 import api
from parloir.clients.scopes import Scope
from parloir.scheduling.refusals import Rule

Document = Mapping[str, Any]

# These are documented as parameters.
IN_ADDRESSES = {AvailabilityAsked.__name__, BookingsAsked.__name__}

INTRODUCTION = """\
# The API

This page is generated from the OpenAPI document, which a running server has at
`/api/v1/openapi.json`: use that to generate a client. [Setting up a
facility](../how-to/administrator.md#programs-that-use-the-api) explains how a program gets its
token, and [decision 30](../adr/0030-an-api-that-does-everything-once.md) why the API is built this
way.

With the demo, `demo.json` has a valid token:

```sh
token=$(python3 -c 'import json; print(json.load(open("var/demo.json"))["api"]["token"])')
curl -H "Authorization: Bearer $token" http://localhost:8000/api/v1/facilities
```
"""

BOOKING = """\
## A booking, step by step

```sh
api=http://localhost:8000/api/v1
people="inmate=100241&visitor=VISITOR_ID&kind=onsite"
curl -H "Authorization: Bearer $token" \\
  "$api/facilities/jackson-county-jail/availability?$people&from=2026-05-11&to=2026-05-17"

curl -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \\
  -H "Idempotency-Key: $(python3 -c 'import uuid; print(uuid.uuid4())')" \\
  -d '{"facility": "jackson-county-jail", "kind": "onsite", "inmate": "100241",
       "visitor": "VISITOR_ID", "starts_at": "2026-05-11T10:00:00-05:00"}' \\
  "$api/bookings"
```

The visitor's id is in every booking, and in the address of the visitor's page in the console.
If no answer arrives, send the same request with the same key again: it is carried out once.
"""


def api_page(note: str) -> str:
    with translation.override("en"):
        document = api.get_openapi_schema()
        return "\n".join([note, INTRODUCTION, *_everything(document)]) + "\n"


def _everything(document: Document) -> Iterator[str]:
    yield "## Conventions\n"
    yield document["info"]["description"]
    yield BOOKING
    yield from _scopes()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield from _operation(method, path, operation, document)
    yield from _forms(document)
    yield from _problems()


def _scopes() -> Iterator[str]:
    yield "## Scopes\n\n| scope | a program with it may |\n|---|---|"
    for scope in Scope:
        yield f"| `{scope}` | {scope.label} |"
    yield ""


def _operation(method: str, path: str, operation: Document, document: Document) -> Iterator[str]:
    scopes = [f"`{scope}`" for one in operation["security"] for scope in one["Bearer"]]
    needed = f"scope {' '.join(scopes)}" if scopes else "any token"
    yield f"## {operation['summary']}\n\n`{method.upper()} {path}` · {needed}"
    yield f"\n{operation['description']}\n"
    if operation["parameters"]:
        yield "| parameter | in | | |\n|---|---|---|---|"
        for one in operation["parameters"]:
            needed = "required" if one["required"] else "optional"
            said = one.get("description", "")
            kind = _type(one["schema"], document)
            yield f"| `{one['name']}` | {one['in']} | {kind}, {needed} | {said} |"
        yield ""
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield f"Body: {_type(schema)}\n"
    yield "Answers: " + ", ".join(_answers(operation)) + ".\n"


def _answers(operation: Document) -> Iterator[str]:
    for status, response in operation["responses"].items():
        (content,) = response["content"].values()
        yield f"{status} {_type(content['schema'])}" if status < 400 else str(status)


def _forms(document: Document) -> Iterator[str]:
    yield "## Forms\n"
    for name, schema in sorted(document["components"]["schemas"].items()):
        if "properties" not in schema or name in IN_ADDRESSES:
            continue
        yield f"### {name}\n"
        if "description" in schema and name == "ProblemOut":
            yield f"{schema['description']}\n"
        yield "| member | | |\n|---|---|---|"
        for member, form in schema["properties"].items():
            kind = _type(form, document)
            needed = "" if member in schema.get("required", ()) else ", optional"
            yield f"| `{member}` | {kind}{needed} | {form.get('description', '')} |"
        yield ""


def _problems() -> Iterator[str]:
    yield "## Problems\n"
    yield "`type` is `/api/v1/problems/` with one of these, and opens in a browser.\n"
    yield "| code | status | what it means | what to do |\n|---|---|---|---|"
    for kind in KINDS.values():
        yield f"| `{kind.code}` | {kind.status} | {kind.title} | {kind.advice} |"
    yield "\nBy status:\n\n| status | |\n|---|---|"
    for status, reason in REASONS.items():
        yield f"| {status} | {reason} |"


def _type(schema: Document, document: Document | None = None) -> str:
    """Return 'text', 'BookingOut', 'list of DayOut', 'date or nothing', or the allowed values."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name == Rule.__name__:
            return "one of the [rules](refusals.md)"
        named = document["components"]["schemas"][name] if document else {}
        return _type(named) if "enum" in named else f"[{name}](#{name.lower()})"
    if "allOf" in schema:
        return " and ".join(_type(one, document) for one in schema["allOf"])
    if "anyOf" in schema:
        return " or ".join(_type(one, document) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'], document)}"
    named = {"date": "date", "date-time": "time with offset"}
    words = {
        "string": "text",
        "integer": "whole number",
        "boolean": "`true` or `false`",
        "null": "nothing",
    }
    return named.get(schema.get("format", "")) or words[schema["type"]]
