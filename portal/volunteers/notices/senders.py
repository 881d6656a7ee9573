"""Ways out of the house: e-mail over SMTP, and text messages over any gateway that takes HTTP.

A sender either hands the message over, or raises NotHandedOver when it is certain that the other
side has not taken it. Everything else that goes wrong leaves it open whether the message went out.
"""

import http.client
import json
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

TIMEOUT_SECONDS = 20
UNKNOWING = (502, 504)


@dataclass(frozen=True)
class Message:
    """One message on its way."""

    key: str
    """The same for the same notice; mail servers and gateways may tell doubles by it."""
    to: str
    subject: str
    body: str


class NotHandedOver(Exception):
    """The other side has certainly not taken the message; it may be tried again."""


class HandoverUnsure(Exception):
    """The connection broke after the message had left: it is not tried again."""


class Sender(Protocol):
    """One way to send."""

    def send(self, message: Message) -> None:
        """Hand the message over; raises NotHandedOver or HandoverUnsure."""


@dataclass(frozen=True, kw_only=True)
class MailSender:
    """E-mail over SMTP, by STARTTLS unless told otherwise."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    uses_tls: bool = True

    def send(self, message: Message) -> None:
        """Hand one e-mail to the mail server."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail.set_content(message.body)
        try:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise NotHandedOver(str(error)) from error
        try:
            self._enter(server)
            self._hand_over(server, mail)
        finally:
            server.close()

    def _enter(self, server: smtplib.SMTP) -> None:
        try:
            if self.uses_tls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException) as error:
            raise NotHandedOver(str(error)) from error

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage) -> None:
        try:
            server.send_message(mail)
        except smtplib.SMTPServerDisconnected as error:
            raise HandoverUnsure(str(error)) from error
        except smtplib.SMTPException as error:
            # The server has said no in so many words.
            raise NotHandedOver(str(error)) from error
        except OSError as error:
            raise HandoverUnsure(str(error)) from error


@dataclass(frozen=True, kw_only=True)
class HttpTextSender:
    """Text messages by a gateway that takes `POST <url>` with a JSON body.

    Body: `{"to": "13800000000", "text": "...", "id": "notice-17"}`; header
    `Authorization: Bearer <token>`. Any answer of 2xx means taken; 502 and 504 come from something
    in between, which does not know; all others mean not taken.
    A gateway with other words is one more class with a `send`.
    """

    url: str
    token: str

    def send(self, message: Message) -> None:
        """Hand one text message to the gateway."""
        address = urlsplit(self.url)
        kind = (
            http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        )
        connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            raise NotHandedOver(str(error)) from error
        try:
            connection.request(
                "POST",
                urlunsplit(("", "", address.path or "/", address.query, "")),
                body=json.dumps({"to": message.to, "text": message.body, "id": message.key}),
                headers={
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": "application/json; charset=utf-8",
                },
            )
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise HandoverUnsure(str(error)) from error
        finally:
            connection.close()
        if status in UNKNOWING:
            raise HandoverUnsure(f"status {status}")
        if not 200 <= status < 300:
            raise NotHandedOver(f"status {status}")
