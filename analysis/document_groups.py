"""Documents in groups: publications, periods of time, single documents; and which are described."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import checks
from analysis.comparison import left_out, written
from analysis.counts import document_variable
from analysis.periods import are_dates, period_names


class DocumentGroups(NamedTuple):
    """The group of each document (-1: it has none), the names of the groups, their period."""

    codes: np.ndarray
    names: pd.Index
    period: str

    def basis(self, by: str, described: Sequence[int] = ()) -> dict[str, str]:
        """What the groups are, which one is described, and how many documents have none."""
        period = {"period": self.period} if self.period else {}
        one = {"target": written({by: self.names[described[0]]})} if len(described) == 1 else {}
        return {"by": by, **period, **one, **left_out(self.codes < 0, by)}


def document_groups(
    tokens: pd.DataFrame, by: str, documents: pd.DataFrame | None, period: str
) -> DocumentGroups:
    """Group the documents of the tokens by a variable; dates by period."""
    names = tokens["doc_id"].cat.categories
    if by == "doc_id":
        names = pd.CategoricalIndex(names, categories=names)
        return DocumentGroups(np.arange(len(names)), names, "")
    values = document_variable(tokens, by, documents)
    dated = are_dates(values)
    codes, names = pd.factorize(period_names(values, period) if dated else values, sort=True)
    return DocumentGroups(codes, pd.Index(names), period if dated else "")


def asked_for(grouped: DocumentGroups, by: str, target: object) -> list[int]:
    """The numbers of the groups to describe; a warning names one that does not exist."""
    if target is None or target == "":
        return list(range(len(grouped.names)))
    listed = [target] if isinstance(target, str) or not isinstance(target, Iterable) else target
    number = {str(name): at for at, name in enumerate(grouped.names)}
    for value in [value for value in listed if str(value) not in number]:
        checks.warn(checks.no_document_has("target", by, value, number))
    return sorted({number[str(value)] for value in listed if str(value) in number})


def others_as_one(grouped: DocumentGroups, described: list[int]) -> DocumentGroups:
    """All groups that are not described under the number of the first: they are one reference.

    Where each document is a group, a count for each of them would not fit into memory.
    """
    is_other = ~np.isin(grouped.codes, [-1, *described])
    first = grouped.codes[is_other].min(initial=len(grouped.names))
    return grouped._replace(codes=np.where(is_other, first, grouped.codes))
