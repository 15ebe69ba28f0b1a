"""The service's own table, beside the engine's in the same database."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The service's own tables."""


class Task(Base):
    """Who did what to which case."""

    __tablename__ = "oa_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(String(40), index=True)
    officer: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(40))
