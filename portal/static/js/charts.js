/* Draws each chart of the page from the JSON block beside it. The page is complete without it:
   every chart has its sentence and its table. Colours follow the light or dark theme at once, and
   a printed chart is light and as wide as the paper. */
(() => {
  "use strict";

  const PRINT_WIDTH = 640;
  const NARROW = 480;
  const MOST_LETTERS = 16;
  const MOST_LINES = 5;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const put = (figure, path, colour) => {
    const steps = path.split(".");
    const last = steps.pop();
    steps.reduce((node, step) => node[step], figure)[last] = colour;
  };

  const readFigure = (chart, isDark) => {
    const { figure, dark: recoloured } = JSON.parse(chart.querySelector("script").textContent);
    if (isDark) {
      for (const [colour, paths] of Object.entries(recoloured)) {
        paths.forEach((path) => put(figure, path, colour));
      }
    }
    return figure;
  };

  /* Names take at most a good third of a narrow picture, in large print with fewer letters. */
  const countLetters = (width, size) =>
    Math.min(MOST_LETTERS, Math.max(6, Math.floor((0.38 * width) / (0.55 * size))));

  /* Breaks a label into lines of a few letters (a Chinese character is as wide as two), so that on
     a phone the names leave room for the picture, and gives the rows the height they then need. */
  const wrap = (label, nLetters) => {
    const lines = [""];
    let room = nLetters;
    for (const part of label.match(/[\u2e80-\uffef][，、。；：）”]?|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? []) {
      const width = [...part.trim()].reduce((n, c) => n + (c > "\u2e80" ? 2 : 1), 0);
      if (width > room && lines.at(-1)) {
        lines.push("");
        room = nLetters;
      }
      lines[lines.length - 1] += part;
      room -= width;
    }
    return lines.map((line) => line.trim()).join("<br>");
  };

  const fitLabels = (layout, width) => {
    const labels = layout.yaxis?.ticktext;
    if (labels && width < NARROW) {
      const nLetters = countLetters(width, layout.font.size);
      const wrapped = labels.map((label) => wrap(String(label), nLetters));
      const longest = Math.max(...wrapped.map((label) => label.split("<br>").length));
      const nLines = Math.min(longest, MOST_LINES);
      const needed = (labels.length * (1.4 * nLines + 0.6) + 6) * layout.font.size;
      layout.yaxis.ticktext = wrapped;
      layout.height = Math.max(layout.height, nLines > 1 ? needed : 0);
    }
  };

  const draw = (chart, { isDark = dark.matches, width } = {}) => {
    const figure = readFigure(chart, isDark);
    chart.classList.add("is-drawn");
    const picture = chart.querySelector(".picture");
    fitLabels(figure.layout, width ?? picture.clientWidth);
    const layout = width ? { ...figure.layout, width, autosize: false } : figure.layout;
    window.Plotly.react(picture, figure.data, layout, figure.config);
  };

  const charts = [...document.querySelectorAll(".chart")];
  const drawAll = (how) => charts.forEach((chart) => draw(chart, how));

  drawAll();
  dark.addEventListener("change", () => drawAll());
  window.addEventListener("beforeprint", () => drawAll({ isDark: false, width: PRINT_WIDTH }));
  window.addEventListener("afterprint", () => drawAll());
})();
