// Draws each chart from the data beside its table; without it the tables are enough.
"use strict";
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const charts = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function axis(extra) {
    return Object.assign({
      axisLabel: { color: colour("soft"), hideOverlap: true },
      axisLine: { lineStyle: { color: colour("line") } },
      splitLine: { lineStyle: { color: colour("line") } },
      axisTick: { show: false },
    }, extra);
  }

  function option(told) {
    const many = told.form === "bar" && told.names.length > 6;
    const names = axis({ type: "category", data: told.names, inverse: many, boundaryGap: told.form === "bar" });
    const counts = axis({ type: "value", minInterval: 1 });
    if (many) names.axisLabel = { color: colour("soft"), width: 90, overflow: "truncate", interval: 0 };
    return {
      animation: false,
      color: told.series.length === 3 ? [colour("ring"), colour("near"), colour("late")] : [colour("seal"), colour("ring")],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 20, top: told.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
      legend: told.series.length > 1 ? { top: 0, right: 0, textStyle: { color: colour("soft") } } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: many ? counts : names,
      yAxis: many ? names : counts,
      series: told.series.map((one) => ({
        name: one.name, type: told.form, data: one.data, barMaxWidth: 22, barGap: "10%",
        lineStyle: { width: 3 }, symbolSize: 7,
        itemStyle: told.form === "bar" ? { borderRadius: many ? [0, 4, 4, 0] : [4, 4, 0, 0] } : {},
      })),
    };
  }

  function draw() {
    for (const [chart, told] of charts) chart.setOption(option(told), true);
  }

  for (const place of document.querySelectorAll("[data-chart]")) {
    const told = JSON.parse(place.dataset.chart);
    place.classList.add("drawn");
    const lines = told.form === "bar" && told.names.length > 6;
    if (lines) place.classList.add("tall");
    charts.push([echarts.init(place), told]);
  }
  draw();
  dark.addEventListener("change", draw);
  window.addEventListener("resize", () => { for (const [chart] of charts) chart.resize(); });
})();
