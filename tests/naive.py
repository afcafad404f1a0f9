"""The oracles: slow, obvious loops that the package's fast functions must equal.

Nothing here is clever, nothing is imported from the package. Where a number can be exact it is a
``Fraction``. A section a module.
"""

import math
from fractions import Fraction
from hashlib import blake2b

# --- measures: one pair or term at a time, from the 2 × 2 table ---------------------------------

INFINITY, NAN = math.inf, math.nan


def table_of(a, b, c, d):
    """[[term in target, others in target], [term in reference, others in reference]]."""
    return [[a, c - a], [b, d - b]]


def expected(table):
    """What each cell would hold if rows and columns were independent."""
    n = sum(map(sum, table))
    columns = [table[0][k] + table[1][k] for k in (0, 1)]
    return [[Fraction(sum(row) * column, n) for column in columns] for row in table]


def ratio(numerator, denominator):
    """A division that says ∞ and NaN instead of failing."""
    if denominator:
        return Fraction(numerator) / Fraction(denominator)
    return NAN if not numerator else math.copysign(INFINITY, numerator)


def log2(value):
    """log2 that says -∞ for 0."""
    return -INFINITY if value == 0 else value if value != value else math.log2(value)


def ln(value):
    """The same to the base e."""
    return log2(value) * math.log(2)


def sign(table):
    """-1 where the target has less than its share."""
    return -1 if table[0][0] * table[1][1] < table[0][1] * table[1][0] else 1


def g2(table, wanted=((0, 0), (0, 1), (1, 0), (1, 1)), corrected=None):
    """2 Σ o ln(o / e) over the wanted cells, without a sign."""
    observed, e = corrected or table, expected(table)
    return 2 * sum(
        float(observed[i][j]) * math.log(observed[i][j] / e[i][j])
        for i, j in wanted
        if observed[i][j] > 0
    )


def quanteda_corrects(table):
    """Some e below 5, and room for the correction."""
    n, difference = sum(map(sum, table)), table[0][0] * table[1][1] - table[0][1] * table[1][0]
    return min(map(min, expected(table))) < 5 and abs(difference) >= Fraction(n, 2)


def log_likelihood(*counts):
    table = table_of(*counts)
    return sign(table) * g2(table)


def log_likelihood_two_term(*counts):
    table = table_of(*counts)
    return sign(table) * g2(table, wanted=[(0, 0), (1, 0)])


def log_likelihood_yates(*counts):
    table = table_of(*counts)
    if not quanteda_corrects(table):
        return log_likelihood(*counts)
    half = Fraction(sign(table), 2)
    corrected = [[table[0][0] - half, table[0][1] + half], [table[1][0] + half, table[1][1] - half]]
    return sign(table) * g2(table, corrected=corrected)


def log_likelihood_williams(*counts):
    table = table_of(*counts)
    if 0 in table[0] + table[1]:
        return log_likelihood(*counts)
    n = Fraction(sum(map(sum, table)))
    rows = sum(n / sum(row) for row in table) - 1
    columns = sum(n / (table[0][k] + table[1][k]) for k in (0, 1)) - 1
    return log_likelihood(*counts) / float(1 + rows * columns / (6 * n))


def chi_square(*counts):
    table, e = table_of(*counts), expected(table_of(*counts))
    cells = [(table[i][j], e[i][j]) for i in (0, 1) for j in (0, 1)]
    return sign(table) * float(sum((o - x) ** 2 / x for o, x in cells if x))


def chi_square_yates(*counts):
    table = table_of(*counts)
    if not quanteda_corrects(table):
        return chi_square(*counts)
    cells = [(table[i][j], expected(table)[i][j]) for i in (0, 1) for j in (0, 1)]
    return sign(table) * float(sum((abs(o - x) - Fraction(1, 2)) ** 2 / x for o, x in cells))


def t_score(*counts):
    table = table_of(*counts)
    return float(ratio(table[0][0] - expected(table)[0][0], Fraction(math.sqrt(table[0][0]))))


def z_score(*counts):
    table = table_of(*counts)
    e = expected(table)[0][0]
    return float(ratio(table[0][0] - e, Fraction(math.sqrt(e))))


def bic(*counts):
    table = table_of(*counts)
    return g2(table, wanted=[(0, 0), (1, 0)]) - math.log(sum(map(sum, table)))


def pmi(*counts):
    table = table_of(*counts)
    return log2(ratio(table[0][0], expected(table)[0][0]))


def npmi(*counts):
    table = table_of(*counts)
    information, n = pmi(*counts), sum(map(sum, table))
    if table[0][0] == n:
        return 0.0
    return -1.0 if information == -INFINITY else information / -log2(Fraction(table[0][0], n))


def dice(*counts):
    (both, only_a), (only_b, _) = table_of(*counts)
    return float(ratio(2 * both, (both + only_a) + (both + only_b)))


def log_dice(*counts):
    return 14 + log2(dice(*counts))


def jaccard(*counts):
    (both, only_a), (only_b, _) = table_of(*counts)
    return float(ratio(both, both + only_a + only_b))


def delta_p(a, b, c, d):
    return float(ratio(a, c) - ratio(b, d))


def log_ratio(a, b, c, d):
    if not c or not d:
        return NAN
    return log2(ratio(ratio(a or Fraction(1, 2), c), ratio(b or Fraction(1, 2), d)))


def percent_difference(a, b, c, d):
    target, reference = ratio(a, c), ratio(b, d)
    if target != target or reference != reference:
        return NAN
    return float(100 * ratio(target - reference, reference))


def odds_ratio(*counts):
    (a, not_a), (b, not_b) = table_of(*counts)
    return float(ratio(a * not_b, not_a * b))


def simple_maths(a, b, c, d, n=1):
    return float((1_000_000 * ratio(a, c) + n) / (1_000_000 * ratio(b, d) + n))


def log_odds(a, b, c, d, prior=0.05, prior_total=0.05):
    return ln(ratio(a + prior, c - a + prior_total - prior)) - ln(
        ratio(b + prior, d - b + prior_total - prior)
    )


def log_odds_z(a, b, c, d, prior=0.05, prior_total=0.05):
    error = math.sqrt(1 / (a + prior) + 1 / (b + prior))
    return log_odds(a, b, c, d, prior, prior_total) / error


# --- dispersion: one term at a time -------------------------------------------------------------


def shares(counts, part_sizes):
    """(share of the occurrences, share of the tokens) of each part that has tokens."""
    parts = [(v, size) for v, size in zip(counts, part_sizes, strict=True) if size]
    f, n = sum(v for v, _ in parts), sum(size for _, size in parts)
    return [(Fraction(v, f), Fraction(size, n)) for v, size in parts] if f else None


def dp(counts, part_sizes):
    parts = shares(counts, part_sizes)
    return float(sum(abs(v - s) for v, s in parts) / 2) if parts else NAN


def dp_norm(counts, part_sizes):
    parts = shares(counts, part_sizes)
    if not parts or len(parts) == 1:
        return NAN
    return float(sum(abs(v - s) for v, s in parts) / 2 / (1 - min(s for _, s in parts)))


def rates(counts, part_sizes):
    return [Fraction(v, size) for v, size in zip(counts, part_sizes, strict=True) if size]


def juilland_d(counts, part_sizes):
    found = rates(counts, part_sizes)
    if not any(found) or len(found) == 1:
        return NAN
    mean = sum(found) / len(found)
    variance = sum((rate - mean) ** 2 for rate in found) / len(found)
    return 1 - math.sqrt(variance) / float(mean) / math.sqrt(len(found) - 1)


def rosengren_s(counts, part_sizes):
    parts = shares(counts, part_sizes)
    return sum(math.sqrt(v * s) for v, s in parts) ** 2 if parts else NAN


def carroll_d2(counts, part_sizes):
    found = rates(counts, part_sizes)
    if not any(found) or len(found) == 1:
        return NAN
    spread = [float(rate / sum(found)) for rate in found]
    return -sum(p * math.log(p) for p in spread if p) / math.log(len(found))


def kl_divergence(counts, part_sizes):
    parts = shares(counts, part_sizes)
    return sum(float(v) * math.log2(v / s) for v, s in parts if v) if parts else NAN


# --- counting: tokens are rows with doc_id, paragraph, sentence, position, start, end, term -----


def rows_of(tokens):
    """The table as a list of named tuples."""
    return list(tokens.astype({"doc_id": "str", "term": "str"}).itertuples(index=False))


def frequencies(rows, by=lambda row: None):
    """{(group, term): (n, documents that have it)}"""
    n, documents = {}, {}
    for row in rows:
        key = (by(row), row.term)
        n[key] = n.get(key, 0) + 1
        documents.setdefault(key, set()).add(row.doc_id)
    return {key: (n[key], len(documents[key])) for key in n}


def are_neighbours(left, right, texts):
    """In one sentence, with nothing but white space between."""
    same = (left.doc_id, left.sentence) == (right.doc_id, right.sentence)
    return same and texts[left.doc_id][left.end : right.start].strip() == ""


def ngrams(rows, size, texts):
    """Lists of rows that stand side by side."""
    found = []
    for first in range(len(rows) - size + 1):
        some = rows[first : first + size]
        if all(are_neighbours(some[k], some[k + 1], texts) for k in range(size - 1)):
            found.append(some)
    return found


def pairs(rows, unit):
    """{(a, b): (units with both, with a, with b)} and the number of units that have tokens."""
    terms_of = {}
    for row in rows:
        key = row.doc_id if unit == "document" else (row.doc_id, getattr(row, unit))
        terms_of.setdefault(key, set()).add(row.term)
    vocabulary = sorted({row.term for row in rows})
    found = {}
    for a in vocabulary:
        for b in vocabulary:
            n_ab = sum(a in terms and b in terms for terms in terms_of.values())
            if a < b and n_ab:
                n_a = sum(a in terms for terms in terms_of.values())
                n_b = sum(b in terms for terms in terms_of.values())
                found[a, b] = n_ab, n_a, n_b
    return found, len(terms_of)


def near(rows, node, window):
    """{term: [before the node, after it]} over the places that are near one, the node's excluded."""
    found = {}
    for row in rows:
        if row.term == node:
            continue
        distances = [
            other.position - row.position
            for other in rows
            if other.doc_id == row.doc_id and other.term == node
        ]
        before_node = min([d for d in distances if d > 0], default=window + 1)
        after_node = min([-d for d in distances if d < 0], default=window + 1)
        if min(before_node, after_node) <= window:
            found.setdefault(row.term, [0, 0])[0 if before_node <= after_node else 1] += 1
    return found


def c_values(n_of):
    """C-value by the paper's algorithm, from {phrase as tuple of words: frequency}."""
    nested, longer, values = {}, {}, {}
    for phrase in sorted(n_of, key=len, reverse=True):
        n, t, c = n_of[phrase], nested.get(phrase, 0), longer.get(phrase, 0)
        value = math.log2(len(phrase)) * (n - (Fraction(t, c) if c else 0))
        if value <= 0:
            continue
        values[phrase] = value
        parts = {
            phrase[first:last]
            for first in range(len(phrase))
            for last in range(first + 2, len(phrase) + 1)
        }
        for part in parts & set(n_of) - {phrase}:
            nested[part] = nested.get(part, 0) + n - t
            longer[part] = longer.get(part, 0) + 1
    return values


def one_document(rows, term):
    """Whether leaving one of at least three documents out cuts the term's rate to below half."""
    documents = {row.doc_id for row in rows}
    rate = Fraction(sum(row.term == term for row in rows), len(rows))
    for document in documents if len(documents) > 2 else ():
        others = [row for row in rows if row.doc_id != document]
        if Fraction(sum(row.term == term for row in others), len(others)) < rate / 2:
            return True
    return False


# --- shifts: {term: count} of two sides ----------------------------------------------------------


def jensen_shannon(target, reference):
    """{term: its part of the Jensen-Shannon divergence in bits}"""
    sizes, found = (sum(target.values()), sum(reference.values())), {}
    for term in {*target, *reference}:
        shares = [
            Fraction(s.get(term, 0), n) for s, n in zip((target, reference), sizes, strict=True)
        ]
        middle = sum(shares) / 2
        found[term] = sum(float(p) * math.log2(p / middle) for p in shares if p) / 2
    return found


# --- trends: documents are dated -------------------------------------------------------------------


def by_month(rows, dates, term):
    """{month: (n, documents with it, tokens, documents)} from the first month to the last"""
    months = sorted({date[:7] for date in dates.values() if date})
    found = {}
    year, month = map(int, (months or ["0-0"])[0].split("-"))
    while months and f"{year}-{month:02d}" <= months[-1]:
        name = f"{year}-{month:02d}"
        inside = {document for document, date in dates.items() if date and date[:7] == name}
        here = [row for row in rows if row.doc_id in inside]
        hits = [row for row in here if row.term == term]
        found[name] = len(hits), len({row.doc_id for row in hits}), len(here), len(inside)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


# --- intervals --------------------------------------------------------------------------------


def poisson_draws(name, n, seed):
    """How often a document is drawn in each of n resamples, by random numbers of its own."""
    from numpy.random import Philox

    key = int.from_bytes(blake2b(f"{seed} {name}".encode(), digest_size=16).digest(), "little")
    words = [int(word) for word in Philox(key=key).random_raw(n)]
    numbers = [word >> shift & 0xFFFF for word in words for shift in (0, 16, 32, 48)]
    draws = []
    for number in numbers[:n]:
        times, chance = 0, math.exp(-1)
        until = chance
        while (number + 0.5) / 65536 > until:
            times += 1
            chance /= times
            until += chance
        draws.append(times)
    return draws
