"""Room for large bodies: how many bytes of them may be held at once, from the network to the end of parsing."""

import asyncio
from collections import deque


class Room:
    """`total` bytes. Whoever finds too little left waits, first come first served."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._taken = 0
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @property
    def taken(self) -> int:
        return self._taken

    async def take(self, size: int) -> int:
        """Waits for `size` bytes, or for all there is when that is less; how many were taken."""
        size = min(size, self._total)
        if not self._waiting and self._taken + size <= self._total:
            self._taken += size
            return size
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((size, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._waiting.remove((size, turn))
                self._serve()
            else:
                self.give_back(size)
            raise
        return size

    def give_back(self, size: int) -> None:
        self._taken -= size
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._taken + self._waiting[0][0] <= self._total:
            size, turn = self._waiting[0]
            if turn.cancelled():
                return  # whoever waited takes it out, and serves the next
            self._waiting.popleft()
            self._taken += size
            turn.set_result(None)


class Share:
    """What one body takes of a room; without a room, nothing."""

    def __init__(self, room: Room | None) -> None:
        self._room = room
        self._size = 0

    async def take(self, size: int) -> None:
        if self._room is not None and not self._size:
            self._size = await self._room.take(size)

    def keep(self, size: int) -> None:
        """Gives back all but `size`."""
        if self._room is not None and size < self._size:
            self._size, extra = size, self._size - size
            self._room.give_back(extra)

    def release(self) -> None:
        self.keep(0)
