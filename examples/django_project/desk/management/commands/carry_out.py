"""Carry out what waits: run it from cron, every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from desk.carrying import carry_out
from desk.models import Task


class Command(BaseCommand):
    """Carries out every task that a crash or a busy database has left waiting."""

    help = "carry out the tasks that wait"

    def handle(self, **_options: Any) -> None:
        """Carry them out in order, and say what came of each."""
        for task in Task.objects.filter(state=Task.State.WAITING):
            carry_out(task)
            self.stdout.write(str(task))
