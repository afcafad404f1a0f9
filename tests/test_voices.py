"""analysis.voices and its charts: quotations and attributions counted by hand."""

import pandas as pd

import analysis as an
from analysis.wording import describe

QUOTES = pd.DataFrame(
    {
        "doc_id": ["a", "a", "b", "b", "b"],
        "text": ["We leave now.", "bad", "so-called", "It’s 1,000 US-made tanks", "left open here"],
        "kind": ["speech", "fragment", "term", "speech", "speech"],
        "speaker": ["Trump", "Zarif", "", "Trump", ""],
        "source": ["CNN", "", "", "", "Reuters"],
    }
)
QUOTES.attrs["basis"] = {"n_documents": 2, "n_quotes": 5, "n_terms": 1, "n_unattributed": 1}


def test_count_speakers_counts_quotations_and_words():
    """Terms and quotations without a speaker are not counted; words are tokens."""
    table = an.count_speakers(QUOTES)
    assert table.to_dict("records") == [
        {"speaker": "Trump", "n": 2, "n_words": 7, "n_docs": 2, "n_speech": 2, "n_fragment": 0, "n_through": 1},
        {"speaker": "Zarif", "n": 1, "n_words": 1, "n_docs": 1, "n_speech": 0, "n_fragment": 1, "n_through": 0},
    ]  # fmt: skip
    assert repr(describe(table)) == (
        "**Trump** is quoted most: 2 of 4 quotations, 7 words; 1 quotation is left without a speaker."
    )


def test_count_speakers_adds_up_over_documents():
    """The counts of two documents are the sums of the counts of each."""
    whole = an.count_speakers(QUOTES).set_index("speaker")
    parts = [an.count_speakers(QUOTES[QUOTES["doc_id"] == d]).set_index("speaker") for d in "ab"]
    pd.testing.assert_frame_equal(
        parts[0].add(parts[1], fill_value=0).astype(int), whole, check_like=True
    )


def test_count_speakers_has_rows_for_those_who_are_only_named(seeds):
    """With mentions the unquoted have a row; the sums are those of the tables."""
    codebook = an.read_actors("seeds/actors.yml")
    mentions = an.find_mentions(seeds, codebook)
    quotes = an.find_quotes(seeds, mentions, codebook)
    table = an.count_speakers(quotes, mentions=mentions)
    assert table["n"].sum() == ((quotes["kind"] != "term") & (quotes["speaker"] != "")).sum()
    assert table["n_mentions"].sum() == len(an.counted_mentions(mentions))
    assert (table.set_index("speaker").loc["Saudi Arabia", ["n", "n_mentions"]] == [0, 1]).all()


def test_count_sources_counts_attributions_and_quotations():
    """An outlet through which is quoted has a row, even if it is nowhere else a source."""
    attributions = pd.DataFrame({"doc_id": ["a", "b", "b"], "source": ["CNN", "AP", "CNN"]})
    table = an.count_sources(attributions, quotes=QUOTES)
    assert table.to_numpy().tolist() == [["CNN", 2, 2, 1], ["AP", 1, 1, 0], ["Reuters", 0, 0, 1]]
    assert repr(describe(table)).startswith("**CNN** is the outlet most named as a source (2 times")


def test_nothing_quoted_reads_well():
    """Empty tables have their columns, a sentence and a chart."""
    speakers = an.count_speakers(QUOTES.iloc[:0])
    assert list(speakers)[:3] == ["speaker", "n", "n_words"]
    assert repr(describe(speakers)).startswith("No quotation has a speaker")
    sources = an.count_sources(pd.DataFrame({"doc_id": [], "source": []}))
    assert repr(describe(sources)) == "No outlet of the codebook is named as a source."
    for ax in (an.plot_speakers(speakers), an.plot_sources(sources)):
        assert ax.patches[:] == []


def test_charts_draw_the_counts():
    """Bars are as long as the counts, longest first."""
    bars = an.plot_speakers(an.count_speakers(QUOTES)).patches
    assert [bar.get_width() for bar in bars] == [7, 1]
    table = pd.DataFrame({"speaker": ["A", "B"], "n": [1, 3], "n_mentions": [9, 0]})
    widths = [bar.get_width() for bar in an.plot_voices(table).patches]
    assert widths == [-9, 0, 1, 3]
