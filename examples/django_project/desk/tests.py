"""The project's own tests: over an engine in memory, on a day that stands still."""

from unittest.mock import patch

from django.core.management import call_command
from django.test import TestCase, TransactionTestCase

from bihuan import Actor, Engine
from bihuan.testing import memory_engine, sample_intake
from desk import carrying
from desk.models import Task

ASSIGNED = {
    "leader": "某领导",
    "officer": "某经办人",
    "task": "调研并答复",
    "division": "甲处室",
    "time": "2024-05-10",
}


def an_office() -> tuple[Engine, str]:
    """An engine with one case."""
    engine = memory_engine()
    return engine, engine.receive(sample_intake(), actor=Actor("clerk")).case.id


class Pages(TransactionTestCase):
    """What the project answers."""

    def setUp(self) -> None:
        """Put an engine in memory in the place of the real one."""
        self.engine, self.case = an_office()
        patched = patch.object(carrying, "office", lambda: self.engine)
        patched.start()
        self.addCleanup(patched.stop)
        elsewhere = patch("desk.views.office", lambda: self.engine)
        elsewhere.start()
        self.addCleanup(elsewhere.stop)

    def post(self, event: str, said: dict[str, str]) -> tuple[int, str]:
        """Ask for an event; the status and what came of the task."""
        address = f"/cases/{self.case}/{event}/"
        answer = self.client.post(address, said, content_type="application/json")
        return answer.status_code, answer.json()["state"]

    def test_an_event_that_is_asked_for_happens(self) -> None:
        self.assertEqual(self.post("dispatch", ASSIGNED), (200, "done"))

        shown = self.client.get(f"/cases/{self.case}/").json()

        self.assertEqual(shown["state"], "dispatched")
        self.assertEqual(shown["tasks"], [f"{self.case} dispatch: done"])
        self.assertIn("沟通", shown["buttons"])

    def test_a_refused_event_is_told(self) -> None:
        self.assertEqual(self.post("close", {}), (409, "refused"))

        self.assertIn("refused 'close'", Task.objects.get().told)

    def test_a_case_that_is_not_there_is_told(self) -> None:
        self.assertEqual(self.client.get("/cases/none/").status_code, 404)

    def test_a_task_whose_process_died_is_carried_out_once(self) -> None:
        with patch.object(carrying, "carry_out"):  # the process dies after Django's commit
            self.assertEqual(self.post("dispatch", ASSIGNED), (202, "waiting"))
        carrying.carry_out(Task.objects.get())
        Task.objects.update(state=Task.State.WAITING)  # and once more, before it could say so

        call_command("carry_out", verbosity=0)

        self.assertEqual(Task.objects.get().state, Task.State.DONE)
        self.assertEqual(len(self.engine.store.history("office", self.case)), 2)


class Undone(TestCase):
    """What a rolled back transaction leaves."""

    def test_nothing_happens_to_the_case_when_the_request_fails(self) -> None:
        engine, case = an_office()

        with patch.object(carrying, "office", lambda: engine):
            carrying.ask(case, "dispatch", ASSIGNED, "clerk")  # never committed in this test

        self.assertEqual(engine.store.case("office", case).state, "received")
