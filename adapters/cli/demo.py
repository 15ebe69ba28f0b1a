"""`bihuan demo`: a whole year in fast motion."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.rules.words import say


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("bihuan-demo"))
@click.option("--seed", type=int, default=2024)
@click.pass_context
def demo(context: click.Context, folder: Path, seed: int) -> None:
    """Live one department's 2024 and print the report's figures."""
    from bihuan.adapters.demo.show import run

    lang = str(context.find_root().params.get("lang") or "zh")
    shown = run(folder, lambda line: click.echo(line, err=True), seed=seed, lang=lang)
    counted = shown.figures
    click.echo(_opening(shown.report.read_text("utf-8")))
    click.echo(
        say(
            "demo.end",
            lang,
            database=shown.database,
            report=shown.report,
            diagram=shown.diagram,
            entries=shown.entries,
            cases=counted.total,
        )
    )


def _opening(report: str) -> str:
    """The report down to the list of what the policy does not say."""
    return report.rpartition("\n\n")[0] if report.count("\n\n") > 2 else report
