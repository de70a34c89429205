"""A real S3 server on this machine, for tests of everything that speaks to an object store."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

ACCESS, SECRET = "a-test-access-key", "a-test-secret-that-nobody-may-see"


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that holds nothing; it ends with the block."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def use(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Points this process and its children at the server, by the environment alone."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    forget_connections()


def forget_connections() -> None:
    """A store that was opened before keeps to the server of that time."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()


def bucket(name: str) -> str:
    """A new bucket on the server in use, as an address."""
    from s3fs import S3FileSystem

    S3FileSystem(use_listings_cache=False).mkdir(name)
    return f"s3://{name}"
