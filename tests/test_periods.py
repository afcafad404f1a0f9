"""analysis.periods: names of periods, and the periods between."""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.periods import PERIODS, all_periods, are_dates, in_periods, period_names, period_of

DATES = st.dates(datetime.date(1700, 1, 1), datetime.date(2250, 12, 31))


def as_named(day, period):
    """By datetime alone."""
    year, week, _ = day.isocalendar()
    return {
        "day": day.isoformat(),
        "week": f"{year}-W{week:02d}",
        "month": f"{day.year}-{day.month:02d}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }[period]


@pytest.mark.parametrize("period", PERIODS)
@given(days=st.lists(st.none() | DATES, max_size=5))
def test_period_names_equal_the_calendar(period, days):
    """Days, ISO weeks, months, quarters and years, whatever type the dates have."""
    expected = [None if day is None else as_named(day, period) for day in days]
    written = pd.Series([None if day is None else day.isoformat() for day in days], name="date")
    typed = pd.to_datetime(written).astype("datetime64[s]")
    for dates in (written, typed):
        found = period_names(dates, period)
        assert [None if pd.isna(name) else name for name in found] == expected
        assert found.dtype == "str"
    assert all(period_of(name) == period for name in expected if name)


@pytest.mark.parametrize("period", PERIODS)
@given(first=DATES, days=st.integers(0, 800))
def test_all_periods_are_those_of_every_day_between(period, first, days):
    """From the first to the last, each once, in order, with no gap."""
    between = [first + datetime.timedelta(days=k) for k in range(days + 1)]
    expected = list(dict.fromkeys(as_named(day, period) for day in between))
    assert all_periods(pd.Series([between[-1], None, first]).astype("str"), period) == expected
    assert expected == sorted(expected)


def test_a_day_is_that_where_it_was_written():
    """A time and its zone do not move a document to another day; what is no date is none."""
    dates = pd.Series(["2019-01-01T00:30:00+02:00", "2018-12-31 23:59", "soon"], name="date")
    assert period_names(dates, "day").tolist()[:2] == ["2019-01-01", "2018-12-31"]
    assert period_names(dates, "day").isna().tolist() == [False, False, True]


def test_dates_are_known_by_type_or_name():
    """Texts are dates only under the name date: a title may look like a year."""
    typed = pd.Series(pd.to_datetime(["2019-01-01"]), name="day")
    assert are_dates(typed)
    assert are_dates(pd.Series(["2019-01-01"], name="date"))
    assert not are_dates(pd.Series(["2019"], name="title"))
    assert not are_dates(pd.Series([2019], name="date"))


def test_in_periods_leaves_other_variables_alone():
    """Only a variable of dates is rewritten; the documents given stay as they were."""
    documents = pd.DataFrame(
        {"doc_id": ["a", "b"], "date": ["2019-02-01", None], "paper": ["P", "Q"]}
    )
    table = in_periods(documents, by="date", period="quarter")
    assert table["date"].tolist()[0] == "2019-Q1"
    assert table["date"].isna().tolist() == [False, True]
    assert documents["date"].tolist()[0] == "2019-02-01"
    assert in_periods(documents, by="paper") is documents
    with pytest.raises(ValueError, match='needs the column "papper".*"paper"'):
        in_periods(documents, by="papper")
