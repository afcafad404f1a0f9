"""Mentions: each rule on sentences marked by hand, the matcher against a naive one, the counts."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import unmarked

from analysis.actors import COUNTED, LAYERS, count_mentions, find_mentions
from analysis.codebook import Actor, Codebook, Role

TRUMP = Actor(name="Donald Trump", kind="person", gender="male", side="United States")
POMPEO = Actor(
    name="Mike Pompeo",
    kind="person",
    gender="male",
    side="United States",
    roles=[Role(title="Secretary of State", start=date(2018, 4, 26), end=date(2021, 1, 20))],
)
ZARIF = Actor(
    name="Javad Zarif",
    kind="person",
    gender="male",
    side="Iran",
    roles=[Role(title="Foreign Minister")],
)
MERKEL = Actor(name="Angela Merkel", kind="person", gender="female", side="Germany")
KIM = Actor(name="Kim Jong-Un", kind="person", gender="male", family_name_first=True)
IRAN = Actor(
    name="Iran", kind="state", aliases=["Islamic Republic"], demonyms=["Iranian", "Iranians"]
)
SYRIA = Actor(name="Syria", kind="state", demonyms=["Syrian"])
IRAQ = Actor(name="Iraq", kind="state", demonyms=["Iraqi"])
YEMEN = Actor(name="Yemen", kind="state")
POLAND = Actor(name="Poland", kind="state", demonyms=["Polish"])
US = Actor(name="United States", kind="state", aliases=["US"], demonyms=["American"])
TEHRAN = Actor(
    name="Government of Iran",
    kind="government",
    of="Iran",
    metonyms=["Tehran"],
    nominals=["the regime"],
)
PEOPLE = Actor(name="Iranian people", kind="people", of="Iran", nominals=["Iranian people"])
ADMINISTRATION = Actor(
    name="Trump administration", kind="government", nominals=["the administration"]
)
WHITE_HOUSE = Actor(name="White House", kind="organization")
NCRI = Actor(name="National Council of Resistance of Iran", kind="coalition", aliases=["NCRI"])
REUTERS = Actor(name="Reuters", kind="media")
EVERYBODY = (
    TRUMP, POMPEO, ZARIF, MERKEL, KIM, IRAN, SYRIA, IRAQ, YEMEN, POLAND, US, TEHRAN, PEOPLE,
    ADMINISTRATION, WHITE_HOUSE, NCRI, REUTERS,
)  # fmt: skip


def mentions_in(*texts: str, actors=EVERYBODY, day: str = "", **how) -> pd.DataFrame:
    """The mentions of documents numbered from 0."""
    documents = pd.DataFrame(
        {"doc_id": [str(n) for n in range(len(texts))], "text": pd.array(texts, dtype="str")}
    )
    if day:
        documents["date"] = pd.Timestamp(day)
    codebook = actors if isinstance(actors, Codebook) else Codebook(tuple(actors))
    return find_mentions(documents, codebook, **how)


def check(marked: str, **how) -> None:
    """Assert that just the marked mentions are found, each with its actor and layer."""
    text, expected = unmarked(marked)
    found = mentions_in(text, **how)
    rows = found[["start", "end", "actor", "layer"]].itertuples(index=False, name=None)
    shown = [(text[start:end], actor, layer) for start, end, actor, layer in rows]
    assert shown == [(text[start:end], actor, layer) for start, end, actor, layer in expected]


def person(name: str, **more) -> Actor:
    """A person of the codebook."""
    return Actor(name=name, kind="person", **more)


def cases(*sentences: str):
    """One test a sentence."""
    return pytest.mark.parametrize("sentence", sentences)


# --- names --------------------------------------------------------------------------------


@cases(
    "{Iran|Iran|name} spoke; {Iran|Iran|name}’s envoy and ({Iran|Iran|name}) and “{Iran|Iran|name}”.",
    "Tirana, Iranistan, iran, IRAN and Iran_2 are no mentions.",
    "The {Islamic Republic|Iran|name}'s envoy left.",
    "Irans are many, and so are the Reutersmen.",
)
def test_find_mentions_needs_whole_words_as_written(sentence):
    """A name counts where no letter, digit or underscore touches it, in the case of the codebook."""
    check(sentence)


@cases(
    "{NCRI|National Council of Resistance of Iran|acronym} and {US|United States|acronym} agree.",
    "The {U.S.|United States|acronym} agreed. He left the {U.S.|United States|acronym}",
    "The {N.C.R.I.|National Council of Resistance of Iran|acronym} met.",
    "USA, us and U.S.A. are no alias here.",
)
def test_find_mentions_finds_acronyms_with_and_without_stops(sentence):
    """US in the codebook is U.S. in the text too; an acronym is a layer of its own."""
    check(sentence)


def test_find_mentions_finds_an_acronym_that_is_listed_with_stops_without_them():
    """U.N. in the codebook is UN in the text."""
    actor = Actor(name="United Nations", kind="organization", aliases=["U.N."])
    check("The {UN|United Nations|acronym} and the {U.N.|United Nations|acronym}.", actors=[actor])


@pytest.mark.parametrize(
    "written",
    ["Donald Trump", "Donald\nTrump", "Donald\r\nTrump", "Donald  Trump", "Donald\u00a0Trump",
     "Donald\t\n Trump", "Don\u00adald Trump", "Donald\u2009Trump"],
)  # fmt: skip
def test_find_mentions_reads_any_white_space_inside_a_name(written):
    """A name may run over a line's end, doubled or special spaces; the span is the text's own."""
    text = f"Then {written} left. {written}’s plane."
    found = mentions_in(text)
    assert found["surface"].tolist() == [written, written]
    assert [text[s:e] for s, e in zip(found["start"], found["end"], strict=True)] == [written] * 2


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\n\r\n", "\n\n\n"])
def test_find_mentions_stops_at_a_blank_line(gap):
    """A name does not run over a blank line."""
    assert mentions_in(f"We met Kim{gap}Jong-Un.")["surface"].tolist() == ["Kim"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("People’s Party", "People's Party"),
        ("People's Party", "People’s Party"),
        ("Kim Jong-Un", "Kim Jong\u2011Un"),
        ("Citroën", "Citroe\u0308n"),
        ("Citroe\u0308n", "Citroën"),
    ],
)
def test_find_mentions_reads_apostrophes_hyphens_and_accents_alike(name, written):
    """Curly and straight apostrophes, hyphens, composed and decomposed letters are one."""
    found = mentions_in(f"Then {written} won.", actors=[Actor(name=name, kind="organization")])
    assert found["surface"].tolist() == [written]
    assert found["actor"].tolist() == [" ".join(name.split())]


def test_find_mentions_keeps_the_places_behind_a_mark_without_a_composed_letter():
    """A combining mark that composes with nothing moves no place."""
    text = "Javad Zarif\u0301  met Reuters."
    assert mentions_in(text)["surface"].tolist() == ["Javad Zarif", "Reuters"]


def test_find_mentions_keeps_the_places_of_the_text_behind_doubled_spaces():
    """After spaces that are read as one, start and end are still those of the document."""
    text = "A  b   c\u00ad d   Reuters,  and\n\nIran  spoke."
    found = mentions_in(text)
    assert [text[s:e] for s, e in zip(found["start"], found["end"], strict=True)] == [
        "Reuters",
        "Iran",
    ]
    assert found["sentence"].tolist() == [0, 1]


def test_find_mentions_lets_the_longest_name_win_and_keeps_the_nested():
    """Iran inside the council's name is nested; the council's own acronym is not."""
    found = mentions_in("The National Council of Resistance of Iran met the Trump administration.")
    assert found[["surface", "actor", "layer"]].values.tolist() == [
        ["National Council of Resistance of Iran", NCRI.name, "name"],
        ["Iran", "Iran", "nested"],
        ["Trump administration", "Trump administration", "name"],
        ["Trump", "Donald Trump", "nested"],
    ]


def test_find_mentions_does_not_nest_an_actor_in_itself():
    """The surname inside the full name is no second mention."""
    check("{Mike Pompeo|Mike Pompeo|name} left.")


def test_find_mentions_is_not_blinded_by_a_longer_name_that_ends_within_a_word():
    """A longer name that is not bounded does not hide the shorter one that is."""
    actors = [Actor(name=name, kind="organization") for name in ("New York", "New York Time")]
    check("The {New York|New York|name} Times.", actors=actors)


def test_find_mentions_drops_the_shorter_of_two_names_that_cross():
    """Of Bank of America and America First in one run of words the longer is read."""
    actors = [
        Actor(name=name, kind="organization") for name in ("Bank of America", "America First")
    ]
    check("The {Bank of America|Bank of America|name} First plan.", actors=actors)


@cases(
    "He spoke of regime change in {Iran|Iran|place}.",
    "Regime change failed, {the regime|Government of Iran|nominal} stayed.",
    "At the Iran Freedom rally {Zarif|Javad Zarif|surname} spoke.",
    "The Iran Freedom rally for Iran Freedom rally.",
    "The {Regime change Watch|Regime change Watch|name} met.",
)
def test_find_mentions_finds_nothing_inside_ignored_phrases(sentence):
    """Inside a phrase to be ignored nothing is a mention; a longer name around it is one."""
    watch = Actor(name="Regime change Watch", kind="organization")
    check(
        sentence,
        actors=Codebook((*EVERYBODY, watch), ignore=("regime change", "Iran Freedom rally")),
    )


@cases(
    "the Communist Party and the {Party|Party|name}; a Mexican Congress",
    "{Iran|Iran|modifier} {Congress|Congress|name} and the {Congress|Congress|name}",
    "Then {Congress|Congress|name} met. Allow {Congress|Congress|name} to meet. “Dear {Congress|Congress|name}”",
    "On Monday {Congress|Congress|name} met, and The {Congress|Congress|name} left.",
    "He saw Radio {Reuters|Reuters|name}.",
)
def test_find_mentions_nests_a_common_word_at_the_end_of_a_longer_name(sentence):
    """Party in Communist Party is part of a name that the codebook lacks, and is not counted."""
    actors = [
        IRAN,
        REUTERS,
        *(Actor(name=name, kind="organization") for name in ("Party", "Congress")),
    ]
    check(sentence, actors=actors, layers=[*COUNTED, "modifier"])
    nested = mentions_in("the Communist Party", actors=actors)
    assert nested[["surface", "layer", "rule"]].values.tolist() == [
        ["Party", "nested", "part of a longer name"]
    ]


# --- surnames -----------------------------------------------------------------------------


@cases(
    "{Trump|Donald Trump|surname} met {Kim|Kim Jong-Un|surname}.",
    "{Trump|Donald Trump|surname}’s offer. But {Trump|Donald Trump|surname} left.",
    "It rained.\n\nYesterday {Trump|Donald Trump|surname} spoke.\n\n{Trump|Donald Trump|surname} left.",
    "Yesterday {Trump|Donald Trump|surname} spoke. On Monday {Trump|Donald Trump|surname} left.",
    "President {Trump|Donald Trump|surname}, Mr. {Trump|Donald Trump|surname} and Sen. {Pompeo|Mike Pompeo|surname}.",
    "Secretary of State {Pompeo|Mike Pompeo|surname} and Foreign Minister {Zarif|Javad Zarif|surname} met.",
    "Former president {Trump|Donald Trump|surname} and then-President {Trump|Donald Trump|surname}.",
    "“{Trump|Donald Trump|surname} lost,” said {Zarif|Javad Zarif|surname}. ({Trump|Donald Trump|surname})",
    "{Trump|Donald Trump|surname}, {Pompeo|Mike Pompeo|surname} and {Merkel|Angela Merkel|surname}",
    "With {Trump|Donald Trump|surname} gone, currently {Pompeo|Mike Pompeo|surname} leads.",
    "Currently {Trump|Donald Trump|surname} leads. Asked again, {Trump|Donald Trump|surname} smiled.",
    "{Reuters|Reuters|name} saw {Trump|Donald Trump|surname} Monday.",
    "The {Trump|Donald Trump|surname}-{Kim|Kim Jong-Un|surname} summit",
    "the {Trump|Donald Trump|surname} {White House|White House|name}",
    "{Iran|Iran|name}’s {Zarif|Javad Zarif|surname} and the {Iranian|Iran|modifier} {Zarif|Javad Zarif|surname}",
    "confidence in {Trump|Donald Trump|surname}, said {Merkel|Angela Merkel|surname}",
)
def test_find_mentions_finds_a_surname_that_stands_alone(sentence):
    """The full name need not occur; titles, days, opening words and possessives do not disturb."""
    check(sentence)


@cases(
    "Melania Trump smiled.",
    "Yesterday Melania Trump smiled.",
    "The Trump Tower, a Trump Organization and Trump Jr. and Trump, Jr.",
    "D. J. Trump, Mary L. Trump",
    "van Trump and de Trump",
    "Merkel-Schulz and Schulz-Merkel",
    "O’Pompeo, McTrump",
    "Smith & Trump, Trump & Sons",
    "Kim Kardashian and Kim Jong-Il",
)
def test_find_mentions_leaves_the_surname_of_somebody_else(sentence):
    """Another first name, an initial, a further capital or half of a double name is not the person."""
    check(sentence)


def test_find_mentions_gives_the_surname_to_whom_the_document_introduced():
    """After Magic Johnson a Johnson is not Boris; it is where Boris is named in full or by title."""
    boris = [person("Boris Johnson")]
    check("Magic Johnson played. Then Johnson left.", actors=boris)
    check(
        "So {Johnson|Boris Johnson|surname} left. Magic Johnson played. Then {Johnson|Boris Johnson|surname} ran.",
        actors=boris,
    )
    check(
        "Magic Johnson played for Mr {Johnson|Boris Johnson|surname}. {Johnson|Boris Johnson|surname} ran.",
        actors=boris,
    )
    check(
        "Magic Johnson met {Boris Johnson|Boris Johnson|name}. {Johnson|Boris Johnson|surname} ran.",
        actors=boris,
    )


@cases(
    "In May, May Day may fall. May I? Next May.",
    "Mrs {May|Theresa May|surname} and Prime Minister {May|Theresa May|surname} in May.",
    "{Theresa May|Theresa May|name} spoke, and May followed.",
)
def test_find_mentions_takes_a_stop_word_as_a_surname_only_behind_a_title(sentence):
    """May and Will are surnames only in "Mrs May"; list them as aliases to count them everywhere."""
    check(sentence, actors=[person("Theresa May")])


@cases(
    "Rice prices rose. They grow rice.",
    "Rice is dear. They grow rice.",
    "They grow rice. Then {Rice|Condoleezza Rice|surname} spoke. {Rice|Condoleezza Rice|surname} left.",
    "{Condoleezza Rice|Condoleezza Rice|name} spoke of rice. {Rice|Condoleezza Rice|surname} left. Rice prices rose.",
    "{Rice|Condoleezza Rice|surname} left.",
)
def test_find_mentions_doubts_a_surname_that_is_a_word_in_the_document(sentence):
    """At the beginning of a sentence a word that occurs in lower case needs a better proof."""
    check(sentence, actors=[person("Condoleezza Rice")])


@cases("Young people of the West rose.", "West of the town {Young|Andrew Young|surname} rose.")
def test_find_mentions_doubts_words_with_a_noun_or_an_article(sentence):
    """ "Young people" and "the West" are not persons; "Young rose" is."""
    check(sentence, actors=[person("Andrew Young"), person("Liz West")])


@cases(
    "It rained in Jordan. Jordan is dry.",
    "{Michael Jordan|Michael Jordan|name} won in Jordan. {Jordan|Michael Jordan|surname} smiled.",
    "{Jordan|Michael Jordan|surname} won, {Jordan|Michael Jordan|surname} smiled.",
)
def test_find_mentions_doubts_a_surname_that_is_a_place_in_the_document(sentence):
    """Where a surname stands as a place, only the full name or a title makes it the person."""
    check(sentence, actors=[person("Michael Jordan")])


@cases(
    "{von der Leyen|Ursula von der Leyen|surname} and President {von der Leyen|Ursula von der Leyen|surname}",
    "{Von der Leyen|Ursula von der Leyen|surname} spoke; Leyen is a town.",
    "{Assad|Bashar al-Assad|surname}, {al-Assad|Bashar al-Assad|surname}; {Al-Assad|Bashar al-Assad|surname} left.",
    "{O’Brien|Conan O'Brien|surname} and {O'Brien|Conan O'Brien|surname}; Brien left.",
)
def test_find_mentions_finds_surnames_with_particles(sentence):
    """Particles belong to the surname, with a capital at the beginning of a sentence too."""
    actors = [person("Ursula von der Leyen"), person("Bashar al-Assad"), person("Conan O'Brien")]
    check(sentence, actors=actors)


def test_find_mentions_takes_no_surname_where_the_codebook_says_so():
    """surname: false leaves the full name alone."""
    check("Pompeo left.", actors=[person("Mike Pompeo", surname=False)])


def test_find_mentions_matches_a_listed_alias_without_judging_it():
    """An alias that is listed counts wherever it stands as a word."""
    check(
        "The {Trump|Donald Trump|name} Tower.", actors=[person("Donald Trump", aliases=["Trump"])]
    )


# --- names of several actors --------------------------------------------------------------


def test_find_mentions_marks_a_shared_alias_as_ambiguous():
    """A surname or alias of two persons is found, has no actor and is not counted."""
    clintons = [person("Bill Clinton"), person("Hillary Clinton")]
    found = mentions_in("Then Clinton spoke.", actors=clintons)
    assert found[["surface", "rule"]].values.tolist() == [["Clinton", "ambiguous"]]
    assert found["actor"].isna().all()
    assert count_mentions(found).empty


def test_find_mentions_resolves_a_shared_name_by_the_document():
    """Where just one of the two is named in another way, the shared name is this one's."""
    clintons = [person("Bill Clinton"), person("Hillary Clinton")]
    check(
        "{Bill Clinton|Bill Clinton|name} won. {Clinton|Bill Clinton|surname} spoke.",
        actors=clintons,
    )
    found = mentions_in("Bill Clinton met Hillary Clinton. Clinton spoke.", actors=clintons)
    assert found["rule"].tolist() == ["canonical name", "canonical name", "ambiguous"]
    presses = [
        Actor(name="Associated Press", kind="media", aliases=["AP"]),
        Actor(name="Andhra Pradesh", kind="state", aliases=["AP"]),
    ]
    check(
        "{AP|Andhra Pradesh|acronym} is in {Andhra Pradesh|Andhra Pradesh|place}.", actors=presses
    )


def test_find_mentions_gives_a_canonical_name_to_its_actor():
    """An alias that is another actor's canonical name is that actor's."""
    actors = [Actor(name="Georgia", kind="state"), person("Georgia Meloni", aliases=["Georgia"])]
    check("{Georgia|Georgia|name} spoke.", actors=actors)


def test_find_mentions_reads_each_document_by_itself():
    """A document has the same mentions whatever stands beside it."""
    actors = [*EVERYBODY, person("Magic Trump"), person("Condoleezza Rice")]
    texts = ["Rice left.", "They grow rice.", "Magic Trump won.", "So Trump left.", "Melania Trump"]
    whole = mentions_in(*texts, actors=actors)
    parts = [mentions_in(text, actors=actors) for text in texts]
    columns = ["start", "end", "surface", "layer", "rule"]
    pd.testing.assert_frame_equal(
        whole[columns], pd.concat(parts, ignore_index=True)[columns], check_dtype=False
    )


# --- countries ----------------------------------------------------------------------------


@cases(
    "protests in {Iran|Iran|place} and the {US|United States|place}",
    "near {Iran|Iran|place}, within the {Islamic Republic|Iran|place}, across {Syria|Syria|place}.",
    "In northern {Syria|Syria|place} and in much of {Iraq|Iraq|place} it rained.",
    "outside of {Iran|Iran|place} and throughout {Iraq|Iraq|place} alike",
    "zones like {Syria|Syria|place} and {Yemen|Yemen|place}; cities such as {Iraq|Iraq|place}",
    "to withdraw its troops from {Syria|Syria|place}",
    "attacks in {Syria|Syria|place}, {Iraq|Iraq|place}, and {Yemen|Yemen|place}.",
    "a summit in Warsaw, {Poland|Poland|place} next month",
    "WARSAW, {Poland|Poland|place} — He came from Lublin, {Poland|Poland|place}.",
    "In Warsaw, {Poland|Poland|place}, it rained.",
    "He left the {US|United States|acronym} for {Iran|Iran|name} in 2018.",
)
def test_find_mentions_tells_places(sentence):
    """A country after in, near, at and the like, in a list of places, after a city is a place."""
    check(sentence)


@cases(
    "sanctions against {Iran|Iran|name}, relations with {Iran|Iran|name}, a threat to {Iran|Iran|name}",
    "allies including {Iraq|Iraq|name} and {Syria|Syria|name}; toward the {Islamic Republic|Iran|name}",
    "rivals like {Iran|Iran|name} and exports from {Iran|Iran|name}",
    "In Paris, {Iran|Iran|name} said no. On Monday, {Iran|Iran|name} agreed.",
    "a change in {Iran|Iran|name}’s position",
    "It fought in {Iraq|Iraq|place} and {Iran|Iran|name} has won.",
    "talks of {Zarif|Javad Zarif|surname}, {Iran|Iran|name}, and {Iraq|Iraq|name}",
    "the top envoy in the {White House|White House|name}",
)
def test_find_mentions_leaves_countries_that_are_no_places(sentence):
    """from, to, of and including do not make a place; nor does a possessive or an organisation."""
    check(sentence)


@cases(
    "{US|United States|modifier} sanctions, {US|United States|modifier} troops and {U.S.|United States|modifier} allies",
    "the {US|United States|modifier} president, the {Iran|Iran|modifier} deal, its {Iran|Iran|modifier} strategy",
    "the {US|United States|modifier}-led force and {Iran|Iran|modifier}-backed groups, an anti-{Iran|Iran|modifier} vote",
    "the {US|United States|modifier}-{Iran|Iran|modifier} talks",
    "{US|United States|modifier} President {Trump|Donald Trump|surname}, the {US|United States|modifier} Senate",
    "the {Iran|Iran|modifier} sanctions that it fears",
    "in {US|United States|modifier} history, in the {Iraq|Iraq|modifier} war",
    "{US|United States|modifier} foreign policy",
)
def test_find_mentions_tells_attributes(sentence):
    """A country right before a noun, or joined by a hyphen, is an attribute."""
    check(sentence)


@cases(
    "{Iran|Iran|name} rejected it, {Iran|Iran|name} has won, {Iran|Iran|name} may go, {Iran|Iran|name} said",
    "{Iran|Iran|name} plans to go, {Iran|Iran|name} threatens the {US|United States|acronym}",
    "The {US|United States|acronym} will host it; the {US|United States|acronym} is ready",
    "{Iran|Iran|name} itself, {Iran|Iran|name} again, {Iran|Iran|name} last week, {Iran|Iran|name} and",
    "Let {Iran|Iran|name} keep it. It helps the {US|United States|acronym} catch them.",
    "{Iran|Iran|name}’s deal, {Iran|Iran|name}, deal.",
    "{White House|White House|name} strategy",
    "{Iran|Iran|name} making inroads",
    "He left the {U.S.|United States|acronym} The Senate met.",
)
def test_find_mentions_leaves_countries_that_are_no_attributes(sentence):
    """Before a verb, an adverb, a stop or a preposition the country is a name; an organisation always."""
    check(sentence)


@cases(
    "{Tehran|Government of Iran|metonym} refused; {Tehran|Government of Iran|metonym}’s critics",
    "protests in {Tehran|Iran|place}; the {Tehran|Iran|modifier} plot",
    "It was said by {Tehran|Government of Iran|metonym}.",
)
def test_find_mentions_reads_a_capital_as_its_government_unless_it_is_a_place(sentence):
    """A metonym is the government; as a place or attribute the capital is the state's."""
    check(sentence)


def test_find_mentions_tells_a_place_from_the_government_it_stands_for():
    """Paris listed as a place and as a metonym is the place where a place is meant."""
    actors = [
        Actor(name="France", kind="state"),
        Actor(name="Government of France", kind="government", of="France", metonyms=["Paris"]),
        Actor(name="Paris", kind="place"),
    ]
    check(
        "{Paris|Government of France|metonym} agreed. It rained in {Paris|Paris|place}.",
        actors=actors,
    )


# --- demonyms, descriptions, titles, pronouns ----------------------------------------------


@cases(
    "{the Iranian government|Government of Iran|demonym}’s plan, {Iranian officials|Government of Iran|demonym}",
    "{The Iranian regime|Government of Iran|demonym} and senior {Iranian foreign policy officials|Government of Iran|demonym}",
    "{the Iranian nation|Iranian people|demonym}, {the Iranian people|Iranian people|nominal}",
    "{Syrian government forces|Syria|demonym} and {Polish leaders|Poland|demonym}",
    "{the Iranians|Iran|demonym} and two {Iranians|Iran|demonym}",
)
def test_find_mentions_reads_demonyms_with_a_government_or_people(sentence):
    """Demonym and government word are the state's government, or the state where it has none."""
    check(sentence)


@cases(
    "two {Iranian|Iran|modifier} spies, an anti-{Iranian|Iran|modifier} speech, {Polish|Poland|modifier} goods",
    "{Iranian|Iran|modifier} opposition leaders and {Iranian|Iran|modifier} business leaders",
    "{Iranian|Iran|modifier} Foreign Minister {Javad Zarif|Javad Zarif|name}",
    "the {Iranian|Iran|modifier} government-owned bank",
    "an {Iranian|Iran|modifier} who left",
)
def test_find_mentions_reads_other_demonyms_as_attributes(sentence):
    """A demonym before anything else is an attribute; leaders of the opposition do not govern."""
    check(sentence)


@cases(
    "{the administration|Trump administration|nominal} and {The administration|Trump administration|nominal}’s",
    "{the Iranian people|Iranian people|nominal} and {Iranian people|Iranian people|nominal}",
    "an administration, The Administrations, those regimes",
)
def test_find_mentions_reads_the_descriptions_of_the_codebook(sentence):
    """A description counts with a capital at the beginning and takes its article with it."""
    check(sentence)


def test_find_mentions_lets_descriptions_go_before_demonyms_and_hide_no_name():
    """Iranian forces in the codebook are not the government's; Trump stays in Trump's predecessor."""
    forces = Actor(name="Iranian forces", kind="organization", nominals=["Iranian forces"])
    check("{Iranian forces|Iranian forces|nominal} left.", actors=[*EVERYBODY, forces])
    obama = person("Barack Obama", nominals=["Trump’s predecessor"])
    found = mentions_in("He blamed Trump's predecessor.", actors=[TRUMP, obama])
    assert found[["surface", "layer"]].values.tolist() == [
        ["Trump's predecessor", "nominal"],
        ["Trump", "surname"],
    ]


@cases(
    "{the Secretary of State|Mike Pompeo|title} and {The secretary of state|Mike Pompeo|title} said",
    "a Secretary of State, Secretary of State, the Secretary of State of Peru, the Secretary of State-elect",
    "the Secretary of State Antony Blinken",
)
def test_find_mentions_reads_a_title_by_role_and_date(sentence):
    """With an article, the title is the person who carries it on the day of the document."""
    check(sentence, day="2018-08-01")


def test_find_mentions_gives_no_title_outside_its_dates():
    """Before the first and after the last day the title is nobody's."""
    check("the Secretary of State spoke", day="2018-04-25")
    check("{the Secretary of State|Mike Pompeo|title} spoke", day="2018-04-26")
    check("the Secretary of State spoke", day="2021-01-21")


def test_find_mentions_reads_a_title_with_its_state():
    """The Iranian foreign minister and Iran's are the one whose state it is."""
    polish = person("Jacek Czaputowicz", side="Poland", roles=[Role(title="Foreign Minister")])
    found = mentions_in("the US Secretary of State", day="2018-08-01")
    assert found[["surface", "layer"]].values.tolist() == [
        ["the US Secretary of State", "title"],
        ["US", "modifier"],
    ]
    found = mentions_in(
        "The Iranian foreign minister met Poland’s foreign minister.", actors=[*EVERYBODY, polish]
    )
    titles = found[found["layer"] == "title"]
    assert titles[["surface", "actor"]].values.tolist() == [
        ["The Iranian foreign minister", "Javad Zarif"],
        ["Poland’s foreign minister", "Jacek Czaputowicz"],
    ]
    assert "title" not in set(
        mentions_in("The foreign minister left.", actors=[ZARIF, polish])["layer"]
    )


@cases(
    "Chancellor {Angela Merkel|Angela Merkel|name} left. {The chancellor|Angela Merkel|title} smiled.",
    "the chancellor left. Chancellor {Angela Merkel|Angela Merkel|name} smiled.",
    "Chancellor {Merkel|Angela Merkel|surname} met Chancellor Kurz. The chancellor smiled.",
    "Chancellor Kurz met Chancellor {Merkel|Angela Merkel|surname}. {The chancellor|Angela Merkel|title} smiled.",
)
def test_find_mentions_reads_a_title_by_who_carried_it_last(sentence):
    """Without a role, a title is the last person's who carried it before; of a stranger's, nobody's."""
    check(sentence)


def test_find_mentions_gives_no_title_where_role_and_text_differ():
    """Where the text gives the title to somebody else, neither is guessed."""
    check("Secretary of State Kerry left. The Secretary of State smiled.", day="2018-08-01")


@cases(
    "{Trump|Donald Trump|surname} said {he|Donald Trump|pronoun} won. {His|Donald Trump|pronoun} plan.",
    "{Merkel|Angela Merkel|surname} met {Trump|Donald Trump|surname}. {She|Angela Merkel|pronoun} told {him|Donald Trump|pronoun} so.",
    "{Trump|Donald Trump|surname} met {Pompeo|Mike Pompeo|surname}. He smiled.",
    "{Trump|Donald Trump|surname} left. It rained. He smiled.",
    "He smiled at {Trump|Donald Trump|surname}.",
    "{Iran|Iran|name} said it and its envoy would go; they and their guests.",
    "{Trump|Donald Trump|surname} saw {himself|Donald Trump|pronoun}; she-devils and she left.",
)
def test_find_mentions_resolves_a_pronoun_only_to_the_one_person_named(sentence):
    """he and she need just one person of that gender, before, in this sentence or the last."""
    check(sentence, layers="all")


def test_find_mentions_gives_no_pronoun_to_a_person_without_gender():
    """A person whose gender the codebook does not give is no candidate."""
    check(
        "{Pompeo|Mike Pompeo|surname} left. He smiled.",
        actors=[person("Mike Pompeo")],
        layers="all",
    )


# --- the table ------------------------------------------------------------------------------

COLUMNS = {
    "doc_id": "category", "paragraph": "int32", "sentence": "int32", "start": "int32",
    "end": "int32", "surface": "str", "actor": "str", "kind": "str", "layer": "str", "rule": "str",
}  # fmt: skip


@pytest.mark.parametrize("texts", [[], [""], ["Nobody is here."], ["Trump left Iran."]])
@pytest.mark.parametrize("actors", [(), EVERYBODY])
def test_find_mentions_has_the_same_columns_whatever_is_found(texts, actors):
    """Empty corpus, empty document, empty codebook: the right columns with the right types."""
    found = mentions_in(*texts, actors=actors)
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == COLUMNS
    assert len(found["doc_id"].cat.categories) == len(texts)
    assert list(count_mentions(found).columns) == [
        "actor",
        "kind",
        "n",
        "n_docs",
        "n_sentences",
        *LAYERS,
    ]


def test_find_mentions_numbers_sentences_and_paragraphs_as_tokens_do(seeds):
    """Paragraph and sentence of a mention are those of its sentence in split_sentences."""
    from analysis.sentences import split_sentences

    found = mentions_in(*seeds["text"])
    sentences = split_sentences(seeds.assign(doc_id=[str(n) for n in range(len(seeds))]))
    both = found.merge(sentences, on=["doc_id", "sentence"], suffixes=("", "_of_sentence"))
    assert len(both) == len(found) > 100
    assert (both["paragraph"] == both["paragraph_of_sentence"]).all()
    assert (
        (both["start_of_sentence"] <= both["start"]) & (both["end"] <= both["end_of_sentence"])
    ).all()


def test_find_mentions_shows_the_text_at_its_places(seeds):
    """text[start:end] is the surface, in the order of the text."""
    found = mentions_in(*seeds["text"], layers="all")
    texts = dict(enumerate(seeds["text"]))
    for row in found.itertuples():
        assert texts[int(row.doc_id)][row.start : row.end] == row.surface
    assert found.sort_values(["doc_id", "start"], kind="stable").index.tolist() == list(
        range(len(found))
    )


def test_find_mentions_gives_the_layers_asked_for():
    """default is all but pronoun; a layer or a list of layers gives just these."""
    text = "Trump met US officials in Iran. He left."
    assert mentions_in(text)["layer"].tolist() == ["surname", "modifier", "place"]
    assert mentions_in(text, layers="all")["layer"].tolist()[-1] == "pronoun"
    assert mentions_in(text, layers=["place", "pronoun"])["layer"].tolist() == ["place", "pronoun"]
    assert mentions_in(text, layers="surname")["surface"].tolist() == ["Trump"]
    with pytest.raises(ValueError, match='Did you mean "surname"'):
        mentions_in(text, layers=["surnames"])


def test_find_mentions_writes_what_it_counted_into_its_basis():
    """The basis names codebook, layers, sentences and the number of documents."""
    codebook = Codebook((IRAN,), source="actors.yml", digest="0123456789ab")
    basis = mentions_in("Iran", "", actors=codebook, layers=["name"]).attrs["basis"]
    assert basis == {
        "n_documents": 2,
        "actors": "actors.yml 0123456789ab",
        "layers": "name",
        "sentences": "rules 1",
    }


# --- the matcher against a naive one --------------------------------------------------------

WORDS = ["a", "A", "b", "ab", "a-b", "b.", "it's"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
TEXTS = st.lists(
    st.sampled_from([*WORDS, " ", " ", " ", ".", ",", "-", "x", "_"]), max_size=25
).map("".join)


def naive(text: str, names: list[str]) -> list[tuple[int, int, str]]:
    """Every bounded occurrence of every name, the longest first, none that overlaps."""
    found = [
        (match.start(), match.start() + len(name), name)
        for name in names
        for match in re.finditer(rf"(?<!\w)(?={re.escape(name)}(?!\w))", text)
    ]
    kept: list[tuple[int, int, str]] = []
    for start, end, name in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, name))
    return sorted(kept)


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), st.lists(TEXTS, max_size=3))
def test_find_mentions_equals_the_naive_matcher(names, texts):
    """Names in random texts are those that a regular expression for each finds, the longest first."""
    texts = [re.sub(" +", " ", text) for text in texts]
    actors = [Actor(name=name, kind="organization") for name in names]
    found = mentions_in(*texts, actors=actors, layers=["name"])
    rows = found[["doc_id", "start", "end", "actor"]].itertuples(index=False, name=None)
    assert list(rows) == [
        (str(n), *hit) for n, text in enumerate(texts) for hit in naive(text, names)
    ]


# --- counts -----------------------------------------------------------------------------------

NEWS = (
    "Iran spoke. Trump met Iran and Iran.\n\nIn Iran it rained.",
    "Trump left. US troops left.",
    "",
)


def test_count_mentions_counts_names_and_shows_the_other_layers():
    """n is names, surnames, acronyms and metonyms; places and attributes stand in their columns."""
    table = count_mentions(mentions_in(*NEWS)).set_index("actor")
    assert table.index.tolist() == ["Iran", "Donald Trump", "United States"]
    assert table.loc["Iran", ["n", "n_docs", "n_sentences", "name", "place"]].tolist() == [
        3,
        1,
        2,
        3,
        1,
    ]
    assert table.loc["Donald Trump", ["n", "n_docs", "surname"]].tolist() == [2, 2, 2]
    assert table.loc["United States", ["n", "n_docs", "n_sentences", "modifier"]].tolist() == [
        0,
        0,
        0,
        1,
    ]
    assert (table["n"] == table[list(COUNTED)].sum(axis=1)).all()


def test_count_mentions_counts_the_layers_asked_for():
    """With layers= the count is of these."""
    table = count_mentions(mentions_in(*NEWS), layers=["place", "modifier"]).set_index("actor")
    assert table["n"].to_dict() == {"Iran": 1, "United States": 1, "Donald Trump": 0}


def test_count_mentions_counts_by_document_and_by_variable():
    """By document and by a document variable the counts add up to the whole."""
    found = mentions_in(*NEWS)
    documents = pd.DataFrame({"doc_id": ["0", "1", "2"], "text": NEWS, "paper": ["A", None, "A"]})
    by_document = count_mentions(found, by="doc_id")
    by_paper = count_mentions(found, by="paper", documents=documents)
    assert by_document[["doc_id", "actor", "n"]].values.tolist() == [
        ["0", "Iran", 3], ["0", "Donald Trump", 1], ["1", "Donald Trump", 1], ["1", "United States", 0],
    ]  # fmt: skip
    assert by_paper[["actor", "n"]].values.tolist() == by_document[["actor", "n"]].values.tolist()
    assert by_paper["paper"].isna().tolist() == [False, False, True, True]
    with pytest.raises(ValueError, match="papers"):
        count_mentions(found, by="papers", documents=documents)


def test_count_mentions_gives_rates_of_all_tokens_of_the_group():
    """per_million is n of a million tokens of the corpus, or of the group."""
    found = mentions_in(*NEWS)
    tokens = pd.DataFrame(
        {
            "doc_id": pd.Categorical(["0"] * 12 + ["1"] * 5, categories=["0", "1", "2"]),
            "sentence": 0, "position": 0, "term": "x",
        }
    )  # fmt: skip
    whole = count_mentions(found, tokens=tokens)
    assert whole["per_million"].tolist() == [3 / 17 * 1e6, 2 / 17 * 1e6, 0]
    assert list(whole.columns).index("per_million") == list(whole.columns).index("n_sentences") + 1
    by_document = count_mentions(found, tokens=tokens, by="doc_id")
    np.testing.assert_allclose(
        by_document["per_million"], [3 / 12 * 1e6, 1 / 12 * 1e6, 1 / 5 * 1e6, 0]
    )


def test_count_mentions_orders_by_its_unit():
    """By document or share of documents Trump goes before Iran; the share is of all documents."""
    found = mentions_in(*NEWS)
    assert count_mentions(found, unit="mention")["actor"].tolist()[0] == "Iran"
    assert count_mentions(found, unit="document")["actor"].tolist()[0] == "Donald Trump"
    shares = count_mentions(found, unit="share")
    assert shares[["actor", "share"]].values.tolist()[0] == ["Donald Trump", 2 / 3]
    assert count_mentions(found, unit="share", by="doc_id")["share"].tolist() == [1, 1, 1, 0]
    with pytest.raises(ValueError, match='Did you mean "sentence"'):
        count_mentions(found, unit="sentences")


def test_count_mentions_adds_up_over_parts():
    """Every count of the whole is the sum of the counts of its documents."""
    names = ["n", "n_docs", "n_sentences", *LAYERS]
    whole = count_mentions(mentions_in(*NEWS)).set_index("actor")[names]
    parts = [count_mentions(mentions_in(text)).set_index("actor")[names] for text in NEWS]
    added = pd.concat(parts).groupby("actor").sum().loc[whole.index]
    pd.testing.assert_frame_equal(whole, added)
