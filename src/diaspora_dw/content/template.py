"""The file to fill in for a new country, made from the model: every section and field with its description.

`##` explains. `# ` comments a line out: the file is valid as it is, and each section once it is uncommented.
"""

import json
import re
import textwrap
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.fields import country_name
from diaspora_dw.content.marks import CodeOf, CodeOfCountry, KeyOf, OwnWords, TagOf
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.shape import Shape, shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import UsageError

_WIDTH = 110
_EXAMPLE_KEY = "example"
_PLAIN = re.compile(r"[\w§][\w§./-]*( [\w§./-]+)*|https?://[\w./-]+")

_HEADER = """\
## Diaspora engagement mapping of {name}. Save as {iso3}.yaml.
## Lines with ## explain. Take the leading "# " away from the lines that you fill in; in a list, repeat an
## item as often as needed, and leave out optional fields that have nothing to say.
## Titles, names, numbers, dates and addresses: exactly as printed. Descriptions: short, in your own words.
## Check with: diaspora-dw content validate
"""


def template(iso3: str, vocabularies: Vocabularies) -> str:
    """Return the text of a new file for a country. Raise `UsageError` for a code that no country has."""
    name = country_name(iso3)
    if name is None:
        advice = "Give its ISO 3166 code: three capitals, like KGZ."
        raise UsageError(f"there is no country {iso3!r}", advice=advice)
    writer = _Writer(vocabularies)
    lines = [_HEADER.format(name=name, iso3=iso3), f"country: {iso3}"]
    for section, field in CountryContent.model_fields.items():
        if section == "country":
            continue
        lines += ["", *_explanation(f"{section}: {field.description}.", "")]
        mark = "" if field.is_required() else "# "
        lines += [f"{mark}{line}" for line in writer.field(section, field, section, "")]
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes fields as lines of YAML, with the codes of their vocabularies."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies

    def field(self, name: str, field: FieldInfo, section: str, indent: str) -> Iterator[str]:
        """Yield the lines of a field and of what is inside it."""
        shape = shape_of(field)
        if shape.model is None:
            yield f"{indent}{name}: {self._example(field, shape, section)}".rstrip()
            return
        yield f"{indent}{name}:"
        inside = [*self._fields(shape.model, section, indent + ("    " if shape.many else "  "))]
        if shape.many:
            first = next(i for i, line in enumerate(inside) if not line.lstrip().startswith("#"))
            inside[first] = f"{indent}  - {inside[first].lstrip()}"
        yield from inside

    def _fields(self, model: type[BaseModel], section: str, indent: str) -> Iterator[str]:
        # What is optional in the edition, the one required section, is held back on its own.
        free_standing = section == "edition" and indent == "  "
        for name, field in sorted(model.model_fields.items(), key=lambda item: not item[1].is_required()):
            yield from _explanation(self._hint(field), indent)
            for line in self.field(name, field, section, indent):
                yield f"# {line}" if free_standing and not field.is_required() else line

    def _hint(self, field: FieldInfo) -> str:
        shape = shape_of(field)
        hint = f"{field.description} ({'required' if field.is_required() else 'optional'})."
        if shape.note(OwnWords):
            hint = f"{hint} In your own words, concisely."
        if shape.note(CodeOfCountry):
            hint = f"{hint} ISO 3166 {'codes' if shape.many else 'code'}."
        match shape.mark:
            case CodeOf() | TagOf():
                codes = ", ".join(self._vocabularies.terms(shape.mark.name))
                return f"{hint} {'Any' if shape.many else 'One'} of: {codes}."
            case KeyOf():
                return f"{hint} {'Keys' if shape.many else 'Key'} from {shape.mark.name}."
        return hint

    def _example(self, field: FieldInfo, shape: Shape, section: str) -> str:
        """Return a valid value: the field's own example, a code, a link to a section's example, or a filler."""
        if field.examples:
            text = _scalar(str(field.examples[0]))
        elif isinstance(shape.mark, CodeOf | TagOf):
            text = next(iter(self._vocabularies.terms(shape.mark.name)))
        elif isinstance(shape.mark, KeyOf):
            # The section's one example would be linked with itself.
            if shape.mark.name == section and not field.is_required():
                return "[]" if shape.many else ""
            text = _EXAMPLE_KEY
        else:
            text = "2016" if shape.item is PartialDate else "to be written"
        return f"[{text}]" if shape.many else text


def _explanation(text: str, indent: str) -> list[str]:
    prefix = f"{indent}## "
    return textwrap.wrap(text, _WIDTH - len(indent), initial_indent=prefix, subsequent_indent=prefix)


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
