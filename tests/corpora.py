"""Small random corpora for Hypothesis: few words, so that they repeat; every kind of gap."""

import pandas as pd
from hypothesis import strategies as st

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
