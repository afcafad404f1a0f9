"""``ro-crate-metadata.json``: what went into a run, what ran, and what came out, for machines.

A research object crate (RO-Crate 1.3) by the Process Run Crate profile: repositories and search
engines read it. It says what ``run.json`` says, in their words: the corpus is described by its
fingerprint and size, not by its texts; who ran the report is left out. All names are relative to
the folder of the run.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from analysis.report.archive import shared_files

METADATA = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.6"
FORMATS = {  # of a file by its suffix: the media type, and what the file is
    ".html": ("text/html", "A page of the report."),
    ".pdf": ("application/pdf", "A page of the report, printed."),
    ".ipynb": ("application/x-ipynb+json", "A notebook as it was run, with its results."),
    ".csv": ("text/csv", "A table."),
    ".png": ("image/png", "A chart."),
    ".svg": ("image/svg+xml", "A chart."),
    ".json": ("application/json", "The record of the run."),
}
PAGES = (".html", ".ipynb", ".pdf")
RIGHTS = (
    "No licence is given for the report as a whole. Passages belong to those who hold the rights "
    "in the texts: ask them before you publish more than a quotation."
)


def write_crate(folder: Path, record: dict) -> None:
    """Write the metadata of a run into its folder, when all other files stand there.

    Parameters
    ----------
    folder : Path
        The folder of the run.
    record : dict
        ``run.json``, complete.
    """
    from rocrate.model import ContextEntity  # 0.2 s: only a run pays for it
    from rocrate.rocrate import ROCrate

    crate = ROCrate()

    def add(place: str, kind: str, /, **properties):
        given = {name: value for name, value in properties.items() if value != ""}
        return crate.add(ContextEntity(crate, place, {"@type": kind, **given}))

    files = {name: _add_file(crate, name, record) for name in shared_files(folder)
             if name != METADATA}  # fmt: skip
    inputs = _add_inputs(add, record)
    for job in record["notebooks"]:
        notebook = _add_notebook(add, job)
        inputs += [notebook, *_add_parameters(add, job)]
        for name in _made_by(job, files):
            files[name]["isBasedOn"] = notebook
    action = _add_action(add, record)
    action["instrument"] = _add_software(add, record["versions"])
    action["object"], action["result"] = inputs, list(files.values())
    root = crate.root_dataset
    root["name"] = f"Report: {record['name']}"
    root["description"] = (
        "Counts of terms, pairs of terms, actors and quotations in a corpus of news, with their "
        "charts and passages, made by notebooks."
    )
    root["datePublished"] = record["finished"]
    root["license"] = add("#rights", "CreativeWork", name="Rights", description=RIGHTS)
    root["conformsTo"] = add(PROFILE, "CreativeWork", name="Process Run Crate", version="0.6")
    root["mainEntity"], root["mentions"] = files["index.html"], action
    crate.metadata.write(folder)


def _add_file(crate, name: str, record: dict):
    path = Path(name)
    titles = {job["name"] + suffix: job["title"] for job in record["notebooks"] for suffix in PAGES}
    about = {"name": titles.get(name, path.name)}
    if path.suffix in FORMATS:
        about["encodingFormat"], about["description"] = FORMATS[path.suffix]
    return crate.add_file(dest_path=name, properties=about)


def _made_by(job: dict, files: dict) -> list[str]:
    """The files that a notebook has made."""
    made = [job["name"] + suffix for suffix in PAGES]
    made += [f"tables/{name}.csv" for name in job["tables"]]
    made += [f"charts/{name}.{kind}" for name, kinds in job["charts"].items() for kind in kinds]
    return [name for name in made if name in files]


def _add_inputs(add, record: dict) -> list:
    corpus, actors = record["corpus"], record["actors"]
    inputs = [
        add(
            "#corpus",
            "Dataset",
            name=corpus["path"],
            description="The corpus. Its texts are not in this crate. The identifier is its "
            "fingerprint; run.json has a hash of each document.",
            identifier=corpus["fingerprint"],
            size=f"{corpus['n_documents']} documents",
            temporalCoverage=f"../{record['as_of']}" if record["as_of"] else "",
        )
    ]
    if actors["path"]:
        about = {"name": actors["path"], "description": "The codebook of actors."}
        inputs.append(add("#codebook", "DigitalDocument", sha256=actors["sha256"], **about))
    return inputs


def _add_notebook(add, job: dict):
    return add(
        f"#notebook-{quote(job['name'])}",
        "SoftwareSourceCode",
        name=job["title"],
        description="The notebook before it was run. The identifier is the SHA-256 of its cells "
        "without their outputs.",
        identifier=job["sha256"],
        programmingLanguage="Python",
    )


def _add_parameters(add, job: dict) -> list:
    """The parameters of a notebook; lists and mappings as JSON, for JSON-LD has no such values."""
    return [
        add(
            f"#parameter-{quote(job['name'])}-{name}",
            "PropertyValue",
            name=name,
            value=value if isinstance(value, bool | int | float) else _as_text(value),
        )
        for name, value in job["parameters"].items()
    ]


def _as_text(value: object) -> str:
    return (value or "(empty)") if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _add_software(add, versions: dict):
    """All software with its version; returned is what ran the notebooks."""
    parts = {
        name: add(f"#software-{quote(name)}", "SoftwareApplication", name=name, softwareVersion=v)
        for name, v in versions.items()
    }
    report = parts.pop("news-notebooks")
    report["softwareRequirements"] = list(parts.values())
    return report


def _add_action(add, record: dict):
    done = record["status"] == "complete"
    return add(
        "#run",
        "CreateAction",
        name=f"Run {record['run']}",
        description="Each notebook was executed with its parameters and wrote its page, tables "
        "and charts.",
        startTime=record["started"],
        endTime=record["finished"],
        actionStatus={"@id": f"http://schema.org/{'Completed' if done else 'Failed'}ActionStatus"},
        error=record["reason"],
    )
