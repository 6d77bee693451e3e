/** Draws the charts of the page from the JSON in it. Runs in a browser, after uPlot. */
export const PAGE_SCRIPT: string = `
"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const counters = report.counters ?? [];
  const step = report.period.step;
  const stepSeconds = step === "day" ? 86400 : 3600;
  const times = counters.map((part) => Date.parse(part.at) / 1000);
  const spikes = report.findings.filter((finding) => finding.kind === "spike").map((spike) => ({
    ...spike, begin: Date.parse(spike.from) / 1000, end: Date.parse(spike.to) / 1000,
  }));
  const PRINTED_WIDTH = 660;
  // The same for both charts, so that the days stand below each other.
  const AXIS_SIZE = 60;
  let charts = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const whole = (count) => Math.round(count).toLocaleString("en-US");
  const short = (count) => (count >= 1e6 ? count / 1e6 + "M" : count >= 1e5 ? count / 1e3 + "k" : whole(count));
  const part = (seconds, options) => new Date(seconds * 1000).toLocaleString("en-GB", { timeZone: "UTC", ...options });
  const day = (seconds) => part(seconds, { day: "numeric", month: "short" });
  const clock = (seconds) => part(seconds, { hour: "2-digit", minute: "2-digit" });
  const moment = (seconds) => part(seconds, { weekday: "short", day: "numeric", month: "short" })
    + (step === "hour" ? ", " + clock(seconds) : "") + " UTC";

  const isOdd = (metric, index) => spikes.some((spike) =>
    spike.metric === metric && spike.begin < times[index] + stepSeconds && times[index] < spike.end);
  const values = (metric) => counters.map((each) => each[metric]);
  const limits = (metric) => counters.map((each) => each.limit[metric] ?? null);

  const sentSeries = () => [
    { label: "sent", metric: "sent", values: values("sent").map((count, index) => (isOdd("sent", index) ? 0 : count)),
      stroke: colour("sent"), fill: colour("sent"), bars: true },
    { label: "sent, odd", metric: "sent", values: values("sent").map((count, index) => (isOdd("sent", index) ? count : null)),
      stroke: colour("odd"), fill: colour("odd"), bars: true, marks: true },
    { label: "limit: more is odd", values: limits("sent"), stroke: colour("limit"), dash: [5, 4], width: 1.5 },
  ].filter((series) => series.values.some((value) => value !== null));
  const otherSeries = () => [
    { label: "blocked", metric: "blocked", values: values("blocked"), stroke: colour("blocked"), width: 2, marks: true },
    { label: "bounced", metric: "bounced", values: values("bounced"), stroke: colour("bounced"), width: 2, dash: [7, 3], marks: true },
    { label: "marked as spam", metric: "spam", values: values("spam"), stroke: colour("spam"), width: 2, dash: [2, 3], marks: true },
  ];

  // A triangle and the highest number above each spike.
  const drawMarks = (chart, series) => {
    const { ctx, bbox } = chart;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.fillStyle = colour("odd");
    ctx.font = "600 " + 12 * ratio + "px system-ui, sans-serif";
    ctx.textAlign = "center";
    for (const { metric } of series.filter((each) => each.marks)) {
      for (const spike of spikes.filter((each) => each.metric === metric)) {
        const inside = times.map((_, index) => index).filter((index) => isOddIn(spike, index));
        const top = inside.reduce((best, index) => (counters[index][metric] > counters[best][metric] ? index : best), inside[0] ?? 0);
        const at = times[top] + stepSeconds / 2;
        if (at < chart.scales.x.min || at > chart.scales.x.max) continue;
        const x = chart.valToPos(at, "x", true);
        const y = Math.max(bbox.top + 8 * ratio, chart.valToPos(counters[top][metric], "y", true) - 4 * ratio);
        const text = whole(counters[top][metric]);
        const half = ctx.measureText(text).width / 2 + 2 * ratio;
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(x - 4 * ratio, y - 7 * ratio);
        ctx.lineTo(x + 4 * ratio, y - 7 * ratio);
        ctx.fill();
        ctx.fillText(text, Math.min(Math.max(x, bbox.left + half), bbox.left + bbox.width - half), y - 11 * ratio);
      }
    }
    ctx.restore();
  };
  const isOddIn = (spike, index) => spike.begin < times[index] + stepSeconds && times[index] < spike.end;

  const tooltip = (series) => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    return {
      hooks: {
        init: (chart) => chart.over.append(tip),
        setCursor(chart) {
          const { idx, left } = chart.cursor;
          tip.hidden = idx === null || idx === undefined || left < 0;
          if (tip.hidden) return;
          const title = document.createElement("b");
          title.textContent = moment(times[idx]);
          const lines = [...new Set(series.map((each) => each.metric).filter(Boolean))].map((metric) => {
            const { usual, limit } = counters[idx];
            const compared = [
              usual[metric] === undefined ? "" : "usual " + whole(usual[metric]),
              limit[metric] === undefined ? "" : "limit " + whole(limit[metric]),
            ].filter(Boolean).join(", ");
            const line = document.createElement("div");
            line.textContent = metric + ": " + whole(counters[idx][metric]) + (compared === "" ? "" : " (" + compared + ")");
            return line;
          });
          tip.replaceChildren(title, ...lines);
          const room = chart.over.clientWidth - tip.offsetWidth;
          tip.style.left = Math.max(0, Math.min(left + 14, room)) + "px";
          tip.style.top = "8px";
        },
      },
    };
  };

  const axis = () => ({
    stroke: colour("muted"), font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
    grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 },
  });

  const draw = (id, series, width) => {
    const place = document.getElementById(id);
    if (place === null || counters.length === 0) return;
    place.replaceChildren();
    const bars = uPlot.paths.bars({ size: [0.85, 60], align: 1 });
    const steps = uPlot.paths.stepped({ align: 1 });
    const chart = new uPlot({
      width: width ?? place.clientWidth,
      height: 280,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { live: false },
      padding: [20, 12, 0, 0],
      cursor: { points: { show: false }, y: false },
      scales: {
        // The last part has a length as well.
        x: { time: true, range: (_, min, max) => (min === max || max >= times.at(-1) ? [min, max + stepSeconds] : [min, max]) },
        y: { range: (_, min, max) => [0, Math.max(4, max * 1.12)] },
      },
      axes: [
        { ...axis(), space: 64, size: 30, label: "time (UTC)", labelSize: 20,
          values: (_, splits) => splits.map((at) => (at % 86400 === 0 ? day(at) : step === "hour" ? clock(at) : "")) },
        { ...axis(), label: "mails per " + step, labelSize: 22,
          size: AXIS_SIZE,
          incrs: [1, 2, 5].flatMap((first) => Array.from({ length: 9 }, (_, power) => first * 10 ** power)).sort((one, other) => one - other),
          values: (_, splits) => splits.map(short) },
      ],
      series: [{}, ...series.map(({ label, stroke, fill, dash, width: line, bars: isBars }) => ({
        label, stroke, width: line ?? 0, points: { show: false }, paths: isBars ? bars : steps,
        ...(fill === undefined ? {} : { fill }), ...(dash === undefined ? {} : { dash }),
      }))],
      hooks: { draw: [(own) => drawMarks(own, series)] },
      plugins: [tooltip(series)],
    }, [times, ...series.map((each) => each.values)], place);
    charts.push({ chart, place });
  };

  const drawAll = (width) => {
    for (const { chart } of charts) chart.destroy();
    charts = [];
    draw("sent-chart", sentSeries(), width);
    draw("others-chart", otherSeries(), width);
  };
  const forPaper = (isPaper) => {
    document.documentElement.classList.toggle("print", isPaper);
    drawAll(isPaper ? PRINTED_WIDTH : undefined);
  };

  drawAll();
  new ResizeObserver(() => {
    for (const { chart, place } of charts) {
      if (!document.documentElement.classList.contains("print") && place.clientWidth !== chart.width) {
        chart.setSize({ width: place.clientWidth, height: chart.height });
      }
    }
  }).observe(document.body);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  addEventListener("beforeprint", () => forPaper(true));
  addEventListener("afterprint", () => forPaper(false));
})();
`;
