"""A corpus that attacks whoever shows it: scripts, markup and tricks in every field.

``write_corpus`` writes texts, ``documents.csv``, ``actors.yml`` and a stop list into a folder.
``INJECTIONS`` lists all that stands in them. What an attack would do if it ran is to call
``hit``, to open a dialogue, to ask ``hit.example`` for something or to make an element; tests
look for all four.
"""

import csv
import os
from pathlib import Path
from typing import NamedTuple

import yaml
from browsing import run_report

FOLDER = "news <b>&amp; {{7*7}} $(touch hit) ‮swen %2e%2e"  # of the corpus, and so of the report
STOP_LIST = "stop <img src=x onerror=alert('s1')>.txt"
NAME = "<script>alert('n1')</script>../../{{7*7}}"  # of the report
SHOWN_NAME = "script-alert-n1-script-..-..-7-7"
BY = "<img src=x onerror=alert('v1')>"  # a column of documents.csv
ACTOR = "Zoe Marker <svg onload=alert('a1')>"
NODE = "x01"
EVIL = "http://hit.example"

# What stands in the texts; each of them three times, with a number that makes it a frequent term.
TEXTS = [
    "<script>window.hit=1;alert('{x}')</script>",
    "</script><script src={evil}/{x}.js></script>",
    "<img src=x onerror=alert('{x}')>",
    "<img src={evil}/{x}.png>",
    "<svg onload=alert('{x}')><circle/></svg>",
    "<svg><script>alert('{x}')</script></svg>",
    "<iframe srcdoc=\"<script>alert('{x}')</script>\"></iframe>",
    "<iframe src={evil}/{x}></iframe>",
    "<object data={evil}/{x}></object><embed src={evil}/{x}>",
    "<form action={evil}/{x}><input autofocus onfocus=alert(1)></form>",
    "<details open ontoggle=alert('{x}')>{x}</details>",
    "<a href=javascript:alert('{x}')>{x}</a>",
    "<a href=\"data:text/html,<script>alert('{x}')</script>\">{x}</a>",
    "<a href=' jAvAsCrIpT&colon;alert(1)'>{x}</a>",
    "<style>body{{background:url({evil}/{x})}}</style>",
    "<p style='position:fixed;background:url({evil}/{x})'>{x}</p>",
    "<link rel=stylesheet href={evil}/{x}.css>",
    "<meta http-equiv=refresh content='0;url={evil}/{x}'>",
    "<base href={evil}/{x}/>",
    "<video poster={evil}/{x}><source onerror=alert(1)></video>",
    "<math><mtext><script>alert('{x}')</script></mtext></math>",
    "<template><script>alert('{x}')</script></template>",
    "<marquee onstart=alert('{x}')>{x}</marquee>",
    "<td></table></div></main></body></html>{x}",
    "</textarea></title></style></noscript><b>{x}</b>",
    "<mark class={x}>{x}</mark></mark></span></li></ol></details>",
    "<!-- {x} --><!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert('{x}')</script>]]>",
    "&lt;script&gt;alert('{x}')&lt;/script&gt; &amp;#60; &#60;b&#62;",
    "\"'><script>alert('{x}')</script>\" onmouseover=alert(1) x='",
    "[{x}](javascript:alert(1)) <javascript:alert(1)>",
    "![{x}]({evil}/{x}.png) [[{x}]] [{x}]: {evil}/{x}",
    "**{x}** _{x}_ `{x}` ~~{x}~~ | {x} | # {x} > {x} --- * {x}",
    "| {x} | b | |---|---| | <b>c</b> | d |",
    "\\({x}\\href{{javascript:alert(1)}}{{x}}\\) \\[{x}\\]",
    "$${x}$$ and $\\unicode{{x41}}{x}$ of $5 or $6",
    "\\begin{{equation}}{x}\\end{{equation}} $\\require{{html}}\\style{{color:red}}{{x}}$",
    "{{{{7*7}}}}{x} {{% raw %}} ${{7*7}} #{{7*7}} <%= 7*7 %> {x}",
    "{{{{ ''.__class__.__mro__ }}}} {{% include '/etc/passwd' %}} {x}",
    "%s %d %(x)s {{0}} {{0.__class__}} {x}",
    "=HYPERLINK(\"{evil}/{x}\") =cmd|' /C calc'!A0 {x}",
    "\x1b[31mred {x}\x1b[0m \x1b]8;;{evil}/{x}\x07link\x1b]8;;\x07 \x9b1m",
    "\x01\x08\x0c\x7f\x85 {x} \x02\x1b",
    "‮txet neddih {x}‬ ⁦isolated⁩ ‏‎ ؜",
    "z\u200be\u200br\u2060o\ufeffwidth{x} \u00ad so\u00adft {x}",
    "\ue000 \U000f0000 \U000e0041\U000e0042 \ufff9 {x}",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L {x}",
    "שלום عليكم {x} مرحبا 123",
    "你好，世界。{x} こんにちは 안녕하세요",
    "{x} {w}",  # a very long word
]

# Names of actors, each with a plain alias by which the texts name it.
ACTORS = [
    ACTOR,
    "<script>alert('a2')</script>",
    "=cmd|' /C calc'!A2",
    "$\\href{javascript:alert('a3')}{a3}$ and $x$",
    "**a4** [a4](javascript:alert('a4')) `a4`",
    "{{7*7}} {% a5 %} ${7*7}",
    "‮rotca a6‬",
    "‏عبد a7 الله",
    "a8 " + "W" * 300,
    "</title></svg><script>alert('a9')</script>",
    "\" onload=alert('b1') x=\"",
    "&lt;b&gt;b2&lt;/b&gt; &amp;amp;",
]
ALIASES = [
    "Zoe <b onclick=alert('z1')>Z</b>",
    "Zoe [z2](javascript:alert('z2'))",
    "Zoe {{7*7}} $z3$",
    "Zoe ‮z4‬ Z",
]
SIDES = ["<script>alert('d1')</script>", "=1+1", "$d2$", "‮d3"]
ROLES = ["<b>Tsar</b> {{7*7}}", "Ts\\(ar\\) $x$"]

# Names of files; a slash begins a folder, so that a closing tag can stand in a doc_id.
FILES = [
    "<script>alert('f1')</script>.txt",
    "<img src=x onerror=alert('f2')>.txt",
    "\"'`><svg onload=alert('f3')>.txt",
    "a..%2f..%2f..%2fetc%2fpasswd f4.txt",
    "a\\..\\..\\windows\\f5.txt",
    "CON.txt",
    "trailing dots... .txt",
    "=HYPERLINK(f6).txt",
    "-rf f7.txt",
    "‮txt.f8.exe.txt",
    "[f9](javascript:alert(1)) **b** $x$.txt",
    "{{7*7}}{% g1 %}${g1}.txt",
    "line\nbreak g2\t\x1b[31m.txt",
    "你好 مرحبا g3.txt",
    "g4 " + "n" * 240 + ".txt",
    "javascript:alert('g5').md",
    "g6?query=1&a=b#c-1.txt",
    "page <g7>.html",
]
UNREADABLE = b"bytes \xff\xfe g8.txt"  # a name that is no UTF-8, where a disk takes it
NOT_READ = ["<script>alert('h1')<!--.pdf", "‮h2.docx"]
GHOST = "<script>alert('h3')</script>"  # a row of documents.csv without a text

TITLES = [
    "<script>alert('t1')</script>",
    "</title><script>alert('t2')</script>",
    "# t3 **bold** [t3](javascript:alert(1))",
    "=t4+1",
    "$t5$ \\(t5\\)",
    "‮t6 eltit",
    "\x1b[31mt7",
    "{{7*7}} t8 {% for %}",
    "t9 " + "X" * 10_000,
]
GROUPS = [
    "<b onmouseover=alert('p1')>p1</b>",
    "‮p2‬ $p2$",
    "@p3|cmd {{7*7}} [p3](javascript:alert(1))",
]
COLUMNS = [BY, "{{7*7}} =c2", "$c3$ **c3**", "<script>alert('c4')</script>"]
DATES = ["2019-01-15", "2019-02-30<script>alert('e1')</script>", "", "2018-12-24"]


class Injection(NamedTuple):
    """What is injected where."""

    field: str
    text: str


def texts() -> list[str]:
    """The injections into texts, each with its number."""
    long = "long" * 2_500
    return [t.format(x=f"x{n:02}", evil=EVIL, w=long) for n, t in enumerate(TEXTS, 1)]


INJECTIONS = [
    *(Injection("text", text) for text in texts()),
    *(Injection("actor", name) for name in ACTORS),
    *(Injection("alias", alias) for alias in ALIASES),
    *(Injection("side", side) for side in SIDES),
    *(Injection("role", role) for role in ROLES),
    *(Injection("file", name) for name in [*FILES, *NOT_READ]),
    *(Injection("row without a text", name) for name in [GHOST]),
    *(Injection("title", title) for title in TITLES),
    *(Injection("publication", group) for group in GROUPS),
    *(Injection("column", column) for column in COLUMNS),
    *(Injection("date", date) for date in DATES if "<" in date),
    Injection("name of the report", NAME),
    *(Injection("parameter", value) for value in [FOLDER, STOP_LIST]),
]


def sentences() -> list[str]:
    """Each injection into a text, beside an actor and in a quotation; each actor and its names."""
    said = []
    for number, text in enumerate(texts()):
        said.append(f"Zoe Marker wrote {text} on Monday.")
        said.append(
            f"“They want {text} and nothing else,” said Actor{number % 12}x Doe on Tuesday."
        )
        said.append(f"Actor{number % 12}x Doe and Zoe Marker met {text} twice.")
    said += [f"Yesterday {alias} met Actor3x Doe." for alias in ALIASES * 2]
    said += [f"The {role} Zoe Marker left." for role in ROLES]
    return said


def write_corpus(folder: Path) -> Path:
    """Write the corpus and all that stands beside it; return its folder."""
    corpus = folder / FOLDER
    corpus.mkdir(parents=True)
    said, files = sentences(), [corpus / name for name in FILES]
    if os.name == "posix":
        files.append(Path(os.fsdecode(os.fsencode(corpus) + b"/" + UNREADABLE)))
    for number, file in enumerate(files):
        file.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(said[number :: len(files)])
        file.write_bytes(_page(text).encode() if file.suffix == ".html" else text.encode())
    for name in NOT_READ:
        (corpus / name).write_text("not read", encoding="utf-8")
    (folder / STOP_LIST).write_text("the\nand\non\ntwice\n", encoding="utf-8")
    _write_variables(corpus / "documents.csv")
    _write_codebook(corpus / "actors.yml")
    return corpus


def _page(text: str) -> str:
    """A text as a page with scripts of its own; the text is all that a reader of it would see."""
    from html import escape

    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return (
        "<html><head><title>&lt;script&gt;alert('t0')&lt;/script&gt;</title>"
        f"<script>alert('hidden')</script></head><body onload=alert(1)>{paragraphs}</body></html>"
    )


def _write_variables(file: Path) -> None:
    names = [name.rsplit(".", 1)[0] for name in FILES if not name.endswith(".html")]
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["doc_id", "date", "title", "publication", *COLUMNS])
        for number, name in enumerate([*names, GHOST]):
            some = [lists[number % len(lists)] for lists in (DATES, TITLES, GROUPS, GROUPS)]
            rows.writerow([name, *some, TEXTS[number % 9], GROUPS[number % 2], ACTORS[number % 5]])


def _write_codebook(file: Path) -> None:
    actors = []
    for number, name in enumerate(ACTORS):
        entry = {"name": name, "kind": "person", "side": SIDES[number % len(SIDES)]}
        entry["aliases"] = [f"Actor{number}x Doe"]
        actors.append(entry)
    actors[0]["aliases"] += ["Zoe Marker", *ALIASES]
    actors[0]["roles"] = [{"title": role} for role in ROLES]
    actors[1]["aliases"] += ["Zoe {{7*7}} $z3$"]  # shared: a warning names it
    content = {"version": 1, "actors": actors, "ignore": ["<b>ignored</b>"]}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def report(folder: Path) -> Path:
    """The folder of a run on the hostile corpus, made once for all tests."""
    corpus = folder / FOLDER
    if not corpus.exists():
        write_corpus(folder)
    values = {"full_text": "true", "stop_words": str(folder / STOP_LIST), "by": BY, "top": "30"}
    values |= {"actor": ACTOR, "node": NODE}
    parameters = [part for name, value in values.items() for part in ("-p", name, value)]
    return run_report(folder, "--corpus", str(corpus), "--name", NAME, *parameters)
