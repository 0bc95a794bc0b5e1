"""What the website of the documentation needs beside docs/: files of the repository, and scripts that pages run.

Links are written for the repository, as `../CONTRIBUTING.md`. On the website, these files keep their paths, those of
docs/ are at the top, and the README is the start page.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

ROOT = Path(__file__).resolve().parents[1]
BESIDE_DOCS = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "benchmarks/README.md", "deploy/**/*")
"""What pages link to outside docs/."""
MERMAID = "assets/mermaid.js"
SCRIPTS = {
    MERMAID: "@mermaid-js/tiny/dist/mermaid.tiny.js",
    "assets/iframe-worker.js": "iframe-worker/shim/index.js",
}
"""The theme would load them from another host."""
START = "index.md"
LINK = re.compile(r"""(?:(?<=\]\()|(?<=src="))(?![a-z]+:|#)([^)#\s"]+)""")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files beside docs/ and the scripts."""
    files.append(_add(config, START, ROOT / "README.md"))
    for pattern in BESIDE_DOCS:
        for path in filter(Path.is_file, sorted(ROOT.glob(pattern))):
            files.append(_add(config, path.relative_to(ROOT).as_posix(), path))
    for address, module in SCRIPTS.items():
        script = ROOT / "site" / "node_modules" / module
        if not script.is_file():
            raise PluginError(f"{module} is not installed: run npm ci in site/")
        files.append(_add(config, address, script))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Make the links between files of the repository links between pages of the website."""
    source = page.file.src_uri
    folder = posixpath.dirname(source if page.file.generated_by else f"docs/{source}")

    def on_website(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[1])).removeprefix("docs/")
        return posixpath.relpath(START if target == "README.md" else target, posixpath.dirname(source) or ".")

    return LINK.sub(on_website, markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Load the script for diagrams on pages that have some."""
    if 'class="mermaid"' not in html:
        return html
    return f'{html}<script src="{get_relative_url(MERMAID, page.url)}"></script>'


def _add(config: MkDocsConfig, address: str, path: Path) -> File:
    return File.generated(config, address, abs_src_path=str(path))
