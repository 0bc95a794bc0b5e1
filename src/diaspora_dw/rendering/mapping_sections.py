"""Builds the sections of a factsheet that hold a country's mapping of diaspora engagement.

A builder takes out of a record what it puts in a sentence or a heading. What is left becomes labelled facts, so a
new column of a view appears without a change here. Labels are those of the content model.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering.mapping import PARTS_OF_OTHERS, SECTIONS, Mapping, Record
from diaspora_dw.rendering.record_reader import RecordReader, label, section_title
from diaspora_dw.rendering.wording import (
    ABBREVIATED,
    IN_ITS_WORDS,
    MORE_INSTITUTIONS,
    MORE_RIGHTS,
    SOURCE_OF_POSTS,
    STATUS_SYMBOLS,
    first_capital,
    in_one_line,
    issuer_of,
    join_parts,
    period,
    printed_date,
    source_of_right,
)

_CITED_WITH = {
    "signatories": "signed by ",
    "date_text": "",
    "number": "No. ",
    "articles": "Art. ",
    "pages": "p. ",
    "accessed_text": "accessed ",
    "same_work_as_footnote": "the same work as in footnote ",
}
"""What a footnote prints after title and issuer, with the words before it."""
_DATES = frozenset({"date_text", "accessed_text"})
FEWEST_ON_AXIS = 2
LAST_YEAR = 9999
BUILT = PARTS_OF_OTHERS | {
    *("terminology", "political_rights", "policies", "assessments", "practices"),
    *("institutions", "diaspora_organisations"),
}
"""Sections with a builder of their own."""


def terminology(mapping: Mapping) -> b.Section:
    """Build the section on words for the diaspora. Words that are merely in use share one line."""
    in_use, entries = [], []
    for term in _readers(mapping, "terminology"):
        original, language = term.take("original", "original_language")
        in_original = (" [", b.Words(original, language or ""), "]") if original else ()
        name = term.text("term")
        word = b.words(name, *in_original)
        _, meaning = term.take("kind", "kind_label")
        if term.has("definition", "law", "since_text"):
            entries.append(term.entry(word, b.paragraphs(term.text("definition") or meaning)))
        else:
            term.take("definition", "law", "since_text")
            refers_to = term.text("refers_to")
            meant = "defined below" if refers_to == name else f"refers to {refers_to}"
            word += b.words(f" ({meant})" if refers_to else None)
            in_use.append(b.Item(word, term.marks(), b.paragraphs(term.text("note"), kind="remark")))
    used = [b.Items(in_use, "Words in use")] if in_use else []
    return _section(mapping, "terminology", [*used, *entries])


def political_rights(mapping: Mapping) -> b.Section:
    """Build the table of political rights of citizens abroad."""
    rights = []
    for right in _readers(mapping, "political_rights"):
        right.take("right_kind")
        name, code = right.text("right_name"), right.left["status"]
        status = right.meaning("status").lower()
        heading = b.words(f"{name}: {status}")
        channels, arrangements = right.text("channels"), right.text("arrangements")
        ways = f"{label('political_right', 'channels')}: {in_one_line(channels)}." if channels else ""
        voting = b.Paragraph(
            b.words(join_parts(" ", ways, arrangements)), marks=right.marks("channel_footnotes")
        )
        source, as_of = right.take("source", "as_of_text")
        conditions, article = right.take("conditions", "legal_basis")
        is_law = source == "globalcit"
        body = (
            *b.paragraphs(_seats(right), right.text("note") if is_law else None),
            *b.paragraphs(f"{IN_ITS_WORDS} {conditions}" if conditions and is_law else conditions),
            *([voting] if voting.text or voting.marks else []),
            *b.paragraphs(source_of_right(source, as_of), kind="source"),
            *_other_source(right),
        )
        entry = right.entry(heading, body, legal_basis=f"{article} {ABBREVIATED}" if article else "")
        rights.append(b.Right(name, STATUS_SYMBOLS.get(code, "?"), status, entry))
    table = [b.Rights(rights)] if rights else []
    return _section(mapping, "political_rights", [*table, *_caution(mapping, table, MORE_RIGHTS)])


def data_disclaimer(mapping: Mapping) -> b.Section:
    """Build what the mapping says about its own figures."""
    text, figures = (_of_edition(mapping, name) for name in ("data_disclaimer", "data_sources"))
    source = f"The printed mapping's figures: {figures}. The figures here are those of the editions named with them."
    body = (*b.paragraphs(text), *b.paragraphs(source if figures else None, kind="source"))
    return b.Section("Data disclaimer", "data-disclaimer", [b.Box(body)] if text else ())


def policies(mapping: Mapping) -> b.Section:
    """Build the timeline of policies, then the policies that stand at no point of it."""
    remaining = {record["policy_key"]: record for record in mapping.records("policies")}
    titles = {key: record["title"] for key, record in remaining.items()}
    points = []
    for point in _readers(mapping, "policy_milestones"):
        keys, date_text, *_ = point.take("policy_keys", "date_text", "first_year", "last_year")
        # A policy that an earlier point describes is only named.
        there = [
            _policy(remaining.pop(key))
            if key in remaining
            else b.Paragraph((b.Words(titles[key], address=f"#policies-{key}"),))
            for key in keys
        ]
        points.append(point.entry(b.words(printed_date(date_text)), there))
    spans = _spans(mapping)
    timeline = [*([spans] if spans else []), *([b.Timeline(points)] if points else [])]
    others = [b.Group("Also named", list(map(_policy, remaining.values())))] if remaining else []
    return _section(mapping, "policies", [*timeline, *others])


def _spans(mapping: Mapping) -> b.Spans | None:
    """Return the policies of which a year is known on an axis of time; nothing for a single one."""
    spans = []
    for policy in mapping.records("policies"):
        first, last = (_year(policy[column]) for column in ("start_text", "end_text"))
        title = policy["short_title"] or policy["title"]
        when = period(policy["start_text"], policy["end_text"])
        if first is None:
            when = f"{when}, start unknown"
        status = policy["status_label"] or ""
        spans.append(b.Span(title, f"policies-{policy['policy_key']}", when, status, first, last))
    spans = [span for span in spans if span.first or span.last]
    if len(spans) < FEWEST_ON_AXIS:
        return None
    spans.sort(key=lambda span: (span.first or span.last or 0, span.last or LAST_YEAR))
    known = [year for span in spans for year in (span.first, span.last) if year]
    latest = _year(_of_edition(mapping, "updated_text")) or max(known)
    return b.Spans(spans, (min(known), max(*known, latest)), latest)


def _year(text: str | None) -> int | None:
    found = re.match(r"\d{4}", text or "")
    return int(found[0]) if found else None


def assessments(mapping: Mapping, title: str, *kinds: str) -> b.Section:
    """Build the findings of a kind; those of a second kind follow under a heading of their own."""
    first, *others = (_findings(mapping, kind) for kind in kinds)
    groups = (b.Group("Priorities", findings) for findings in others if findings)
    return b.Section(title, title.lower(), [*first, *groups], expected=True)


def practices(mapping: Mapping) -> b.Section:
    """Build the section on effective practices."""
    entries = []
    for practice in _readers(mapping, "practices"):
        title, year = practice.take("title", "date_text")
        heading = b.words(f"{title} ({printed_date(year)})" if year else title)
        body = (*b.paragraphs(practice.text("description")), *practice.tags("themes"), *practice.tags("sdgs"))
        # The country stands with the place, unless it is the place.
        place = join_parts(", ", *dict.fromkeys(practice.take("place", "place_country_name")))
        entries.append(practice.entry(heading, body, place=place))
    return _section(mapping, "practices", entries)


def institutions(mapping: Mapping) -> b.Section:
    """Build the institutions by scope and level, in the printed order, each beneath the one that it is part of."""
    records = mapping.records("institutions")
    parents = _parents(records)
    levels: dict[str, list[b.Entry]] = {}
    beneath: dict[int, list[b.Entry]] = {}
    # From the last to the first, so that an institution's parts are built before it.
    for n, institution in reversed(list(enumerate(_readers(mapping, "institutions")))):
        level = institution.meaning("level")
        scope_and_level = f"{institution.meaning('scope')}, {level.lower()}"
        entry = _institution(institution, level if parents[n] is not None else "", beneath.get(n, []))
        parent = parents[n]
        siblings = (
            levels.setdefault(scope_and_level, []) if parent is None else beneath.setdefault(parent, [])
        )
        siblings.insert(0, entry)
    groups = [b.Group(level, [b.Tree(entries)], "level") for level, entries in reversed(levels.items())]
    return _section(mapping, "institutions", [*groups, *_caution(mapping, groups, MORE_INSTITUTIONS)])


def _parents(records: list[Record]) -> list[int | None]:
    """Return for each institution which of those before it it is part of, if any."""
    place: dict[str, int] = {}
    parents = []
    for n, record in enumerate(records):
        parents.append(place.get(record["parent"] or ""))
        place |= {name: n for name in (record["name"], record["acronym"]) if name}
    return parents


def _institution(institution: RecordReader, level: str, parts: list[b.Entry]) -> b.Entry:
    """Build an institution with its parts. The level is said of one that does not stand in a list of its level."""
    name, acronym = institution.take("name", "acronym")
    established, parent = institution.take("established_text", "parent")
    source, as_of = institution.take("source", "as_of_text")
    status = join_parts(
        " · ",
        level,
        f"established {printed_date(established)}" if established else "",
        institution.meaning("status").lower(),
        SOURCE_OF_POSTS.format(printed_date(as_of)) if source == "register" else "",
        f"part of {parent}" if parent else "",
    )
    mandate = join_parts(" ", *institution.take("mandate", "work"))
    body = (*b.paragraphs(first_capital(status), kind="meta"), *b.paragraphs(mandate))
    heading = b.words(name + _in_brackets(acronym, name))
    entry = institution.entry(heading, body, offices=_offices(institution))
    return replace(entry, body=(*entry.body, b.Tree(parts))) if parts else entry


def organisations(mapping: Mapping) -> b.Section:
    """Build the list of diaspora organisations abroad."""
    entries = []
    for organisation in _readers(mapping, "diaspora_organisations"):
        language, founded, destination, _ = organisation.take(
            "name_language", "founded_text", "destination_name", "destination_iso3_code"
        )
        name, acronym = organisation.take("name", "acronym")
        heading = (b.Words(name, language or ""), *b.words(_in_brackets(acronym, name)))
        body = (
            *b.paragraphs(join_parts(" · ", printed_date(founded), destination), kind="meta"),
            *organisation.tags("activities"),
            b.Paragraph(b.words(organisation.text("description")), marks=organisation.marks()),
        )
        entries.append(organisation.entry(heading, body))
    section = _section(mapping, "diaspora_organisations", entries, "organisations")
    scope = _of_edition(mapping, "organisations_scope")
    return replace(section, title=f"Diaspora organisations in {scope}") if scope else section


def footnotes(mapping: Mapping) -> b.Section:
    """Build the footnotes."""
    notes = list(map(footnote, _readers(mapping, "citations")))
    return b.Section(section_title("citations"), "footnotes", [b.Footnotes(notes)] if notes else ())


def about(mapping: Mapping) -> b.Section:
    """Build what is known of the mapping itself, with its misprints; nothing if there is none."""
    if mapping.edition is None:
        return b.Section(section_title("edition"), "about", ())
    edition = RecordReader("edition", mapping.edition)
    edition.take("language", "data_disclaimer", "organisations_scope")
    source = edition.text("source") or mapping.edition["title"]
    intro = (
        f"The sections without figures follow: {source}. Titles, names, numbers and dates are given as printed; "
        "descriptions are in this project's own words."
    )
    misprints = b.Items(list(map(_misprint, _readers(mapping, "corrections"))))
    group = b.Group(section_title("corrections"), [misprints], anchor="corrections")
    note = b.paragraphs(edition.text("note"), kind="remark")
    body = [*b.paragraphs(intro), *edition.facts(), *note, *([group] if misprints.body else [])]
    return b.Section(section_title("edition"), "about", body)


def others(mapping: Mapping) -> Iterable[b.Section]:
    """Build the sections that have no builder of their own: each column of an entry is a labelled fact."""
    for section in (name for name in SECTIONS if name not in BUILT):
        entries = []
        for entry in _readers(mapping, section):
            heading = next((entry.text(name) for name in ("title", "name", "heading") if entry.has(name)), "")
            entries.append(entry.entry(b.words(heading), ()))
        yield _section(mapping, section, entries)


def _readers(mapping: Mapping, section: str) -> list[RecordReader]:
    return [RecordReader(section, record) for record in mapping.records(section)]


def _section(mapping: Mapping, name: str, entries: b.Blocks, anchor: str = "") -> b.Section:
    """Return a section that a full factsheet has, with the further reading about it."""
    body = [*entries, *_further_reading(mapping, name)] if entries else ()
    return b.Section(section_title(name), anchor or name.replace("_", "-"), body, expected=True)


def _of_edition(mapping: Mapping, column: str) -> str | None:
    """Return what the mapping says of itself, None if there is no mapping of the country."""
    return mapping.edition[column] if mapping.edition else None


def _caution(mapping: Mapping, found: b.Blocks, caution: str) -> b.Blocks:
    """Return what to know about entries that come from registers alone, if there are any."""
    return b.paragraphs(caution if found and mapping.edition is None else None, kind="note")


def _seats(right: RecordReader) -> str:
    """Take the seats in a chamber of parliament out, and return them as a sentence."""
    chamber, seats, total_seats = right.take("chamber", "seats", "total_seats")
    return f"{chamber}: {seats} of {total_seats} seats." if chamber else ""


def _other_source(right: RecordReader) -> b.Blocks:
    """Take out what another source says of the same right; it stands in a box if the two disagree."""
    said, disagrees = right.take("other_source", "sources_disagree")
    text = printed_date(f"{first_capital(said)}.") if said else None
    if disagrees:
        return [b.Box(b.paragraphs(text), "Another source disagrees", is_warning=True)]
    compared = "Another source:" if disagrees is None else "Another source gives the same status."
    return b.paragraphs(f"{compared} {text}" if text else None, kind="source")


def _policy(record: Record) -> b.Entry:
    policy = RecordReader("policies", record)
    title, short_title, start, end = policy.take("title", "short_title", "start_text", "end_text")
    issuer, act = policy.take("approved_by_issuer", "approved_by_title")
    approved_on, number = policy.take("approved_by_date_text", "approved_by_number")
    approved = join_parts(
        ", ", issuer_of(act, issuer), act, printed_date(approved_on), f"No. {number}" if number else None
    )
    line = join_parts(
        " · ",
        policy.meaning("kind"),
        policy.meaning("status").lower(),
        period(start, end),
        f"approved by {approved}" if approved else None,
    )
    in_charge = policy.left["institutions"]
    objectives, actions = policy.take("objectives", "actions")
    lists = {
        "objectives": [b.Item(b.words(text)) for text in objectives],
        "actions": [_action(action, in_charge) for action in actions],
    }
    body = (
        *b.paragraphs(line, kind="meta"),
        *b.paragraphs(policy.text("description")),
        *(b.Items(items, label("policy", column)) for column, items in lists.items() if items),
    )
    return policy.entry(b.words(title + _in_brackets(short_title, title)), body)


def _action(record: Record, in_charge: str | None) -> b.Item:
    """Build what a policy foresees, with what it names and who is involved besides those in charge."""
    action = RecordReader("actions", record)
    action.take("policy_key")
    number, text, names, institutions, about = action.take(
        "section", "text", "names", "institutions", "policies"
    )
    involved = institutions if institutions != in_charge else None
    text = join_parts(
        " ",
        number,
        text,
        f"Named: {names}." if names else None,
        f"Involves: {involved}." if involved else None,
        f"On: {about}." if about else None,
        action.rest(),
    )
    return b.Item(b.words(text))


def _findings(mapping: Mapping, kind: str) -> list[b.Entry]:
    records = [record for record in mapping.records("assessments") if record["kind"] == kind]
    return [_finding(record, records) for record in records if record["parent_key"] is None]


def _finding(record: Record, records: Iterable[Record]) -> b.Entry:
    finding = RecordReader("assessments", record)
    finding.take("kind", "kind_label", "parent_key")
    key = record["assessment_key"]
    examples = [_example(example) for example in records if example["parent_key"] == key]
    heading, text = finding.take("heading", "text")
    # Without a heading, the footnotes stand after the text.
    statement = b.Paragraph(b.words(text), marks=() if heading else finding.marks())
    return finding.entry(b.words(heading), (statement, *([b.Items(examples)] if examples else [])))


def _example(record: Record) -> b.Item:
    example = RecordReader("assessments", record)
    example.take("kind", "kind_label", "parent_key")
    text = join_parts(": ", *example.take("heading", "text"))
    entry = example.entry(b.words(text), ())
    return b.Item(entry.heading, entry.marks, entry.body)


def _offices(institution: RecordReader) -> str:
    what, places, working, planned = institution.take(
        "offices", "office_places", "offices_operational", "offices_planned"
    )
    numbers = None
    if working is not None:
        numbers = f"{working}{f' of {planned} planned' if planned else ''} at work at the time of writing."
    elif planned is not None:
        numbers = f"{planned} planned at the time of writing."
    return join_parts(" ", what, f"{places}." if places else None, numbers) if what else ""


def footnote(citation: RecordReader) -> tuple[int, b.Text]:
    """Return the number of a footnote and its text, which ends with its addresses."""
    title, issuer = citation.take("title", "issued_by")
    number, urls, summary = citation.take("footnote", "urls", "summary")
    kind = citation.meaning("kind")
    line = join_parts(
        ", ",
        citation.text("authors"),
        title,
        issuer_of(title, issuer),
        *(
            f"{before}{printed_date(value) if column in _DATES else value}"
            for column, before in _CITED_WITH.items()
            if (value := citation.left.pop(column))
        ),
    )
    text = join_parts(" ", f"{line}." if line else f"{kind}:", summary, citation.rest())
    addresses = (part for address in urls for part in (" ", b.link(address, address)))
    return number, b.words(text, *addresses)


def _in_brackets(short: str | None, name: str) -> str:
    """Return a short name to print after a name, unless it is a part of that name."""
    is_part = short is None or re.search(rf"\b{re.escape(short)}\b", name)
    return "" if is_part else f" ({short})"


def _misprint(misprint: RecordReader) -> b.Item:
    printed, correct, reason, is_applied, _ = misprint.take(
        "printed", "correct", "reason", "is_applied", "location"
    )
    outcome = "Corrected here." if is_applied else "Here as printed."
    text = join_parts(" ", f"“{printed}” should read “{correct}”.", reason, outcome, misprint.rest())
    return b.Item(b.words(text))


def _further_reading(mapping: Mapping, section: str) -> Iterable[b.Block]:
    for reading in _readers(mapping, "further_reading"):
        title, url, description, about = reading.take("title", "url", "description", "about")
        missing = None if url else "The mapping gives no link."
        more = join_parts(" ", description, missing, reading.rest())
        text = b.words("Further reading: ", b.link(title, url), f" – {more}" if more else None)
        if about == section:
            yield b.Paragraph(text, "note")
