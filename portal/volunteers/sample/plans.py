"""What the sample's teams do: their names, activities, tasks and hours of the week."""

from dataclasses import dataclass

from surveys.words import Text


@dataclass(frozen=True)
class SampleActivity:
    """One weekly activity of the sample."""

    team: str
    title: Text
    content: Text
    task: Text
    field: str
    audience: str
    place: Text
    street_code: str
    weekday: int
    """0 is Monday."""
    hour: int
    n_hours: int
    min_places: int
    max_places: int
    risk_note: Text
    min_age: int = 14
    skills: frozenset[str] = frozenset()
    coordinates: tuple[float, float] | None = None
    """Longitude and latitude inside the street's invented outline; some places have none."""
    checks_location: bool = False


TEAMS: dict[str, tuple[Text, Text]] = {
    "qinghe": (
        {"zh": "清河环保队", "en": "Clear River Team"},
        {"zh": "守护河塘与街巷的干净", "en": "Clean rivers and lanes"},
    ),
    "lukou": (
        {"zh": "路口文明队", "en": "Crossing Team"},
        {"zh": "在路口劝导文明出行", "en": "Good manners at crossings"},
    ),
    "nuanyang": (
        {"zh": "暖阳助老队", "en": "Warm Sun Team"},
        {"zh": "陪伴和帮助老人", "en": "Company and help for elderly people"},
    ),
    "shuxiang": (
        {"zh": "书香伴读队", "en": "Reading Team"},
        {"zh": "陪孩子们读书", "en": "Reading with children"},
    ),
    "qiaoshou": (
        {"zh": "巧手便民队", "en": "Handy Team"},
        {"zh": "修理小家电，教用手机", "en": "Repairs, and help with phones"},
    ),
}

ACTIVITIES = (
    SampleActivity(
        team="qinghe",
        title={"zh": "泮池河岸清洁", "en": "Cleaning the Panchi riverside"},
        content={
            "zh": "沿河步道捡拾垃圾、清理杂草。手套和夹子由团队提供。",
            "en": "Pick up litter and clear weeds along the riverside walk. "
            "Gloves and tongs are provided.",
        },
        task={"zh": "捡拾与分类", "en": "Picking up and sorting"},
        field="environment",
        audience="everyone",
        place={"zh": "泮池河滨步道东口", "en": "Panchi riverside walk, east entrance"},
        street_code="990102001000",
        coordinates=(150.1684, 30.1982),
        checks_location=True,
        weekday=5,
        hour=9,
        n_hours=3,
        min_places=6,
        max_places=12,
        risk_note={
            "zh": "河岸湿滑，请穿防滑鞋，不下水。",
            "en": "The bank is slippery: wear shoes that grip, and stay out of the water.",
        },
    ),
    SampleActivity(
        team="lukou",
        title={"zh": "早高峰路口劝导", "en": "Morning help at the crossing"},
        content={
            "zh": "提醒行人看灯过街，帮助老人和孩子。活动前有 20 分钟培训。",
            "en": "Remind walkers of the lights and help elderly people and children across. "
            "A training of 20 minutes comes first.",
        },
        task={"zh": "行人引导", "en": "Guiding walkers"},
        field="civility",
        audience="everyone",
        place={"zh": "织锦大道与柳营路口", "en": "Crossing of Zhijin Avenue and Liuying Road"},
        street_code="990102002000",
        coordinates=(150.094, 30.2369),
        weekday=2,
        hour=7,
        n_hours=2,
        min_places=4,
        max_places=6,
        risk_note={
            "zh": "站在人行道内，不上机动车道。",
            "en": "Stay on the pavement, never on the road.",
        },
        min_age=16,
    ),
    SampleActivity(
        team="nuanyang",
        title={"zh": "社区助老探访", "en": "Visits to elderly neighbours"},
        content={
            "zh": "两人一组探访独居老人，聊天、读报、代办小事。",
            "en": "In pairs, visit elderly people who live alone: talk, read, run errands.",
        },
        task={"zh": "上门陪伴", "en": "Company at home"},
        field="elderly-orphans",
        audience="communities",
        place={"zh": "澄心街道综合服务中心", "en": "Chengxin community service centre"},
        street_code="990103001000",
        coordinates=(150.2108, 30.2074),
        weekday=6,
        hour=14,
        n_hours=3,
        min_places=4,
        max_places=8,
        risk_note={
            "zh": "两人同行，不收受财物。",
            "en": "Go in pairs and accept no money or gifts.",
        },
        min_age=18,
    ),
    SampleActivity(
        team="shuxiang",
        title={"zh": "小手拉大手亲子共读", "en": "Families read together"},
        content={
            "zh": "孩子和家长一起读绘本，志愿者领读。未成年志愿者可由家长陪同参加。",
            "en": "Children and parents read picture books with volunteers. "
            "Minors are welcome with a parent.",
        },
        task={"zh": "领读与秩序", "en": "Reading aloud"},
        field="culture-sport",
        audience="pupils-families",
        place={"zh": "星汉街道阅览室", "en": "Xinghan reading room"},
        street_code="990104001000",
        coordinates=(150.1639, 30.1382),
        weekday=5,
        hour=15,
        n_hours=2,
        min_places=3,
        max_places=6,
        risk_note={
            "zh": "室内活动，注意安全出口。",
            "en": "Indoors; please note the emergency exits.",
        },
    ),
    SampleActivity(
        team="qiaoshou",
        title={"zh": "便民修理与手机课堂", "en": "Repairs and phone lessons"},
        content={
            "zh": "修理小家电，教老人用手机挂号、缴费。",
            "en": "Mend small appliances and teach elderly people to use their phones.",
        },
        task={"zh": "一对一教手机", "en": "Phone lessons, one to one"},
        field="community",
        audience="communities",
        place={"zh": "芝兰街道文化广场", "en": "Zhilan culture square"},
        street_code="990103002000",
        coordinates=(150.1928, 30.2704),
        weekday=6,
        hour=9,
        n_hours=3,
        min_places=3,
        max_places=6,
        risk_note={
            "zh": "用电先断电源。",
            "en": "Disconnect appliances before you open them.",
        },
        min_age=16,
        skills=frozenset({"computer"}),
    ),
    SampleActivity(
        team="qinghe",
        title={"zh": "垃圾分类入户宣传", "en": "Sorting waste, door to door"},
        content={
            "zh": "向住户讲解分类方法，发放说明单。",
            "en": "Explain how waste is sorted and hand out leaflets.",
        },
        task={"zh": "讲解", "en": "Explaining"},
        field="environment",
        audience="communities",
        place={"zh": "棠梨街道东门", "en": "Tangli east gate"},
        street_code="990103003000",
        coordinates=(150.2628, 30.2421),
        weekday=3,
        hour=19,
        n_hours=2,
        min_places=4,
        max_places=10,
        risk_note={
            "zh": "两人同行，不进入室内。",
            "en": "Go in pairs and do not enter homes.",
        },
    ),
    SampleActivity(
        team="nuanyang",
        title={"zh": "重阳菊苑陪读报", "en": "Reading the paper at Juyuan"},
        content={
            "zh": "在养老服务站陪老人读报、下棋。",
            "en": "Read the paper and play chess with elderly people at the care station.",
        },
        task={"zh": "陪伴", "en": "Company"},
        field="elderly-orphans",
        audience="communities",
        place={"zh": "兰皋养老服务站", "en": "Langao care station"},
        street_code="990104002000",
        weekday=1,
        hour=14,
        n_hours=2,
        min_places=2,
        max_places=5,
        risk_note={
            "zh": "请先洗手，身体不适请勿参加。",
            "en": "Wash your hands first; please stay at home if you feel unwell.",
        },
    ),
)
