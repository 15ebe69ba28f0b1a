"""What has no position yet is looked up by its key, also before anybody has gathered statistics."""

from __future__ import annotations

from sqlalchemy import Engine

from bihuan.adapters.sql import feed


def test_every_case_is_looked_up_in_the_feed_by_the_whole_key(engine: Engine) -> None:
    asked = feed.unheard("office").compile(engine, compile_kwargs={"literal_binds": True})
    explain = "explain query plan" if engine.dialect.name == "sqlite" else "explain"

    with engine.connect() as connection:
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {asked}"))

    if engine.dialect.name == "sqlite":
        assert "(office=? AND case_=? AND seq=?)" in plan
    else:
        assert "using uq_bihuan_feed_entry on bihuan_feed" in plan
        assert "Seq Scan on feed" not in plan
