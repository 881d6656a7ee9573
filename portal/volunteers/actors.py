"""Who acts: a volunteer (also as leader or organiser of a team), an official, or the portal itself.

Volunteers and officials have accounts in different tables; records that need two different people
compare the keys of their actors, which never coincide.
"""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["volunteer", "official", "portal"]


@dataclass(frozen=True)
class Actor:
    """One who does something that is recorded."""

    kind: ActorKind
    id: int
    name: str

    @property
    def key(self) -> str:
        """What records keep of the actor: the kind and the number, no name."""
        return f"{self.kind}:{self.id}"

    @property
    def is_coordinator(self) -> bool:
        """Whether the actor looks after all teams of the city."""
        return self.kind == "official"


PORTAL = Actor("portal", 0, "portal")
