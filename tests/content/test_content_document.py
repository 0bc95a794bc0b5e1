from pathlib import Path

import pytest

from diaspora_dw.content.document import MAX_BYTES, read_document


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 1, "the file is empty"),
        (b"~", 1, "the file is empty"),
        (b"a: 1\nb: [", 2, "stream end"),
        (b"a:\n\t- b", 2, "cannot start any token"),
        (b"a: 1\nb: &x 1\nc: *x", 2, "an anchor or alias"),
        (b"a: 1\nb: *x", 2, "an anchor or alias"),
        (b"a:\n  b: !!python/object/apply:os.system [ls]", 2, "a tag (!)"),
        (b"a: 1\n---\nb: 2", 2, "another document"),
        (b"a: 1\nb: \xff", 2, "byte 0xFF is not UTF-8"),
        (b"a: 1\nb: \x00", 2, "U+0000"),
        (b'a: 1\nb: "\\U00110000"', 2, "not in range"),
        (b"a: 1\n? [b]\n: 1", 2, "as a field's name"),
        (b"a: 1\n\nb: 2\na: 3", 4, "a is repeated (first on line 1)"),
        (b"a: 1\nb:\n  c: 1\n  c: 2", 4, "c is repeated (first on line 3)"),
        (b"a:\n  " + b"[" * 100_000, 2, "nested too deep"),
        (b"a: " + b"x" * MAX_BYTES, 1, "too large"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_on_its_line(
    tmp_path: Path, content: bytes, line: int, what: str
) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(content)
    (problem,) = read_document(path).problems
    assert problem.line == line
    assert what in problem.what


def test_a_small_file_that_would_grow_huge_is_refused_before_it_does(tmp_path: Path) -> None:
    path = tmp_path / "bomb.yaml"
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    path.write_text("l0: &l0 [lol]\n" + "\n".join(levels), encoding="utf-8")
    (problem,) = read_document(path).problems
    assert (problem.line, problem.what) == (1, "an anchor or alias (& or *)")


def test_scalars_stay_the_text_they_are_written_as(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("a: no\nb: 2010-05-29\nc: 007\nd: 1:30\ne: ''\nf:\ng: ~\n", encoding="utf-8")
    expected = {"a": "no", "b": "2010-05-29", "c": "007", "d": "1:30", "e": "", "f": None, "g": None}
    assert read_document(path).data == expected


def test_a_missing_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    (problem,) = read_document(tmp_path / "none.yaml").problems
    assert problem.what == "the file does not exist"


def test_a_byte_order_mark_and_windows_line_ends_do_not_shift_lines(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes("\ufeffa: 1\r\nb:\r\n  - c\r\n".encode())
    document = read_document(path)
    assert document.data == {"a": "1", "b": ["c"]}
    assert document.line(("b", 0)) == 3


def test_a_part_that_is_missing_has_the_line_of_what_is_around_it(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("a: 1\nb:\n  - c: 1\n", encoding="utf-8")
    assert read_document(path).line(("b", 0, "missing", 3)) == 3
