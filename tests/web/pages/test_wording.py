from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from tests.web.pages.samples import REPORT, badge

from stackcred_issuer.domain.verification.checks import CHECKS
from stackcred_issuer.web.pages import wording
from stackcred_issuer.web.pages.language import speaking
from stackcred_issuer.web.pages.parts import CheckResult, CheckView, RequirementVerdict, VerdictWord


def test_every_state_has_a_word_and_an_icon() -> None:
    assert set(wording.VERDICTS) == set(get_args(VerdictWord))
    assert set(wording.CHECK_MARKS) == set(get_args(CheckResult))
    assert set(wording.REQUIREMENT_MARKS) == set(get_args(RequirementVerdict))
    assert set(wording.KEY_MARKS) == set(wording.KEY_MEANINGS)
    marks = [statement.mark for statement in wording.VERDICTS.values()]
    marks += [*wording.CHECK_MARKS.values(), *wording.REQUIREMENT_MARKS.values(), *wording.KEY_MARKS.values()]
    assert all(mark.word and mark.icon for mark in marks)


def test_only_valid_reads_as_established() -> None:
    good = [word for word, statement in wording.VERDICTS.items() if statement.answer == "Established"]
    assert good == ["valid"]
    assert [word for word, statement in wording.VERDICTS.items() if statement.mark.tone == "good"] == good


def test_verdicts_are_told_apart_by_their_words() -> None:
    words = [statement.mark.word for statement in wording.VERDICTS.values()]
    assert len(set(words)) == len(words)


def test_the_statement_names_the_date_it_turns_on() -> None:
    credential = replace(badge().credential, valid_until=datetime(2026, 1, 2, tzinfo=UTC))
    assert "2 January 2026" in wording.meaning(replace(REPORT, verdict="expired"), credential)
    assert "28 March 2025" in wording.meaning(replace(REPORT, verdict="not_yet_valid"), credential)
    assert wording.meaning(replace(REPORT, verdict="expired"), None) == wording.VERDICTS["expired"].meaning


def test_failed_checks_come_first_and_are_counted() -> None:
    results: tuple[CheckResult, ...] = ("pass", "undetermined", "fail", "pass")
    checks = tuple(CheckView(str(index), result, "") for index, result in enumerate(results))
    assert [check.name for check in wording.worst_first(checks)] == ["2", "1", "0", "3"]
    tally = wording.tally(replace(REPORT, checks=checks))
    assert tally == "2 of 4 checks passed, 1 failed, 1 could not be made."


def test_every_check_that_is_made_has_a_title() -> None:
    assert [kind.name for kind in CHECKS if kind.name not in wording.CHECK_TITLES] == []


def test_unknown_names_are_spelled_out() -> None:
    assert wording.check_title("refreshService") == "Refresh service"
    assert wording.identifier_title("lisSourcedId") == "Lis sourced id"
    assert wording.spaced("not_yet_valid") == "not yet valid"


def test_every_check_says_what_its_result_means_in_the_readers_language() -> None:
    for name in wording.CHECK_TITLES:
        told = set()
        for result in get_args(CheckResult):
            check = CheckView(name, result, "In English.")
            assert wording.check_meaning(check) == "", "its own sentence says it already"
            with speaking("ar"):
                told.add(wording.check_meaning(check))
        assert len(told) == 3
        assert "" not in told
