"""A hub of a few models and data sets on this machine: what a download uses of the Hugging Face hub's protocol."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Repository:
    """A model, or a data set: the files of each revision by their paths; `token` is what a gated one asks for."""

    revisions: Mapping[str, Mapping[str, bytes]]
    token: str = ""


@dataclass
class Hub:
    """The repositories by id, data sets as datasets/ID; `asked` is every path that was requested, with its method;
    `down` answers 503 to all."""

    repositories: dict[str, Repository]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def downloaded(self) -> list[str]:
        """The files whose contents were sent."""
        sent = [path for path in self.asked if path.startswith("GET ") and "/resolve/" in path]
        return [path.split("/resolve/")[1].split("/", 1)[1] for path in sent]


def files_of(folder: Path, below: str = "") -> dict[str, bytes]:
    """The files of a folder as a repository holds them, in the subfolder `below`."""
    prefix = f"{below}/" if below else ""
    return {prefix + str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def served(repositories: dict[str, Repository]) -> Iterator[Hub]:
    """A hub that answers on a free port of this machine until the end of the block."""
    hub = Hub(repositories)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def commit_of(name: str, revision: str) -> str:
    """The commit that a revision of a repository stands for, 40 hexadecimal digits."""
    return hashlib.sha1(f"{name}@{revision}".encode()).hexdigest()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, body: bool) -> None:
            asked = urlsplit(self.path)
            path, whole = unquote(asked.path), parse_qs(asked.query).get("recursive", [""])[0].lower() == "true"
            hub.asked.append(f"{self.command} {path}")
            status, headers, content = (503, {}, b"") if hub.down else _found(hub, path, whole, self._token())
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                self.wfile.write(content)

        def _token(self) -> str:
            return (self.headers.get("Authorization") or "").removeprefix("Bearer ")

    return Handler


Answer = tuple[int, dict[str, str], bytes]


def _found(hub: Hub, path: str, whole: bool, token: str) -> Answer:
    """Status, headers and content, as the hub answers: /api/models/ID/(revision|tree)/REV/..., /ID/resolve/REV/FILE,
    and the same for data sets: /api/datasets/ID/..., /datasets/ID/resolve/..."""
    parts = path.removeprefix("/api").removeprefix("/models").strip("/").split("/")
    length = 3 if parts[0] == "datasets" else 2
    name, (kind, asked, *inside) = "/".join(parts[:length]), (*parts[length:], "", "")
    repository, rest = hub.repositories.get(name), "/".join(inside).rstrip("/")
    if repository is None:
        return 401, {"X-Error-Code": "RepoNotFound"}, b""
    commits = {revision: commit_of(name, revision) for revision in repository.revisions}
    if kind == "refs":
        refs = [{"name": revision, "ref": revision, "targetCommit": commit} for revision, commit in commits.items()]
        return _json({"branches": refs, "tags": [], "converts": []})
    revision = next((one for one, commit in commits.items() if (asked or "main") in (one, commit)), None)
    if revision is None:
        return 404, {"X-Error-Code": "RevisionNotFound"}, b""
    files, commit = repository.revisions[revision], commits[revision]
    if kind in ("", "revision"):
        return _json({"id": name, "sha": commit, "siblings": [{"rfilename": file} for file in files]})
    if kind == "tree":
        return _tree(files, rest, whole)
    if repository.token and token != repository.token:
        return 401 if not token else 403, {"X-Error-Code": "GatedRepo"}, b""
    if rest not in files:
        return 404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit}, b""
    etag = hashlib.sha256(files[rest]).hexdigest()
    return 200, {"ETag": f'"{etag}"', "X-Repo-Commit": commit}, files[rest]


def _tree(files: Mapping[str, bytes], below: str, whole: bool) -> Answer:
    """What lies in a folder, or all that lies below it."""
    prefix = f"{below}/" if below else ""
    inside = {name: content for name, content in files.items() if name.startswith(prefix)}
    if not inside:
        return 404, {"X-Error-Code": "EntryNotFound"}, b""
    folders = {name[: name.index("/", len(prefix))] for name in inside if "/" in name[len(prefix) :]}
    entries: list[dict[str, object]] = [{"type": "directory", "path": name, "oid": "0" * 40} for name in folders]
    entries += [
        {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
        for name, content in inside.items()
        if whole or "/" not in name[len(prefix) :]
    ]
    return _json(entries)


def _json(value: object) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()
