"""One ready chart of each kind, built from invented figures, for the tests of all charts."""

from datetime import date

import numpy as np

from analytics.charts import (
    DEFAULT_THEME,
    AgeGroup,
    AreaRate,
    Change,
    Chart,
    DayCount,
    HeatCell,
    Label,
    OptionShare,
    Rate,
    RegisterBar,
    Stack,
    Theme,
    TopicShares,
    WavePoint,
    bin_weights,
    chart_forest,
    chart_heat,
    chart_map,
    chart_participants,
    chart_progress,
    chart_pyramid,
    chart_rates,
    chart_register,
    chart_stacks,
    chart_topics,
    chart_trend,
    chart_weights,
)

STREETS = [
    Label("泮池街道", "Panchi"),
    Label("织锦街道", "Zhijin"),
    Label("柳营街道", "Liuying"),
    Label("书带街道", "Shudai"),
    Label("澄心街道", "Chengxin"),
    Label("芝兰街道", "Zhilan"),
]
TOPICS = [
    Label("道路", "Roads"),
    Label("停车", "Parking"),
    Label("交通秩序", "Traffic order"),
    Label("公园绿地", "Parks"),
]
LEVELS = [
    Label("很满意", "Very satisfied"),
    Label("比较满意", "Satisfied"),
    Label("一般", "Neutral"),
    Label("不太满意", "Dissatisfied"),
    Label("很不满意", "Very dissatisfied"),
]


def four_rates() -> list[Rate]:
    return [
        Rate(Label("知晓率", "Awareness"), 0.923, 0.905, 0.938, 1104, 812.0, 0.9, "met"),
        Rate(Label("参与率", "Participation"), 0.741, 0.712, 0.768, 1098, 790.0, 0.8, "not met"),
        Rate(Label("支持率", "Support"), 0.907, 0.886, 0.924, 1101, 805.0, 0.9, "undecided"),
        Rate(Label("满意率", "Satisfaction"), 0.861, 0.838, 0.881, 1067, 776.0, 0.85, "undecided"),
    ]


def six_areas() -> list[AreaRate]:
    return [
        AreaRate(Rate(STREETS[0], 0.871, 0.790, 0.925, 98, verdict="undecided"), "alike"),
        AreaRate(Rate(STREETS[1], 0.952, 0.890, 0.980, 96, verdict="met"), "above"),
        AreaRate(Rate(STREETS[2], 0.712, 0.610, 0.796, 95, verdict="not met"), "below"),
        AreaRate(Rate(STREETS[3], None, n=21), "not shown"),
        AreaRate(Rate(STREETS[4], 0.842, 0.755, 0.903, 91, verdict="undecided"), "alike"),
        AreaRate(Rate(STREETS[5], 0.881, 0.801, 0.932, 94, verdict="undecided"), "alike"),
    ]


def three_waves() -> list[WavePoint]:
    return [
        WavePoint(Rate(Label("2025年秋", "Autumn 2025"), 0.802, 0.776, 0.826, 1050)),
        WavePoint(
            Rate(Label("2026年春", "Spring 2026"), 0.821, 0.796, 0.843, 1080),
            Change(0.019, -0.016, 0.054),
        ),
        WavePoint(
            Rate(Label("2026年秋", "Autumn 2026"), 0.861, 0.838, 0.881, 1067),
            Change(0.040, 0.007, 0.073),
        ),
    ]


def square_city() -> dict[str, object]:
    """Six square streets in two rows; the first has a hole, the second an island."""

    def square(x: float, y: float, side: float) -> list[list[float]]:
        return [[x, y], [x, y + side], [x + side, y + side], [x + side, y], [x, y]]

    shapes: list[dict[str, object]] = []
    for place in range(6):
        x, y = 115 + 0.1 * (place % 3), 34 + 0.1 * (place // 3)
        rings = [square(x, y, 0.1)]
        if place == 0:
            rings.append(square(x + 0.01, y + 0.01, 0.02))
        geometry: dict[str, object] = {"type": "Polygon", "coordinates": rings}
        if place == 1:
            geometry = {
                "type": "MultiPolygon",
                "coordinates": [rings, [square(x + 0.02, y - 0.05, 0.03)]],
            }
        shapes.append({"type": "Feature", "properties": {"code": str(place)}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": shapes}


def register_bars() -> list[RegisterBar]:
    city = RegisterBar(Label("全市", "City"), 8.2, 82, 1000, is_total=True)
    values = [(9.4, 47, 500), (7.0, 35, 500), (None, 0, 0)]
    areas = zip(STREETS, values, strict=False)
    return [city, *(RegisterBar(label, *figures) for label, figures in areas)]


def months() -> list[Stack]:
    return [Stack(Label(f"{month}月", f"M{month}"), (12.5 * month, 1.0)) for month in range(1, 12)]


def one_of_each(theme: Theme = DEFAULT_THEME) -> dict[str, Chart]:
    """Build every kind of chart."""
    rng = np.random.default_rng(20261121)
    topics = [
        TopicShares(topic, tuple(float(s) for s in rng.dirichlet([6, 8, 4, 2, 1])), 1000)
        for topic in TOPICS
    ]
    cells = [
        [HeatCell(float(v), 96, float(v) - 0.08, float(v) + 0.06) for v in row]
        for row in rng.uniform(0.6, 0.9, (6, 4))
    ]
    cells[3][1] = HeatCell(None, 12)
    ages = ["18–29", "30–39", "40–49", "50–59", "60–69", "70+"]
    shares = rng.dirichlet(np.ones(24) * 9).reshape(6, 4)
    groups = [
        AgeGroup(Label(age, age), (2 * float(a), 2 * float(b)), (2 * float(c), 2 * float(d)))
        for age, (a, b, c, d) in zip(ages, shares, strict=True)
    ]
    days = [DayCount(date(2026, 11, day), int(rng.poisson(60))) for day in range(1, 21)]
    rate_by_code = {str(place): area.rate for place, area in enumerate(six_areas())}
    city = Rate(Label("全市", "City"), 0.861, 0.838, 0.881, 1067, target=0.85, verdict="undecided")
    options = [OptionShare(level, 0.2, 1000) for level in LEVELS]
    return {
        "rates": chart_rates(four_rates(), sample_type="R", theme=theme),
        "forest": chart_forest(six_areas(), overall=city, sample_type="R", theme=theme),
        "trend": chart_trend(three_waves(), sample_type="R", target=0.85, theme=theme),
        "topics": chart_topics(topics, levels=LEVELS, sample_type="R", theme=theme),
        "pyramid": chart_pyramid(groups, sample_type="O", theme=theme),
        "heat": chart_heat(cells, areas=STREETS, topics=TOPICS, sample_type="R", theme=theme),
        "weights": chart_weights(
            bin_weights(rng.lognormal(0, 0.5, 900)), sample_type="R", theme=theme
        ),
        "progress": chart_progress(days, sample_type="R", n_wanted=1200, theme=theme),
        "participants": chart_participants(options, n=5000, is_weighted=False, theme=theme),
        "map": chart_map(
            square_city(), rate_by_code, id_property="code", sample_type="R", theme=theme
        ),
        "register": chart_register(
            register_bars(),
            unit="percent",
            counted=Label("志愿者", "Volunteers"),
            base=Label("居民", "Residents"),
            title=Label("登记率", "Registered share"),
            target=8.0,
            theme=theme,
        ),
        "stacks": stacked_hours(months(), is_upright=True, theme=theme),
        "lying stacks": stacked_hours(months(), is_upright=False, theme=theme),
    }


def stacked_hours(stacks: list[Stack], *, is_upright: bool, theme: Theme = DEFAULT_THEME) -> Chart:
    return chart_stacks(
        stacks,
        first=Label("月份", "Month"),
        parts=[Label("信用时长", "Credited"), Label("荣誉时长", "Honour")],
        unit=Label("小时", "hours"),
        title=Label("每月的小时数", "Hours by month"),
        is_upright=is_upright,
        theme=theme,
    )
