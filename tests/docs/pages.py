"""Reading Markdown: headings, links, tables and code blocks of the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
LANGUAGES = ("en", "pl")
FENCE = re.compile(r"^ *(`{3,})([^\n]*)\n(.*?)^ *\1 *$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    language: str
    marks: frozenset[str]
    text: str
    page: Path


def pages() -> list[Path]:
    """Every Markdown file of the repository that people read."""
    folders = ("docs", "docker", "benchmarks", "scripts")
    inside = [page for folder in folders for page in (ROOT / folder).rglob("*.md")]
    return sorted([*ROOT.glob("*.md"), *inside])


def twins() -> list[str]:
    """Pages that exist in both languages, relative to docs/en; of those for developers, some do."""
    return sorted(
        str(page.relative_to(DOCS / "en"))
        for page in (DOCS / "en").rglob("*.md")
        # Pages for developers are English; a few have a Polish twin.
        if "develop" not in page.relative_to(DOCS / "en").parts
        or (DOCS / "pl" / page.relative_to(DOCS / "en")).exists()
    )


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", read(page))


def blocks(page: Path) -> list[Block]:
    found = []
    for match in FENCE.finditer(read(page)):
        language, *marks = match[2].split() or [""]
        found.append(Block(language, frozenset(marks), match[3], page))
    return found


def headings(page: Path) -> list[tuple[int, str]]:
    return [
        (len(mark), text.strip()) for mark, text in re.findall(r"^(#{1,6}) +(.+)$", prose(page), re.MULTILINE)
    ]


def anchors(page: Path) -> set[str]:
    """As Git hosts make them: lower case, spaces to hyphens, other punctuation dropped, repeats numbered."""
    found: set[str] = set()
    for _, text in headings(page):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        name, number = slug, 0
        while name in found:
            number += 1
            name = f"{slug}-{number}"
        found.add(name)
    return found


def links(page: Path) -> list[str]:
    return re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", prose(page)))


def rows(page: Path) -> dict[str, list[str]]:
    """Tables: what stands in backticks in the first cell → the other cells."""
    found = {}
    for line in prose(page).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.lstrip().startswith("|") and (name := re.fullmatch(r"`([^`]+)`", cells[0])):
            found[name[1]] = cells[1:]
    return found
