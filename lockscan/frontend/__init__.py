"""Files to flags to libclang to `syntax`: the only layer that knows clang."""

from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import Discovery, SourceUnit
from lockscan.frontend.unit import SourceUnit as Unit
from lockscan.frontend.version import description, version

__all__ = ["Discovery", "SourceUnit", "Unit", "description", "discover", "parse", "version"]
