"""A codebook held against a corpus: each kind of finding, once where it is and not elsewhere."""

import time
from datetime import date

import pandas as pd
import pytest

from analysis.actors import find_mentions
from analysis.codebook import Actor, Codebook, Role, read_actors
from analysis.codebook_checks import FINDINGS, check_actors
from analysis.wording import describe


def texts(*some: str, dates=None) -> pd.DataFrame:
    table = pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(some))], "text": some}, dtype="str")
    return table if dates is None else table.assign(date=pd.to_datetime(list(dates)))


def person(name: str, **more) -> Actor:
    return Actor(name=name, kind="person", **more)


def rows(documents: pd.DataFrame, *actors: Actor, finding: str, **how) -> list[tuple]:
    table = check_actors(documents, Codebook(actors), **how)
    table = table[table["finding"] == finding]
    return list(zip(table["actor"], table["alias"], table["n"], strict=True))


def test_check_actors_tells_of_shared_aliases():
    """An alias of two actors is found with both names and its places in the corpus."""
    bushes = [person(f"{first} Bush", aliases=["Dubya"]) for first in ("George", "Jeb")]
    documents = texts("Dubya left. Dubya came.")
    assert rows(documents, *bushes, finding="shared alias") == [
        ("George Bush; Jeb Bush", "Dubya", 2)
    ]


def test_check_actors_tells_of_shared_surnames():
    """A surname of two persons is found; one that is switched off is not."""
    clintons = [person("Bill Clinton"), person("Hillary Clinton")]
    documents = texts("Clinton left.")
    assert rows(documents, *clintons, finding="shared surname") == [
        ("Bill Clinton; Hillary Clinton", "Clinton", 1)
    ]
    clintons[1] = person("Hillary Clinton", surname=False)
    assert rows(documents, *clintons, finding="shared surname") == []


def test_check_actors_tells_of_common_words():
    """A name of one word is found if the corpus has it in lower case, a surname too."""
    actors = (
        Actor(name="United States", kind="state", aliases=["US"]),
        person("Condoleezza Rice"),
        Actor(name="eBay", kind="organization"),
        Actor(name="Iran", kind="state"),
    )
    documents = texts("US and Iran: give us rice. They gave us rice on eBay, not us.")
    assert rows(documents, *actors, finding="common word") == [
        ("United States", "US", 3),
        ("Condoleezza Rice", "Rice", 2),
    ]


def test_check_actors_tells_of_names_inside_names():
    """A name inside a name of another actor is found, one inside a word or an own name is not."""
    actors = (
        Actor(name="Iran", kind="state", aliases=["Islamic Republic of Iran"]),
        Actor(name="Iran Air", kind="organization"),
        Actor(name="Iranian Resistance", kind="coalition"),
    )
    documents = texts("Iran Air and Iran Air flew to Iran.")
    assert rows(documents, *actors, finding="alias inside another") == [("Iran", "Iran", 2)]


def test_check_actors_tells_of_role_dates():
    """Documents with a title on days when nobody of the codebook had it are counted."""
    tillerson = Role(title="Secretary of State", start=date(2017, 2, 1), end=date(2018, 3, 31))
    pompeo = Role(title="Secretary of State", start=date(2018, 4, 26))
    actors = (person("Rex Tillerson", roles=[tillerson]), person("Mike Pompeo", roles=[pompeo]))
    documents = texts(
        "The Secretary of State left.", "The secretary of state left.", "No one left.",
        "The Secretary of State came.", dates=["2018-04-01", "2018-05-01", "2018-04-02", "2016-01-01"],
    )  # fmt: skip
    names = "Rex Tillerson; Mike Pompeo"
    assert rows(documents, *actors, finding="role dates") == [(names, "Secretary of State", 2)]
    table = check_actors(documents, Codebook(actors))
    remedy = table.loc[table["finding"] == "role dates", "remedy"].item()
    assert "from 2016-01-01 to 2018-04-01" in remedy
    assert rows(documents.drop(columns="date"), *actors, finding="role dates") == []


def test_check_actors_tells_of_frequent_names_that_are_absent():
    """A name that the codebook does not find comes with its entry, from min_count on."""
    documents = texts("He met Zarif. She met Zarif. They met Zarif and Rouhani.")
    iran = Actor(name="Iran", kind="state")
    finding = "name not in the codebook"
    assert rows(documents, iran, finding=finding) == [("Zarif", "Zarif", 3)]
    assert len(rows(documents, iran, finding=finding, min_count=1)) == 2
    table = check_actors(documents, Codebook((iran,)))
    assert table.loc[table["finding"] == finding, "remedy"].item().startswith("  - name: Zarif\n")


def test_check_actors_tells_of_aliases_that_never_match():
    """An alias without a place is found; of an actor without any the name, in one row."""
    actors = (
        person("Donald Trump", aliases=["The Donald"]),
        Actor(name="United States", kind="state", aliases=["US", "America"]),
        Actor(name="Yemen", kind="state", demonyms=["Yemeni"]),
        Actor(name="Western powers", kind="coalition", nominals=["Western powers"]),
    )
    documents = texts("Trump and the U.S. left. Western powers stayed.")
    assert rows(documents, *actors, finding="never matched") == [
        ("United States", "America", 0),
        ("Donald Trump", "The Donald", 0),
        ("Yemen", "Yemen", 0),
    ]


def test_check_actors_has_an_order_a_passage_and_a_remedy(seeds):
    """Findings stand by kind, then by n; each has a remedy, and a passage where it has places."""
    table = check_actors(seeds, read_actors("seeds/actors.yml"), min_count=2)
    kinds = table["finding"].map(FINDINGS.index)
    assert kinds.is_monotonic_increasing
    assert all(table.groupby("finding")["n"].agg(lambda n: n.is_monotonic_decreasing))
    assert (table["remedy"] != "").all()
    assert (table.loc[table["n"] > 0, "example"] != "").all()


def test_check_actors_of_nothing_is_an_empty_table():
    """Without actors and documents there are no rows, with the same columns."""
    table = check_actors(texts(), Codebook())
    assert table.columns.tolist() == ["finding", "actor", "alias", "n", "example", "remedy"]
    assert len(table) == 0
    with pytest.raises(ValueError, match='needs the column "text"'):
        check_actors(texts().drop(columns="text"), Codebook())


def test_describe_says_what_a_check_found():
    """Kinds of findings with their numbers, in the order of the table; or that there are none."""
    documents = texts("Iran Air and Ann Rice flew. We gave us rice.")
    actors = (Actor(name="Iran", kind="state"), Actor(name="Iran Air", kind="organization"))
    table = check_actors(documents, Codebook((*actors, person("Ann Rice"))))
    expected = "The check of the codebook found: **common word** (1), **alias inside another** (1)."
    assert str(describe(table)) == expected
    assert "found nothing" in str(describe(check_actors(texts(), Codebook())))


def test_check_actors_checks_ten_thousand_actors(seeds):
    """10,000 actors are matched and checked in seconds, also where each is inside the next."""
    nested = [Actor(name=f"Name{n} of Name{n + 1}", kind="organization") for n in range(5000)]
    short = [Actor(name=f"Name{n}", kind="place", aliases=[f"Place{n}"]) for n in range(5000)]
    codebook = Codebook((*nested, *short))
    begun = time.perf_counter()
    find_mentions(seeds, codebook)
    table = check_actors(seeds, codebook)
    assert time.perf_counter() - begun < 20  # 2 s here; the bound is for a loaded machine
    assert (table["finding"] == "alias inside another").sum() == 2 * 5000 - 1
