"""The page that stands by itself: complete, escaped, without any network."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analytics.charts import Label, OptionShare, chart_participants
from analytics.charts.standalone import write_page
from tests.analytics.chart_samples import one_of_each

TITLE = Label("结果", "Results")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_draws_every_chart_at_360_px_without_network(
    browser: Browser, lang: str, tmp_path: Path
) -> None:
    charts = list(one_of_each().values())
    page_file = tmp_path / "page.html"
    page_file.write_text(write_page(charts, title=TITLE, lang=lang), encoding="utf-8")
    asked: list[str] = []
    wrong: list[str] = []
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(page_file.as_uri())
    page.wait_for_selector("section:last-of-type svg")
    n_drawn = page.locator("section .picture > .plot-container").count()
    width = page.evaluate("document.documentElement.scrollWidth")
    n_images = page.locator(".picture image").count()
    page.close()
    assert n_drawn == len(charts)
    assert width <= 360
    assert n_images == 0
    assert wrong == []
    assert all(url.startswith("file:") for url in asked)


def test_labels_cannot_break_out_of_the_page() -> None:
    evil = Label("</script><u>", "</script><u>")
    chart = chart_participants([OptionShare(evil, 0.6, 30)], n=50, is_weighted=False)
    html = write_page([chart], title=evil, lang="en")
    before_plotly = html[: html.index("<script>")]
    assert before_plotly.count("</script>") == 1
    assert before_plotly.count("<u>") == before_plotly.count("<\\/script><u>") > 0
