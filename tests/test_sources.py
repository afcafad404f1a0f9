"""analysis.sources and the readers: the same documents from a folder, a server, packed or not."""

import contextlib
import gzip
import http.server
import json
import os
import threading
from functools import partial

import pandas as pd
import pytest

import analysis as an
from analysis.readers import TABLE_READERS
from analysis.sources import find_files

TEXTS = {
    f"{year}/{name}": f"“{name}” of {year},\nsaid “X”.\r\n"
    for year in (2019, 2020)
    for name in "ab"
}
TABLE = pd.DataFrame(
    {
        "doc_id": [f"d{number}" for number in range(60)],
        "text": [f'He said: "{number}",\n\nand left. ' * (number % 9) + "end" for number in range(60)],
        "date": [f"2020-{number % 12 + 1:02}-01" if number % 5 else None for number in range(60)],
        "number": [number if number % 7 else None for number in range(60)],
    }
)  # fmt: skip


def write_texts(folder):
    for name, text in TEXTS.items():
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "documents.csv").write_text(
        "doc_id,paper\n" + "".join(f"{name},P{name[-1]}\n" for name in TEXTS)
    )


def write_table(path):
    if ".csv" in path.name:
        TABLE.to_csv(path, index=False)
    elif ".jsonl" in path.name:
        TABLE.to_json(path, orient="records", lines=True)
    else:
        TABLE.to_parquet(path, row_group_size=25)


FORMATS = [".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet"]


@contextlib.contextmanager
def web_server(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=folder)
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def bucket():
    """A server that speaks S3, and the keys and its address where every client looks for them."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    before = dict(os.environ)
    os.environ.update(environment)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.mkdir("news")
    yield system
    os.environ.clear()
    os.environ.update(before)
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("partitions", [None, 1, 4, "auto"])
def test_read_corpus_gives_the_same_table_packed_and_in_partitions(tmp_path, suffix, partitions):
    """Each format, packed or not, at once or in partitions, gives the rows of the CSV file."""
    write_table(tmp_path / "t.csv")
    write_table(tmp_path / f"t{suffix}")
    expected = an.read_corpus(tmp_path / "t.csv")
    found = an.read_corpus(tmp_path / f"t{suffix}", partitions=partitions)
    if partitions:
        found = found.compute()
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_blocks_cover_each_row_once(tmp_path, suffix):
    """The blocks of a table, however small, have all its texts in order."""
    path = tmp_path / f"t{suffix}"
    write_table(path)
    [file] = find_files(path).files
    reader = TABLE_READERS[suffix]
    for most_bytes in (1, 300, 2_000, 10**9):
        blocks = reader.blocks(file, most_bytes)
        texts = [text for block in blocks for text in reader.texts(file, block.place, "text")]
        assert texts == TABLE["text"].tolist()
        assert [block.n_rows for block in blocks] == [
            len(reader.texts(file, block.place, "text")) for block in blocks
        ]
    assert len(reader.blocks(file, 300)) > 5


def test_a_folder_can_hold_packed_texts(tmp_path):
    """a.txt.gz is the document a."""
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress("“Iran”\r\n".encode()))
    (tmp_path / "b.txt").write_text("Syria")
    documents = an.read_corpus(tmp_path)
    assert documents["doc_id"].tolist() == ["a", "b"]
    assert documents["text"].tolist() == ["“Iran”\r\n", "Syria"]


def test_a_packed_table_names_its_rows_like_the_plain_one(tmp_path):
    """news.csv.gz without identifiers has the documents news-1, news-2."""
    (tmp_path / "news.csv.gz").write_bytes(gzip.compress(b"text\nx\ny\n"))
    assert an.read_corpus(tmp_path / "news.csv.gz")["doc_id"].tolist() == ["news-1", "news-2"]


def test_a_pattern_goes_over_folders(tmp_path):
    """A pattern can have stars in folders; documents are named from the first star on."""
    write_texts(tmp_path / "news")
    documents = an.read_corpus(tmp_path / "news" / "*" / "a.txt")
    assert documents["doc_id"].tolist() == ["2019/a", "2020/a"]
    assert an.read_corpus(tmp_path / "**" / "b.txt")["doc_id"].tolist() == [
        "news/2019/b",
        "news/2020/b",
    ]


def test_a_table_that_no_scan_can_cut_is_one_partition(tmp_path):
    """A quotation mark inside a cell that is not quoted: the rows are right, in one partition."""
    (tmp_path / "t.csv").write_text('doc_id,text\na,5" pipe\nb,x\nc,"y\nz"\n')
    expected = an.read_corpus(tmp_path / "t.csv")
    found = an.read_corpus(tmp_path / "t.csv", partitions=3)
    assert found.npartitions == 1
    pd.testing.assert_frame_equal(found.compute(), expected)


# --- addresses ----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_read_corpus_reads_tables_from_an_s3_server(tmp_path, bucket, suffix):
    """A table on a server of the S3 kind, at once and in partitions, is the table on disk."""
    path = tmp_path / f"t{suffix}"
    write_table(path)
    bucket.put_file(path, f"news/tables{suffix}/t{suffix}")
    expected = an.read_corpus(path)
    address = f"s3://news/tables{suffix}/t{suffix}"
    pd.testing.assert_frame_equal(an.read_corpus(address), expected)
    pattern = f"s3://news/tables{suffix}/*{suffix}"
    pd.testing.assert_frame_equal(an.read_corpus(pattern, partitions=3).compute(), expected)


def test_read_corpus_reads_a_folder_from_an_s3_server(tmp_path, bucket):
    """A folder of texts with documents.csv is the same behind an address."""
    write_texts(tmp_path)
    bucket.put(str(tmp_path) + "/", "news/texts/", recursive=True)
    expected = an.read_corpus(tmp_path)
    assert expected["doc_id"].tolist() == list(TEXTS)
    pd.testing.assert_frame_equal(an.read_corpus("s3://news/texts"), expected)
    pd.testing.assert_frame_equal(
        an.read_corpus("s3://news/texts/", partitions=2).compute(), expected
    )


def test_counts_of_an_s3_server_are_those_of_the_disk(tmp_path, bucket):
    """A count over partitions that lie on a server is the count of the file."""
    path = tmp_path / "t.parquet"
    write_table(path)
    bucket.put_file(path, "news/count.parquet")
    found = an.term_frequency(an.read_corpus("s3://news/count.parquet", partitions=4))
    pd.testing.assert_frame_equal(found, an.term_frequency(an.read_corpus(path)))


@pytest.mark.parametrize(
    ("address", "error", "sentence"),
    [
        ("s3://news/absent.csv", FileNotFoundError, "There is no file or folder"),
        ("s3://news/*.nothing", FileNotFoundError, "A pattern such as"),
        ("s3://no-bucket/a.csv", FileNotFoundError, "There is no file or folder"),
        ("nonsense://x/a.csv", OSError, '"nonsense://x/a.csv" cannot be read'),
        ("http://127.0.0.1:9/a.csv", (OSError, FileNotFoundError), "a.csv"),
    ],
)
def test_read_corpus_says_which_address_is_wrong(bucket, address, error, sentence):
    """A wrong address gives a sentence that repeats it, not the words of a client library."""
    with pytest.raises(error, match=sentence.replace("*", r"\*")):
        an.read_corpus(address)


def test_read_corpus_reads_from_the_web_and_from_memory(tmp_path):
    """http:// and memory:// hold the same documents as the disk."""
    import fsspec

    write_table(tmp_path / "t.jsonl.gz")
    expected = an.read_corpus(tmp_path / "t.jsonl.gz")
    with web_server(tmp_path) as address:
        pd.testing.assert_frame_equal(an.read_corpus(f"{address}/t.jsonl.gz"), expected)
    with fsspec.open("memory://corpus/t.jsonl", "wb") as stream:
        stream.write(gzip.decompress((tmp_path / "t.jsonl.gz").read_bytes()))
    pd.testing.assert_frame_equal(an.read_corpus("memory://corpus/t.jsonl"), expected)
    pd.testing.assert_frame_equal(
        an.read_corpus("memory://corpus/*.jsonl", partitions=3).compute(), expected
    )
    pd.testing.assert_frame_equal(an.read_corpus(f"file://{tmp_path}/t.jsonl.gz"), expected)


# --- what is known before the texts are read ----------------------------------------------


@pytest.mark.parametrize("partitions", [None, 3])
def test_read_corpus_finds_a_doc_id_twice_in_different_files(tmp_path, partitions):
    """Two files with one doc_id are refused, in partitions before a text is read."""
    for name, doc_id in [("a", "x"), ("b", "y"), ("c", "x")]:
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"doc_id": doc_id, "text": "z"}))
    with pytest.raises(ValueError, match="more than once: x"):
        an.read_corpus(tmp_path / "*.jsonl", partitions=partitions)


def test_partitions_leave_out_later_documents(tmp_path):
    """until= holds in each partition, and the warning about undated documents is that of memory."""
    write_table(tmp_path / "t.parquet")
    with pytest.warns(an.checks.CorpusWarning, match="12 documents without a date kept"):
        expected = an.read_corpus(tmp_path / "t.parquet", until="2020-06-30")
    with pytest.warns(an.checks.CorpusWarning, match="12 documents without a date kept"):
        found = an.read_corpus(tmp_path / "t.parquet", until="2020-06-30", partitions=4)
    assert len(expected) < len(TABLE)
    pd.testing.assert_frame_equal(found.compute(), expected)


def test_variables_are_read_without_texts(tmp_path):
    """Once the corpus is opened, its variables are there although the file is gone."""
    path = tmp_path / "t.csv"
    write_table(path)
    documents = an.read_corpus(path, partitions=3)
    path.unlink()
    assert documents[["doc_id", "number"]].compute()["doc_id"].tolist() == TABLE["doc_id"].tolist()
    with pytest.raises(FileNotFoundError):
        documents.compute()


def test_a_file_that_changes_meanwhile_is_named(tmp_path):
    """Other rows than when the corpus was opened are no silent mixture."""
    path = tmp_path / "t.parquet"
    write_table(path)
    documents = an.read_corpus(path, partitions=1)
    TABLE.head(30).to_parquet(path, row_group_size=25)
    with pytest.raises(ValueError, match="t.parquet has changed since the corpus was opened"):
        documents.compute()


def test_no_documents_are_one_empty_partition(tmp_path):
    """An empty table is a corpus with the right columns."""
    (tmp_path / "t.csv").write_text("doc_id,text,paper\n")
    found = an.read_corpus(tmp_path / "t.csv", partitions="auto").compute()
    pd.testing.assert_frame_equal(found, an.read_corpus(tmp_path / "t.csv"))
    assert len(found) == 0
