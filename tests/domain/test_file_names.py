"""Names of files: any script survives, nothing dangerous does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.file_names import MAX_NAME_BYTES, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Computer networks", "Computer networks.json"),
        ("صيانة الحاسوب", "صيانة الحاسوب.json"),
        ("שירות לקוחות", "שירות לקוחות.json"),
        ("コンピュータ整備", "コンピュータ整備.json"),
        ("می‌خواهم", "می‌خواهم.json"),
        ("../../etc/passwd", "etc passwd.json"),
        ("invoice\u202efdp.exe", "invoice fdp.exe.json"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x.json"),
        ("...", "badge.json"),
        ("", "badge.json"),
    ],
)
def test_names_keep_their_script_and_lose_what_could_harm(title: str, name: str) -> None:
    assert file_name(title, "json") == name


@given(st.text())
def test_no_title_makes_a_name_that_a_file_system_or_a_header_takes_amiss(title: str) -> None:
    name = file_name(title, "pdf")
    assert len(name.encode()) <= MAX_NAME_BYTES + 4
    assert not set(name) & set('/\\:*?"<>|%\r\n\0')
    assert name[0] not in ". "
    assert not [letter for letter in name if unicodedata.category(letter) == "Cc"]


@given(st.lists(st.sampled_from(["A", "a", "B"]), max_size=8))
def test_files_of_one_folder_have_different_names_whatever_the_case(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        taken.append(file_name(title, "json", taken))
    assert len({name.casefold() for name in taken}) == len(titles)
