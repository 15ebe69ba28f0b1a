"""The pages of the office, its divisions and those who watch: plain forms, rendered here."""

from __future__ import annotations

from bihuan.adapters.pages import acting, board_page, case_page, entering, front, lists, member

ROUTERS = tuple(
    one.router for one in (front, entering, board_page, lists, case_page, acting, member)
)
"""All of them, as the application includes them."""
