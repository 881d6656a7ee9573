"""Names of areas as maps print them: without the word for their kind."""

from surveys.words import Text

KIND_WORDS = {
    "zh": ("街道", "镇", "乡", "区"),
    "en": (" Subdistrict", " Township", " Town", " District"),
}


def shorten_name(name: Text) -> Text:
    """Leave out the word for the kind of area, unless a single letter would stay.

    >>> shorten_name({"zh": "泮池街道", "en": "Panchi Subdistrict"})["zh"]
    '泮池'
    >>> shorten_name({"zh": "东区", "en": ""})
    {'zh': '东区', 'en': '东区'}
    """
    return {language: _shorten(name.get(language) or name["zh"]) for language in KIND_WORDS}


def _shorten(words: str) -> str:
    for kind in (*KIND_WORDS["zh"], *KIND_WORDS["en"]):
        shortened = words.removesuffix(kind)
        if shortened != words and len(shortened) > 1:
            return shortened
    return words
