"""Languages of a form: `label::中文 (zh)`, `label::English (en)`, `label::zh`, plain `label`."""

import re
from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "zh": ("中文", "汉语", "简体中文", "Chinese", "Mandarin"),
    "en": ("English", "英语", "英文"),
    "bo": ("བོད་སྐད་", "藏语", "藏文", "Tibetan"),
    "ug": ("ئۇيغۇرچە", "维吾尔语", "维吾尔文", "Uyghur"),
    "mn": ("ᠮᠣᠩᠭᠣᠯ", "Монгол", "蒙古语", "蒙古文", "Mongolian"),
    "kk": ("قازاقشا", "Қазақша", "哈萨克语", "Kazakh"),
    "ko": ("한국어", "朝鲜语", "韩语", "Korean"),
    "ii": ("ꆈꌠꉙ", "彝语", "Yi"),
    "za": ("Vahcuengh", "壮语", "Zhuang"),
    "ja": ("日本語", "日语", "Japanese"),
    "ru": ("Русский", "俄语", "Russian"),
    "fr": ("Français", "法语", "French", "Francais"),
    "es": ("Español", "西班牙语", "Spanish", "Espanol"),
    "pt": ("Português", "葡萄牙语", "Portuguese", "Portugues"),
    "de": ("Deutsch", "德语", "German"),
    "it": ("Italiano", "意大利语", "Italian"),
    "ar": ("العربية", "阿拉伯语", "Arabic"),
    "he": ("עברית", "希伯来语", "Hebrew"),
    "fa": ("فارسی", "波斯语", "Persian", "Farsi", "Dari"),
    "ps": ("پښتو", "普什图语", "Pashto"),
    "ur": ("اردو", "乌尔都语", "Urdu"),
    "hi": ("हिन्दी", "印地语", "Hindi"),
    "bn": ("বাংলা", "孟加拉语", "Bengali", "Bangla"),
    "ne": ("नेपाली", "尼泊尔语", "Nepali"),
    "th": ("ไทย", "泰语", "Thai"),
    "vi": ("Tiếng Việt", "越南语", "Vietnamese"),
    "my": ("မြန်မာ", "缅甸语", "Burmese", "Myanmar"),
    "lo": ("ລາວ", "老挝语", "Lao"),
    "km": ("ខ្មែរ", "高棉语", "Khmer"),
    "id": ("Bahasa Indonesia", "印度尼西亚语", "Indonesian"),
    "ms": ("Bahasa Melayu", "马来语", "Malay"),
    "tl": ("Tagalog", "他加禄语", "Filipino"),
    "tr": ("Türkçe", "土耳其语", "Turkish"),
    "sw": ("Kiswahili", "斯瓦希里语", "Swahili"),
    "am": ("አማርኛ", "阿姆哈拉语", "Amharic"),
    "so": ("Soomaali", "索马里语", "Somali"),
    "ht": ("Kreyòl", "海地克里奥尔语", "Haitian", "Creole"),
}
"""Tag -> the language's own name, which is written, and others by which it is recognised."""

LONGEST_TAG = 16
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHORT_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r".*[(（]\s*(?P<tag>[^()（）]*?)\s*[)）]\s*", re.DOTALL)
_TAG_BY_NAME = {name.casefold(): tag for tag, names in NAMES.items() for name in names}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read_tag(written: str) -> str | None:
    """Return the tag of a language as forms write it; None where it cannot be known.

    >>> read_tag("English (en)"), read_tag("中文"), read_tag("zh-Hant"), read_tag("elvish")
    ('en', 'zh', 'zh-Hant', None)
    """
    bracketed = _IN_BRACKETS.fullmatch(written)
    if bracketed:
        tag = bracketed["tag"]
        return tag if _TAG.fullmatch(tag) and len(tag) <= LONGEST_TAG else None
    name = written.strip()
    if name.casefold() in _TAG_BY_NAME:
        return _TAG_BY_NAME[name.casefold()]
    return name if _SHORT_TAG.fullmatch(name) and len(name) <= LONGEST_TAG else None


def write_language(tag: str) -> str:
    """Return a language as forms write it: its own name and the tag.

    >>> write_language("zh"), write_language("xx-YY")
    ('中文 (zh)', 'xx-YY (xx-YY)')
    """
    primary = tag.partition("-")[0].lower()
    name = NAMES[primary][0] if primary in NAMES else tag
    return f"{name} ({tag})"


def guess_language(sample: str) -> str:
    """Return the likelier of the portal's two languages for words that name none."""
    return "zh" if _CHINESE.search(sample) else "en"
