"""The project's pages, as JSON: where a case stands, and asking for an event."""

import json

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from bihuan import Actor, CaseNotFound
from desk.carrying import ask, office
from desk.models import Task


def officer(request: HttpRequest) -> str:
    """Who asks; a real project knows it from its own login."""
    return request.headers.get("X-Officer", "clerk")


@require_GET
def show(request: HttpRequest, case: str) -> JsonResponse:
    """Where a case stands, its buttons, and the tasks asked of it."""
    engine = office()
    try:
        found = engine.store.case(engine.house.office, case)
    except CaseNotFound as missing:
        return JsonResponse({"detail": str(missing)}, status=404)
    options = engine.can(case, actor=Actor(officer(request)))
    return JsonResponse(
        {
            "number": found.number,
            "state": found.state,
            "buttons": [option.label() for option in options if option.refusal is None],
            "tasks": [str(task) for task in Task.objects.filter(case=case)],
        }
    )


@require_POST
def fire(request: HttpRequest, case: str, event: str) -> JsonResponse:
    """Ask for an event; the task is kept with everything else this request writes."""
    with transaction.atomic():
        task = ask(case, event, json.loads(request.body or "{}"), officer(request))
    task.refresh_from_db()
    status = {Task.State.DONE: 200, Task.State.WAITING: 202, Task.State.REFUSED: 409}
    answer = {"task": task.pk, "state": task.state, "told": task.told}
    return JsonResponse(answer, status=status[Task.State(task.state)])
