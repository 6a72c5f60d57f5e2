"""The document of the API (OpenAPI 3.1): the requests as they are routed, with the schemas that the commands publish."""

from __future__ import annotations

from functools import cache
from typing import Any

from needlecare.clinic.api.bodies import JSON, body_schemas
from needlecare.clinic.api.refusing import OF_READING, REFUSALS
from needlecare.wording.schemas import schema_of

ABOUT = (
    "What `needlecare ... --json` prints, answered by the protocol in force at this clinic. Nothing that is sent is kept "
    "or logged. What a client says stands in the body of a request, never in its address."
)
ANSWERS = ("screen", "plan", "series", "course", "product")
PROBLEMS: dict[str, Any] = {
    "type": "object",
    "description": "What to mend in a request.",
    "properties": {
        "problems": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "place": {
                        "type": "string",
                        "description": "body:line:column, body:key, query:name or header:name",
                    },
                    "what": {"type": "string", "description": "what was found, and the remedy"},
                },
                "required": ["place", "what"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["problems"],
    "additionalProperties": False,
}


def asks(name: str) -> dict[str, Any]:
    """Return what the document says of a request with a body."""
    content = {JSON: {"schema": _ref(f"{name}-request")}}
    return {"requestBody": {"required": True, "content": content}, "responses": _responses(name)}


def reads(name: str) -> dict[str, Any]:
    """Return what the document says of a request without one."""
    return {"responses": _responses(name, only=OF_READING)}


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    from needlecare.clinic.api.routes import api

    found = dict(api.get_openapi_schema())
    bodies = {f"{name}-request": schema for name, schema in body_schemas().items()}
    answers = {name: _inner(schema_of(name)) for name in ANSWERS}
    found["components"] = {"schemas": {**bodies, **answers, "protocol": _protocol(), "problems": PROBLEMS}}
    return found


def _responses(name: str, *, only: tuple[int, ...] = ()) -> dict[Any, Any]:
    refusals = {
        one.status: {
            "description": one.about,
            "content": {JSON: {"schema": _ref("problems")}},
            **({"headers": {"Retry-After": _RETRY}} if one.status == 429 else {}),
        }
        for one in REFUSALS
        if not only or one.status in only
    }
    return {200: {"description": "The answer.", "content": {JSON: {"schema": _ref(name)}}}, **refusals}


_RETRY = {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 0}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _inner(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as a part of the document, which names the dialect itself."""
    return {key: value for key, value in schema.items() if key != "$schema"}


def _protocol() -> dict[str, Any]:
    """Return the schema of the protocol in force: the entries of the shelf, and each rule as it is explained."""
    properties = {
        "since": {"type": "string", "format": "date-time"},
        "protocols": schema_of("protocols")["properties"]["shipped"],
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "rules": {"type": "array", "items": _inner(schema_of("explain"))},
        "lang": {"enum": ["en", "es"]},
    }
    return {
        "type": "object",
        "description": "The protocol in force.",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
