"""Count what a news corpus talks about, and open every number to its passages.

>>> import analysis as an
>>> documents = an.read_corpus("seeds")
>>> terms = an.term_frequency(an.tokenize(documents), stop_words=an.stop_words("en"))
>>> print(*terms.loc[0, ["term", "n"]])
iranian 28

Each public name lives in one module, which is read when the name is first used: importing the
package costs nothing but pandas.
"""

from importlib import import_module

__version__ = "0.1.0"

_MODULES = {
    "corpus": ["read_corpus", "fingerprint", "document_hashes"],
    "sentences": ["split_sentences"],
    "tokens": ["tokenize", "stop_words"],
    "frequencies": ["term_frequency", "tf_idf"],
    "phrases": ["multiword_terms"],
    "dictionaries": ["read_dictionary", "count_dictionary"],
    "comparison": ["keyness"],
    "periods": ["in_periods"],
    "contrasts": ["compare", "group_sizes"],
    "shifts": ["shift"],
    "trends": ["trend", "monotone"],
    "duplicates": ["find_duplicates", "without_duplicates", "count_without_duplicates"],
    "pairs": ["cooccurrence", "collocates", "counted_mentions"],
    "codebook": ["read_actors", "Codebook"],
    "exchange": ["save_actors"],
    "actors": ["find_mentions", "count_mentions"],
    "names": ["find_names"],
    "discovery": ["discover_actors"],
    "codebook_checks": ["check_actors"],
    "validation": [
        "sample_for_validation",
        "save_sample",
        "coded_sample",
        "validate_mentions",
    ],
    "quotes": ["find_quotes"],
    "attributions": ["find_attributions"],
    "voices": ["count_speakers", "count_sources"],
    "partitions": ["connect", "progress"],
    "evidence": ["concordance", "find_passages"],
    "opening": ["Evidence"],
    "charts": [
        "plot_frequency",
        "plot_multiword",
        "plot_pairs",
        "plot_collocates",
        "plot_keywords",
    ],
    "comparison_charts": ["plot_comparison", "plot_shift"],
    "trend_charts": ["plot_trend"],
    "mention_charts": ["plot_mentions", "plot_mentions_by"],
    "voice_charts": ["plot_speakers", "plot_sources", "plot_voices"],
    "grids": ["plot_dispersion"],
    "networks": ["plot_network", "plot_matrix"],
    "style": ["alt_text"],
    "display": ["save_table", "save_chart", "say", "describe_corpus"],
    "wording": ["describe"],
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
_PUBLIC_MODULES = ["measures"]

__all__ = sorted([*_HOME, *_PUBLIC_MODULES])


def __getattr__(name: str):
    if name in _PUBLIC_MODULES:
        return import_module(f"analysis.{name}")
    if name not in _HOME:
        from analysis.checks import did_you_mean

        raise AttributeError(f"analysis has no {name!r}.{did_you_mean(name, __all__)}")
    value = getattr(import_module(f"analysis.{_HOME[name]}"), name)
    globals()[name] = value  # looked up once
    return value


def __dir__() -> list[str]:
    return __all__
