"""Blobs as objects of an S3 bucket, Amazon's or of a service that speaks like it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from stackcred_issuer.blobs.base import away, checked_name, gone

CONNECTIONS = 16  # at once, of one process
_PATIENCE = Config(
    connect_timeout=5,  # seconds
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=CONNECTIONS,
    request_checksum_calculation="when_required",  # ours is SHA-256; not every service knows the library's choice
    response_checksum_validation="when_required",
)
_ELSEWHERE = _PATIENCE.merge(Config(s3={"addressing_style": "path"}))  # few have a host name for each bucket


class S3Blobs:
    """The objects of a bucket below a prefix. An object appears whole or not at all."""

    def __init__(
        self, bucket: str, prefix: str, *, endpoint: str | None, key_id: str | None, secret: SecretStr | None
    ) -> None:
        """key_id, secret: without them what the machine is allowed by its role or profile."""
        self._bucket, self._prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=None if endpoint is None else "us-east-1",  # others want one, and take any
            aws_access_key_id=key_id,
            aws_secret_access_key=secret.get_secret_value() if secret else None,
            config=_PATIENCE if endpoint is None else _ELSEWHERE,
        )

    def put(self, name: str, file: IO[bytes]) -> None:
        file.seek(0)
        digest = base64.b64encode(bytes.fromhex(checked_name(name))).decode()
        with self._in_words():
            self._client.put_object(**self._object(name), Body=file, ChecksumSHA256=digest)  # checked on arrival

    def open(self, name: str) -> IO[bytes]:
        with self._in_words():
            return cast(IO[bytes], self._client.get_object(**self._object(name))["Body"])

    def delete(self, name: str) -> None:
        with self._in_words():
            self._client.delete_object(**self._object(name))

    def tidy(self, seconds: float) -> None:
        """An object that was not sent whole was never there."""

    def check(self) -> None:
        with self._in_words():
            self._client.head_bucket(Bucket=self._bucket)

    def _object(self, name: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked_name(name)}

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "unknown"))
            if code == "NoSuchKey":
                raise gone() from None
            raise away(f"The bucket {self._bucket} answers {code}; see STACKCRED_BLOBS.") from None
        except BotoCoreError as error:
            name = type(error).__name__
            raise away(f"The bucket {self._bucket} cannot be reached ({name}); see STACKCRED_BLOBS.") from None
