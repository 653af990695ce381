"""Places in SARIF's form: relative URIs, regions, functions as logical locations."""

from __future__ import annotations

from urllib.parse import quote

import sarif_om as om

from lockscan.findings import Edit, Location
from lockscan.report.source import Region, Sources

ROOT = "SRCROOT"
"""The directory that lockscan ran in. Its URI is left out: it belongs to one machine, and viewers know their own."""

_MAX_SNIPPET = 500  # characters; enough to recognise the statement


def artifact_location(path: str) -> om.ArtifactLocation:
    """A path below the working directory is relative to ROOT; any other has no base to be relative to."""
    if path.startswith("/"):
        return om.ArtifactLocation(uri="file://" + _quoted(path))
    return om.ArtifactLocation(uri=_quoted(path), uri_base_id=ROOT)


def primary_location(place: Location, sources: Sources) -> om.Location:
    """Where a result is, with the code that stands there."""
    found = location(place, sources)
    snippet = sources.file(place.path).text(place.start, place.end)
    found.physical_location.region.snippet = om.ArtifactContent(text=snippet[:_MAX_SNIPPET]) if snippet else None
    return found


def location(place: Location, sources: Sources, *, text: str = "", number: int = -1) -> om.Location:
    """`text`: what happens there; `number`: what links in messages point to."""
    logical = None
    if place.function:
        logical = [om.LogicalLocation(name=place.function, fully_qualified_name=place.function, kind="function")]
    return om.Location(
        id=number,
        physical_location=om.PhysicalLocation(
            artifact_location=artifact_location(place.path),
            region=_region(sources.region(place)),
        ),
        logical_locations=logical,
        message=om.Message(text=plain(text)) if text else None,
    )


def line_location(path: str, line: int, function: str = "") -> om.Location:
    """A whole line of a file, or with line 0 the file."""
    logical = [om.LogicalLocation(name=function, fully_qualified_name=function, kind="function")] if function else None
    region = om.Region(start_line=line) if line else None
    physical = om.PhysicalLocation(artifact_location=artifact_location(path), region=region)
    return om.Location(physical_location=physical, logical_locations=logical)


def replacement(edit: Edit, sources: Sources) -> om.Replacement:
    deleted = _region(sources.span(edit.path, edit.start, edit.end))
    return om.Replacement(deleted_region=deleted, inserted_content=om.ArtifactContent(text=edit.text))


def plain(text: str) -> str:
    """Text in which nothing reads as a link or as a placeholder."""
    return text.replace("](", "]\\(").replace("{", "{{").replace("}", "}}")


def link(text: str, number: int) -> str:
    """A link to the related location `number`."""
    label = plain(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"[{label}]({number})"


def _quoted(path: str) -> str:
    # What RFC 3986 allows in a path segment, less the colon: "a:b" would read as a scheme.
    return quote(path, safe="/!$&'()*+,;=@~", encoding="utf-8", errors="surrogateescape")


def _region(region: Region) -> om.Region:
    return om.Region(
        start_line=region.start.line,
        start_column=region.start.column,
        end_line=region.end.line,
        end_column=region.end.column,
    )
