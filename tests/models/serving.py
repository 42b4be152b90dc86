"""A server on loopback that answers by rules of the test, as vLLM or as OpenAI does."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from auditor.models.fake import noise
from auditor.training.tokenizers import Loaded

EOS = 4
Reply = tuple[int, Any]


def likes(ids: list[int], at: int) -> float:
    """Log-probability of the token at a place."""
    return -0.01 - 5 * noise(tuple(ids[:at]), ids[at])


@dataclass(slots=True)
class Rules:
    """What the server does with a request, before it answers."""

    tokenizer: Loaded
    models: tuple[dict[str, Any], ...] = ({"id": "tuned", "max_model_len": 400, "created": 1},)
    known: frozenset[str] = frozenset({"tuned", "base"})
    """Names that it answers to; empty: to all."""
    refuses: frozenset[str] = frozenset()
    """Fields of a body that it does not take."""
    paths: frozenset[str] = frozenset({"models", "completions", "chat/completions"})
    before: Callable[[str, dict[str, Any], int], tuple[int, dict[str, str]] | None] = lambda path, body, count: None
    """Of a path, a body and how often the path was asked: a status and headers, or None to go on."""
    raw: Callable[[str, dict[str, Any]], bytes | None] = lambda path, body: None
    """What is sent in place of the answer."""
    says: Callable[[dict[str, Any]], tuple[str, str]] = lambda body: ("Hello", "stop")
    error: str = "no"
    """What it says with such a status, before it repeats what it was asked."""
    listed: bool = True
    """Whether it gives the tokens that were written, where it is asked for them."""
    echoes: bool = True
    breaks: bool = False
    """Whether it says that more comes than comes."""
    seen: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, body: dict[str, Any]) -> Reply:
        if path not in self.paths:
            return 404, {"error": "no such path"}
        if path == "models":
            return 200, {"object": "list", "data": list(self.models)}
        if self.known and body.get("model") not in self.known:
            return 404, {"error": {"message": "no such model"}}
        if self.refuses & set(body) or ("ids" in self.refuses and isinstance(body.get("prompt"), list)):
            return 400, {"error": {"message": f"not taken: {body}"}}
        return 200, self._chat(body) if path.startswith("chat") else self._text(body)

    def _chat(self, body: dict[str, Any]) -> dict[str, Any]:
        text, reason = self.says(body)
        return {
            "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": reason}],
            "usage": {"completion_tokens": len(self.tokenizer.encode(text))},
        }

    def _text(self, body: dict[str, Any]) -> dict[str, Any]:
        prompt = body["prompt"]
        ids = prompt if isinstance(prompt, list) else self.tokenizer.encode(prompt, special=True)
        if not (body.get("echo") or body.get("prompt_logprobs")):
            text, reason = self.says(body)
            choice: dict[str, Any] = {"text": text, "finish_reason": reason}
            if body.get("return_token_ids") and self.listed:
                choice["token_ids"] = self.tokenizer.encode(text)
            return {"choices": [choice], "usage": {"completion_tokens": len(self.tokenizer.encode(text))}}
        if not self.echoes:  # as llama.cpp: only what was written
            return {"choices": [{"text": "x", "logprobs": {"tokens": ["x"], "token_logprobs": [-0.5]}}]}
        if "prompt_logprobs" in body:
            return {
                "choices": [
                    {"text": "x", "prompt_logprobs": [None, *(self._rank(ids, at) for at in range(1, len(ids)))]}
                ]
            }
        return {"choices": [{"text": "", "logprobs": self._echo(ids, body)}]}

    def _rank(self, ids: list[int], at: int) -> dict[str, Any]:
        value = likes(ids, at)
        rank = 1 if value > -2 else 2
        row = {str(ids[at]): {"logprob": value, "rank": rank, "decoded_token": "?"}}
        return row if rank == 1 else row | {"9999": {"logprob": value + 1, "rank": 1, "decoded_token": "!"}}

    def _echo(self, ids: list[int], body: dict[str, Any]) -> dict[str, Any]:
        words = [self.tokenizer.core.decode([one], skip_special_tokens=False) for one in ids]
        values: list[float | None] = [None, *(likes(ids, at) for at in range(1, len(ids)))]
        tops = [None if one is None else {"a": one, "b": min(one, -2.0)} if one > -2 else {"a": one, "b": one + 1}
                for one in values]  # fmt: skip
        if body["max_tokens"]:
            words, values, tops = [*words, "!"], [*values, -9.0], [*tops, {"!": -9.0}]
        return {"tokens": words, "token_logprobs": values, "top_logprobs": tops, "text_offset": [0] * len(words)}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._do({})

    def do_POST(self) -> None:
        self._do(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def log_message(self, *_: Any) -> None:
        return

    def _do(self, body: dict[str, Any]) -> None:
        rules, path = self.server.rules, self.path.removeprefix("/v1/")
        with rules.lock:
            count = sum(one[0] == path for one in rules.seen)
            rules.seen.append((path, body, dict(self.headers)))
        try:
            self._reply(rules, path, body, count)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _reply(self, rules: Rules, path: str, body: dict[str, Any], count: int) -> None:
        early = rules.before(path, body, count)
        status, value = (
            rules.answer(path, body) if early is None else (early[0], {"error": {"message": f"{rules.error}: {body}"}})
        )
        raw = rules.raw(path, body) if early is None else None
        data = raw if raw is not None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in (early[1] if early is not None else {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(data) + (40 if rules.breaks and path != "models" else 0)))
        self.end_headers()
        self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    rules: Rules
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a client that went away


@contextmanager
def serving(rules: Rules, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that follows the rules."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.rules = rules
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if secure is not None else ''}://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hang(over: threading.Event) -> Callable[[str, dict[str, Any], int], None]:
    """Answers nothing until it is over, except for the list of models."""

    def before(path: str, body: dict[str, Any], count: int) -> None:
        if path != "models":
            over.wait(60)

    return before
