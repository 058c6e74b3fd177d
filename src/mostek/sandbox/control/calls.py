"""The call log: what was asked of the API, how it was answered, which fault was in play."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CallEntry:
    """`call` is `module/action`, `reference` the `id_external` sent. `http_status` 0: the reply was lost."""

    at: datetime
    call: str
    company_id: int | None
    status_code: str
    http_status: int
    duration_ms: float
    reference: str
    fault: str

    def shown(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


class CallLog:
    """The last `keep` calls; the counts are of all."""

    def __init__(self, keep: int = 5000) -> None:
        self._entries: deque[CallEntry] = deque(maxlen=keep)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, entry: CallEntry) -> None:
        with self._lock:
            self._entries.append(entry)
            self._counts[entry.call] += 1

    def entries(self) -> list[CallEntry]:
        with self._lock:
            return list(self._entries)

    def counts(self) -> dict[str, int]:
        """Calls by `module/action`."""
        with self._lock:
            return dict(self._counts)

    def total(self) -> int:
        with self._lock:
            return self._counts.total()

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._counts.clear()
