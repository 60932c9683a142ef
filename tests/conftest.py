"""Pipelines that many tests share, and a guard: no test may open a network connection."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import settings

import vocnlp

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


@pytest.fixture(scope="session")
def automotive() -> vocnlp.Pipeline:
    return vocnlp.load("automotive")


@pytest.fixture(scope="session")
def base() -> vocnlp.Pipeline:
    return vocnlp.load("base")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection except local ones of a browser or a process pool."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        raise AssertionError(f"a test tried to connect to {address}")

    monkeypatch.setattr(socket.socket, "connect", guarded)
