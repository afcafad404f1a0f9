"""What many tests share: the seeds, a corpus of three sentences known by hand, closed figures."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import settings

mpl.use("Agg")
# The same examples on every run and no time limit on a busy machine: a failure is never by chance.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> pd.DataFrame:
    """The documents of the seed corpus."""
    import analysis as an

    return an.read_corpus(ROOT / "seeds")


@pytest.fixture(scope="session")
def seed_tokens(seeds) -> pd.DataFrame:
    """The tokens of the seed corpus."""
    import analysis as an

    return an.tokenize(seeds)


@pytest.fixture
def tiny() -> pd.DataFrame:
    """Three sentences in two documents; every number can be counted by hand."""
    return pd.DataFrame(
        {
            "doc_id": ["one", "two"],
            "text": ["The cat sat. A cat ran!", "The dog sat, and the cat sat."],
        }
    )


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")
