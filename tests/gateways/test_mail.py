"""Mail goes to the server or the folder that the settings name, and no value becomes a header of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.post_office import post_office

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import SystemClock
from stackcred_issuer.gateways.mail import Mail, OutboxMailer, SmtpMailer, mailer_of
from stackcred_issuer.settings import Settings

MAIL = Mail("ana@example.org", "Your badge: 網絡", "مرحبا\n")
SENDER = "Badges <badges@college.example>"


async def test_a_server_gets_the_mail_as_it_is_in_any_script() -> None:
    with post_office() as office:
        await SmtpMailer(f"smtp://127.0.0.1:{office.port}", SENDER, SystemClock()).send(MAIL)
    [mail] = office.mails
    assert (mail["Subject"], mail.get_content().strip()) == ("Your badge: 網絡", "مرحبا")
    assert mail["Message-ID"].endswith("@college.example>")


async def test_a_server_that_refuses_or_is_away_is_unreachable_without_an_address_in_the_words() -> None:
    with post_office() as office:
        office.refusing = True
        refusing = SmtpMailer(f"smtp://127.0.0.1:{office.port}", SENDER, SystemClock())
        with pytest.raises(StackcredError) as refused:
            await refusing.send(MAIL)
    assert refused.value.code is ErrorCode.UNREACHABLE
    assert "ana" not in refused.value.detail
    with pytest.raises(StackcredError):
        await refusing.send(MAIL)


async def test_a_folder_gets_one_file_per_mail(tmp_path: Path) -> None:
    mailer = OutboxMailer(f"outbox:{tmp_path / 'out'}", SENDER, SystemClock())
    await mailer.send(MAIL)
    await mailer.send(MAIL)
    assert len(list((tmp_path / "out").glob("*.eml"))) == 2


@pytest.mark.parametrize("part", ["to", "subject"])
async def test_a_line_break_does_not_start_a_header(tmp_path: Path, part: str) -> None:
    members = {"to": MAIL.to, "subject": MAIL.subject, "text": MAIL.text} | {part: "x\r\nBcc: eve@example.org"}
    with pytest.raises(ValueError, match=r"(?i)header"):
        await OutboxMailer(f"outbox:{tmp_path}", SENDER, SystemClock()).send(Mail(**members))


def test_the_setting_chooses_and_its_password_stays_out_of_sight() -> None:
    assert mailer_of(Settings(), SystemClock()) is None
    settings = Settings(mail_url="smtps://user:secret-word@mail.example")
    assert isinstance(mailer_of(settings, SystemClock()), SmtpMailer)
    assert "secret-word" not in repr(settings)
