"""Basic blocks under construction; at the end empty blocks are skipped, straight lines merged, dead blocks dropped."""

from __future__ import annotations

from lockscan.cfg.graph import Block, Edge, Graph, Match, Operation, Test
from lockscan.syntax.nodes import Expr, Span

_Way = tuple[int, Test | Match | None]  # an edge under construction


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
        self._skip_empty_blocks()
        order = self._reverse_postorder()
        kept = self._merge_straight_lines(order)
        number = {block: position for position, block in enumerate(kept)}
        graph = Graph(
            tuple(
                [
                    Block(
                        tuple(self._operations[block]),
                        tuple([Edge(number[target], condition) for target, condition in self._ways[block]]),
                    )
                    for block in kept
                ]
            )
        )
        self._operations.clear()
        self._ways.clear()
        return graph

    def _skip_empty_blocks(self) -> None:
        final = self._final_targets()
        for ways in self._ways:
            for position, (target, condition) in enumerate(ways):
                if final[target] != target:
                    ways[position] = (final[target], condition)

    def _final_targets(self) -> list[int]:
        """Per block, where a jump to it really leads: past blocks that do nothing but jump on."""
        final = list(range(len(self._ways)))
        mere = [block for block, ways in enumerate(self._ways) if len(ways) == 1 and self._is_mere_jump(block)]
        pending = set(mere)
        for block in mere:
            trail: list[int] = []
            at = block
            while at in pending:
                pending.remove(at)  # an endless empty loop comes back here, and stays
                trail.append(at)
                at = self._ways[at][0][0]
            target = final[at]
            for passed in trail:
                final[passed] = target
        return final

    def _is_mere_jump(self, block: int) -> bool:
        ways = self._ways[block]
        return not self._operations[block] and len(ways) == 1 and ways[0][1] is None

    def _reverse_postorder(self) -> list[int]:
        """Reachable blocks. Later ways out are visited first, so that the order follows the text: body before exit."""
        seen = {0}
        finished: list[int] = []
        stack = [(0, len(self._ways[0]))]
        while stack:
            block, left = stack.pop()
            if left == 0:
                finished.append(block)
                continue
            stack.append((block, left - 1))
            target = self._ways[block][left - 1][0]
            if target not in seen:
                seen.add(target)
                stack.append((target, len(self._ways[target])))
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
