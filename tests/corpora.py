"""Small random corpora for Hypothesis: few words, so that they repeat; every kind of gap.

And the seeds many times over, for what is counted in partitions.
"""

from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

import analysis as an

SEEDS = Path(__file__).parent.parent / "seeds"

WORDS = ["a", "b", "c", "d", "B", "US", "A’s", "b-c", "1,000"]
GAPS = [" ", " ", " ", "  ", ", ", " — ", ". ", "! B", "\n\n", "\n", " (", ".” "]


@st.composite
def texts(draw):
    """Words with gaps between; often none at all."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=14))
    return "".join(word + draw(st.sampled_from(GAPS)) for word in words)


@st.composite
def corpora(draw, max_documents=5):
    """Documents with a variable that some of them lack."""
    found = draw(st.lists(texts(), max_size=max_documents))
    return pd.DataFrame(
        {
            "doc_id": pd.Series([f"d{number}" for number in range(len(found))], dtype="str"),
            "text": pd.Series(found, dtype="str"),
            "paper": pd.Series(
                [draw(st.sampled_from(["x", "y", None])) for _ in found], dtype="str"
            ),
        }
    )


def write_copies(file, n: int, row_group_size: int, **variables: list):
    """The seeds ``n`` times over as one Parquet file, with other words and variables in each copy."""
    seeds = an.read_corpus(SEEDS)
    copies = [
        seeds.assign(
            doc_id=seeds["doc_id"] + f"-{number}",
            text=seeds["text"] + f"\n\nCopy number{number} ends, said Trump of Iran.",
            **{name: values[number % len(values)] for name, values in variables.items()},
        )
        for number in range(n)
    ]
    pd.concat(copies, ignore_index=True).to_parquet(file, row_group_size=row_group_size)
    return file
