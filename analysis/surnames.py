"""Whether a surname, standing alone, is a mention of the person of the codebook.

"Trump" is, in "President Trump", "Yesterday Trump" and "Trump’s"; it is not in "Melania Trump",
"Trump Tower" or "Trump Jr.". What the words around leave open the document decides: it names the
person in full or with a title, or it brings in somebody else of that surname first. Only the
codebook, the words around and the document are looked at, never other documents, so that a
document has the same mentions whatever stands beside it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analysis.countries import STATES, STOPS, follows
from analysis.matching import Mention, Page
from analysis.sentences import STARTERS
from analysis.words import WORDS

CAPITAL_AFTER = re.compile(r" ([^\W\d_][\w'-]*)")
NAME_GOES_ON = re.compile(r" & [A-Z]|,? (?:Jr|Sr|Jnr|Snr)\b")
INITIAL = re.compile(r"(?:[A-Z]\.-?)+|[A-Z]")
OPENS = re.compile(r"[A-Z][a-z]{2,}(?:ing|ed)|[A-Z][a-z]{4,}ly")  # Speaking, Currently
JUDGED = (None, *STATES)  # kinds of which other rules say whether they are part of something
WITHIN = ("in", "near", "throughout", "across", "outside")

# How a surname can stand among the words around it.
TITLED = "with a title"
PLAIN = "alone"
UNSURE = "alone, and may be a common word"
WORD = "as a common word"
PLACE = "as a place"
STRANGER = "with another first name"
PART = "as a part of another name"


def settle_surnames(page: Page) -> None:
    """Keep the surnames that are mentions; the others are dropped."""
    groups: dict[str, list[Mention]] = {}
    for mention in page.mentions:
        if mention.layer == "surname":
            groups.setdefault(page.text[mention.start : mention.end], []).append(mention)
    kept = {
        id(mention) for surname, same in groups.items() for mention in _kept(page, surname, same)
    }
    if groups:
        page.mentions = [m for m in page.mentions if m.layer != "surname" or id(m) in kept]


def settle_parts(page: Page) -> None:
    """Nest a name of one common word behind another capital: Party in Communist Party.

    It is the end of a longer name that is not in the codebook. Acronyms, countries and names that
    are no English words are left alone, and so is what follows a name of the codebook.
    """
    for mention in page.mentions:
        if (
            mention.layer == "name"
            and page.kind(mention) not in JUDGED
            and mention.start - 1 not in page.ends
            and _may_be_part(page.text[mention.start : mention.end])
        ):
            word = _word_before(page, mention.start)
            at = mention.start - 1 - len(word)
            if "-" in word or word.lower() in STOPS or page.opens_sentence(at):
                continue
            if _by_word_before(page, word, at) == STRANGER:
                mention.layer, mention.rule = "nested", "part of a longer name"
                page.nested.append(mention)
    if page.nested:
        page.mentions = [mention for mention in page.mentions if mention.layer != "nested"]


def _word_before(page: Page, start: int) -> str:
    """The word right before a place, without what opens a quotation; none over a blank line."""
    return page.word_before(start).lstrip("\"“”'([{—–")


def _kept(page: Page, surname: str, same: list[Mention]) -> list[Mention]:
    """Of the occurrences of one surname in a document, those that are mentions."""
    ways = [_way(page, surname, mention) for mention in same]
    first = next((way for way in ways if way != PART), PART)
    if surname.lower() in STOPS or surname in WORDS["calendar"]:
        accepted = {TITLED}
    elif TITLED in ways or same[0].actor in page.in_full:
        accepted = {TITLED, PLAIN, UNSURE}
    elif first == STRANGER or ways.count(PLACE) * 3 > len(ways):
        accepted = set()  # Magic Johnson ... Johnson; Jordan in a text about Jordan
    else:
        accepted = {PLAIN, UNSURE} if PLAIN in ways else {PLAIN}
    return [mention for mention, way in zip(same, ways, strict=True) if way in accepted]


def _way(page: Page, surname: str, mention: Mention) -> str:
    """How a surname stands among the words around it."""
    text, start, end = page.text, mention.start, mention.end
    if _joined(page, start, end):
        return PART
    word, next_two = _word_before(page, start), text[end : end + 2]
    if word in WORDS["particles"]:
        return PART
    # Most often a small letter follows, and no name goes on.
    goes_on = next_two[:1] == "," or next_two[1:] == "&" or next_two[1:].isupper()
    if goes_on and (NAME_GOES_ON.match(text, end) or _capital_after(page, end)):
        return PART
    if _is_plain(word) and start not in page.openings and start - 1 not in page.title_ends:
        return PLAIN  # as most often: "that Trump said"
    way = _by_word_before(page, word, start - 1 - len(word))
    if way != PLAIN:
        return way
    if word.lower() in WITHIN and follows(text, end) == "other" and text[end : end + 1] != "'":
        believed = _word_before(page, start - 1 - len(word)).lower() in WORDS["belief"]
        return PLAIN if believed else PLACE
    return _as_word(
        page, surname, end, page.opens_sentence(start), word.lower() in WORDS["determiners"]
    )


def _as_word(page: Page, surname: str, end: int, opens: bool, determined: bool) -> str:
    """Whether the place of a surname leaves open that it is a common word: Rice is, the West."""
    if not opens and not determined:
        return PLAIN
    attribute = follows(page.text, end) == "noun"
    if _in_lower_case(page.text, surname):
        return WORD if opens and attribute else UNSURE
    if opens:
        doubtful = attribute or page.text.startswith(" of ", end)  # Young people, West of
    else:
        doubtful = not attribute and page.text[end : end + 1] != "-" and end + 1 not in page.at
    return UNSURE if doubtful and _is_word(surname) else PLAIN


def _joined(page: Page, start: int, end: int) -> bool:
    """Whether the surname is half of another one: Rees-Mogg, O'Brien; not in Trump-Kim summit."""
    text = page.text
    if text[end : end + 1] != "-" and text[start - 1 : start] not in ("-", "'"):
        return False
    before = text[max(start - 2, 0) : start]
    if before[:1].isalpha() and (
        before[1:] == "'" or (before[1:] == "-" and start - 1 not in page.ends)
    ):
        return True
    return (
        text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper() and end + 1 not in page.at
    )


def _capital_after(page: Page, end: int) -> bool:
    """Whether a capitalised word goes on with the name: Trump Tower, but not Trump White House."""
    found = CAPITAL_AFTER.match(page.text, end)
    if not found or not found[1][0].isupper() or found[1] in WORDS["calendar"]:
        return False
    known = page.at.get(found.start(1))
    return known is None or page.kind(known) in ("person", None)


def _by_word_before(page: Page, word: str, at: int) -> str:
    """How a surname stands, judged by the word before it, which begins at ``at``."""
    bare = word.rstrip(".'")
    last = bare.rpartition("-")[2]  # then-President
    if not word or word[-1] in ',;:!?)]}"”—–…':
        return PLAIN
    if last in WORDS["titles"] or at + len(bare) in page.title_ends:
        return TITLED
    if word == "&":
        return STRANGER
    if not word[0].isupper():
        return PLAIN
    opens = page.opens_sentence(at)
    if INITIAL.fullmatch(word) and not (opens and word in ("A", "I")):
        return STRANGER
    if word[-1] in ".'" or bare.endswith("'s"):
        return PLAIN
    known = page.at.get(at)
    if bare in WORDS["calendar"] or (known and known.layer == "demonym"):
        return PLAIN
    if opens and (bare in STARTERS or bare.lower() in STOPS or OPENS.fullmatch(bare)):
        return PLAIN
    return STRANGER


@lru_cache(maxsize=8)  # asked at each place of one surname in one text
def _in_lower_case(text: str, surname: str) -> bool:
    """Whether the surname occurs in the document in lower case, as a word."""
    word = surname.lower()
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


@cache
def _is_plain(word: str) -> bool:
    """Whether a word is in small letters and says nothing about a name behind it."""
    telling = (WORDS["particles"], WORDS["titles"], WORDS["determiners"], WITHIN)
    return word.isalpha() and word.islower() and not any(word in words for words in telling)


@cache
def _may_be_part(name: str) -> bool:
    """Whether a name is one word with a capital, which is an English word: Party."""
    return name.isalpha() and name[0].isupper() and not name.isupper() and _is_word(name)


@cache
def _is_word(surname: str) -> bool:
    """Whether the surname is an English word in lower case: the West, Young people."""
    import simplemma

    word = surname.lower()
    return simplemma.is_known(word, "en") and simplemma.lemmatize(word, "en").islower()
