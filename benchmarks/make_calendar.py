"""Write ``scrubber/data/calendar.json``: the names of months and weekdays in the languages stamps are read in.

Run by hand when Babel brings a newer CLDR; needs Babel, which the library itself does not::

    python benchmarks/make_calendar.py [OUT]

Kept of CLDR: wide and abbreviated names, in a date (``format``: ``11 марта``) and alone (``stand-alone``: ``март``),
lower case, without the full stop of an abbreviation. Left out: names with a digit in them (``5月``, ``tháng 5``: the
module reads them as numbers) and single letters (``H``, ``K``: too short to prove anything).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

OUT = Path(__file__).parent.parent / "scrubber" / "data" / "calendar.json"

# Regional variants are merged into their language: en_GB has "Sept", de_AT "Jänner", ar_LB "أيار", ar_DZ "ماي".
LOCALES = (
    "en en_GB de de_AT fr fr_CA es es_MX it pt pt_PT nl pl ru uk cs sk ro hu bg el tr ar ar_LB ar_DZ ar_MA fa he hi id "
    "vi th ja zh zh_Hant ko sv da nb fi"
)

Names = list[list[str]]


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    table: dict[str, dict[str, list[set[str]]]] = {"months": {}, "weekdays": {}}
    for locale, months, weekdays in read_all(LOCALES.split()):
        language = locale.partition("_")[0]
        for kind, names in (("months", months), ("weekdays", weekdays)):
            known = table[kind].setdefault(language, [set() for _ in names])
            for forms, new in zip(known, names, strict=True):
                forms.update(new)
    out.write_text(dump(table), encoding="utf-8")


def read_all(locales: list[str]) -> Iterator[tuple[str, Names, Names]]:
    """One process a locale: Babel 2.18 keeps what an alias of one locale resolved to in data shared by all, so that the
    stand-alone names of Hindi come out in Hebrew when Hebrew was read first."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        yield from pool.map(read, locales)


def read(locale: str) -> tuple[str, Names, Names]:
    """The locale, the forms of its 12 months, the forms of its 7 weekdays from Monday on."""
    from babel import Locale

    cldr = Locale.parse(locale)
    months = [forms(cldr.months, number) for number in range(1, 13)]
    weekdays = [forms(cldr.days, number) for number in range(7)]
    return locale, months, weekdays


def forms(names: Mapping[str, Mapping[str, Mapping[int, str]]], number: int) -> list[str]:
    contexts = [names[context] for context in ("format", "stand-alone")]
    found = (widths[width][number] for widths in contexts for width in ("wide", "abbreviated"))
    tidy = {name.lower().rstrip(".॰׳") for name in found}
    return sorted(name for name in tidy if len(name) > 1 and not any(char.isdigit() for char in name))


def dump(table: dict[str, dict[str, list[set[str]]]]) -> str:
    """Compact and sorted, a line per language: a newer CLDR shows as a readable diff."""
    head = {
        "source": "Unicode CLDR, via Babel (benchmarks/make_calendar.py)",
        "licence": "Unicode-3.0, copyright Unicode, Inc.",
        "note": "months: January to December; weekdays: Monday to Sunday; lower case",
    }
    parts = [f'"{key}":{json.dumps(text)}' for key, text in head.items()]
    for kind, languages in table.items():
        rows = (f'"{language}":{row(names)}' for language, names in sorted(languages.items()) if any(names))
        parts.append(f'"{kind}":{{\n' + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def row(names: list[set[str]]) -> str:
    return json.dumps([sorted(forms) for forms in names], ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
