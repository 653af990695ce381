"""Where a cold scan in one process spends its CPU seconds: `python -m benchmarks.phases FILE…` prints them as JSON."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.installed import prepare


def main(names: list[str]) -> None:
    marks = [("start-up", 0.0)]

    class Clock:
        def phase(self, name: str, total: int) -> None:
            marks.append((name, time.process_time()))

        def advance(self) -> None:
            pass

    from pathlib import Path

    from lockscan.app import scan
    from lockscan.config import Settings
    from lockscan.execution import collect_seldom
    from lockscan.stages import analysis  # noqa: F401 -- imported here, so that the time counts as start-up

    collect_seldom()
    marks.append(("models, discovery", time.process_time()))
    scan([Path(name) for name in names], Settings(jobs=1), Clock())
    marks.append(("", time.process_time()))
    ends = [time for _, time in marks[1:]]
    print(json.dumps({name: end - start for (name, start), end in zip(marks, ends, strict=False)}))


if __name__ == "__main__":
    prepare()
    main(sys.argv[1:])
