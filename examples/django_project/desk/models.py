"""The project's own row: what somebody wants done to a case, and what came of it."""

from django.db import models


class Task(models.Model):
    """One event somebody asked for. It is kept first and carried out afterwards."""

    class State(models.TextChoices):
        """What came of it."""

        WAITING = "waiting", "待办"
        DONE = "done", "已办"
        REFUSED = "refused", "未准"

    case = models.CharField(max_length=40, db_index=True)
    event = models.CharField(max_length=40)
    said = models.JSONField(default=dict)
    officer = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    told = models.CharField(max_length=400, default="")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case} {self.event}: {self.state}"
