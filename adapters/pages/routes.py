"""Every router of pages, as the application includes them."""

from __future__ import annotations

from bihuan.adapters.pages import acting, board_page, case_page, entering, front, lists, member

ROUTERS = tuple(
    one.router for one in (front, entering, board_page, lists, case_page, acting, member)
)
"""Those before the door, those behind it, and what a member's link opens."""
