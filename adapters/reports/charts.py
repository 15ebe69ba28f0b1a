"""Charts that Excel, Word, WPS and LibreOffice draw themselves, from cells anybody can look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.adapters.reports.tables import Chart

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
COLOURS = ("#1F4E79", "#C55A11", "#7F7F7F", "#BF9000")
"""Dark enough to be told apart on a black-and-white printer."""
WIDTH, HEIGHT, PER_BAR = 560, 290, 16
"""In pixels: as wide as the text of an official paper at least, and as high; a lying bar."""


def add_chart(
    book: Workbook, sheet: Worksheet, chart: Chart, *, top: int = 0, wide: int = WIDTH
) -> Drawn:
    """Write what is drawn on the sheet, from row `top` on, and return the chart to be placed."""
    drawn = book.add_chart({"type": chart.form})
    first, last = top + 1, top + len(chart.names)
    sheet.write_string(top, 0, chart.title)
    for row, name in enumerate(chart.names, start=first):
        sheet.write_string(row, 0, name)
    for column, (name, values) in enumerate(chart.series, start=1):
        sheet.write_string(top, column, name)
        for row, value in enumerate(values, start=first):
            sheet.write_number(row, column, value)
        drawn.add_series(
            {
                "name": [sheet.get_name(), top, column],
                "categories": [sheet.get_name(), first, 0, last, 0],
                "values": [sheet.get_name(), first, column, last, column],
                **_paint(chart, column - 1),
            }
        )
    drawn.set_title({"name": chart.title, "name_font": _font(12, bold=True), "overlay": False})
    several = len(chart.series) > 1 or chart.form == "pie"
    drawn.set_legend({"position": "bottom", "font": _font(9)} if several else {"none": True})
    if chart.form != "pie":
        _axes(drawn, chart)
    drawn.set_size({"width": max(wide, WIDTH), "height": height(chart)})
    return drawn


def height(chart: Chart) -> int:
    """In pixels; a chart of lying bars grows with them."""
    bars = len(chart.names) * len(chart.series) if chart.form == "bar" else 0
    return max(HEIGHT, 100 + PER_BAR * bars)


def _axes(drawn: Drawn, chart: Chart) -> None:
    """Names in the order of the table, counts as whole numbers from naught."""
    names: dict[str, Any] = {"num_font": _font(9), "line": {"color": "#7F7F7F"}}
    counts: dict[str, Any] = {
        "num_font": _font(9),
        "num_format": "0",
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        "line": {"none": True},
    }
    if chart.form == "bar":  # XlsxWriter calls the axis that lies `x`, whatever it shows
        drawn.set_y_axis({**names, "reverse": True})
        drawn.set_x_axis({**counts, "visible": False})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(counts)


def _paint(chart: Chart, no: int) -> dict[str, Any]:
    labels: dict[str, Any] = {"value": True, "font": _font(9)}
    if chart.form == "pie":
        points = [{"fill": {"color": COLOURS[at % len(COLOURS)]}} for at in range(len(chart.names))]
        labels |= {"percentage": True, "separator": "\n", "position": "outside_end"}
        return {"points": points, "data_labels": labels}
    return {"fill": {"color": COLOURS[no % len(COLOURS)]}, "gap": 60, "data_labels": labels}


def _font(size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold}
