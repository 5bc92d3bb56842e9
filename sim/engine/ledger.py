"""Money by month, payer and item, in whole øre: sums are exact."""

from __future__ import annotations

from operator import index

import numpy as np
import numpy.typing as npt


class LedgerError(ValueError):
    """A month outside the run, or a payer or item that is not in the ledger."""


class Ledger:
    """Amounts in øre, the hundredth of the unit of account, int64.

    Parameters
    ----------
    payers, items
        Names; their places are the indices of `array`.
    n_months
        Months of the run.
    """

    def __init__(self, payers: tuple[str, ...], items: tuple[str, ...], n_months: int) -> None:
        self.payers, self.items = payers, items
        self.array: npt.NDArray[np.int64] = np.zeros((n_months, len(payers), len(items)), dtype=np.int64)
        """Amounts in øre [month, payer, item]."""
        self._payer = {name: place for place, name in enumerate(payers)}
        self._item = {name: place for place, name in enumerate(items)}

    def add(self, month: int, payer: str, item: str, ore: int) -> None:
        """Enter an amount; LedgerError for an unknown month, payer or item, TypeError if it is not whole."""
        if not 0 <= month < len(self.array):
            message = f"month {month} is outside 0 .. {len(self.array) - 1}"
            raise LedgerError(message)
        place, kind = self._payer.get(payer), self._item.get(item)
        if place is None or kind is None:
            message = f"no payer {payer!r}" if place is None else f"no item {item!r}"
            raise LedgerError(message)
        self.array[month, place, kind] += index(ore)

    def total(self) -> int:
        """Sum all amounts, øre."""
        return int(self.array.sum())
