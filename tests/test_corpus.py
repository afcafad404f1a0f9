"""analysis.corpus: any source → documents, text unmodified, problems named with their place."""

import gzip
import json

import pandas as pd
import pytest

import analysis as an
from analysis.checks import CorpusWarning


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def test_read_corpus_keeps_the_text_as_it_is(tmp_path):
    """Line ends, trailing spaces and curly quotes are those of the file."""
    text = "One “two”.\r\n\r\nThree \rfour\n "
    write(tmp_path, a__txt=text)
    assert an.read_corpus(tmp_path)["text"].tolist() == [text]


def test_seeds_are_the_texts_that_were_given(seeds):
    """The seeds are known by their SHA-256, on every system."""
    assert an.document_hashes(seeds) == {
        "000_14b1c6eac40ca605": "35cf976911d3d200b9d9a4cf2e231fa06cdf16e20dd66329a7e691e866c8df14",
        "001_b6cd71a7e160cdfa": "ef6321cea38115b7682af453d6af97703c900be0c8cfa5dd4941247b9badf3e1",
    }


def test_read_corpus_names_documents_by_their_path(tmp_path):
    """doc_id is the path without suffix, with forward slashes; files are in order of name."""
    write(tmp_path, b__txt="b", sub_in_a__txt="a", README__md="no", SOURCES__md="no", LICENSE="no")
    write(tmp_path, LICENSE__txt="no", c__png="no", __hidden_in_x__txt="no")
    assert an.read_corpus(tmp_path)["doc_id"].tolist() == ["b", "sub/a"]


def test_read_corpus_keeps_the_suffix_where_a_stem_stands_twice(tmp_path):
    """a.txt and a.md are two documents; no other name changes."""
    write(tmp_path, a__txt="1", a__md="2", b__txt="3")
    assert an.read_corpus(tmp_path)["doc_id"].tolist() == ["a.md", "a.txt", "b"]


def test_read_corpus_joins_documents_csv(tmp_path):
    """documents.csv gives document variables; date is a datetime."""
    write(tmp_path, a__txt="1", b__txt="2")
    write(tmp_path, documents__csv="doc_id,date,publication\nb,2020-05-01,Times\na,,NA\n")
    documents = an.read_corpus(tmp_path)
    assert list(documents) == ["doc_id", "text", "date", "publication"]
    assert documents["publication"].tolist() == ["NA", "Times"]
    assert documents["date"].isna().tolist() == [True, False]
    assert documents["date"][1] == pd.Timestamp("2020-05-01")


def test_read_corpus_warns_where_documents_csv_does_not_fit(tmp_path):
    """Rows without a text and texts without a row are named."""
    write(tmp_path, a__txt="1", documents__csv="doc_id,date\nz,2020-05-01\n")
    with pytest.warns(CorpusWarning, match="rows without a text: z; texts without a row: a"):
        assert len(an.read_corpus(tmp_path)) == 1


def test_read_corpus_leaves_out_later_documents(tmp_path):
    """until= keeps what is dated to that day, and the undated."""
    rows = "doc_id,text,date\na,x,2020-05-01\nb,x,2020-05-02T23:00\nc,x,2020-05-03\nd,x,\n"
    write(tmp_path, t__csv=rows)
    with pytest.warns(CorpusWarning, match="1 document without a date kept"):
        documents = an.read_corpus(tmp_path / "t.csv", until="2020-05-02")
    assert documents["doc_id"].tolist() == ["a", "b", "d"]
    with pytest.raises(ValueError, match='until must be a date such as 2019-01-15; not "May"'):
        an.read_corpus(tmp_path / "t.csv", until="May")


def test_read_corpus_takes_the_local_day(tmp_path):
    """A time zone does not move an article to another day."""
    write(
        tmp_path, t__csv="doc_id,text,date\na,x,2020-05-01T23:30-05:00\nb,x,2020-05-01T23:30:00Z\n"
    )
    days = an.read_corpus(tmp_path / "t.csv")["date"].dt.date.astype(str).tolist()
    assert days == ["2020-05-01", "2020-05-01"]


def test_read_corpus_keeps_documents_with_bad_dates(tmp_path):
    """A date that cannot be read is named; the document stays."""
    write(tmp_path, t__csv="doc_id,text,date\na,x,1 May 2020\nb,x,2020-05-02\n")
    with pytest.warns(CorpusWarning, match='a "1 May 2020"'):
        assert an.read_corpus(tmp_path / "t.csv")["date"].isna().tolist() == [True, False]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".jsonl.gz", ".csv.gz", ".parquet"])
def test_read_corpus_reads_tables_alike(tmp_path, suffix):
    """The same rows from each kind of table are the same documents."""
    table = pd.DataFrame({"id": ["a", "b"], "body": ["“x”\ny", "NA"], "day": ["2020-05-01", ""]})
    path = tmp_path / f"t{suffix}"
    if ".csv" in suffix:
        table.to_csv(path, index=False)
    elif suffix == ".parquet":
        table.to_parquet(path)
    else:
        lines = "\n".join(json.dumps(row) for row in table.to_dict("records")) + "\n\n"
        path.write_bytes(gzip.compress(lines.encode()) if ".gz" in suffix else lines.encode())
    documents = an.read_corpus(path, text="body", doc_id="id", date="day")
    assert list(documents) == ["doc_id", "text", "date"]
    assert documents[["doc_id", "text"]].to_numpy().tolist() == [["a", "“x”\ny"], ["b", "NA"]]
    assert documents["date"].isna().tolist() == [False, True]


def test_read_corpus_numbers_rows_without_identifiers(tmp_path):
    """A table without doc_id is named by file and row."""
    write(tmp_path, news__csv="text\nx\ny\n")
    assert an.read_corpus(tmp_path / "news.csv")["doc_id"].tolist() == ["news-1", "news-2"]


def test_read_corpus_reads_a_pattern_of_tables(tmp_path):
    """A pattern reads all files it matches, in order of name."""
    write(tmp_path, b__csv="doc_id,text\nb,x\n", a__csv="doc_id,text\na,x\n")
    assert an.read_corpus(tmp_path / "*.csv")["doc_id"].tolist() == ["a", "b"]


def test_read_corpus_takes_the_visible_text_of_html(tmp_path):
    """Scripts, styles and the title are no text; blocks are paragraphs; entities are letters."""
    page = (
        "<html><head><title>Talks &amp; terms</title><style>p{}</style></head><body>"
        "<script>alert('x')</script><h1>Iran</h1><p>One <b>two</b>\n three&nbsp;four.<br>Five"
        "</p><!-- no --><div hidden>no</div><ul><li>six</li></ul></body></html>"
    )
    write(tmp_path, a__html=page)
    documents = an.read_corpus(tmp_path)
    assert documents["text"][0] == "Iran\n\nOne two three four.\nFive\n\nsix"
    assert documents["title"][0] == "Talks & terms"


def test_read_corpus_survives_deep_html(tmp_path):
    """A page of ten thousand nested tags is read."""
    write(tmp_path, a__html="<div>" * 10_000 + "deep")
    assert an.read_corpus(tmp_path)["text"][0] == "deep"


def test_read_corpus_names_what_is_not_utf8(tmp_path):
    """A Windows-1252 file is read, and named with line and byte."""
    write(tmp_path, a__txt="one\ncaf\xe9".encode("cp1252"))
    with pytest.warns(CorpusWarning, match="a.txt, line 2: byte 0xE9 is not UTF-8"):
        assert an.read_corpus(tmp_path)["text"][0] == "one\ncafé"


def test_read_corpus_reads_byte_order_marks(tmp_path):
    """A byte order mark is no text; UTF-16 is read."""
    write(tmp_path, a__txt=b"\xef\xbb\xbfIran", b__txt="Iran".encode("utf-16"))
    assert an.read_corpus(tmp_path)["text"].tolist() == ["Iran", "Iran"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"x\n\0", "a.txt, line 2: a NUL byte"),
        ("a.csv", b'doc_id,text\na,"x\n', "a.csv cannot be read as a table"),
        ("a.csv", b"doc_id,text\na,x,y,z\na,b,c\n", "a.csv"),
        ("a.csv", b"doc_id,body\na,x\n", 'no column "text"; it has "doc_id" and "body"'),
        ("a.csv", b"doc_id,text\na,x\na,y\n", "each document needs its own doc_id"),
        ("a.jsonl", b'{"text": "x"}\n{"text"\n[1]\n', "a.jsonl has 2 broken line"),
        ("a.parquet", b"no", "a.parquet cannot be read"),
        ("a.docx", b"no", 'a.docx cannot be read: its name must end in ".txt"'),
    ],
)
def test_read_corpus_says_what_is_wrong(tmp_path, name, content, sentence):
    """Each broken source gives one sentence with the file and the remedy."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        an.read_corpus(tmp_path / name)


def test_read_corpus_proposes_a_neighbour(tmp_path):
    """A misspelt folder is met with the nearest name."""
    (tmp_path / "articles").mkdir()
    with pytest.raises(FileNotFoundError, match='Did you mean "articles"'):
        an.read_corpus(tmp_path / "artcles")


def test_read_corpus_of_an_empty_folder_is_an_empty_table(tmp_path):
    """No texts give no rows, the right columns and a sentence that names a table beside."""
    write(tmp_path, news__csv="doc_id,text\n")
    with pytest.warns(CorpusWarning, match=r'To read the table, name it: ".*/news.csv"'):
        documents = an.read_corpus(tmp_path)
    assert list(documents) == ["doc_id", "text"]
    assert len(documents) == 0


def test_fingerprint_changes_with_text_name_and_variable():
    """The fingerprint ignores the order of documents and nothing else."""
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["x", "y"], "publication": ["P", "Q"]})
    first = an.fingerprint(documents)
    assert an.fingerprint(documents.iloc[::-1]) == first
    for column, value in [("text", "z"), ("doc_id", "c"), ("publication", "R")]:
        assert (
            an.fingerprint(
                documents.assign(**{column: ["a" if column == "doc_id" else "x", value]})
            )
            != first
        )


@pytest.mark.parametrize("partitions", [1, 2, 5, "auto"])
def test_read_corpus_in_partitions_is_the_same_folder(tmp_path, partitions):
    """Texts, pages with their titles, variables and names that keep their suffix, in order."""
    write(tmp_path, a__txt="1", a__md="2 ", sub_in_b__html="<title>T</title><p>3</p>", c__txt="")
    write(tmp_path, documents__csv="doc_id,n\na.txt,1\na.md,2\nc,4\nsub/b,3\n")
    with pytest.warns(CorpusWarning, match="empty"):
        expected = an.read_corpus(tmp_path)
    found = an.read_corpus(tmp_path, partitions=partitions)
    pd.testing.assert_frame_equal(found.compute(), expected)
    assert 1 <= found.npartitions <= (1 if partitions == "auto" else partitions)
    assert found.npartitions > 1 or partitions in (1, "auto")
    assert list(found.columns) == list(expected.columns)


def test_read_corpus_refuses_no_partitions():
    """At least one partition is needed."""
    with pytest.raises(ValueError, match="partitions must be 1 or more; not 0"):
        an.read_corpus("seeds", partitions=0)


def test_read_corpus_names_what_a_reader_would_miss(tmp_path):
    """Empty texts and files in other formats are named, so that no document is lost unseen."""
    write(tmp_path, a__txt=" \n", b__txt="Iran", c__docx="no")
    with pytest.warns(CorpusWarning) as caught:
        assert len(an.read_corpus(tmp_path)) == 2
    assert [str(warning.message) for warning in caught] == [
        "Not read, save them as .txt to include them: c.docx.",
        "These documents are empty and count as documents all the same: a.",
    ]
