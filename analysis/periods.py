"""Days, weeks, months, quarters and years: the periods that documents are dated to.

A period is written so that its name says what it is and names sort in time: 2019-01-15,
2019-W03, 2019-01, 2019-Q1, 2019. Nothing is counted here.
"""

from __future__ import annotations

import re

import pandas as pd

from analysis import checks
from analysis.corpus import variables_of
from analysis.partitions import is_partitioned

# How pandas calls a period, how it is written, and what a name of it looks like.
PERIODS = {
    "day": ("D", "%Y-%m-%d", r"\d{4}-\d\d-\d\d"),
    "week": ("W-SUN", "", r"\d{4}-W\d\d"),
    "month": ("M", "%Y-%m", r"\d{4}-\d\d"),
    "quarter": ("Q", "%F-Q%q", r"\d{4}-Q[1-4]"),
    "year": ("Y", "%Y", r"\d{4}"),
}


def are_dates(values: pd.Series) -> bool:
    """Whether a document variable holds dates: by its type or, of texts, by its name."""
    typed = pd.api.types.is_datetime64_any_dtype(values)
    return typed or (values.name == "date" and not pd.api.types.is_numeric_dtype(values))


def period_names(dates: pd.Series, period: str) -> pd.Series:
    """The period of each date; missing where there is no date.

    Weeks are those of ISO 8601: they begin on Monday, the first has the year's first Thursday.

    Examples
    --------
    >>> dates = pd.Series(["2018-12-31", None], name="date")
    >>> [period_names(dates, period)[0] for period in PERIODS]
    ['2018-12-31', '2019-W01', '2018-12', '2018-Q4', '2018']
    """
    periods = _periods(dates, period)
    return pd.Series(_written(periods, period), index=dates.index, name=dates.name, dtype="str")


def all_periods(dates: pd.Series, period: str) -> list[str]:
    """The periods from that of the first date to that of the last, also those without a date.

    Examples
    --------
    >>> all_periods(pd.Series(["2019-02-01", "2018-12-09"]), "month")
    ['2018-12', '2019-01', '2019-02']
    """
    periods = _periods(dates, period).dropna()
    if not len(periods):
        return []
    return list(_written(pd.period_range(periods.min(), periods.max()), period))


def in_periods(documents: pd.DataFrame, *, by: str, period: str = "month") -> pd.DataFrame:
    """Write the period of each document in place of its date, so that it can be a group.

    Parameters
    ----------
    documents : DataFrame
        The documents.
    by : str
        The variable. One that holds no dates stays as it is.
    period : {"day", "week", "month", "quarter", "year"}
        2019-01-15, 2019-W03 (weeks of ISO 8601), 2019-01, 2019-Q1, 2019.

    Returns
    -------
    DataFrame
        The documents; the variable has the names of periods, missing where there is no date.
        Of documents in partitions their variables, without the texts.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a"], "date": ["2019-01-15"], "paper": ["AP"]})
    >>> in_periods(documents, by="date", period="quarter")
      doc_id     date paper
    0      a  2019-Q1    AP
    """
    checks.columns(documents, ["doc_id", by], what="in_periods")
    checks.one_of("period", period, PERIODS)
    if by == "doc_id":
        return documents
    if is_partitioned(documents):
        documents = variables_of(documents)
    if not are_dates(documents[by]):
        return documents
    return documents.assign(**{by: period_names(documents[by], period)})


def period_of(name: str) -> str | None:
    """What kind of period a name stands for; None if for none.

    Examples
    --------
    >>> period_of("2019-W03"), period_of("2019"), period_of("2019-01-15 10:00:00")
    ('week', 'year', None)
    """
    found = (kind for kind, (*_, looks) in PERIODS.items() if re.fullmatch(looks, name))
    return next(found, None)


def _periods(dates: pd.Series, period: str) -> pd.PeriodIndex:
    checks.one_of("period", period, PERIODS)
    if not pd.api.types.is_datetime64_any_dtype(dates):
        days = dates.astype("str").str.replace(r"[T ].*", "", regex=True)  # as written, local
        dates = pd.to_datetime(days, format="ISO8601", errors="coerce")
    return pd.DatetimeIndex(dates).tz_localize(None).to_period(PERIODS[period][0])


def _written(periods: pd.PeriodIndex, period: str) -> pd.Index:
    if period != "week":
        return periods.strftime(PERIODS[period][1])
    days = periods.to_timestamp(how="end").isocalendar()
    names = days["year"].astype("str") + "-W" + days["week"].astype("str").str.zfill(2)
    return pd.Index(names)
