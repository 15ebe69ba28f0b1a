"""What an office sets about the pages that people read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bihuan.adapters.notify.settings import Reference

SHORTEST_KEY = 32
"""Bytes of a key that nobody can guess: whoever has it can come in as anybody."""


class Pages(BaseModel):
    """The pages that people read: their address, and the links that members answer by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = ""
    """Where members reach this server: https://jy.example.gov.cn."""
    link_days: int = Field(default=30, ge=1, le=365)
    """How many days a member's link may be used."""
    correct_within: int | None = Field(default=None, ge=1, le=90)
    """Days in which a member may mend a wrong click; None leaves that to the office."""
    key: Reference | None = None
    """Seals the visits; several processes that serve one office share it."""

    @field_validator("address")
    @classmethod
    def _a_server(cls, address: str) -> str:
        if address and not address.startswith(("https://", "http://")):
            raise ValueError("write the address with https:// in front")
        return address
