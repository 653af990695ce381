"""Basic blocks under construction; at the end empty blocks are skipped, straight lines merged, dead blocks dropped."""

from __future__ import annotations

from lockscan.cfg.graph import Block, Edge, Graph, Operation, Test
from lockscan.syntax.nodes import Expr, Span


class Builder:
    """Grows blocks by number. One block is current and receives operations; nothing ever jumps back to block 0."""

    def __init__(self) -> None:
        self._operations: list[list[Operation]] = [[]]
        self._edges: list[list[Edge]] = [[]]
        self.current = 0

    def new_block(self) -> int:
        self._operations.append([])
        self._edges.append([])
        return len(self._operations) - 1

    def start(self, block: int) -> None:
        """Go on in `block`. The block before must have got its edges, or ends here."""
        self.current = block

    def stop(self) -> None:
        """Control does not go on from here: what follows lands in a block that only a label or case makes reachable."""
        self.current = self.new_block()

    def emit(self, operation: Operation) -> None:
        self._operations[self.current].append(operation)

    def connect(self, edge: Edge) -> None:
        """Add a way out of the current block; ways out keep the order in which they were added."""
        self._edges[self.current].append(edge)

    def jump(self, target: int) -> None:
        self._edges[self.current].append(Edge(target))

    def proceed(self, target: int) -> None:
        """Fall through into `target` and go on there."""
        self.jump(target)
        self.current = target

    def branch(self, span: Span, value: Expr, yes: int, no: int) -> None:
        self.connect(Edge(yes, Test(span, value, truth=True)))
        self.connect(Edge(no, Test(span, value, truth=False)))

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
                Block(
                    tuple(self._operations[block]),
                    tuple(Edge(number[edge.target], edge.condition) for edge in self._edges[block]),
                )
                for block in kept
            )
        )
        self._operations.clear()
        self._edges.clear()
        return graph

    def _skip_empty_blocks(self) -> None:
        final = self._final_targets()
        for edges in self._edges:
            for position, edge in enumerate(edges):
                if final[edge.target] != edge.target:
                    edges[position] = Edge(final[edge.target], edge.condition)

    def _final_targets(self) -> list[int]:
        """Per block, where a jump to it really leads: past blocks that do nothing but jump on."""
        final: list[int | None] = [None] * len(self._edges)
        for block in range(len(self._edges)):
            trail: list[int] = []
            at = block
            while final[at] is None and self._is_mere_jump(at):
                final[at] = at  # an endless empty loop comes back here, and stays
                trail.append(at)
                at = self._edges[at][0].target
            target = final[at]
            for passed in trail:
                final[passed] = at if target is None else target
            if target is None:
                final[at] = at
        return [block if target is None else target for block, target in enumerate(final)]

    def _is_mere_jump(self, block: int) -> bool:
        edges = self._edges[block]
        return not self._operations[block] and len(edges) == 1 and edges[0].condition is None

    def _reverse_postorder(self) -> list[int]:
        """Reachable blocks. Later ways out are visited first, so that the order follows the text: body before exit."""
        seen = {0}
        finished: list[int] = []
        stack = [(0, len(self._edges[0]))]
        while stack:
            block, left = stack.pop()
            if left == 0:
                finished.append(block)
                continue
            stack.append((block, left - 1))
            target = self._edges[block][left - 1].target
            if target not in seen:
                seen.add(target)
                stack.append((target, len(self._edges[target])))
        finished.reverse()
        return finished

    def _merge_straight_lines(self, order: list[int]) -> list[int]:
        """Append to each block the successor that only it leads to, again and again; return the blocks that remain."""
        entries = [0] * len(self._edges)
        for block in order:
            for edge in self._edges[block]:
                entries[edge.target] += 1
        absorbed: set[int] = set()
        for block in order:
            if block in absorbed:
                continue
            edges = self._edges[block]
            while len(edges) == 1 and edges[0].condition is None and entries[edges[0].target] == 1:
                target = edges[0].target
                if target == block:
                    break
                absorbed.add(target)
                self._operations[block] += self._operations[target]
                edges = self._edges[target]
            self._edges[block] = edges
        return [block for block in order if block not in absorbed]
