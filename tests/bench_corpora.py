"""Corpora for tests/bench.py: real sentences, resampled, with a vocabulary that keeps growing.

The sentences are those of the seeds and of the docstrings of pandas, SciPy and NLTK, which are
installed anyway. A made-up word stands in a third of them and a made-up name in a seventh, both by
Zipf's law, so that ever more of them are new. Resampling repeats sentences and evens topics out:
ratios between tools hold better than seconds.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"
PACKAGES = ("pandas", "scipy", "nltk")
SEED = 7
PART = 100_000_000  # bytes of text in a file
ROWS = 4_000  # documents in a row group
SENTENCES = 32  # of a document, on average: some 4 kB
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
NAMES = 9_000


def corpus(folder: Path, megabytes: int) -> Path:
    """A folder of Parquet files with so much text, made where it is not there yet."""
    target = folder / f"{megabytes}MB"
    if (target / "done").exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    left, part = megabytes * 1_000_000, 0
    while left > 0:
        documents = _documents(part, min(left, PART))
        left -= sum(len(text.encode()) for text in documents["text"])
        documents.to_parquet(
            target / f"part-{part:03}.parquet", row_group_size=ROWS, compression="zstd", index=False
        )
        with (target / "all.txt").open("a", encoding="utf-8") as file:
            file.writelines(text + "\n" for text in documents["text"])
        part += 1
    (target / "done").touch()
    return target


def codebook(folder: Path, n_aliases: int) -> Path:
    """A codebook of organisations with so many aliases, most of which the corpora name.

    Each tenth has the beginning of a longer name as a second alias ("Bako Demi Counc"): where the
    text says "Bako Demi Council", a matcher that only takes the longest one loses "Bako Demi".
    """
    target = folder / f"{n_aliases}-aliases.yml"
    entries = []
    for rank in range(n_aliases - n_aliases // 11):
        entry = f"  - name: {_name(rank)}\n    kind: organization\n"
        if rank % 10 == 0 and n_aliases > 100:
            entry += f"    aliases: [{_name(rank)} Counc]\n"
        entries.append(entry)
    target.write_text("version: 1\nactors:\n" + "".join(entries), encoding="utf-8")
    return target


def _documents(part: int, size: int):
    import numpy as np
    import pandas as pd

    pool = _sentences()
    random = np.random.default_rng([SEED, part])
    texts: list[str] = []
    written = 0
    while written < size:
        lengths = 1 + random.poisson(SENTENCES - 1, size=ROWS)
        drawn = iter(random.integers(len(pool), size=lengths.sum()).tolist())
        words = iter(random.zipf(1.15, size=lengths.sum()).clip(max=2**40).tolist())
        kinds = iter(random.random(lengths.sum()).tolist())
        for length in lengths:
            some = [_changed(pool[next(drawn)], next(words), next(kinds)) for _ in range(length)]
            paragraphs = [" ".join(some[at : at + 4]) for at in range(0, length, 4)]
            texts.append("\n\n".join(paragraphs))
            written += len(texts[-1].encode())
            if written >= size:
                break
    names = [f"p{part:03}d{number:06}" for number in range(len(texts))]
    return pd.DataFrame({"doc_id": names, "text": texts}, dtype="str")


def _changed(sentence: str, rank: int, kind: float) -> str:
    if kind < 0.3:
        return f"{sentence[:-1]} {_word(rank)}{sentence[-1]}"
    if kind < 0.45:
        council = " Council" if rank % 3 == 0 else ""
        return f"{sentence[:-1]}, {_name(rank % NAMES)}{council} said{sentence[-1]}"
    return sentence


def _word(rank: int) -> str:
    """A made-up word, as short as its rank is low."""
    syllables = []
    while rank or not syllables:
        rank, which = divmod(rank, len(SYLLABLES))
        syllables.append(SYLLABLES[which])
    return "".join(syllables) + "x"


def _name(rank: int) -> str:
    return f"{_word(rank % 95 + 70).capitalize()} {_word(rank // 95 + 5000).capitalize()}"


@cache
def _sentences() -> list[str]:
    """A third of the draws are sentences of the seeds, the rest those of docstrings."""
    paragraphs = [
        docstring_paragraph
        for package in PACKAGES
        for file in sorted(Path(find_spec(package).origin).parent.rglob("*.py"))
        if "tests" not in file.parts
        for docstring in re.findall(r'"""(.*?)"""', file.read_text(encoding="utf-8"), flags=re.S)
        for docstring_paragraph in re.split(r"\n\s*\n", docstring)
    ]
    prose = _split(paragraphs, r"[A-Z][A-Za-z0-9 ,;:'()-]+[.!?]")
    seeds = "\n\n".join(file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt")))
    own = _split(re.split(r"\n\s*\n", seeds), r"[A-Z“].+[.!?]")
    return prose + own * (len(prose) // (2 * len(own)))


def _split(paragraphs: list[str], plain: str) -> list[str]:
    found = {
        sentence
        for paragraph in paragraphs
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“])", " ".join(paragraph.split()))
        if 5 <= len(sentence.split()) <= 60 and re.fullmatch(plain, sentence)
    }
    return sorted(found)
