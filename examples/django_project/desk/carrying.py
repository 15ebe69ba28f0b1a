"""Carry tasks out: Django keeps the task, then the engine lets the event happen, exactly once.

Django's transactions are its own, so the two cannot be one. The task is kept first; its number is
the key of the event, so carrying it out twice is one act, and what a crash leaves waiting is
carried out by `python manage.py carry_out`.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

from bihuan import Actor, BadInput, CaseNotFound, Conflict, Engine, Refused, open_engine
from desk.models import Task


@cache
def office() -> Engine:
    """The engine of this process; opened when it is first asked."""
    return open_engine(settings.BIHUAN_DATABASE)


def ask(case: str, event: str, said: dict[str, Any], officer: str) -> Task:
    """Keep a task; it is carried out as soon as the transaction around it is committed."""
    task = Task.objects.create(case=case, event=event, said=said, officer=officer)
    transaction.on_commit(lambda: carry_out(task), robust=True)
    return task


def carry_out(task: Task) -> None:
    """Let the task's event happen, if it has not, and note what came of it."""
    key = f"desk-task-{task.pk}"
    try:
        office().fire(task.case, task.event, task.said, actor=Actor(task.officer), key=key)
    except (Refused, BadInput, CaseNotFound, Conflict) as refused:
        task.state, task.told = Task.State.REFUSED, str(refused)[:400]
    else:
        task.state = Task.State.DONE
    task.save(update_fields=["state", "told"])
