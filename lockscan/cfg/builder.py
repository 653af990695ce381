"""Basic blocks under construction; at the end empty blocks are skipped, straight lines merged, dead blocks dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from lockscan.cfg.graph import Block, Edge, Graph, Match, Operation, Test
from lockscan.syntax.native import prepared
from lockscan.syntax.nodes import Expr, Span

_Way = tuple[int, Test | Match | None]  # an edge under construction

_REVISION: Final = 1
ACCELERATOR: Final[Any] = prepared("lockscan.cfg._finish", _REVISION, Block, Edge)


class Builder:
    """Grows blocks by number. One block is current and receives operations; nothing ever jumps back to block 0."""

    def __init__(self) -> None:
        self._operations: list[list[Operation]] = [[]]
        self._ways: list[list[_Way]] = [[]]
        self.current = 0

    def new_block(self) -> int:
        self._operations.append([])
        self._ways.append([])
        return len(self._operations) - 1

    def start(self, block: int) -> None:
        """Go on in `block`. The block before must have got its edges, or ends here."""
        self.current = block

    def stop(self) -> None:
        """Control does not go on from here: what follows lands in a block that only a label or case makes reachable."""
        self.current = self.new_block()

    def emit(self, operation: Operation) -> None:
        self._operations[self.current].append(operation)

    def connect(self, target: int, condition: Test | Match | None = None) -> None:
        """Add a way out of the current block; ways out keep the order in which they were added."""
        self._ways[self.current].append((target, condition))

    def jump(self, target: int) -> None:
        self._ways[self.current].append((target, None))

    def proceed(self, target: int) -> None:
        """Fall through into `target` and go on there."""
        self.jump(target)
        self.current = target

    def branch(self, span: Span, value: Expr, yes: int, no: int) -> None:
        ways = self._ways[self.current]
        ways.append((yes, Test(span, value, truth=True)))
        ways.append((no, Test(span, value, truth=False)))

    def finish(self) -> Graph:
        """The finished graph, numbered so that a block comes before its successors, back edges apart.

        The builder has nothing left then: those who use it know each other, so they outlive their work.
        """
        if ACCELERATOR is None:
            graph = self.finish_in_python()
        else:
            graph = Graph(ACCELERATOR.finish(self._operations, self._ways))
        self._operations.clear()
        self._ways.clear()
        return graph

    def finish_in_python(self) -> Graph:
        self._skip_empty_blocks()
        kept = self._merge_straight_lines(self._reverse_postorder())
        number = {block: position for position, block in enumerate(kept)}
        operations, ways = self._operations, self._ways
        return Graph(tuple([Block(tuple(operations[block]), _edges(ways[block], number)) for block in kept]))

    def _skip_empty_blocks(self) -> None:
        """Jumps to blocks that do nothing but jump on lead to where that ends."""
        operations = self._operations
        mere = {
            block: ways[0][0]
            for block, ways in enumerate(self._ways)
            if len(ways) == 1 and ways[0][1] is None and not operations[block]
        }
        if not mere:
            return
        final = _final_targets(mere)
        for ways in self._ways:
            for position, (target, condition) in enumerate(ways):
                if target in final:
                    ways[position] = (final[target], condition)

    def _reverse_postorder(self) -> list[int]:
        """Reachable blocks. Later ways out are visited first, so that the order follows the text: body before exit."""
        every = self._ways
        left = list(map(len, every))  # ways out that are not visited yet
        seen = bytearray(len(every))
        seen[0] = 1
        finished: list[int] = []
        stack = [0]
        while stack:
            block = stack[-1]
            way = left[block] = left[block] - 1
            if way < 0:
                finished.append(stack.pop())
                continue
            target = every[block][way][0]
            if not seen[target]:
                seen[target] = 1
                stack.append(target)
        finished.reverse()
        return finished

    def _merge_straight_lines(self, order: list[int]) -> list[int]:
        """Append to each block the successor that only it leads to, again and again; return the blocks that remain."""
        entries = [0] * len(self._ways)
        for block in order:
            for target, _ in self._ways[block]:
                entries[target] += 1
        absorbed: set[int] = set()
        for block in order:
            if block in absorbed:
                continue
            ways = self._ways[block]
            while len(ways) == 1 and ways[0][1] is None and entries[ways[0][0]] == 1:
                target = ways[0][0]
                if target == block:
                    break
                absorbed.add(target)
                self._operations[block] += self._operations[target]
                ways = self._ways[target]
            self._ways[block] = ways
        return [block for block in order if block not in absorbed]


def _final_targets(mere: Mapping[int, int]) -> dict[int, int]:
    """Where the jumps of these blocks, each to the next one, really end."""
    final: dict[int, int] = {}
    for block in mere:
        trail: dict[int, None] = {}
        at = block
        while at in mere and at not in final and at not in trail:  # an endless empty loop comes back, and stays
            trail[at] = None
            at = mere[at]
        target = final.get(at, at)
        for passed in trail:
            final[passed] = target
    return final


def _edges(ways: Sequence[_Way], number: Mapping[int, int]) -> tuple[Edge, ...]:
    if len(ways) == 1 and ways[0][1] is None:
        return _jump(number[ways[0][0]])
    return tuple([Edge(number[target], condition) for target, condition in ways])


@cache
def _jump(target: int) -> tuple[Edge]:
    """The only way out of a block, without condition: of most graphs the same few."""
    return (Edge(target),)
