"""The file to fill in for a new country, made from the model: every section and field with its description.

`##` explains. `# ` comments a line out. Each value is a placeholder, which validation rejects wherever it is left.
"""

import textwrap
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaspora_dw.content.columns import noun
from diaspora_dw.content.dates import EXPECTED, PartialDate
from diaspora_dw.content.fields import country_name, placeholder
from diaspora_dw.content.marks import CodeOf, CodeOfCountry, KeyOf, OwnWords, TagOf
from diaspora_dw.content.model import CountryContent, DataSource, Edition, Offices, RelatedPolicy
from diaspora_dw.content.part import Entry
from diaspora_dw.content.shape import Shape, shape_of
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import UsageError

_WIDTH = 110
_PARTS: dict[type[BaseModel], str] = {
    Edition: "mapping",
    DataSource: "figures",
    RelatedPolicy: "policy",
    Offices: "offices",
}
"""What the parts that are no entries are called in a placeholder."""

_HEADER = """\
## Diaspora engagement mapping of {name}. Save as {iso3}.yaml.
## Lines with ## explain. Take the leading "# " away from the lines that you fill in, and replace what is in
## angle brackets. Repeat the item of a list as often as needed. Leave out optional fields that have nothing to say.
## Titles, names, numbers, dates and addresses: exactly as printed. Descriptions: short, in your own words.
## Check with: diaspora-dw content validate
"""


def template(iso3: str, vocabularies: Vocabularies) -> str:
    """Return the text of a new file for a country. Raise `UsageError` for a code that no country has."""
    name = country_name(iso3)
    if name is None:
        advice = "Give its ISO 3166 code: three capitals, like KGZ."
        raise UsageError(f"there is no country {iso3!r}", advice=advice)
    lines = [_HEADER.format(name=name, iso3=iso3), f"country: {iso3}"]
    for section, field in CountryContent.model_fields.items():
        if section == "country":
            continue
        lines += ["", *_explanation(f"{section}: {field.description}.", "")]
        mark = "" if field.is_required() else "# "
        lines += [f"{mark}{line}" for line in _field(section, field, vocabularies)]
    return "\n".join(lines) + "\n"


def _field(
    name: str, field: FieldInfo, vocabularies: Vocabularies, part: str = "", indent: str = ""
) -> Iterator[str]:
    """Yield the lines of a field and of what is inside it; `part` is what the field describes."""
    shape = shape_of(field)
    if shape.model is None:
        sample = placeholder(_words(name, shape, part))
        yield f"{indent}{name}: {f'[{sample}]' if shape.many else sample}"
        return
    yield f"{indent}{name}:"
    inside = [*_fields(shape.model, vocabularies, indent + ("    " if shape.many else "  "))]
    if shape.many:
        first = next(i for i, line in enumerate(inside) if not line.lstrip().startswith("#"))
        inside[first] = f"{indent}  - {inside[first].lstrip()}"
    yield from inside


def _fields(model: type[BaseModel], vocabularies: Vocabularies, indent: str) -> Iterator[str]:
    part = noun(model) if issubclass(model, Entry) else _PARTS[model]
    for name, field in sorted(model.model_fields.items(), key=lambda item: not item[1].is_required()):
        yield from _explanation(_hint(field, vocabularies), indent)
        for line in _field(name, field, vocabularies, part, indent):
            # What is optional in the edition, the one required section, is held back on its own.
            yield f"# {line}" if model is Edition and not field.is_required() else line


def _words(name: str, shape: Shape, part: str) -> str:
    """Return the words of a placeholder: what kind of value is to stand there."""
    match shape.mark:
        case CodeOf() | TagOf():
            return f"code from {shape.mark.name}"
        case KeyOf():
            return f"key from {shape.mark.name}"
    if shape.note(CodeOfCountry):
        return "code of a country"
    kinds = {PartialDate: "date", int: "number", bool: "true or false"}
    return kinds.get(shape.item) or f"{name.replace('_', ' ')} of the {part}"


def _hint(field: FieldInfo, vocabularies: Vocabularies) -> str:
    shape = shape_of(field)
    hint = f"{field.description} ({'required' if field.is_required() else 'optional'})."
    if shape.note(OwnWords):
        hint = f"{hint} In your own words, concisely."
    if shape.note(CodeOfCountry):
        hint = f"{hint} ISO 3166 {'codes' if shape.many else 'code'}."
    if shape.item is PartialDate:
        hint = f"{hint} {EXPECTED[:1].upper() + EXPECTED[1:]}."
    match shape.mark:
        case CodeOf() | TagOf():
            codes = ", ".join(vocabularies.terms(shape.mark.name))
            return f"{hint} {'Any' if shape.many else 'One'} of: {codes}."
        case KeyOf():
            return f"{hint} {'Keys' if shape.many else 'Key'} from {shape.mark.name}."
    return hint


def _explanation(text: str, indent: str) -> list[str]:
    prefix = f"{indent}## "
    return textwrap.wrap(text, _WIDTH - len(indent), initial_indent=prefix, subsequent_indent=prefix)
