"""Validation: what is drawn, what a spreadsheet makes of it, and what the coding says."""

import csv
import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.actors import LAYERS, find_mentions
from analysis.checks import CorpusWarning
from analysis.codebook import Actor, Codebook, read_actors
from analysis.validation import (
    coded_sample,
    sample_for_validation,
    save_sample,
    validate_mentions,
)
from analysis.wording import describe

IRAN = Codebook((Actor(name="Iran", kind="state", demonyms=["Iranian"]),))


def texts(*some: str) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(some))], "text": some}, dtype="str")


def coded(*rows: tuple) -> pd.DataFrame:
    """Rows of what, layer, correct, missed, size."""
    return pd.DataFrame(rows, columns=["what", "layer", "correct", "missed", "size"])


def mentions(layer: str, size: int, answers: str) -> list[tuple]:
    words = {"y": "yes", "n": "no", " ": ""}
    return [("mention", layer, words[answer], "", size) for answer in answers]


def sentences(size: int, *missed: str, what: str = "unmarked sentence") -> list[tuple]:
    return [(what, "", "", cell, size) for cell in missed]


def result(*rows: tuple) -> dict[str, dict]:
    return validate_mentions(coded(*rows)).set_index("layer").to_dict("index")


# --- drawing ----------------------------------------------------------------------------------


def test_sample_for_validation_draws_layers_alike(seeds):
    """Each layer has the same number; a small one all it has, the rest goes to the others."""
    found = find_mentions(seeds, read_actors("seeds/actors.yml"))
    sizes = found["layer"].value_counts()
    sample = sample_for_validation(seeds, found, n=60, n_sentences=20)
    drawn = sample.loc[sample["what"] == "mention", "layer"].value_counts()
    assert drawn.sum() == 60
    small = sizes[sizes < 6]
    assert (drawn[small.index] == small).all()
    others = drawn.drop(small.index)
    assert others.max() - others.min() <= 1
    size = sample[sample["what"] == "mention"].groupby("layer")["size"].agg("unique").str[0]
    assert (size == sizes[size.index]).all()


def test_sample_for_validation_draws_both_kinds_of_sentences():
    """Half without a mention, half with; of the kind that is short, all, and more of the other."""
    documents = texts("Iran left. No one. Nothing. Iran met Iran. It rained.", "")
    found = find_mentions(documents, IRAN)
    sample = sample_for_validation(documents, found, n=0, n_sentences=3)
    assert sample["what"].value_counts().to_dict() == {"unmarked sentence": 2, "marked sentence": 1}
    sample = sample_for_validation(documents, found, n=0, n_sentences=100)
    passages = dict(sample.groupby("what")["passage"].agg(list))
    assert passages == {
        "marked sentence": ["[[Iran]] left.", "[[Iran]] met [[Iran]]."],
        "unmarked sentence": ["No one.", "Nothing.", "It rained."],
    }
    assert dict(zip(sample["what"], sample["size"], strict=True)) == {
        "marked sentence": 2,
        "unmarked sentence": 3,
    }


def test_sample_for_validation_is_the_same_for_the_same_seed(seeds):
    """One seed draws one sample; another draws another; nothing is drawn twice."""
    found = find_mentions(seeds, read_actors("seeds/actors.yml"))
    one, again, other = (
        sample_for_validation(seeds, found, n=50, n_sentences=20, seed=seed) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(other)
    assert not one.duplicated(["what", "doc_id", "start", "layer"]).any()
    assert one["codebook"].str.startswith("actors.yml ").all()


def test_sample_for_validation_leaves_out_ambiguous_mentions():
    """A mention without an actor claims nothing; its sentence is marked all the same."""
    bushes = Codebook(
        tuple(
            Actor(name=f"{name} Bush", kind="person", aliases=["Dubya"]) for name in ("Jeb", "Neil")
        )
    )
    documents = texts("Dubya left.")
    sample = sample_for_validation(documents, find_mentions(documents, bushes))
    assert sample["what"].tolist() == ["marked sentence"]


def test_sample_for_validation_of_nothing_is_an_empty_table():
    """Without documents nothing is drawn; other documents than the mentions' are refused."""
    sample = sample_for_validation(texts(), find_mentions(texts(), IRAN))
    assert len(sample) == 0
    assert sample.columns[:4].tolist() == ["what", "passage", "correct", "missed"]
    with pytest.raises(ValueError, match="these are missing: d0"):
        sample_for_validation(texts(), find_mentions(texts("Iran left."), IRAN))


# --- files ------------------------------------------------------------------------------------


def test_save_sample_opens_in_a_spreadsheet(tmp_path):
    """UTF-8 with its mark, one line a row, and no cell that a spreadsheet would run."""
    documents = texts("=1+1 Iran said.\n\n@SUM left “é”,\nit said.")
    sample = sample_for_validation(documents, find_mentions(documents, IRAN))
    path = save_sample(sample, tmp_path / "sample.csv")
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfwhat,passage,correct,missed,")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(content.splitlines()) - 1 == len(sample)
    assert [row["passage"] for row in rows] == [
        "'=1+1 [[Iran]] said. @SUM left “é”, it said.",
        "'=1+1 [[Iran]] said.",
        "'@SUM left “é”, it said.",
    ]
    with pytest.raises(FileExistsError, match=r"sample\.csv exists already"):
        save_sample(sample, path)
    assert save_sample(sample, path, force=True) == path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_coded_sample_reads_what_spreadsheets_save(separator, encoding, tmp_path):
    """Commas, semicolons, tabs; UTF-8 or Windows-1252; a row over two lines; further columns."""
    lines = [
        ["what", "passage", "correct", "missed", "Layer", "size", "remark"],
        ["mention", "a\ncafé", "TRUE", "", "name", "3", "é"],
        ["", "", "", "", "", "", ""],
        ["mention", "b", "N", "", "name", "3", ""],
    ]
    path = tmp_path / "sample.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(lines)
    sample = coded_sample(sample=path)
    assert sample["correct"].to_dict() == {2: "yes", 5: "no"}
    assert sample["passage"].tolist() == ["a\ncafé", "b"]
    assert sample["remark"].tolist() == ["é", ""]


def test_coded_sample_is_looked_for_beside_the_codebook(tmp_path):
    """actors-validation.csv beside actors.yml is read; without it there are no rows."""
    (tmp_path / "actors.yml").write_text("actors: []")
    for how in ({"actors": tmp_path / "actors.yml"}, {"corpus": tmp_path}, {}):
        table = validate_mentions(coded_sample(**how))
        assert len(table) == 0
        assert "not validated yet" in str(describe(table))
    path = tmp_path / "actors-validation.csv"
    path.write_text("what,layer,correct,missed,size\nmention,name,yes,,1\n")
    assert len(coded_sample(tmp_path / "actors.yml")) == len(coded_sample(corpus=tmp_path)) == 1
    with pytest.raises(FileNotFoundError, match='Did you mean "actors-validation.csv"'):
        coded_sample(sample=tmp_path / "actors-validatoin.csv")
    path.write_text("what,layer\n")
    with pytest.raises(ValueError, match=r'actors-validation\.csv\) needs the columns "correct"'):
        coded_sample(corpus=tmp_path)


def test_coded_sample_warns_of_another_version_of_the_codebook(tmp_path):
    """A sample says with which codebook it was drawn; a changed one is told of."""
    path = tmp_path / "actors.yml"
    path.write_text("actors:\n- {name: Iran, kind: state}\n")
    documents = texts("Iran left.")
    sample = sample_for_validation(documents, find_mentions(documents, read_actors(path)))
    save_sample(sample, tmp_path / "actors-validation.csv")
    basis = validate_mentions(coded_sample(path)).attrs["basis"]
    assert basis["actors"] == f"actors.yml {read_actors(path).digest}"
    path.write_text("actors:\n- {name: Iran, kind: place}\n")
    with pytest.warns(CorpusWarning, match="drawn with the codebook actors.yml"):
        coded_sample(path)


# --- the result -------------------------------------------------------------------------------


def test_validate_mentions_gives_precision_by_layer():
    """Right of coded, with Wilson's interval as SciPy computes it; uncoded rows do not count."""
    table = result(*mentions("name", 40, "yyyn  "), *mentions("title", 2, "yy"))
    name = table["name"]
    assert (name["size"], name["n_sampled"], name["n_coded"], name["n_correct"]) == (40, 6, 4, 3)
    assert name["precision"] == 3 / 4
    interval = binomtest(3, 4).proportion_ci(method="wilson")
    np.testing.assert_allclose(
        [name["precision_low"], name["precision_high"]], interval, rtol=1e-12
    )
    assert np.isnan(name["recall"])
    assert list(table) == ["name", "title", "counted", "all"]


def test_validate_mentions_weighs_layers_by_their_size():
    """Over layers precision is the mean of theirs, weighted by their mentions in the corpus."""
    table = result(*mentions("name", 90, "yyyy"), *mentions("place", 10, "nnny"))
    assert table["all"]["precision"] == (90 * 1 + 10 * 1 / 4) / 100
    assert table["counted"]["precision"] == 1
    effective = 100**2 / (90**2 / 4 + 10**2 / 4)  # Kish 1965
    right = table["all"]["precision"] * effective
    z, n = 1.959963984540054, effective
    middle, half = (
        (right + z * z / 2) / (n + z * z),
        z * np.sqrt(right * (n - right) / n + z * z / 4) / (n + z * z),
    )
    np.testing.assert_allclose(
        [table["all"]["precision_low"], table["all"]["precision_high"]],
        [middle - half, middle + half],
    )


def test_validate_mentions_estimates_recall_from_both_kinds_of_sentences():
    """Missed mentions stand for as many as their sentences stand for."""
    rows = [
        *mentions("name", 40, "yyyn"),
        *sentences(20, "0", "1"),
        *sentences(30, "0", "0", "2", what="marked sentence"),
    ]
    missed = 20 * 1 / 2 + 30 * 2 / 3
    table = result(*rows)
    assert table["name"]["recall"] == pytest.approx(30 / (30 + missed), rel=1e-12)
    assert table["all"]["n_missed"] == 3
    assert table["name"]["recall_low"] < table["name"]["recall"] < table["name"]["recall_high"]


def test_validate_mentions_does_not_take_no_miss_for_certainty():
    """With none missed in ten sentences recall is 1, its lower bound what Wilson leaves open."""
    table = result(*mentions("name", 50, "yy"), *sentences(200, *["0"] * 10))
    high = binomtest(0, 10).proportion_ci(method="wilson").high
    assert table["name"]["recall"] == table["name"]["recall_high"] == 1
    assert table["name"]["recall_low"] == pytest.approx(50 / (50 + 200 * high), rel=1e-12)


def test_validate_mentions_sorts_missed_names_into_layers():
    """A number counts names; a name counts by its form, unless its layer stands behind it."""
    table = result(
        *mentions("name", 10, "y"),
        *sentences(5, "Pompeo (surname); the regime; she;", "2.0", "US sanctions (Modifier)", ""),
    )
    n_missed = {layer: row["n_missed"] for layer, row in table.items()}
    assert n_missed == {
        "name": 2, "surname": 1, "nominal": 1, "modifier": 1, "pronoun": 1, "counted": 3, "all": 6,
    }  # fmt: skip


def test_validate_mentions_counts_rows_and_reads_well_when_nothing_is_coded():
    """The basis has the rows, those coded and the sentences coded; the sentence says what is left."""
    table = validate_mentions(coded(*mentions("name", 3, "y  "), *sentences(4, "0", "")))
    basis = table.attrs["basis"]
    assert (basis["n_rows"], basis["n_coded_rows"], basis["n_coded_sentences"]) == (5, 2, 1)
    assert "Of 5 rows of the sample 2 are coded" in str(describe(table))
    assert "none is coded yet" in str(
        describe(validate_mentions(coded(*mentions("name", 3, "  "))))
    )


def test_validate_mentions_reports_all_mistakes_at_once(tmp_path):
    """Each mistake of a coded file has its line and its remedy."""
    path = tmp_path / "sample.csv"
    rows = [
        "what,layer,correct,missed,size",
        "mention,name,perhaps,,3",
        "mention,nmae,yes,,3",
        "mention,name,yes,,many",
        "mention,name,yes,2,3",
        "sentence,,,0,3",
        "unmarked sentence,,,1.5,3",
        "unmarked sentence,,,-1,3",
        "unmarked sentence,,yes,,3",
        "marked sentence,,,Iran (nmae),3",
        "mention,name,yes,,3",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        validate_mentions(path)
    lines = str(caught.value).splitlines()
    assert lines[0] == "sample.csv has 9 problems:"
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        f"sample.csv, line {number}" for number in range(2, 11)
    ]
    assert lines[1].endswith(
        'must be "yes" or "no"; not "perhaps". Leave it empty where it is not coded.'
    )
    assert 'Did you mean "name"?' in lines[2]


@given(
    st.dictionaries(
        st.sampled_from(LAYERS),
        st.tuples(st.integers(1, 50), st.text("yn ", max_size=6)),
        max_size=4,
    ),
    st.lists(st.integers(0, 3), max_size=6),
    st.integers(1, 99),
)
def test_validate_mentions_agrees_with_counting_by_hand(layers, missed, size):
    """Precision and recall are those of a plain count; each lies within its interval."""
    rows = [row for layer, (n, answers) in layers.items() for row in mentions(layer, n, answers)]
    rows += sentences(size, *map(str, missed))
    table = result(*rows)
    right = 0.0
    for layer, (n, answers) in layers.items():
        count = Counter(answers)
        if count["y"] + count["n"]:
            precision = count["y"] / (count["y"] + count["n"])
            assert table[layer]["precision"] == pytest.approx(precision)
            right += n * precision
    for row, name in itertools.product(table.values(), ("precision", "recall")):
        if not np.isnan(row[name]):
            assert row[f"{name}_low"] - 1e-9 <= row[name] <= row[f"{name}_high"] + 1e-9
    if right and missed:
        expected = right / (right + size * sum(missed) / len(missed))
        assert table["all"]["recall"] == pytest.approx(expected)


def test_a_perfectly_coded_sample_of_the_seeds_is_perfect(seeds, tmp_path):
    """From drawing through the file to the result: all right and nothing missed is 1 and 1."""
    found = find_mentions(seeds, read_actors("seeds/actors.yml"))
    sample = sample_for_validation(seeds, found, n=40, n_sentences=20)
    is_mention = sample["what"] == "mention"
    sample.loc[is_mention, "correct"] = "yes"
    sample.loc[~is_mention, "missed"] = "0"
    table = validate_mentions(save_sample(sample, tmp_path / "sample.csv"))
    assert (table["precision"] == 1).all()
    assert (table["recall"] == 1).all()
    assert table["size"].iloc[-1] == found["actor"].notna().sum()
