"""The volunteers' keeper: a second quiet thread, because sending mail may take its time."""

from portal.clock import read_clock
from portal.config import Settings
from portal.db import Database
from portal.keeper import Keeper
from portal.volunteers.jobs import keep_volunteers
from portal.volunteers.notices.delivery import Senders
from portal.volunteers.notices.senders import HttpTextSender, MailSender, Sender
from portal.volunteers.rules import load_rules

PAUSE_SECONDS = 5.0


class VolunteerKeeper(Keeper):
    """Lets offers lapse, reminds, sends notices."""

    pause_seconds = PAUSE_SECONDS

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(database, city_timezone=settings.city_timezone)
        self._senders = make_senders(settings)

    def keep(self) -> None:
        """What is done every few seconds."""
        with self._database.reading() as session:
            rules = load_rules(session, self._city_timezone)
        keep_volunteers(self._database, self._senders, now=read_clock(), rules=rules)


def make_senders(settings: Settings) -> Senders:
    """The ways to send that are set up."""
    senders: dict[str, Sender] = {}
    if settings.mail_server:
        host, _, port = settings.mail_server.rpartition(":")
        senders["mail"] = MailSender(
            host=host,
            port=int(port),
            sender=settings.mail_sender,
            user=settings.mail_user,
            password=settings.mail_password,
            uses_tls=settings.mail_uses_tls,
        )
    if settings.text_gateway:
        senders["text"] = HttpTextSender(url=settings.text_gateway, token=settings.text_token)
    return senders
