"""Links C given as text into a program."""

from __future__ import annotations

from functools import cache

from lockscan.interproc import Program, link
from lockscan.locks.summary import FunctionId
from lockscan.models.load import load
from tests.unit.frontend.texts import parse_text

_models = cache(load)


def program_of(code: str) -> Program:
    return link([parse_text(code)], _models(()))


def function(program: Program, name: str) -> FunctionId:
    (found,) = (identity for identity in program.functions if identity.name == name)
    return found
