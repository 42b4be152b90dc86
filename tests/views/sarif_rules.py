"""What SARIF 2.1.0 (OASIS, 27 March 2020) demands of the properties that we write, as a JSON Schema of our own.

It is no copy of the official schema, which is not at hand offline: it was written from the sections named below, and it
takes no property that we do not know.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def made(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def many(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items} | more


MESSAGE = made(["text"], text=TEXT)  # 3.11
BAG = {"type": "object"}  # 3.8
REGION = made([], startLine={"type": "integer", "minimum": 1})  # 3.30
PHYSICAL = made(  # 3.29; a relative reference of RFC 3986 without scheme, root, or step upwards (3.4.4)
    ["artifactLocation"],
    artifactLocation=made(
        ["uri"],
        uri={"type": "string", "pattern": r"^(?!/)(?!.*(^|/)\.\.?(/|$))(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"},
    ),
    region=REGION,
)
LOCATION = made(  # 3.28
    [],
    physicalLocation=PHYSICAL,
    logicalLocations=many(made([], fullyQualifiedName=TEXT, kind=TEXT), minItems=1),  # 3.33
)
SUPPRESSION = made(  # 3.35
    ["kind"],
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
    properties=BAG,
)
RESULT = made(  # 3.27; `locations` and the hash are what GitHub adds to it
    ["message", "ruleId", "ruleIndex", "level", "locations", "partialFingerprints"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=many(LOCATION, minItems=1, maxItems=100),
    partialFingerprints={
        "type": "object",
        "required": ["primaryLocationLineHash"],
        "additionalProperties": {"type": "string"},
    },
    occurrenceCount={"type": "integer", "minimum": 1},
    suppressions=many(SUPPRESSION, uniqueItems=True),
)
RULE = made(  # 3.49; descriptions of at most 1,024 characters by GitHub
    ["id", "shortDescription", "fullDescription", "help"],
    id=TEXT,
    shortDescription=made(["text"], text={"type": "string", "minLength": 1, "maxLength": 1024}),
    fullDescription=made(["text"], text={"type": "string", "minLength": 1, "maxLength": 1024}),
    help=MESSAGE,
    properties=made([], tags=many(TEXT, uniqueItems=True, maxItems=10)),
)
NOTIFICATION = made(["message"], level=LEVEL, descriptor=made(["id"], id=TEXT), message=MESSAGE)  # 3.58
INVOCATION = made(  # 3.20
    ["executionSuccessful"],
    executionSuccessful={"type": "boolean"},
    exitCode={"type": "integer"},
    toolExecutionNotifications=many(NOTIFICATION),
)
DRIVER = made(  # 3.19
    ["name"],
    name=TEXT,
    version=TEXT,
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    rules=many(RULE, uniqueItems=True, maxItems=25_000),
    properties=BAG,
)
RUN = made(  # 3.14
    ["tool", "results"],
    tool=made(["driver"], driver=DRIVER),
    language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    automationDetails=made([], id=TEXT),
    invocations=many(INVOCATION),
    results=many(RESULT, maxItems=25_000),
    properties=BAG,
)
SARIF = made(["version", "runs"], **{"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": many(RUN, maxItems=20)})
