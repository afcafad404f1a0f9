"""The sentences of errors and warnings are reviewed as text."""

import re

from store_messages import MESSAGES, page, sentences


def test_messages_page_is_up_to_date():
    """messages.md shows every sentence as it is; make api renews it."""
    assert MESSAGES.read_text(encoding="utf-8") == page()


def test_sentences_are_sentences():
    """Each begins with a name or a capital, ends with a stop, and fills in what it was given."""
    for name, sentence in sentences().items():
        assert re.search(r'[.?:"]$', sentence.strip()), f"{name}: {sentence}"
        assert "None" not in sentence, f"{name}: {sentence}"
        assert "  " not in sentence.replace("\n  ", "\n"), f"{name}: {sentence}"
