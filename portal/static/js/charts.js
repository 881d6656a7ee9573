/* Draws each chart of the page from the JSON block beside it. The page is complete without it:
   every chart has its sentence and its table. Colours follow the light or dark theme at once, and
   a printed chart is light and as wide as the paper. */
(() => {
  "use strict";

  const PRINT_WIDTH = 640;
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

  const draw = (chart, { isDark = dark.matches, width } = {}) => {
    const figure = readFigure(chart, isDark);
    chart.classList.add("is-drawn");
    const layout = width ? { ...figure.layout, width, autosize: false } : figure.layout;
    window.Plotly.react(chart.querySelector(".picture"), figure.data, layout, figure.config);
  };

  const charts = [...document.querySelectorAll(".chart")];
  const drawAll = (how) => charts.forEach((chart) => draw(chart, how));

  drawAll();
  dark.addEventListener("change", () => drawAll());
  window.addEventListener("beforeprint", () => drawAll({ isDark: false, width: PRINT_WIDTH }));
  window.addEventListener("afterprint", () => drawAll());
})();
