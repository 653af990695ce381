"""The benchmarks' command line."""

from __future__ import annotations

from pathlib import Path

import click

DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Measure lockscan on real drivers."""


@main.command()
@click.option("--linux", type=DIRECTORY, required=True, help="An unpacked kernel source tree.")
@click.option("--headers", type=DIRECTORY, required=True, help="Configured headers of the same kernel.")
@click.option("--files", default=200, show_default=True, help="How many drivers that parse cleanly with the headers.")
@click.option("--seed", default=1, show_default=True, help="Which drivers: the same seed, the same drivers.")
@click.option("--jobs", default=1, show_default=True, help="Processes at once.")
@click.option("--misses", default=40, show_default=True, help="How many misses to list.")
def fidelity(linux: Path, headers: Path, files: int, seed: int, jobs: int, misses: int) -> None:
    """How much of a driver survives without kernel headers, compared with the real ones."""
    from benchmarks.fidelity import run

    raise SystemExit(run(linux, headers, files, seed, jobs, misses))


@main.command()
@click.option("--linux", type=DIRECTORY, required=True, help="An unpacked kernel source tree.")
@click.option("--headers", type=DIRECTORY, help="Configured headers of the same kernel, for sparse.")
@click.option("--files", default=55, show_default=True, help="How many lock-using drivers.")
@click.option("--seed", default=1, show_default=True, help="Which drivers: the same seed, the same drivers.")
@click.option("--growth", is_flag=True, help="Also parts of drivers/, one larger than the other; takes long.")
@click.option("--largest", type=click.Choice(["16", "4", "1"]), default="1", help="With --growth: 1/16, 1/4 or all.")
@click.option("--jobs", default=2, show_default=True, help="With --growth: worker processes.")
def speed(linux: Path, headers: Path | None, files: int, seed: int, growth: bool, largest: str, jobs: int) -> None:
    """CPU seconds against the bare libclang parse, sparse and Coccinelle on the same files, from one run."""
    from benchmarks import growth as growing
    from benchmarks.installed import prepare
    from benchmarks.speed import run

    prepare()
    status = run(linux, headers, files, seed)
    if growth:
        growing.run(linux, seed, jobs, int(largest))
    raise SystemExit(status)


@main.command()
@click.option("--linux", type=DIRECTORY, required=True, help="An unpacked kernel source tree that has the mistakes.")
@click.option("--headers", type=DIRECTORY, help="Configured headers of the same kernel, for sparse.")
@click.option("--list", "list_all", is_flag=True, help="Who names which.")
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def peers(linux: Path, headers: Path | None, list_all: bool, cases: Path) -> None:
    """How many of the known mistakes in the file CASES do lockscan, sparse and Coccinelle name?

    A line of CASES: paths in the tree, functions and rules, each joined by commas.
    """
    from benchmarks.peers import run

    raise SystemExit(run(linux, headers, cases, list_all))


@main.command()
@click.option("--linux", type=DIRECTORY, required=True, help="An unpacked kernel source tree.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), required=True, help="For the findings.")
@click.option("--sample", "count", default=100, show_default=True, help="How many findings to draw.")
@click.option("--seed", default=1, show_default=True, help="Which findings: the same seed, the same findings.")
@click.argument("directories", nargs=-1, required=True)
def density(linux: Path, keep: Path, count: int, seed: int, directories: tuple[str, ...]) -> None:
    """Findings per 100,000 lines of each of the DIRECTORIES of the tree, by rule, and some to judge by hand."""
    from benchmarks.density import run

    raise SystemExit(run(linux, directories, keep, count, seed))


if __name__ == "__main__":
    main()
