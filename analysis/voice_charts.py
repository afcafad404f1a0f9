"""Charts of who speaks: a table of speakers or outlets goes in, matplotlib Axes come out."""

from __future__ import annotations

import pandas as pd

from analysis import checks
from analysis.bars import bars, both_sides, ends, height_of, x_axis
from analysis.labels import amount, leading, listed, number, of_all
from analysis.style import BAR, OPPOSITE, chart, describe_chart, heading, nothing, row_names


def plot_speakers(speakers: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw how many words each speaker is quoted with.

    Parameters
    ----------
    speakers : DataFrame
        From :func:`count_speakers`.
    top : int
        Speakers to show, those with the most words.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar a speaker, as long as ``n_words``, with the number of quotations at its end.

    Examples
    --------
    >>> speakers = pd.DataFrame({"speaker": ["Donald Trump"], "n": [1], "n_words": [5]})
    >>> plot_speakers(speakers).news_alt_text
    'Bar chart of 1 speaker: Who is quoted. Donald Trump 5.'
    """
    checks.columns(speakers, ["speaker", "n", "n_words"], what="plot_speakers")
    checks.at_least("top", top, 1)
    quoted = speakers[speakers["n"] > 0].sort_values(
        ["n_words", "speaker"], ascending=[False, True]
    )
    what = "Who is quoted"
    if quoted.empty:
        return nothing(ax, what, speakers, "No quotation has a speaker.", columns)
    shown = quoted.head(top)
    names = row_names(shown["speaker"], columns)
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, shown["n_words"], [amount(n, "quotation") for n in shown["n"]])
        x_axis(ax, "quoted words", marks=True)
        title = what + of_all(len(shown), len(quoted))
        heading(ax, title, speakers, note="Bar: words inside quotation marks.")
        described = f"Bar chart of {amount(len(shown), 'speaker')}: {title}."
        describe_chart(ax, described, leading(names, shown["n_words"]))
    return ax


def plot_sources(sources: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw how often each outlet is named as a source.

    Parameters
    ----------
    sources : DataFrame
        From :func:`count_sources`.
    top : int
        Outlets to show.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar an outlet, ``n`` at its end.

    Examples
    --------
    >>> plot_sources(pd.DataFrame({"source": ["CNN"], "n": [2]})).news_alt_text
    'Bar chart of 1 outlet: Through whom. CNN 2.'
    """
    checks.columns(sources, ["source", "n"], what="plot_sources")
    checks.at_least("top", top, 1)
    what = "Through whom"
    if sources.empty:
        return nothing(ax, what, sources, "No outlet is named as a source.", columns)
    shown = sources.head(top)
    names = row_names(shown["source"], columns)
    with chart(ax, height_of(names), columns) as ax:
        bars(ax, names, shown["n"], map(number, shown["n"]))
        x_axis(ax, "places where the outlet is named as a source")
        title = what + of_all(len(shown), len(sources))
        heading(ax, title, sources)
        described = f"Bar chart of {amount(len(shown), 'outlet')}: {title}."
        describe_chart(ax, described, leading(names, shown["n"]))
    return ax


def plot_voices(speakers: pd.DataFrame, *, top: int = 20, columns: int = 2, ax=None):
    """Draw who speaks against who is spoken about.

    Parameters
    ----------
    speakers : DataFrame
        From :func:`count_speakers` with ``mentions=``.
    top : int
        Speakers and actors to show: those with the most mentions and quotations together.
    columns : {2, 1}
        Width in columns of a journal: 178 or 88 mm.
    ax : matplotlib Axes, optional
        Draw here.

    Returns
    -------
    matplotlib Axes
        A bar to the left as long as ``n_mentions``, one to the right as long as ``n``.

    Examples
    --------
    >>> speakers = pd.DataFrame({"speaker": ["Iran"], "n": [0], "n_mentions": [18]})
    >>> plot_voices(speakers).news_alt_text
    'Diverging bar chart of 1 actor: Who is spoken about, and who speaks. Iran 18 and 0.'
    """
    checks.columns(speakers, ["speaker", "n", "n_mentions"], what="plot_voices")
    checks.at_least("top", top, 1)
    what = "Who is spoken about, and who speaks"
    if speakers.empty:
        return nothing(ax, what, speakers, "Nobody is named or quoted.", columns)
    together = speakers["n_mentions"] + speakers["n"]
    rows = speakers.assign(together=together).sort_values(
        ["together", "n", "speaker"], ascending=[False, False, True]
    )
    shown = rows.head(top)
    names, most = (
        row_names(shown["speaker"], columns),
        int(shown[["n_mentions", "n"]].to_numpy().max()),
    )
    with chart(ax, height_of(names), columns) as ax:
        for side, column, color in [(-1, "n_mentions", BAR), (1, "n", OPPOSITE)]:
            lengths = side * shown[column]
            ax.barh(range(len(names)), lengths, height=0.7, color=color)
            ends(ax, lengths, map(number, shown[column]), side=side)
        both_sides(ax, names, most)
        ax.set_xticks([-most / 2, most / 2], labels=["mentions", "quotations"])
        title = what + of_all(len(shown), len(speakers))
        heading(ax, title, speakers, note="Named by name, surname, acronym or metonym.")
        pairs = [
            f"{name} {number(a)} and {number(b)}"
            for name, a, b in zip(names, shown["n_mentions"], shown["n"], strict=True)
        ]
        described = f"Diverging bar chart of {amount(len(shown), 'actor')}: {title}."
        describe_chart(ax, described, listed(pairs))
    return ax
