"""analysis.opening: a row opens to as many passages as it counts, and to no more than is allowed."""

import csv
import html
import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as an
from analysis import opening
from analysis.opening import Evidence, document_file, plain
from analysis.snippets import snippet


@pytest.fixture(scope="module")
def counted(seeds, seed_tokens):
    """What can be counted in the seeds, for every kind of row."""
    codebook = an.read_actors("seeds/actors.yml")
    mentions = an.find_mentions(seeds, codebook)
    quotes = an.find_quotes(seeds, mentions, codebook)
    attributions = an.find_attributions(seeds, mentions, codebook)
    return {"mentions": mentions, "quotes": quotes, "attributions": attributions}


DICTIONARY = {"war": ["war", "attack*"], "talks": ["talks", "deal"]}


def tables(documents, tokens, counted) -> dict[str, tuple[pd.DataFrame, str]]:
    """A table of every kind with the column that counts."""
    mentions, stops = counted["mentions"], an.stop_words("en")
    return {
        "terms": (an.term_frequency(tokens, stop_words=stops), "n"),
        "terms by document": (an.term_frequency(tokens, by="doc_id", stop_words=stops), "n"),
        "two words": (an.term_frequency(tokens, ngrams=2, documents=documents), "n"),
        "multi-word": (an.multiword_terms(tokens, documents=documents, stop_words=stops), "n"),
        "pairs": (an.cooccurrence(tokens, unit="sentence", min_count=3, stop_words=stops), "n_ab"),
        "in paragraphs": (an.cooccurrence(tokens, unit="paragraph", stop_words=stops), "n_ab"),
        "in documents": (an.cooccurrence(tokens, unit="document", min_count=2, stop_words=stops), "n_ab"),
        "collocates": (an.collocates(tokens, "iran", window=5), "n_near"),
        "keywords": (an.keyness(tokens, target={"doc_id": "001_b6cd71a7e160cdfa"}), "n_target"),
        "dictionary": (an.count_dictionary(tokens, DICTIONARY), "n"),
        "actors": (an.count_mentions(mentions, tokens=tokens), "n"),
        "actors by document": (an.count_mentions(mentions, tokens=tokens, by="doc_id"), "n"),
        "actors together": (an.cooccurrence(mentions, tokens=tokens, unit="sentence"), "n_ab"),
        "speakers": (an.count_speakers(counted["quotes"], mentions=mentions), "n"),
        "sources": (an.count_sources(counted["attributions"], quotes=counted["quotes"]), "n"),
    }  # fmt: skip


def test_open_gives_as_many_passages_as_each_kind_of_row_counts(seeds, seed_tokens, counted):
    """For every kind of table the passages of a row are as many as its number, each marked."""
    behind = Evidence(seeds, seed_tokens, dictionary=DICTIONARY, **counted)
    for name, (table, column) in tables(seeds, seed_tokens, counted).items():
        rows = table.head(25)
        opened = behind.open(rows)
        assert len(opened) == len(rows) > 0, name
        for number, row in zip(rows[column], opened, strict=True):
            assert row.n == len(row.passages) == number, (name, row.label)
            assert all(any(piece.marked for piece in p.pieces) for p in row.passages), name


def test_open_gives_a_place_its_own_passage(seeds, seed_tokens, counted):
    """A row that is a place (a mention, a quotation, an attribution) opens to itself alone."""
    behind = Evidence(seeds, seed_tokens, **counted)
    for table in counted.values():
        for (_, place), row in zip(
            table.head(9).iterrows(), behind.open(table.head(9)), strict=True
        ):
            [passage] = row.passages
            assert (row.n, passage.start, passage.end) == (1, place["start"], place["end"])


def test_open_shows_a_collocate_with_its_node(seeds, seed_tokens):
    """However far the window reaches, both the term and the node stand marked in the passage."""
    near = an.collocates(seed_tokens, "iran", window=25, min_count=2).head(20)
    for row in Evidence(seeds, seed_tokens, max_snippet=1000).open(near):
        for passage in row.passages:
            shown = " ".join(piece.text for piece in passage.pieces if piece.marked).casefold()
            assert "iran" in shown
            assert row.label.casefold() in shown


def test_open_keeps_the_order_of_the_corpus():
    """Passages stand as the documents do and, in a document, as its text does."""
    documents = pd.DataFrame({"doc_id": ["b", "a"], "text": ["Iran or Iran.", "Iran."]})
    [row] = Evidence(documents).open(
        an.term_frequency(an.tokenize(documents)).query("term == 'iran'")
    )
    assert [(p.doc_id, p.start) for p in row.passages] == [("b", 0), ("b", 8), ("a", 0)]


def test_open_gives_nothing_where_nothing_may_be_shown(seeds, seed_tokens):
    """Without permission, without rows and for a table without passages nothing is opened."""
    terms = an.term_frequency(seed_tokens)
    assert Evidence(seeds, seed_tokens, show=False).open(terms) == []
    assert Evidence(seeds, seed_tokens).open(terms.head(0)) == []
    assert Evidence(seeds, seed_tokens).open(pd.DataFrame({"x": [1]})) == []


@pytest.mark.parametrize("longest", [1, 25, 80])
def test_open_cuts_every_passage_to_the_longest(seeds, seed_tokens, counted, longest):
    """No passage of any kind of row is longer than ``max_snippet`` without its ellipses."""
    behind = Evidence(seeds, seed_tokens, dictionary=DICTIONARY, max_snippet=longest, **counted)
    some = {**tables(seeds, seed_tokens, counted), **{n: (t, "") for n, t in counted.items()}}
    for name, (table, _) in some.items():
        for row in behind.open(table.head(8)):
            for passage in row.passages:
                text = "".join(piece.text for piece in passage.pieces).replace("…", "")
                assert 0 < len(text) <= longest, (name, text)


def test_harmless_cuts_texts_or_leaves_them_out(seeds, counted):
    """A column with words of the corpus is cut to ``max_snippet``, or gone with ``show=False``."""
    quotes = counted["quotes"]
    cut = Evidence(seeds, max_snippet=20).harmless(quotes)["text"]
    assert cut.str.len().max() == 21  # with its ellipsis
    assert (cut.str.removesuffix("…") == quotes["text"].str[:20]).all()
    withheld = Evidence(seeds, show=False).harmless(quotes)
    assert set(quotes.columns) - set(withheld.columns) == {"text"}
    lines = an.concordance(seeds, "regime", width=60)
    assert not {"left", "node", "right"} & set(Evidence(seeds, show=False).harmless(lines).columns)


def saved(table, behind, folder, **options) -> tuple[str, list[dict], list[dict]]:
    """The HTML of a table, the rows of its file and those of its passages."""
    shown = an.save_table(table, "t", output=folder, evidence=behind, **options)._repr_html_()
    files = [folder / kind / "t.csv" for kind in ("tables", "passages")]
    contents = [file.read_text("utf-8") if file.is_file() else "" for file in files]
    return shown, *(list(csv.DictReader(io.StringIO(content))) for content in contents)


def test_save_table_holds_max_snippet_in_page_and_files(seeds, seed_tokens, counted, tmp_path):
    """In the page, in the file of passages and in a column of texts nothing is longer."""
    behind = Evidence(seeds, seed_tokens, max_snippet=40, **counted)
    shown, table, passages = saved(counted["quotes"], behind, tmp_path, top=200)
    in_page = re.findall(r"<span>(.*?)</span></li>", shown)
    texts = [html.unescape(re.sub("<[^>]+>", "", text)) for text in in_page]
    texts += [re.sub(r"\[\[|\]\]", "", line["passage"]) for line in passages]
    texts += [row["text"] for row in table]
    assert len(texts) == 3 * len(counted["quotes"])
    assert max(len(text.replace("…", "").removeprefix("'")) for text in texts) <= 40


def test_save_table_withholds_texts_everywhere(seeds, seed_tokens, counted, tmp_path):
    """With ``show=False`` no passage and no column of texts is in the page or in a file."""
    behind = Evidence(seeds, seed_tokens, show=False, full_text=True, **counted)
    shown, table, passages = saved(counted["quotes"], behind, tmp_path)
    assert "withheld" in shown
    assert "<details" not in shown
    assert passages == []
    assert "text" not in table[0]
    for text in counted["quotes"]["text"]:
        assert html.escape(text) not in shown


def test_row_says_how_many_passages_it_does_not_show(tmp_path):
    """A row of 53 shows 20 passages, says so, and leads to the file that has all of them."""
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran left. " * 53]})
    table = an.term_frequency(an.tokenize(documents)).query("term == 'iran'")
    shown, _, passages = saved(table, Evidence(documents), tmp_path)
    assert "First 20 of 53 passages: iran" in shown
    assert shown.count("<li ") == 20
    assert 'All 53 are in <a href="passages/t.csv">' in shown
    assert [line["start"] for line in passages] == [str(11 * n) for n in range(53)]
    assert [line["anchor"] for line in passages] == [f"e-t-1-{n}" for n in range(1, 21)] + [""] * 33
    without = an.save_table(table, "t", evidence=Evidence(documents))._repr_html_()
    assert "The others are not shown" in without


def test_file_of_passages_has_a_budget_and_says_so(tmp_path, monkeypatch):
    """Where a table has more passages than its file may hold, each row says how many are there."""
    monkeypatch.setattr(opening, "IN_FILE", 60)
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["Iran or Poland. " * 50]})
    table = an.term_frequency(an.tokenize(documents)).query("n == 50 and term != 'or'")
    shown, _, passages = saved(table, Evidence(documents), tmp_path)
    assert shown.count("First 20 of 50 passages") == 2
    assert shown.count("The first 30 of 50 are in <a") == 2
    assert len(passages) == 60


def test_anchors_of_page_and_file_are_the_same(seeds, seed_tokens, tmp_path):
    """Each passage of the page has an anchor of its own, and the file names the same ones."""
    terms = an.term_frequency(seed_tokens, stop_words=an.stop_words("en"))
    behind = Evidence(seeds, seed_tokens, full_text=True)
    shown, _, passages = saved(terms, behind, tmp_path)
    anchors = re.findall(r'<li id="([^"]+)"', shown)
    assert len(set(anchors)) == len(anchors)
    assert anchors == [line["anchor"] for line in passages if line["anchor"]]
    links = re.findall(r'href="documents/([^"#]+)#c(\d+)"', shown)
    assert links == [(p["page"], p["marks"].split(":")[0]) for p in passages if p["anchor"]]


def test_rows_of_hostile_texts_are_text(tmp_path):
    """Names and texts are escaped in the row; cells of the file are no formulas."""
    evil = "=<script>alert(1)</script>"
    documents = pd.DataFrame({"doc_id": [evil], "text": ["=<b onclick=x()>Iran</b> \u202e&amp;"]})
    mentions = pd.DataFrame({"doc_id": [evil], "start": [18], "end": [22], "layer": ["name"]})
    table = mentions.assign(surface=evil)[["surface", "layer", "doc_id", "start", "end"]]
    shown, _, [line] = saved(table, Evidence(documents, full_text=True), tmp_path)
    ours = "table caption thead tbody tr th td details summary ol li span a mark"
    assert set(re.findall(r"<(\w+)", shown)) == set(ours.split())
    assert "&lt;b onclick=x()&gt;" in shown
    assert "[U+202E]&amp;amp;" in shown
    assert {line[name][:2] for name in ("of", "doc_id", "passage")} == {"'="}
    assert "'" not in line["page"]


def test_max_snippet_below_one_is_refused(seeds):
    """A passage without a character is refused in a sentence."""
    with pytest.raises(ValueError, match="max_snippet must be 1 or more; not 0."):
        Evidence(seeds, max_snippet=0)


@given(st.lists(st.text(max_size=90), min_size=2, max_size=6, unique=True))
def test_document_file_is_safe_and_distinct(names):
    """File names have plain characters, are no device of any system, and differ, in lower case too."""
    files = [document_file(name) for name in names]
    assert len({file.lower() for file in files}) == len(names)
    for file in files:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*-[0-9a-f]{8}\.html", file)
        assert len(file) < 80


@pytest.mark.parametrize(
    "name", ["CON", "a/../../b", "..", "", "名", "\udcff", "a\x00b", "-", "x" * 999]
)
def test_document_file_takes_any_name(name):
    """Devices, parents, nothing, other scripts, broken bytes and long names give a file name."""
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*-[0-9a-f]{8}\.html", document_file(name))


def test_plain_marks_in_double_brackets():
    """The passage of a file shows what is marked."""
    pieces = snippet("Iran left", (0, 9), [(0, 4)], width=0, longest=99)
    assert plain(pieces) == "[[Iran]] left"
