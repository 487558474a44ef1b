"""Configuration: documented, checked at the start, and strict where it matters."""

from __future__ import annotations

import os
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.settings import DevHost, Environment, LogFormat, Settings, load_settings, variable

DOCUMENT = Path(__file__).parents[1] / "docs" / "configuration.md"
SECRET = "a long passphrase for the test"
DEVELOPMENT_UNSET = {
    "dev_hosts": "",
    "dev_ca": "",
    "conformance": "false",
    "conformance_contexts": "",
    "vc_api_login": "true",
}
PRODUCTION = {
    "environment": "production",
    "base_url": "https://badges.example",
    "keys_passphrase": SECRET,
}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("STACKCRED_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


def default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == ():
        return "none"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`"


def values(field: FieldInfo) -> str:
    """What may be written, in the words of the table."""
    if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum):
        return ", ".join(f"`{member}`" for member in field.annotation)
    if field.annotation is bool:
        return "`true`, `false`"
    limits = {key: getattr(bound, key) for bound in field.metadata for key in ("ge", "gt", "le") if hasattr(bound, key)}
    if "gt" in limits:
        return f"above {limits['gt']}, to {limits['le']}"
    return f"{limits['ge']} to {limits['le']}" if limits else "text"


def test_the_table_of_the_documentation_is_the_model() -> None:
    rows = [
        f"| `{variable(name)}` | {default(field)} | {values(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    written = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert written == rows


def test_development_needs_nothing() -> None:
    settings = load_settings()
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.base_url == "http://localhost:8000"
    assert settings.database_url is None
    assert settings.keystore == "file:keys/"


def test_the_environment_is_read_under_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKCRED_PORT", "9000")
    monkeypatch.setenv("STACKCRED_LOG_FORMAT", "json")
    monkeypatch.setenv("STACKCRED_HOST", "")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    monkeypatch.setenv("PORT", "1")
    settings = load_settings()
    assert (settings.port, settings.log_format, settings.host) == (9000, LogFormat.JSON, "127.0.0.1")
    assert settings.database_url == "postgresql://u:p@h/d"
    assert load_settings(port=9001).port == 9001


def test_every_setting_has_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    others: dict[str, str] = {"environment": "production", "log_level": "error", "log_format": "json"}
    others |= {"base_url": "https://x.example", "trusted_proxies": "10.0.0.0/8", "keystore": "file:/k"}
    others |= {"blobs": "s3://bucket", "scan_clamd": "tcp://localhost:3310", "serve_unscanned": "true"}
    others |= dict.fromkeys(("max_evidence_bytes", "max_person_evidence_bytes"), "2048")
    others |= {
        "keys_passphrase": SECRET,
        "allow_loopback_fetch": "false",
        "max_body_bytes": "2048",
        "max_batch_bytes": "2048",
    }
    others |= {"fetch_max_bytes": "2048", "access_token_seconds": "61", "mail_url": "smtp://mail.example"}
    others |= {"vc_api_answer": "bare", "vc_api_checks": "proof", "vc_api_strict": "true", **DEVELOPMENT_UNSET}
    for name in Settings.model_fields:
        monkeypatch.setenv(variable(name), others.get(name, "17"))
    settings = load_settings()
    same = [name for name, field in Settings.model_fields.items() if getattr(settings, name) == field.default]
    assert same == ["allow_loopback_fetch", *DEVELOPMENT_UNSET]


def test_the_settings_of_development_have_theirs_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {"dev_hosts": "issuer.example=127.0.0.1:18443, Other.Example=[::1]:9", "dev_ca": str(tmp_path / "ca.pem")}
    given |= {"conformance": "true", "conformance_contexts": str(tmp_path / "more.json"), "vc_api_login": "false"}
    for name, value in given.items():
        monkeypatch.setenv(variable(name), value)
    settings = load_settings()
    assert settings.dev_hosts == (DevHost("issuer.example", "127.0.0.1", 18443), DevHost("other.example", "::1", 9))
    assert settings.dev_ca == tmp_path / "ca.pem"
    assert (settings.conformance, settings.vc_api_login) == (True, False)
    assert settings.conformance_contexts == tmp_path / "more.json"


@pytest.mark.parametrize("hosts", ["issuer.example", "issuer.example=10.0.0.1:1", "a=127.0.0.1:0", "a=127.0.0.1:70000"])
def test_a_host_of_development_is_a_name_and_a_loopback_port(hosts: str) -> None:
    with pytest.raises(StackcredError, match="STACKCRED_DEV_HOSTS"):
        load_settings(dev_hosts=hosts)


@pytest.mark.parametrize(
    "change", [{"dev_hosts": "issuer.example=127.0.0.1:1"}, {"dev_ca": "ca.pem"}, {"conformance": True}]
)
def test_an_https_origin_that_is_not_this_machine_is_production_too(change: dict[str, Any]) -> None:
    for production in (PRODUCTION, {"base_url": "https://badges.example"}):
        with pytest.raises(StackcredError, match="is for development only"):
            load_settings(**{**production, **change})
    assert load_settings(base_url="https://localhost:8443", **change)


@pytest.mark.parametrize("change", [{}, {"conformance": True, "host": "0.0.0.0"}])
def test_the_vc_api_is_without_login_in_conformance_on_loopback_only(change: dict[str, Any]) -> None:
    with pytest.raises(StackcredError, match="STACKCRED_VC_API_LOGIN"):
        load_settings(vc_api_login=False, **change)


def test_contexts_of_tests_need_the_mode_of_tests() -> None:
    with pytest.raises(StackcredError, match="STACKCRED_CONFORMANCE_CONTEXTS"):
        load_settings(conformance_contexts="more.json")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://badges.example/", "https://badges.example"),
        ("HTTPS://Badges.Example:443", "https://badges.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_base_url_is_kept_as_a_plain_origin(given: str, kept: str) -> None:
    assert load_settings(base_url=given).base_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "badges.example",
        "https://",
        "https://badges.example/path",
        "https://badges.example?x",
        "https://badges.example#x",
        "https://me:pw@badges.example",
        "ftp://badges.example",
        "https://badges.example:99999",
        "https://bad ges.example",
        "https://büro.example",
        "https://a/../b",
    ],
)
def test_a_base_url_that_is_no_origin_is_refused(url: str) -> None:
    with pytest.raises(StackcredError, match=r"STACKCRED_BASE_URL: .*https://badges\.example") as refused:
        load_settings(base_url=url)
    assert refused.value.code is ErrorCode.INVALID
    assert refused.value.pointer == "/base_url"


def test_production_starts_with_what_it_needs() -> None:
    assert load_settings(**PRODUCTION).environment is Environment.PRODUCTION


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"base_url": "http://badges.example"}, "https"),
        ({"keys_passphrase": None}, "STACKCRED_KEYS_PASSPHRASE"),
        ({"keys_passphrase": "short"}, "STACKCRED_KEYS_PASSPHRASE"),
        ({"allow_loopback_fetch": True}, "STACKCRED_ALLOW_LOOPBACK_FETCH"),
    ],
)
def test_production_refuses_the_conveniences_of_development(change: dict[str, Any], word: str) -> None:
    with pytest.raises(StackcredError, match=word):
        load_settings(**{**PRODUCTION, **change})


def test_trusted_proxies_are_addresses_and_networks() -> None:
    networks = load_settings(trusted_proxies="10.0.0.0/8, 192.0.2.1 ,2001:db8::/32").trusted_proxies
    assert any(ip_address("10.9.9.9") in network for network in networks)
    assert any(ip_address("192.0.2.1") in network for network in networks)
    assert not any(ip_address("192.0.2.2") in network for network in networks)
    with pytest.raises(StackcredError, match="STACKCRED_TRUSTED_PROXIES"):
        load_settings(trusted_proxies="load-balancer")


@pytest.mark.parametrize("url", ["keys", "file:", ":keys", "../keys"])
def test_a_key_store_is_a_url(url: str) -> None:
    with pytest.raises(StackcredError, match="STACKCRED_KEYSTORE"):
        load_settings(keystore=url)


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(StackcredError) as refused:
        load_settings(port=70_000, workers=0, colour="blue")
    assert [finding.pointer for finding in refused.value.findings] == ["/port", "/workers", "/colour"]
    assert "STACKCRED_PORT" in refused.value.detail


def test_secrets_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden-password@h/d")
    settings = load_settings(**PRODUCTION)
    assert SECRET not in repr(settings)
    assert "hidden-password" not in repr(settings)
    with pytest.raises(StackcredError) as refused:
        load_settings(keys_passphrase=[SECRET], base_url="https://hidden-password@x")
    assert SECRET not in str(refused.value)
    assert "hidden-password" not in str(refused.value)


def test_settings_do_not_change_while_running() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]
