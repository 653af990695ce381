"""Makes the pages of the rules from the catalogue, which is where help text is written: a hook for mkdocs."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from lockscan.catalog import Rule, load_catalog


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page for each rule, and one that lists them."""
    rules = load_catalog().rules
    files.append(File.generated(config, "rules/index.md", content="\n".join(_listing(rules))))
    for rule in rules:
        files.append(File.generated(config, f"rules/{rule.id}.md", content=rule.page))
    return files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the pages in the navigation."""
    for number, entry in enumerate(config.nav or []):
        if isinstance(entry, dict) and "Rules" in entry:
            pages = [{rule.id: f"rules/{rule.id}.md"} for rule in load_catalog().rules]
            config.nav[number] = {"Rules": [{"All rules": "rules/index.md"}, *pages]}
    return config


def _listing(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield "`lockscan --list-rules` prints this list, `lockscan --explain RULE` a page."
    yield ""
    yield "| rule | level | precision | what the code does wrong |"
    yield "| --- | --- | --- | --- |"
    for rule in rules:
        when = "" if rule.is_default else " (off by default)"
        yield f"| [{rule.id}]({rule.id}.md){when} | {rule.level.value} | {rule.precision.word} | {rule.summary} |"
