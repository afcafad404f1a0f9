"""Write every sentence of analysis.checks, with sample values, to tests/messages.md.

The page is read as text when a sentence changes; tests/test_messages.py keeps it up to date.
"""

import inspect
from pathlib import Path

from analysis import checks

MESSAGES = Path(__file__).parent / "messages.md"
SAMPLES = {
    "aliases": ["nato", "NATO"], "first": "2018-08-01", "last": "2019-01-15", "lost": {"roles": 2},
    "other": "place", "title": "Secretary of State", "until": "2019-01-15",
    "actor": "Mike Pompeo", "address": "tcp://host:8786", "alias": "Bush", "as_of": "2019-01-15",
    "byte": 0xE9, "by": "publicaton", "call": "term_frequency", "capitals": ["US"],
    "column": "text", "columns": ["doc_id", "body"], "corpus": "articles", "date": "May 2019",
    "dates": ["1 May 2020"], "doc_ids": ["a"], "end": "2018-01-01", "files": ["news.csv"],
    "folder": Path("articles"), "has_documents": True, "key": "aliasses",
    "keys": ["aliases", "name"], "keyword": "until", "kind": "int",
    "kinds": [("term", "n"), ("actor", "n")], "known": ["aliases", "name"],
    "layers": ["name", "surname"], "line": 3, "lists": ["en"], "missing": ["corpus"], "n": 3,
    "n_found": 2, "n_notebooks": 3, "n_other": 4, "name": "articles.csv", "names": ["Iran", "Iraq"],
    "never": [("U.S.", "US")], "node": "irann", "nodes": ["irann"], "notebook": "1-term-frequency",
    "notebooks": ["1-term-frequency", "2-co-occurrence"], "of": "Irann",
    "options": ["publication", "date"], "path": Path("articles/actors.yml"),
    "problem": "not a list", "problems": [(3, "unknown key."), (9, "no name.")],
    "reason": "Expected 3 fields in line 4, saw 5", "seconds": 60.0,
    "shared": {"Bush": ["George Bush", "Jeb Bush"]}, "side": "target", "source": "stopwords.txt",
    "start": "2019-01-01", "suffixes": [".txt", ".csv"], "terms": ["iran", "iraq"],
    "twice": ["a", "b"], "unknown": ["z"], "value": "sentances", "values": ["AP", "Reuters"],
    "variable": "publication", "version": 2, "what": "mentions", "without": ["a"],
    "words": "a whole number",
}  # fmt: skip
# Where a name means something else in one sentence.
OTHER = {
    "codebook_written": {"n_found": 12},
    "cluster_fails": {"reason": "Timed out trying to connect after 20 s"},
    "unreachable": {"address": "s3://news/articles", "reason": "Forbidden"},
    "nothing_at_address": {"address": "s3://news/articles"},
    "sample_of_other_codebook": {
        "name": "actors-validation.csv",
        "known": "actors.yml 0a1b2c3d4e5f",
        "value": "9f8e7d6c5b4a",
    },
    "sample_value": {"key": "correct", "value": "perhaps", "options": ["yes", "no"]},
    "sample_wrong_column": {"key": "correct", "other": "missed"},
    "broken_lines": {"problems": ["line 3: Expecting value at character 9"]},
    "broken_table": {"name": "articles.csv"},
    "written_both_ways": {"terms": [("US", 40, 3)]},
}


def sentences() -> dict[str, str]:
    """Each function of checks that makes a sentence, called with the samples."""
    found = {}
    for name, function in vars(checks).items():
        if not inspect.isfunction(function) or name.startswith("_"):
            continue
        signature = inspect.signature(function)
        if signature.return_annotation != "str" or name in ("quoted", "did_you_mean"):
            continue
        given = {
            key: OTHER.get(name, {}).get(key, SAMPLES.get(key))
            for key, parameter in signature.parameters.items()
            if key in OTHER.get(name, {}) or key in SAMPLES or parameter.default is parameter.empty
        }
        found[name] = function(**given)
    return found


def page() -> str:
    """The page as Markdown."""
    lines = [f"- `{name}`: {sentence}" for name, sentence in sentences().items()]
    return "# Every sentence of an error or a warning\n\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    MESSAGES.write_text(page(), encoding="utf-8")
