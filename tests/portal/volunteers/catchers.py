"""Local servers that catch what the portal sends: an SMTP server and a text gateway, in threads."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any


@dataclass
class Caught:
    """What arrived, and how the next messages are to be treated."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    n_refusals: int = 0
    """So many messages to come are refused."""
    refusal: int = 503
    """What the gateway answers then."""
    hangs_up: bool = False
    """Close the connection after the message without an answer."""

    def refuses(self) -> bool:
        """Whether this one is refused."""
        self.n_refusals -= 1
        return self.n_refusals >= 0


class _MailHandler(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client needs."""

    caught: Caught

    def handle(self) -> None:
        self._say("220 catcher")
        while line := self.rfile.readline():
            if not self._answer(line[:4].upper()):
                return

    def _answer(self, command: bytes) -> bool:
        """Whether the conversation goes on."""
        if command == b"DATA":
            return self._take()
        if command == b"MAIL" and self.caught.refuses():
            self._say("451 try later")
        else:
            self._say("250 ok")
        return command != b"QUIT"

    def _take(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.caught.mails.append(message_from_bytes(b"".join(lines)))
        if self.caught.hangs_up:
            return False
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def catch_mail() -> Iterator[Caught]:
    """An SMTP server on a free port."""
    caught = Caught()
    handler = type("Handler", (_MailHandler,), {"caught": caught})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        caught.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield caught
        server.shutdown()


@contextmanager
def catch_texts() -> Iterator[Caught]:
    """A text gateway on a free port."""
    caught = Caught()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if caught.refuses():
                self.send_response(caught.refusal)
                self.end_headers()
                return
            caught.texts.append(json.loads(body))
            caught.tokens.append(self.headers["Authorization"])
            caught.paths.append(self.path)
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the tests' output quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        caught.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield caught
        server.shutdown()
