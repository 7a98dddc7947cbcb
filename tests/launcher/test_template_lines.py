"""A template with too long a line stops `bin/test` before its suites."""

from pathlib import Path

import pytest

from launcher import testing
from launcher.console import SetUpError
from launcher.template_lines import LONGEST, long_lines, refuse_long_lines
from tests.launcher.programs import put_program

ROOT = Path(__file__).parents[2]
TEMPLATES = Path("parloir/web/templates")


def put_template(root, text, name="page.html"):
    template = root / TEMPLATES / "staff" / name
    template.parent.mkdir(parents=True)
    template.write_text(text, encoding="utf-8")
    return template


def test_our_own_templates_are_looked_at_and_have_no_long_line():
    assert (ROOT / TEMPLATES / "base.html").is_file()
    assert list(long_lines(ROOT / TEMPLATES)) == []


def test_line_of_as_many_columns_as_allowed_is_not_refused(tmp_path):
    put_template(tmp_path, f"<p>\n{'é' * LONGEST}\n</p>\n")

    refuse_long_lines(tmp_path / TEMPLATES)


@pytest.mark.parametrize("name", ["page.html", "letter.txt", "manifest.webmanifest"])
@pytest.mark.parametrize(
    "around",
    ["{}", "{{% comment %}}\n{}\n{{% endcomment %}}", "{{% blocktranslate %}}\n{}\n{{% end %}}"],
)
def test_line_of_one_column_more_is_refused_with_its_place(tmp_path, name, around):
    text = "<p>\n</p>\n" + around.format("x" * (LONGEST + 1))
    template = put_template(tmp_path, text, name)
    number = text.split("\n").index("x" * (LONGEST + 1)) + 1

    with pytest.raises(SetUpError) as refusal:
        refuse_long_lines(tmp_path / TEMPLATES)

    assert str(refusal.value).splitlines()[1:] == [f"{template}:{number}: {LONGEST + 1}"]


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A folder of linters that accept everything, with npm."""
    folder = tmp_path / "programs"
    for name in ("python", "ruff", "lint-imports", "djlint", "mypy", "npm"):
        put_program(folder, name, "exit 0")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(testing, "with_tools_of", lambda root: None)
    (tmp_path / "frontend").mkdir()
    return folder


def test_lint_passes_where_no_linter_objects_and_no_line_is_long(tmp_path, programs):
    put_template(tmp_path, "<p></p>\n")

    testing.lint(tmp_path, python=programs / "python")


def test_lint_fails_for_one_long_line(tmp_path, programs):
    template = put_template(tmp_path, "x" * (LONGEST + 1))

    with pytest.raises(SetUpError, match=f"{template}:1: {LONGEST + 1}"):
        testing.lint(tmp_path, python=programs / "python")


def test_lint_fails_where_the_linter_of_templates_objects(tmp_path, programs):
    put_template(tmp_path, "<p></p>\n")
    put_program(programs, "djlint", "echo 'D058 1:0 Template tag spans lines.'; exit 1")

    with pytest.raises(SetUpError, match="D058 1:0 Template tag spans lines"):
        testing.lint(tmp_path, python=programs / "python")
