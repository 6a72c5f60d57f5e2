"""Every example in the docs runs: console blocks print what stands below them, Python blocks do what they show.

A page's blocks run in order in one folder that holds the examples. `<!-- file: NAME -->` before a block writes it there;
a line with only `…` stands for lines left out. `python tests/cli/test_docs.py` writes the output anew.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
FENCE = re.compile(r"(?:<!-- file: (?P<file>[\w./-]+) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)
LEFT_OUT = "…"
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")  # changes with every text of a protocol


@dataclass(frozen=True)
class Step:
    """One command of a console block, and the output that stands below it."""

    command: str
    shown: str


def steps(body: str) -> list[Step]:
    parts = re.split(r"^\$ (.*)\n", body, flags=re.MULTILINE)[1:]
    return [Step(command, shown) for command, shown in zip(parts[::2], parts[1::2], strict=True)]


def run(command: str, folder: Path) -> str:
    """Return what a command prints, output and errors together, as a pipe of 80 columns sees it."""
    tools = str(Path(sys.executable).parent)
    settings = {"PATH": os.pathsep.join([tools, os.environ["PATH"]]), "COLUMNS": "80", "PYTHONUTF8": "1"}
    passed = {
        name: os.environ[name] for name in ("HOME", "NEEDLECARE_CACHE", "SYSTEMROOT") if name in os.environ
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**passed, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def fits(shown: str, printed: str) -> bool:
    """Return whether an output is what is shown, with any lines in the place of `…`."""
    shown, printed = (DIGEST.sub("digest", text) for text in (shown, printed))
    pieces = [re.escape(piece) for piece in re.split(rf"^{LEFT_OUT}\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(pieces), printed) is not None


def with_examples(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_every_example_of_a_page_prints_what_it_shows(page, tmp_path):
    folder = with_examples(tmp_path)
    for match in FENCE.finditer((ROOT / page).read_text(encoding="utf-8")):
        if match["file"]:
            (folder / match["file"]).write_text(match["body"], encoding="utf-8")
        elif match["kind"] == "console":
            for step in steps(match["body"]):
                printed = run(step.command, folder)
                assert fits(step.shown, printed), f"$ {step.command}\n{printed}"
        elif match["kind"] == "pycon":
            test = doctest.DocTestParser().get_doctest(match["body"], {}, page, page, 0)
            assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)

    missing = [target for target in targets if not ((ROOT / page).parent / target).exists()]
    assert missing == []


def test_an_output_with_lines_left_out_still_has_to_fit():
    assert fits("one\n…\nfour\n", "one\ntwo\nthree\nfour\n")
    assert not fits("one\n…\nfour\n", "one\ntwo\nfive\n")
    assert not fits("one\n", "one\ntwo\n")


def rewrite(page: str, tmp_path: Path) -> None:
    """Write the output below every command anew; blocks with lines left out stay as they are."""
    path, folder = ROOT / page, tmp_path / page.replace("/", "-")
    folder.mkdir()
    shutil.copytree(ROOT / "examples", folder / "examples")

    def renewed(match: re.Match[str]) -> str:
        if match["file"]:
            (folder / match["file"]).write_text(match["body"], encoding="utf-8")
        if match["file"] or match["kind"] != "console":
            return match.group()
        printed = [(step, run(step.command, folder)) for step in steps(match["body"])]
        if LEFT_OUT in match["body"]:
            return match.group()
        return "```console\n" + "".join(f"$ {step.command}\n{text}" for step, text in printed) + "```"

    path.write_text(FENCE.sub(renewed, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        for name in sys.argv[1:] or PAGES:
            rewrite(name, Path(place))
