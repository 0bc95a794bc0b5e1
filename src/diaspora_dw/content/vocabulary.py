"""The controlled vocabularies: their codes and what each means. One file serves all countries."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from diaspora_dw.content.document import read_document
from diaspora_dw.content.fields import Line, Text
from diaspora_dw.content.part import Strict
from diaspora_dw.errors import ContentError

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]
Goal = Annotated[int, Field(ge=1, le=17)]


@dataclass(frozen=True)
class CodeTable:
    """A table with the codes of one vocabulary, and its columns for the code and for its label."""

    table: str
    code: str
    label: str


VOCABULARY_TABLES: Mapping[str | None, CodeTable] = {
    "right_kinds": CodeTable("dim_right", "right_kind", "right_name"),
    "practice_themes": CodeTable("dim_theme", "theme_code", "theme_name"),
}
"""The vocabularies with a table of their own; the others are in `dim_vocabulary`."""


class VocabularyTerm(Strict):
    """What a code stands for."""

    label: Line = Field(description="The words that a page prints for the code")
    definition: Text = Field(description="What the code means, and what it does not")


class Theme(VocabularyTerm):
    """A theme of practices."""

    sdgs: tuple[Goal, ...] = Field(
        description="Numbers of the Sustainable Development Goals it serves", min_length=1
    )


class Vocabulary(Strict):
    """The codes that a field may hold."""

    description: Text = Field(description="What the codes tell apart")
    terms: Mapping[Code, VocabularyTerm] = Field(description="The codes, each with its label and definition")


class ThemeVocabulary(Vocabulary):
    """The themes of practices."""

    terms: Mapping[Code, Theme] = Field(description="The codes, each with its label, definition and goals")


class Vocabularies(Strict):
    """All vocabularies, by name."""

    term_kinds: Vocabulary = Field(description="Vocabulary of what stands behind a word")
    right_kinds: Vocabulary = Field(description="Vocabulary of political rights")
    right_statuses: Vocabulary = Field(description="Vocabulary of whether a right is granted")
    voting_channels: Vocabulary = Field(description="Vocabulary of ways to vote from abroad")
    policy_kinds: Vocabulary = Field(description="Vocabulary of sorts of policy instruments")
    policy_statuses: Vocabulary = Field(description="Vocabulary of how far a policy has come")
    policy_relations: Vocabulary = Field(description="Vocabulary of how a policy stands to another")
    assessment_kinds: Vocabulary = Field(description="Vocabulary of findings")
    institution_scopes: Vocabulary = Field(description="Vocabulary of how far an institution reaches")
    institution_levels: Vocabulary = Field(description="Vocabulary of ranks in the state")
    institution_statuses: Vocabulary = Field(description="Vocabulary of whether an institution is at work")
    activity_kinds: Vocabulary = Field(description="Vocabulary of what diaspora organisations do")
    citation_kinds: Vocabulary = Field(description="Vocabulary of sorts of documents")
    practice_themes: ThemeVocabulary = Field(description="Vocabulary of themes of practices")

    def codes(self) -> dict[str, frozenset[str]]:
        """Return the codes of each vocabulary, by its name."""
        return {name: frozenset(self.terms(name)) for name in type(self).model_fields}

    def terms(self, name: str) -> Mapping[str, VocabularyTerm]:
        """Return the terms of the vocabulary `name`, by code, in the order of the file."""
        vocabulary: Vocabulary = getattr(self, name)
        return vocabulary.terms


def read_vocabularies(path: Path, stored: bytes | None = None) -> Vocabularies:
    """Read the file of vocabularies, or the stored bytes of it. Raise `ContentError` with every mistake."""
    document = read_document(path, stored)
    vocabularies = document.validate(Vocabularies) if document.data is not None else None
    if vocabularies is None or document.problems:
        raise ContentError(
            "\n".join(map(str, document.problems)),
            advice="Fix the vocabularies; no country can be read before that.",
        )
    return vocabularies
