"""Cells in a data set of the Hugging Face hub: each is one commit, and it comes back as it was."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

TOKEN = "hf_a_token_that_nobody_may_see"
REPOSITORY = "/api/datasets/team/results"
# The hub's address is read when its package is imported: so this runs in a process of its own.
CLIENT = """
import json, sys
from pathlib import Path
from e2lm.harness.remote import opened
from e2lm.harness.remote_cells import sidecars, upload
place = opened("hf://datasets/team/results/runs")
for cell in sys.argv[1:]:
    upload(Path(cell), place, "job/toy/step100/quiz")
    print(json.dumps([sorted(place.files()), sidecars(place)]))
"""


@dataclass
class DataSet:
    """A data set's files, and how many each commit added and removed; `refused` are requests without the token."""

    files: dict[str, bytes] = field(default_factory=dict)
    commits: list[tuple[int, int]] = field(default_factory=list)
    refused: int = 0
    address: str = ""


@pytest.fixture
def data_set() -> Iterator[DataSet]:
    """A server of this machine that speaks as much of the hub's protocol as uploads and listings use."""
    held = DataSet()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(held))
    held.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield held
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(held: DataSet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}" and path.startswith(REPOSITORY):
                held.refused += 1
            if "/resolve/main/" in path:
                self._say(held.files[path.split("/resolve/main/")[1]])
            elif path.startswith(f"{REPOSITORY}/tree/main"):
                under = path.removeprefix(f"{REPOSITORY}/tree/main").strip("/")
                found = [_entry(name, body) for name, body in held.files.items() if name.startswith(f"{under}/")]
                self._say(found or {}, 200 if found else 404)
            elif path == REPOSITORY:
                self._say({"id": "team/results", "sha": "a" * 40, "siblings": [], "private": False, "tags": []})
            else:
                self._say({}, 404)

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.split("?")[0] == f"{REPOSITORY}/preupload/main":
                files = [{"path": file["path"], "uploadMode": "regular"} for file in json.loads(body)["files"]]
                self._say({"files": [{**file, "shouldIgnore": False} for file in files]})
                return
            lines = [json.loads(line) for line in body.splitlines()]
            added = {line["value"]["path"]: line["value"]["content"] for line in lines if line["key"] == "file"}
            removed = [line["value"]["path"] for line in lines if line["key"] == "deletedFile"]
            held.files |= {name: base64.b64decode(content) for name, content in added.items()}
            for name in removed:
                del held.files[name]
            held.commits.append((len(added), len(removed)))
            self._say({"commitUrl": f"{held.address}/datasets/team/results/commit/abc", "commitOid": "a" * 40})

        def _say(self, what: object, status: int = 200) -> None:
            body = what if isinstance(what, bytes) else json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"x"')
            self.send_header("X-Repo-Commit", "a" * 40)
            if status == 404:
                self.send_header("X-Error-Code", "EntryNotFound")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler


def _entry(name: str, body: bytes) -> dict[str, object]:
    return {"type": "file", "path": name, "size": len(body), "oid": hashlib.sha1(body).hexdigest()}


def _cell(folder: Path, date: str) -> Path:
    folder.mkdir()
    for name in (f"results_{date}.json", *(f"samples_task{number}_{date}.jsonl" for number in range(60))):
        (folder / name).write_text("{}\n", encoding="utf-8")
    (folder / "e2lm.json").write_text(json.dumps({"date": date}), encoding="utf-8")
    return folder


def test_a_cell_of_many_files_is_one_commit_that_also_takes_the_old_one_away(data_set: DataSet, tmp_path: Path) -> None:
    cells = [_cell(tmp_path / date, date) for date in ("2025", "2026")]
    environment = {
        **os.environ,
        "HF_ENDPOINT": data_set.address,
        "HF_TOKEN": TOKEN,
        "HF_HUB_OFFLINE": "0",
        "HF_HOME": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-c", CLIENT, *map(str, cells)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    for line, date in zip(done.stdout.splitlines(), ("2025", "2026"), strict=True):
        names, records = json.loads(line)
        assert len(names) == 62
        assert all(date in name for name in names if not name.endswith("e2lm.json"))
        assert records == {"job/toy/step100/quiz": {"date": date}}
    assert data_set.commits == [(62, 0), (62, 61)]
    assert data_set.refused == 0
    assert TOKEN not in done.stdout + done.stderr
