"""Annotations of the protocol are written in TypeScript."""

from datetime import datetime
from typing import Annotated, Literal

import pytest
from pydantic import Field

from docs.typescript import protocol_types, type_of
from parloir.protocol.errors import ErrorCode
from parloir.protocol.screens.screen import Rule as RuleShown
from parloir.scheduling.refusals import Rule


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (str, "string"),
        (int, "number"),
        (bool, "boolean"),
        (datetime, "Instant"),
        (str | None, "string | null"),
        (Annotated[str, Field(max_length=3)], "string"),
        (list[Annotated[str, Field(max_length=3)]], "string[]"),
        (list[Literal["a", "b"]], '("a" | "b")[]'),
        (Literal[1, 5], "1 | 5"),
        (dict[str, list[RuleShown]], "Record<string, Rule[]>"),
        (ErrorCode | Rule, "ErrorCode | RefusingRule"),
    ],
)
def test_every_kind_that_the_protocol_has(kind, written):
    assert type_of(kind) == written


def test_lines_are_short_and_nothing_is_written_twice():
    lines = protocol_types().splitlines()
    assert max(map(len, lines)) <= 100
    exported = [line for line in lines if line.startswith("export ")]
    assert len({line.split()[2] for line in exported}) == len(exported)
