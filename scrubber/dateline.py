"""Where and when a story was filed, as its text says it: publication stamps and agency openings.

A block is cut into tokens, each token gets a one-letter role (``d`` a day-sized number, ``M`` a month, ``P`` a word
such as "published"…), and one regular expression over the string of roles knows the shapes of dates, times and labels.
So ``Mis à jour le 3 mai 2024 à 14h02`` is ``LKUKdMyKdhd``, and a language is a line of words, not a pattern.

Nothing is guessed: no clock and no locale is read, and a date whose day and month cannot be told apart is given as two
readings. Reading a stamp takes tens of microseconds, turning a block of prose away about one or less.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, TypeVar

from .later import later

Label = Literal["published", "updated", ""]
Day = dt.date | dt.datetime

LONGEST = 200
"""Blocks longer than this, in characters, hold no stamp: they are paragraphs."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _list(names: str) -> frozenset[str]:
    return frozenset(names.split(", "))


class Stamp(NamedTuple):
    """A publication date in a block, ``text[start:end]``."""

    start: int
    end: int
    whole: bool
    """Nothing but separators stands around it in the block."""
    date: dt.datetime | dt.date | None
    """A datetime where the stamp has a time; aware only where it gives a numeric offset, Z, UTC or GMT."""
    label: Literal["published", "updated", ""]
    ambiguous: tuple[dt.date | dt.datetime, ...]
    """The two readings, day first and month first, where neither is proved; ``date`` is then None."""
    order: str = ""
    """How the date is written: ``text`` (a month by name), ``ymd``, or ``dmy`` or ``mdy`` with the separator (``dmy/``:
    proved to be day first); where neither is proved the separator alone (``/``)."""


class Opening(NamedTuple):
    """The agency opening of a paragraph, ``text[:end]``, its dash included: ``BEIRUT, Lebanon (AP) —``."""

    end: int
    place: str
    """As written, with its region: ``BEIRUT, Lebanon``; ``""`` if none is given."""
    agency: str
    month_day: tuple[int, int] | None


# --- The words of stamps --------------------------------------------------------------------------
#
# Roles: P published, U updated, L other words of a label, K a small word before a date or time, h hours (also before
# or after a time), m minutes of a time, u other units of time, g "ago", n a number in words, T today and yesterday,
# R a word after the year, k both K and n ("a"), i both L and part of a zone ("Time: …", "Eastern Time").
_WORDS = {
    "en": (
        "P: published posted publication issued filed created released uploaded submitted"
        " U: updated modified edited revised update reviewed checked L: last latest originally first date dated online"
        " K: on at the of as about over h: h hr hrs hour hours u: minute minutes mins sec secs seconds day days week"
        " weeks month months year years yr yrs n: an one T: today yesterday"
    ),
    "de": (
        "P: veröffentlicht veröffentlichung publiziert erschienen erstellt erstveröffentlichung"
        " U: aktualisiert aktualisierung stand geändert bearbeitet überarbeitet L: zuletzt datum letzte erstmals"
        " K: um vom den der h: uhr u: minute minuten stunde stunden tag tagen woche wochen monat monaten jahr jahren"
        " n: einer einem g: vor T: heute gestern"
    ),
    "fr": (
        "P: publié publiée publication paru posté créé ligne U: jour modifié modifiée actualisé actualisée"
        " L: mis mise dernière date K: le à en du au il h: heure heures u: jours semaine semaines mois ans seconde"
        " secondes n: un une T: hier"
    ),
    "es": (
        "P: publicado publicada publicación creado U: actualizado actualizada actualización modificado modificada"
        " L: última fecha K: el las los de del h: hora horas u: minuto minutos día días semana semanas mes meses año"
        " años n: una g: hace T: hoy ayer"
    ),
    "it": (
        "P: pubblicato pubblicata pubblicazione U: aggiornato aggiornata aggiornamento modificato modifica L: ultimo"
        " ultima data K: alle del dell h: ora ore u: minuti giorno giorni settimana settimane mese mesi anno anni"
        " n: uno g: fa T: oggi ieri"
    ),
    "pt": (
        "P: publicado publicada publicação criado postado divulgado U: atualizado atualizada atualização actualizado"
        " modificado L: última data K: em às as u: dia dias semana semanas mês meses ano anos n: uma um g: há atrás"
        " T: hoje ontem"
    ),
    "nl": (
        "P: gepubliceerd geplaatst verschenen U: bijgewerkt gewijzigd aangepast L: laatst laatste datum K: op om van"
        " h: uur u u: minuut minuten dag dagen week weken maand maanden jaar jaren n: een g: geleden"
        " T: vandaag gisteren"
    ),
    "pl": (
        "P: opublikowano opublikowany publikacja publikacji dodano utworzono utworzenia U: aktualizacja aktualizacji"
        " zaktualizowano zmodyfikowano modyfikacji L: ostatnia ostatnio data dnia K: o w h: godz godzina godzinę"
        " godziny godzin u: minuta minutę minuty minut dzień dni tydzień tygodnie miesiąc miesiące lata lat g: temu"
        " T: dziś dzisiaj wczoraj R: r roku"
    ),
    "ru": (
        "P: опубликовано опубликована опубликован публикация публикации размещено создано U: обновлено обновлена"
        " обновлён обновлен изменено обновление обновления отредактировано L: дата последнее последний время K: в от"
        " h: ч час часа часов u: минуту минуты минут день дня дней неделю недели недель месяц месяца месяцев год лет"
        " g: назад T: сегодня вчера R: г года m: мин"
    ),
    "uk": (
        "P: опубліковано оприлюднено публікація публікації створено U: оновлено змінено оновлення L: останнє востаннє"
        " K: о об від h: годину години годин u: хвилину хвилини хвилин дні днів тиждень тижні тижнів місяць місяці"
        " рік роки g: тому T: сьогодні вчора R: р року m: хв"
    ),
    "cs": (
        "P: publikováno vydáno zveřejněno vytvořeno U: aktualizováno aktualizace upraveno změněno L: poslední naposledy"
        " datum dne K: v ve o od h: hod hodin hodinou hodinami u: minutou minutami dnem dny týdnem týdny měsícem"
        " měsíci rokem lety g: před T: dnes včera"
    ),
    "sk": (
        "P: publikované zverejnené uverejnené vydané pridané U: aktualizované upravené aktualizácia L: posledná dátum"
        " dňa K: o v od h: hodinou u: minútou minútami dňom dňami týždňom týždňami mesiacom mesiacmi rokom rokmi"
        " g: pred T: včera"
    ),
    "ro": (
        "P: publicat publicată postat adăugat creat U: actualizat actualizată modificat actualizare L: ultima data"
        " K: la pe în h: oră u: zi zile săptămână săptămâni lună an ani g: acum T: azi astăzi ieri"
    ),
    "hu": (
        "P: közzétéve megjelent publikálva létrehozva feltöltve U: frissítve frissült frissítés módosítva L: utoljára"
        " utolsó dátum h: óra órával u: perccel nappal héttel hónappal évvel"
        " g: ezelőtt T: tegnap"
    ),
    "bg": (
        "P: публикувана публикувано публикуван публикация U: обновена обновено обновен актуализирана актуализирано"
        " L: последна последно дата K: на в от h: часа u: минута минути ден дни седмица седмици месец месеца година"
        " години g: преди T: днес вчера"
    ),
    "el": (
        "P: δημοσιεύτηκε δημοσιεύθηκε δημοσίευση δημοσίευσης ανάρτηση αναρτήθηκε U: ενημερώθηκε ενημέρωση ενημέρωσης"
        " τροποποιήθηκε ανανεώθηκε L: τελευταία ημερομηνία K: στις την τη από h: ώρα ώρες u: λεπτά λεπτό ημέρα ημέρες"
        " μέρα μέρες εβδομάδα εβδομάδες μήνα μήνες χρόνο χρόνια n: μία μια έναν ένα g: πριν T: σήμερα χθες"
    ),
    "tr": (
        "P: yayınlanma yayınlandı yayın yayımlanma yayımlandı eklenme giriş oluşturulma U: güncelleme güncellendi"
        " güncellenme güncellenen L: son tarihi tarih haber haberin h: saat saati u: dakika gün hafta ay yıl n: bir g: önce"
        " T: bugün dün"
    ),
    "ar": (
        "P: نشر نُشر نشرت النشر منشور U: تحديث التحديث محدث تحديثه L: آخر اخر تاريخ تم K: في يوم بتاريخ من"
        " h: الساعة ساعة ساعات ساعتين u: دقيقة دقائق دقيقتين يومين أيام أسبوع أسابيع شهر أشهر سنة سنوات"
        " g: منذ قبل T: اليوم أمس R: ميلادي هـ"
    ),
    "fa": (
        "P: منتشر انتشار U: بروزرسانی به‌روزرسانی رسانی ویرایش روزآمد L: تاریخ شده آخرین زمان K: در به روز"
        " h: ساعت u: دقیقه هفته ماه سال n: یک g: پیش T: امروز دیروز"
    ),
    "he": (
        "P: פורסם פורסמה פרסום U: עודכן עודכנה עדכון L: תאריך אחרון לאחרונה K: ב בשעה בתאריך ביום"
        " h: שעה שעות שעתיים u: דקה דקות יום ימים יומיים שבוע שבועות חודש חודשים שנה שנים g: לפני T: היום אתמול"
    ),
    "hi": (
        "P: प्रकाशित प्रकाशन पब्लिश U: अपडेट अपडेटेड संशोधित अद्यतन L: नवीनतम अंतिम तिथि तारीख समय K: को पर"
        " h: बजे घंटे घंटा u: मिनट दिन सप्ताह हफ्ते महीने साल n: एक g: पहले T: आज"
    ),
    "id": (
        "P: diterbitkan dipublikasikan terbit tayang dirilis U: diperbarui diupdate pembaruan L: terakhir tanggal tgl"
        " K: pada yang h: pukul jam u: menit hari bulan tahun g: lalu T: kemarin"
    ),
    "vi": (
        "P: đăng xuất bản phát hành U: cập nhật L: cuối lần K: lúc ngày vào năm h: giờ u: phút tuần n: một g: trước"
    ),
    "th": (
        "P: เผยแพร่ โพสต์ ลงประกาศ U: อัปเดต อัพเดต ปรับปรุง แก้ไข L: ล่าสุด K: เมื่อ วันที่ เวลา ที่ พศ"
        " h: น ชั่วโมง u: นาที วัน สัปดาห์ เดือน ปี g: ที่แล้ว ก่อน ที่ผ่านมา T: วันนี้ เมื่อวาน"
    ),
    "ja": (
        "P: 公開 掲載 配信 発表 投稿 作成 U: 更新 改訂 L: 最終 日時 日付 日 時刻 u: 分間 週間 ヶ月 か月 カ月 g: 前"
        " T: 今日 昨日"
    ),
    "zh": (
        "P: 发布 發布 发表 發表 刊登 刊发 公布 上传 发稿 U: 更新 修改 L: 日期 最后 最後 最新 于 於"
        " u: 小时 小時 分钟 分鐘 天 周 週 个月 個月 g: 前 T: 今天 昨天"
    ),
    "ko": (
        "P: 입력 등록 게재 작성 송고 발행 승인 U: 수정 업데이트 L: 최종 일시 날짜 기사 일 u: 개월 주 g: 전 T: 오늘 어제"
    ),
    "sv": (
        "P: publicerad publicerat publicerades U: uppdaterad uppdaterat ändrad L: senast datum K: den kl klockan för"
        " h: timme timmar u: minuter dagar vecka veckor månad månader år g: sedan T: idag igår"
    ),
    "da": (
        "P: publiceret udgivet offentliggjort oprettet U: opdateret ændret L: senest sidst dato K: d klokken"
        " h: timer u: minutter dage uge uger måned måneder g: siden"
    ),
    "nb": "P: publisert U: oppdatert endret L: sist K: for u: uke uker",
    "fi": (
        "P: julkaistu julkaisupäivä U: päivitetty muokattu L: viimeksi K: klo kello h: tunti tuntia u: minuutti"
        " minuuttia päivä päivää viikko viikkoa kuukausi kuukautta vuosi vuotta g: sitten T: tänään eilen"
    ),
}

# Forms newsrooms use that CLDR lacks: other abbreviations, oblique cases, older or unpointed spellings, and the names
# one country's press prefers. Forms that only leave marks out ("fevrier", "Δευτερα") are found by themselves.
_MORE_MONTHS = {
    "de": {3: "mrz"},
    "es": {9: "set setiembre"},
    "it": {1: "genn", 7: "lugl", 9: "sett"},
    "pl": {1: "stycz", 4: "kwiet", 8: "sierp", 10: "paźdz", 11: "listop", 12: "grudz"},
    "ru": {2: "фев", 9: "сен", 11: "ноя"},
    "uk": {4: "кві", 5: "тра", 6: "чер", 8: "сер", 10: "жов", 11: "лис", 12: "гру"},
    "ro": {9: "sep", 11: "noi"},
    "hu": {9: "szep"},
    "bg": {1: "ян", 2: "февр", 9: "септ", 11: "ноем"},
    "sv": {3: "mar", 9: "sept"},
    "ar": {
        3: "اذار",
        4: "ابريل إبريل",
        5: "ايار",
        6: "يونيه",
        7: "يوليه",
        8: "اغسطس",
        9: "ايلول",
        10: "اكتوبر تشرين_الاول",
        12: "كانون_الاول",
    },
    "hi": {2: "फरवरी", 9: "सितम्बर", 10: "अक्तूबर", 11: "नवम्बर", 12: "दिसम्बर"},
    "id": {2: "peb pebruari", 8: "agt ags", 11: "nop nopember"},
}
_MORE_WEEKDAYS = {
    "en": {2: "tues", 3: "weds", 4: "thur thurs"},
    "de": {6: "sonnabend"},
    "fi": {7: "sunnuntaina"},
    "uk": {5: "п'ятниця п’ятниця"},
    "id": {5: "jum'at jum’at", 7: "ahad"},
    "ar": {1: "الإثنين الأثنين", 3: "الاربعاء", 7: "الاحد"},
    "fa": {2: "سه_شنبه", 3: "چهار‌شنبه", 4: "پنج‌شنبه پنج_شنبه", 7: "یک‌شنبه"},
}
# The months of the Persian calendar, and those of the Islamic one, whose days hang on the sighting of the moon: a date
# in them is recognised beside or instead of the common one, and never converted.
_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_HIJRI = (
    "محرم صفر ربيع_الأول ربيع_الاول ربيع_الثاني ربيع_الآخر جمادى_الأولى جمادى_الاولى جمادى_الآخرة جمادى_الثانية رجب"
    " شعبان رمضان شوال ذو_القعدة ذي_القعدة ذو_الحجة ذي_الحجة"
)
_HALVES = {  # added to the hour
    "am": 0, "pm": 12, "πμ": 0, "μμ": 12, "öö": 0, "ös": 12, "上午": 0, "下午": 12, "凌晨": 0, "早上": 0, "中午": 12,
    "午前": 0, "午後": 12, "오전": 0, "오후": 12, "पूर्वाह्न": 0, "अपराह्न": 12, "ص": 0, "صباحا": 0, "صباحاً": 0, "مساء": 12,
    "مساءً": 12, "ch": 12,
}  # fmt: skip
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}  # added to the year
_US_ZONES = _set("et est edt ct pt pst pdt")
_UTC_ZONES = _set("z utc gmt")
_ZONES = (
    "z utc gmt bst ist cet cest met mest mez mesz eet eest msk мск trt wet west et est edt ct cst cdt mt mst mdt pt pst"
    " pdt akst akdt hst art brt brst clt cot pet vet aest aedt acst acdt awst nzst nzdt jst kst hkt sgt wib wita wit"
    " ict pht pkt sast eat wat cat gst ast irst eastern central pacific mountain standard daylight local"
)
# Zones named in one language whose press writes the day first prove that order as a word of it does.
_FOREIGN_ZONES = _set("мск mez mesz wib wita")
# The press of these writes the year first or, as the English one, either order: a word of theirs proves nothing.
_NO_PROOF = _set("en zh ja ko hu fa")
# Words with two roles, told apart by where they stand: month or weekday ("mar. 5 mars"), month or "ago" ("3 ago 2024"),
# "am" (5 am; am 3. Mai), weekday or zone (pt, Friday; PT), after a time or a year (م: pm; AD). And words with a role of
# their own: "y" (of "il y a"), minutes, "month" before its number.
_SPECIAL = {
    "mar": "B", "ago": "G", "am": "q", "pt": "V", "م": "r", "a": "k", "y": "l", "min": "m", "tháng": "#", "thg": "#",
    "time": "i", "时间": "i", "時間": "i", "시간": "i",
}  # fmt: skip
# Names of CLDR that are everyday words first: "la 3 mai" (ro), "8 min ago", "iPad 3 Pro 2024", "to" (fi: Thursday).
_NOT_CALENDAR = _set("la min pro led to sen")


_T = TypeVar("_T")


class _Lexicon(NamedTuple):
    roles: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, frozenset[int]]
    """Monday is 1; more than one where languages differ ("so": Saturday in Czech, Sunday in German)."""
    foreign: frozenset[str]
    """Words that prove a language whose press writes the day before the month."""


@cache
def _lexicon() -> _Lexicon:
    roles = _PUNCTUATION | _SPECIAL
    languages: dict[str, set[str]] = {}
    months = [(number, language, words - _NOT_CALENDAR) for number, language, words in _spelled(_names("months"))]
    weekdays = [(number, language, words - _NOT_CALENDAR) for number, language, words in _spelled(_names("weekdays"))]
    # The stronger claim on a word first.
    claims = [("M", language, words) for _, language, words in months]
    claims += [("W", language, words) for _, language, words in weekdays]
    for role, language, words in [*claims, *_spelled(_entries())]:
        for word in words:
            roles.setdefault(word, role)
            languages.setdefault(word, set()).add(language)
    month_of: dict[str, int] = {}
    for number, _, words in reversed(months):  # of a word's months the first counts
        month_of.update(dict.fromkeys(words, number))
    month_of |= {word: number for number, _, words in _spelled(_jalali()) for word in words}
    day_of = {sign: frozenset({number}) for sign, number in _SIGNS.items()}
    for number, _, words in weekdays:
        day_of.update((word, day_of.get(word, frozenset()) | {number}) for word in words)
    foreign = {word for word, known in languages.items() if not known & _NO_PROOF and roles[word] in "PULWBhT"}
    return _Lexicon(roles, month_of, day_of, frozenset(foreign | _FOREIGN_ZONES | {"mar"}))


def _jalali() -> Iterator[tuple[int, str, str]]:
    return ((number, "fa", name) for number, name in enumerate(_JALALI.split(), 1))


def _entries() -> Iterator[tuple[str, str, str]]:
    """``(role, language, name)`` of all but the names of the calendar."""
    lists = {"J": ("fa", _JALALI), "Q": ("ar", _HIJRI), "A": ("en", " ".join(_HALVES)), "E": ("ja", " ".join(_ERAS))}
    for role, (language, names) in lists.items():
        yield from ((role, language, name.replace("_", " ")) for name in names.split())
    for language, line in _WORDS.items():
        role = ""
        for name in line.split():
            if name.endswith(":"):
                role = name[0]
            else:
                yield role, language, name
    yield from (("Z", "en", name) for name in _ZONES.split())


def _names(kind: Literal["months", "weekdays"]) -> Iterator[tuple[int, str, str]]:
    """``(number from 1, language, name)`` of all names of months, or of weekdays from Monday on."""
    more = _MORE_MONTHS if kind == "months" else _MORE_WEEKDAYS
    for language, rows in _calendar()[kind].items():
        for number, forms in enumerate(rows, 1):
            extra = [name.replace("_", " ") for name in more.get(language, {}).get(number, "").split()]
            for form in [*forms, *extra]:
                yield from ((number, language, name) for name in _inflected(form, language))


@cache
def _calendar() -> dict[str, dict[str, list[list[str]]]]:
    import json

    with open(os.path.join(os.path.dirname(__file__), "data", "calendar.json"), encoding="utf-8") as f:
        table: dict[str, dict[str, list[list[str]]]] = json.load(f)
    return table


def _inflected(name: str, language: str) -> Sequence[str]:
    """Hebrew writes "in" on to the name (``3 במאי``); Thai may leave "day" off a weekday (``ศุกร์``)."""
    if language == "he":
        return (name, "ב" + name)
    if language == "th":
        return (name, name.removeprefix("วัน"))
    return (name,)


def _spelled(rows: Iterable[tuple[_T, str, str]]) -> list[tuple[_T, str, set[str]]]:
    """Rows that end in a name, with it as it may stand in lower-cased text: composed or decomposed, with or without its
    marks. All names go through each form at once: one by one they take as long as the first capture."""
    rows = list(rows)
    text = "\n".join([name.replace(".", "").rstrip("॰") for *_, name in rows])
    arabic = text.replace("ی", "ي").replace("ک", "ك")  # Persian typed on an Arabic keyboard
    forms = (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), arabic, _plain(text))
    spelled = zip(*(form.split("\n") for form in forms), strict=True)
    # "thu ba" may be a Thursday
    return [(row[0], row[1], set(words[:4] if " " in words[0] else words)) for row, words in zip(rows, spelled, strict=True)]


def _plain(word: str) -> str:
    """Without the marks of Latin, Greek and Cyrillic letters: ``février`` as ``fevrier``, ``marţi`` as ``marti``."""
    return _MARKS.sub("", unicodedata.normalize("NFD", word)).replace("ı", "i").replace("ł", "l")


_MARKS = re.compile("[\u0300-\u036f]")

# --- From text to roles ---------------------------------------------------------------------------

_UNSPACED = "\u0e00"
_L = r"[^\W\d_]"
# Vowel signs and points are no letters to `re`, but stand inside the words of Hindi, Thai, Hebrew and Arabic.
_M = (
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a]"
)
# "20246:01 PM" and "20245 mins": extractors lose the tag between a year and what follows.
_NUMBER = r"(?:19|20)\d\d(?=\d{1,2}(?::\d\d|\s?[Mm]in))|\d+"
# In this order: numbers; names of two words; "p.m." (and "พ.ค.", "μ.μ."); the units of 2024年5月3日 (but not the 日 of
# 日曜日, nor the 時 of 3時間); words; marks.
_TOKEN = (
    _NUMBER
    + rf"|(?i:PAIRS)(?!{_L}|{_M})"
    + rf"|[AaPpΠπΜμมกเพสตธ]{_M}?{_L}?{_M}?\.\s?{_L}{_M}?(?!{_L}|{_M})\.?"
    + r"|(?:[年号號点點秒년분초]|[时時](?!间|間)|月(?!曜)|日(?!曜)|分(?!钟|鐘|間)|월(?!요)|일(?!요)|시(?!간))"
    r"(?:(?<=\d.)|(?<=\d\s.))"
    + rf"|{_L}+(?:(?:{_M}+|[-'’ʼ\u200c](?={_L})){_L}*)*"
    + r"|\n"
    + r"|[^\w\s\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]"
)
_ASCII_TOKEN = re.compile(_NUMBER + r"|[AaPp]\.\s?[Mm]\b\.?|[A-Za-z]+(?:[-'][A-Za-z]+)*|\n|[^\w\s]")
# Only text with one of these letters can hold a name of two words, and looking for one at every token is slow.
_PAIRED = re.compile("[ứủỨỦ\u0300-\u036f\u0590-\u06ff]")
_NUMBERS = {1: "d", 2: "d", 3: "3", 4: "y"}
_UNITS = dict(zip("年号號時时点點秒년초月日分월일시분T", "YDDHHHHSYSODIODHIt", strict=True))
_ORDINALS = _set("st nd rd th er ère e º ª")
_SIGNS = {
    sign: number for week in ("月火水木金土日", "월화수목금토일", "一二三四五六") for number, sign in enumerate(week, 1)
}
_PUNCTUATION = {
    mark: role
    for role, marks in {
        ".": ".．׳॰",
        ",": ",，、،",
        ":": ":：",
        "/": "/／⁄",
        "-": "-‐‑−－",
        "–": "–—―",
        "(": "([（［",
        ")": ")]）］",
        "+": "+＋",
        "'": "'’‘",
        "|": "|｜¦•·‧∙⋅・●○◦▪■◆♦~»«›‹>…*@",
        "\n": "\n",
    }.items()
    for mark in marks
}


@cache
def _token(paired: bool) -> re.Pattern[str]:
    """Cuts text into tokens; ``paired``: with names of two words (``thứ sáu``) as one."""
    pairs = [re.escape(word) for word in _lexicon().roles if paired and " " in word]
    return re.compile(_TOKEN.replace("PAIRS", "|".join(pairs) or "(?!)"))


@cache
def _unspaced() -> re.Pattern[str]:
    """One word of the scripts that write words together: Thai, Han, kana, Hangul."""
    words = (word for word in _lexicon().roles if word[0] >= _UNSPACED)
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


class _Tokens(NamedTuple):
    """Token number i is ``pieces[i]`` in the text, folded ``words[i]``, with role ``roles[i]`` (``x``: none)."""

    roles: str
    words: list[str]
    pieces: list[str]


def _tokenise(text: str) -> _Tokens:
    roles: list[str] = []
    words: list[str] = []
    pieces: list[str] = []
    role = "x"
    token = _ASCII_TOKEN if text.isascii() else _token(_PAIRED.search(text) is not None)
    for piece in token.findall(text):
        if role in "dy3(" and (special := _in_place(role, piece)):
            role, word = special, piece
        else:
            role, word, run = _role(piece)
            for part in run:
                role, word, _ = _role(part)
                roles.append(role)
                words.append(word)
                pieces.append(part)
            if run:
                continue
        roles.append(role)
        words.append(word)
        pieces.append(piece)
    return _Tokens("".join(roles), words, pieces)


@lru_cache(8192)
def _role(piece: str) -> tuple[str, str, tuple[str, ...]]:
    """Role and folded form of a token by itself, and the words it must be cut into, if it must.

    Remembered, since a page says "the", "May" and "," again and again.
    """
    if piece.isdecimal():
        return _NUMBERS.get(len(piece), "x"), piece, ()
    known = _lexicon().roles
    word = _fold(piece)
    role = known.get(word)
    if role is None:
        word = _respelled(word)
        role = known.get(word) or _of_sign(word)
    run = _split(piece, word) if role == "x" else ()
    return role, word, run


def _in_place(before: str, piece: str) -> str:
    """What a word can only be after a number (``3rd``, ``11T21:05``, ``3日``) or a bracket (``3日（金）``)."""
    if before == "(":
        return "W" if piece in _SIGNS else ""
    return "o" if _fold(piece) in _ORDINALS else _UNITS.get(piece, "")


def _of_sign(word: str) -> str:
    return "|" if len(word) == 1 and unicodedata.category(word) == "So" else "x"  # a clock, a calendar


def _fold(word: str) -> str:
    return word.lower() if "İ" not in word else word.replace("İ", "i").lower()  # "İ".lower() is two characters


def _respelled(word: str) -> str:
    """A word without the full stops of an abbreviation (``พ.ค.``) or without its marks (as capitals are: ``ΜΑΪΟΥ``)."""
    if "." in word:
        return re.sub(r"[.\s]", "", word)
    return word if word.isascii() or word[0] >= _UNSPACED else _plain(word)


def _split(piece: str, word: str) -> tuple[str, ...]:
    """The words a piece is made of, where it is ``最終更新日時``, or ``ExampleAugust`` for want of the tag between."""
    if word[:1] < _UNSPACED:  # a mark alone, as of bytes read for text, is no word at all
        seam = _SEAM.search(piece)
        fused = seam and _lexicon().roles.get(seam[0].lower(), "x") in "MBWPUL"
        return (piece[: seam.start()], seam[0]) if seam and fused else ()
    run: list[str] = []
    at = 0
    while at < len(word):
        match = _unspaced().match(word, at)
        if not match:
            return ()
        run.append(match[0])
        at = match.end()
    return tuple(run)


# "ExamplePublished", "DeskLast", and where all is written large the words that can be nothing else.
_SEAM = re.compile("(?<=[a-z])(?:[A-Z][a-z]{2,}|[A-Z]{3,})$|(?<=[A-Z]{2})(?:PUBLISHED|UPDATED|POSTED)$")


def _offsets(text: str, pieces: list[str]) -> list[int]:
    """Where each token starts. What lies between two (white space, format characters) never holds a token's start."""
    offsets: list[int] = []
    at = 0
    for piece in pieces:
        at = text.index(piece, at)
        offsets.append(at)
        at += len(piece)
    return offsets


# --- From roles to dates --------------------------------------------------------------------------

# What can make a stamp at all, so that most prose with a number in it ends here.
_CORE = re.compile(r"[MBGJQOTgl#]|y[-/.]d|d[-/.]d[-/.]y|d/d/d|[PU].*d[:.hHAq]")
_END_OF_SHORT_YEAR = r"(?=$|[|,()\n–KkPUL]|\.(?!d)|-(?!d)|d[:.h]d)"
_UNIT_OF_TIME = "[uhmiDIOYH#]"
# The outermost named group that matched (`lastgroup`) tells the shape. What looks like a longer shape comes first:
# "3 May 2024" before "3 May 24" before "3 May".
_PARTS = rf"""(?=[^x.,:|()/\-–\n'KRo])(?:
    (?P<ymd>y(?:-d-|/d/|\.d\.)d\.?)
  | (?P<num>d(?:-d-|/d/|\.d\.)yR?)
  | (?P<cjk>(?:y|E[d3]|E[d3]\(y\)|y\(E[d3]\))YdOdD)
  | (?P<vie>d[-/]?\#d[-,/]?K?y)
  | (?P<dmy>d[.o]{{0,2}},?[Kkq]{{0,2}}[-/.]?[MBG][.']?[-/,.]?[Kk]{{0,2}}y(?:R\.?|r)?)
  | (?P<mdy>[MBG]\.?[-/]?d[o.]?,?[Kk]?'?y)
  | (?P<tmd>y[./-]?[MBG]\.?[-/]?d[.o]?)
  | (?P<short>(?:d-[MBG]-|d/[MBG]/|d[.o]?[MBG]\.?,?'?)d{_END_OF_SHORT_YEAR}|[MBG]\.?d[o]?(?:,'?|')d{_END_OF_SHORT_YEAR})
  | (?P<brief>d/d/d{_END_OF_SHORT_YEAR})
  | (?P<jalali>dJ,?y)
  | (?P<hijri>dQ,?y(?:R\.?)?)
  | (?P<ago>(?:[Kk]?g[gKk]{{0,2}}|lk)(?:[dnk3]?{_UNIT_OF_TIME}){{1,2}}g?
          |(?:[dnk3]?{_UNIT_OF_TIME}){{1,2}}[Kk]?[gG]{{1,2}})
  | (?P<monthday>d[.o]{{0,2}},?[Kkq]{{0,2}}-?[MB]\.?|[MB]\.?d(?:o|\.(?!d))?(?![-/.]?d[-/.]|[-/K,.]{{0,2}}[MB])|dOdD)
  | (?P<today>T)
  | (?P<time>t?
      (?P<before>[Aqr]\.?)?
      (?P<clock>d:d(?::d(?:[.,][d3])?)?|d\.d(?![.:]?[dy])|dh(?:dm?)?|dHdI?(?:dS)?|dH|d(?=\.?[Aqr])|y(?=h?Z))
      (?:\.?h)?\.?(?P<after>[Aqr]\.?)?h?
      (?P<zone>(?:,?\(?[ZV][Zi]{{0,3}}(?:[-–+]d(?::d)?(?!\.?[MBG]|[-/.]d)|[-–+]y(?![-/.]))?\)?
          |\(?[-–+](?:y(?![-/.])|d:d(?!:))\)?){{0,2}})
    )
  | (?P<weekday>[WVB]\.?)
  | (?P<label>[PULi](?:[.:,-]?[PULiKkqR]){{0,8}})
)"""


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(_PARTS, re.X)


_FULL = _set("ymd num cjk vie dmy mdy tmd short brief jalali hijri")
# What may stand between the parts of a stamp, and around one that is the whole block.
_GAP = frozenset("KkqhR.,:|()/-–\n'")


class _Entry:
    """One date of a stamp with all that belongs to it. Filled while the parts are read, hence no tuple."""

    __slots__ = ("label", "order", "readings", "seen", "time", "weekdays")

    def __init__(self, label: Label = "") -> None:
        self.label: Label = label
        self.seen = ""
        """The kind of date it has: a group of ``_PARTS``."""
        self.readings: tuple[dt.date, ...] = ()
        self.order = ""
        self.time: dt.time | None = None
        self.weekdays: frozenset[int] = frozenset()


def find_stamp(text: str, *, year: int | None = None) -> Stamp | None:
    """The publication stamp in a block of text, or None.

    ``year`` completes a date that has none (``Mar 4, 5:00 pm``); without it such a stamp has no date. Of a published
    and an updated date in one block, the published one counts. Offsets are indices into ``text``.

    A stamp that is not ``whole`` stands at an edge of the block or between separators (``By Ann Example | 4 March
    2021``), and what stands beside it is no sentence; the caller knows whether it is a byline.
    """
    if len(text) > LONGEST or not (_has_digit(text) or _ago_in_words(text)):
        return None
    return _read_stamp(text, year)


@lru_cache(1024)
def _read_stamp(text: str, year: int | None) -> Stamp | None:
    """Remembered, since title, dateline and rows ask about the same lines, and each look at a capture does."""
    tokens = _tokenise(text)
    for cluster in _clusters(tokens.roles):
        stamp = _read_cluster(text, tokens, cluster, year)
        if stamp:
            return stamp
    return None


_NAME_WORDS = 8


def beside_name(text: str, stamp: Stamp) -> bool:
    """Whether what stands beside a partial stamp can only be a byline: "Jane Doe, 4 March 2021".

    "— Jane Doe (@janedoe) 4 March 2021" is no byline but signs a quoted post.
    """
    if text[0] in "—–-―" or "@" in text:
        return False
    rest = (text[: stamp.start] + " " + text[stamp.end :]).strip(" ,|•·-–—/")
    words = rest.split()
    return 0 < len(words) <= _NAME_WORDS and sum(w[:1].isupper() for w in words) * 2 > len(words) and rest[-1] not in ".?!:"


_DIGIT = re.compile(r"\d")


def _has_digit(text: str) -> bool:
    if not text.isascii():
        return _DIGIT.search(text) is not None
    # Ten searches for a character take a third of the time of one for a class of them.
    return (
        "1" in text or "2" in text or "0" in text or "3" in text or "4" in text
        or "5" in text or "6" in text or "7" in text or "8" in text or "9" in text
    )  # fmt: skip


def _ago_in_words(text: str) -> bool:
    """Whether a text without digits may be "an hour ago", "vor einer Stunde" or "updated yesterday"."""
    if len(text) > 40:
        return False
    text = text.lower().strip(" \t\n|•·()«»")
    return text.endswith(_AGO_ENDS) or text.startswith(_AGO_STARTS)


_AGO_ENDS = tuple(
    f" {word}"
    for word in (
        "ago", "yesterday", "today", "geleden", "fa", "atrás", "temu", "назад", "тому", "önce", "sedan", "siden",
        "sitten", "lalu", "trước", "पहले", "전", "gestern", "heute", "hier",
    )
)  # fmt: skip
_AGO_STARTS = tuple(
    f"{word} "
    for word in ("vor", "il y a", "hace", "há", "před", "pred", "acum", "преди", "πριν", "منذ", "قبل", "לפני")
)


_Parts = tuple[re.Match[str], ...]


@lru_cache(2048)
def _clusters(roles: str) -> tuple[_Parts, ...]:
    """The runs of parts with nothing but separators and small words between them.

    Remembered, since the dates of a page, and of its site, are written alike.
    """
    clusters: list[list[re.Match[str]]] = []
    for part in _parts().finditer(roles) if _CORE.search(roles) else ():
        if not clusters or not _GAP.issuperset(roles[clusters[-1][-1].end() : part.start()]):
            clusters.append([])
        clusters[-1].append(part)
    return tuple(tuple(cluster) for cluster in clusters)


def _read_cluster(text: str, tokens: _Tokens, parts: _Parts, year: int | None) -> Stamp | None:
    roles = tokens.roles
    whole = _GAP.issuperset(roles[: parts[0].start()]) and _GAP.issuperset(roles[parts[-1].end() :])
    if not whole:
        parts = _trimmed(parts, tokens)
    if not _is_stamp(parts, roles, whole):
        return None
    start, end = _span(text, tokens, parts[0].start(), parts[-1].end())
    # A label may touch the word before it, where the tag between is lost: "By ANN EXAMPLEUPDATED: May 3, 2024".
    before = text[:start] + (" " if parts[0].lastgroup == "label" else "")
    if not whole and not _stands_apart(before, text[end:]):
        return None
    try:
        entries = _entries_of(parts, tokens, year)
        _settle_orders(entries, parts, tokens)
        entry = _published(entries)
        days = tuple(_with_time(day, entry.time) for day in entry.readings)
    except ValueError:  # 31 February, 25:00, the year 1066
        return None
    date = days[0] if len(days) == 1 else None
    return Stamp(start, end, whole, date, entry.label, days if len(days) > 1 else (), entry.order)


def _trimmed(parts: _Parts, tokens: _Tokens) -> _Parts:
    """Without the parts at the ends that rather belong to the words beside the stamp."""
    while parts and parts[-1].lastgroup in ("label", "today", "weekday"):
        parts = parts[:-1]  # "3 May 2024 | Updated prices"
    if parts and parts[0].lastgroup == "weekday" and len(tokens.words[parts[0].start()]) < 4:
        before = tokens.roles[: parts[0].start()]
        if before.endswith("x"):  # "Ana Ma 3/4/2024": a name, no Dutch Monday
            parts = parts[1:]
    return parts


def _span(text: str, tokens: _Tokens, first: int, last: int) -> tuple[int, int]:
    """Offsets of the tokens ``first`` to ``last``, with small words before them and a bracket they leave open."""
    roles = tokens.roles
    while first and roles[first - 1] in "Kkq":
        first -= 1
    if roles[last : last + 1] == ")" and "(" in roles[first:last]:
        last += 1
    if roles[first - 1 : first] == "(" and ")" in roles[first:last]:
        first -= 1
    offsets = _offsets(text, tokens.pieces)
    return offsets[first], offsets[last - 1] + len(tokens.pieces[last - 1])


def _is_stamp(parts: _Parts, roles: str, whole: bool) -> bool:
    """Whether the parts of a cluster make a stamp: a full date, a relative one, or half a date and a time or label."""
    kinds = [part.lastgroup for part in parts]
    dates = sum(kind in _FULL for kind in kinds)
    if dates > 3 or _is_range(parts, roles):
        return False
    if "brief" in kinds and not whole:
        return False  # "7/31/24 of all cases"
    if dates or "ago" in kinds:
        return True
    if "monthday" in kinds:
        return "time" in kinds or "weekday" in kinds
    told = any(part.lastgroup == "label" and ("P" in part[0] or "U" in part[0]) for part in parts)
    return whole and [told, "time" in kinds, "today" in kinds].count(True) >= 2


# Not the calendars whose dates stand beside the common one: "3 مايو 2024 - 24 شوال 1445".
_COMMON = _FULL - {"jalali", "hijri"} | {"monthday"}


def _is_range(parts: _Parts, roles: str) -> bool:
    """Whether a dash joins two like parts (``3 – 5 May 2024``, ``19:00 - 21:00``): the dates of an event."""
    first = parts[0].start() if parts else 0
    if first > 1 and roles[first - 1] in "-–" and roles[first - 2] in "dy":
        return True
    if any(part.lastgroup == "label" for part in parts):
        return False
    for one, other in pairwise(part for part in parts if part.lastgroup != "weekday"):
        between = roles[one.end() : other.start()].strip("WV.,")
        alike = one.lastgroup == other.lastgroup or {one.lastgroup, other.lastgroup} <= _COMMON
        if alike and between and not between.strip("-–"):
            return True
    return False


# --- What stands beside a stamp -------------------------------------------------------------------

_APART = frozenset("|¦｜•·‧∙・–—―-,，、،;:：()[]（）【】/>»«<●#\n\t")
_SENTENCE_END = re.compile(r"[.!?。！？؟।]['\"”’»)]*$")
_BY = _set(
    "by from in on von par por di da do de door av af przez autor autore auteur författare от автор автора автори од"
    " από του oleh bởi tarafından yazan مؤلف بقلم نوشته מאת द्वारा โดย"
)
_JOINERS = _BY | _set("and und et y e i и і og och ja en of for the la le van der den bin al min mins read comments")


def _stands_apart(before: str, after: str) -> bool:
    """Whether a date is set off from the rest of its block, and the rest is names rather than a sentence."""
    left, right = before.rstrip().lstrip(" ,;|"), after.rstrip().removesuffix(".")
    after, right = right, right.lstrip()
    if _READING_TIME.match(right):
        return _stands_apart(before, "")  # "3 May 2024. 8 minutes read"
    if _is_prose(_nearest(left, -1)) or _is_prose(_nearest(right, 0)) or _EMBED.search(left):
        return False
    if (left and before[-1:] == left[-1] and not _may_touch(left)) or (right and right == after and not _may_touch_next(right)):
        return False
    starts = not left or left[-1] in _APART or "\n" in before[len(left) :] or _is_names(left)
    ends = not right or right[0] in _APART or "\n" in after[: -len(right)] or _follows(right)
    return starts and ends


_READING_TIME = re.compile(r"[.,|•·]?\s*\d{1,3}\s(?:\w+\s){1,2}\w+$")
# "— Ann Example (@annexample) May 3, 2024" signs a post shown inside a story.
_EMBED = re.compile(r"\(@\w+\)")


_BARS = "|¦｜•·‧∙⋅・●"
_CELL = re.compile(f"[{_BARS}]")


def _nearest(rest: str, end: Literal[0, -1]) -> str:
    """What stands right beside the date in a row: the tags of "3 May 2024 | owls | towers | letters" are no sentence."""
    return _CELL.split(rest.strip(_BARS + " \n"))[end]


def _may_touch(left: str) -> bool:
    """Whether a date may follow this without a space: "Ann ExampleMay 3, 2024" (the tag is lost), no "v-2024-05-03"."""
    return left[-1].islower() or (left[-1] in _APART and not left[-2:-1].isalnum()) or left[-1] in "|•·:：,)）】］>»"


def _may_touch_next(right: str) -> bool:
    if right[0] in _APART:
        return not (right[0] in "-/" and right[1:2].isalnum() and not right[1].isupper())  # 2024/05/03-a-title
    return not right[0].islower() or right.split()[0] in _BY  # 2024Share, 20245 mins, 2024in News


def _is_prose(rest: str) -> bool:
    words = rest.split()
    small = sum(word[0].islower() and word.lower().strip(".,:") not in _JOINERS for word in words)
    if small > 2 or (small > 1 and small * 3 > len(words)):
        return True
    if rest.endswith(":") and len(words) > 3:
        return True  # "…, the office has received:"
    return bool(_SENTENCE_END.search(rest)) and (len(words) > 3 or (len(rest) > 8 and rest[-1] in "。！？"))


_HANGUL = later("[\uac00-\ud7a3]")


def _is_names(rest: str) -> bool:
    """Whether what stands before a date without a separator is a name or a source: ``By Ann Example``, ``新华网``."""
    words = rest.split()
    if words[0].lower().strip(":") in _BY:
        return len(words) <= 12
    if rest[-1] >= "\u2e80":  # Han and kana put no space between words of a sentence; Hangul does
        return rest.endswith("기자") or (len(rest) <= 20 and not _HANGUL().search(rest))
    return len(words) <= 6 and _all_capitals(words)


def _follows(rest: str) -> bool:
    """Whether what stands after a date without a separator is a name, a topic or a reading time."""
    words = rest.split()
    if words[0].lower() in _BY:
        return True
    if words[0].isdecimal():
        return len(words) <= 4
    return len(words) <= 6 and _all_capitals(words)


def _all_capitals(words: list[str]) -> bool:
    return all(
        word.lstrip("([&")[:1].isupper() or word.lower().rstrip(":") in _JOINERS or word == "&"
        for word in words
    )


# --- What the parts mean --------------------------------------------------------------------------


def _entries_of(parts: _Parts, tokens: _Tokens, year: int | None) -> list[_Entry]:
    """The dates of a stamp in order, each with its label, weekday and time. Raises ValueError for impossible ones."""
    # "2024年5月3日 公開 2024年5月4日 更新": labels that follow their dates.
    backward = len(parts) > 1 and parts[-1].lastgroup == "label" and parts[0].lastgroup != "label"
    entries = [_Entry()]
    ordered = parts[::-1] if backward else parts
    for part, following in zip(ordered, [*ordered[1:], None], strict=True):
        kind = part.lastgroup or ""
        entry = entries[-1]
        if kind == "label":
            entries.append(_Entry(_label(part[0])))
        elif kind == "weekday":
            if entry.seen and (following is not None and following.lastgroup in _FULL):
                entries.append(entry := _Entry())
            if entry.time is None:  # after a time it may be no weekday: "8:05 SA" (Vietnamese: am)
                entry.weekdays = _lexicon().weekdays.get(tokens.words[part.start()], frozenset())
        elif kind == "time":
            if entry.time is not None:
                entries.append(entry := _Entry())
            entry.time = _time(part, tokens)
        else:
            if entry.seen:
                entries.append(entry := _Entry())
            entry.seen = kind
            entry.readings, entry.order = _date(part, tokens, year)
    entries = [entry for entry in entries if entry.seen or entry.time] or entries
    return entries[::-1] if backward else entries


def _label(roles: str) -> Label:
    told = re.search("[PU]", roles)
    if not told:
        return ""
    return "published" if told[0] == "P" else "updated"


def _published(entries: list[_Entry]) -> _Entry:
    """The entry that counts: labelled as published, else not as updated, else the first with a date."""
    dated = [entry for entry in entries if entry.readings] or entries
    for label in ("published", ""):
        for entry in dated:
            if entry.label == label:
                return entry
    return dated[0]


def _date(part: re.Match[str], tokens: _Tokens, year: int | None) -> tuple[tuple[dt.date, ...], str]:
    """``(readings, order)`` of a date; no reading if it is relative or lacks its year. Raises ValueError."""
    span = range(part.start(), part.end())
    numbers = [int(tokens.words[at]) for at in span if tokens.roles[at] in "dy3"]
    kind = part.lastgroup
    if kind == "ymd":
        if _is_jalali(numbers[0]):
            return (_from_jalali(*numbers),), "ymd"
        return (_day(tokens, *numbers),), "ymd"
    if kind == "cjk":
        return (_day(tokens, _cjk_year(part, tokens, numbers), *numbers[-2:]),), "ymd"
    if kind == "num":
        return _either_order(tokens, numbers, tokens.roles[part.start() + 1])
    if kind == "brief":
        if max(numbers[:2]) <= 12:
            raise ValueError(numbers)  # 9/10/10 may be three marks as well
        return _either_order(tokens, [*numbers[:2], _short_year(tokens, tokens.words[part.end() - 1])], "/")
    if kind == "vie":
        return (_day(tokens, numbers[2], numbers[1], numbers[0]),), "text"
    if kind in ("ago", "today", "hijri"):
        return (), ""
    if kind == "monthday" and "O" in part[0]:
        month, day = numbers
        return ((_day(tokens, year, month, day),) if year else ()), "text"
    month = next(_lexicon().months[tokens.words[at]] for at in span if tokens.roles[at] in "MBGJ")
    if kind == "jalali":
        day, jalali = numbers
        if not _is_jalali(jalali):
            raise ValueError(jalali)
        return (_from_jalali(jalali, month, day),), "text"
    if kind == "monthday":
        dt.date(_LEAP_YEAR, month, numbers[0])  # "31 June, 14:02" is no stamp either
        return ((_day(tokens, year, month, numbers[0]),) if year else ()), "text"
    if kind == "tmd":
        numbers.reverse()
    day, written = numbers
    if kind == "short":
        written = _short_year(tokens, tokens.words[part.end() - 1])
    return (_day(tokens, written, month, day),), "text"


def _day(tokens: _Tokens, year: int, month: int, day: int) -> dt.date:
    if 2533 <= year <= 2643 and _is_thai(tokens):
        year -= 543  # the Buddhist era of Thailand
    if not 1990 <= year <= 2100:
        raise ValueError(year)
    return dt.date(year, month, day)


def _is_thai(tokens: _Tokens) -> bool:
    return any("\u0e00" <= word[0] <= "\u0e7f" for word in tokens.words)


def _short_year(tokens: _Tokens, digits: str) -> int:
    if len(digits) != 2:
        raise ValueError(digits)
    if _is_thai(tokens):
        return 2500 + int(digits)
    return int(digits) + (1900 if int(digits) >= 90 else 2000)


def _cjk_year(part: re.Match[str], tokens: _Tokens, numbers: list[int]) -> int:
    """``2024年`` is itself, ``令和6年`` the sixth year of the era, ``令和6(2024)年`` both."""
    for at in range(part.start(), part.end()):
        if tokens.roles[at] == "y":
            return int(tokens.words[at])
    return _ERAS[tokens.words[part.start()]] + numbers[0]


_LEAP_YEAR = 2024


def _either_order(tokens: _Tokens, numbers: list[int], separator: str) -> tuple[tuple[dt.date, ...], str]:
    """Only a number over 12 tells by itself which is the day."""
    one, other, year = numbers
    if one > 12:
        return (_day(tokens, year, other, one),), "dmy" + separator
    if other > 12:
        return (_day(tokens, year, one, other),), "mdy" + separator
    if one == other:
        return (_day(tokens, year, one, one),), separator
    return (_day(tokens, year, other, one), _day(tokens, year, one, other)), separator


def _is_jalali(year: int) -> bool:
    return 1369 <= year <= 1479


def _from_jalali(year: int, month: int, day: int) -> dt.date:
    """The common date of one in the Persian calendar, by its 33-year cycle of leap years.

    The calendar goes by the spring equinox in Tehran. In the years of stamps, 1369 to 1479, the cycle (K. M. Borkowski,
    "The Persian calendar for 3000 years", Earth, Moon, and Planets 74, 1996) gives every new year that the equinox
    does, as computed after J. Meeus, "Astronomical Algorithms", chapter 27.
    """
    lengths = [31] * 6 + [30] * 5 + [30 if (25 * year + 11) % 33 < 8 else 29]
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        raise ValueError(f"{year}/{month}/{day}")
    new_year = 226894 + 365 * (year - 1) + (8 * year + 21) // 33  # the ordinal of the day before 1 Farvardin
    return dt.date.fromordinal(new_year + sum(lengths[: month - 1]) + day)


def _time(part: re.Match[str], tokens: _Tokens) -> dt.time:
    """The time of day, aware where an offset, Z, UTC or GMT says so. Raises ValueError."""
    start, end = part.span("clock")
    at = [at for at in range(start, end) if tokens.roles[at] in "dy"]
    numbers = [int(tokens.words[number]) for number in at]
    if tokens.roles[start] == "y":  # 1405 GMT
        numbers = list(divmod(numbers[0], 100))
    elif part["clock"][1:2] in (":", ".") and len(tokens.words[at[1]]) != 2:
        raise ValueError("a score, no time")  # 2:1
    hour, minute, second = [*numbers, 0, 0][:3]
    half = part.start("before") if part["before"] else part.start("after") if part["after"] else None
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if tokens.words[half] == "م" else _HALVES.get(tokens.words[half], 0))
    return dt.time(hour, minute, second, tzinfo=_zone(part, tokens))


def _zone(part: re.Match[str], tokens: _Tokens) -> dt.timezone | None:
    start, end = part.span("zone")
    roles = tokens.roles
    sign = next((at for at in range(start, end) if roles[at] in "+-–"), None)
    if sign is None:
        return dt.UTC if any(tokens.words[at] in _UTC_ZONES for at in range(start, end)) else None
    named = any(roles[at] in "ZV" for at in range(start, sign))
    if not named and roles[sign] != "+" and roles[sign + 1] == "d" and part["clock"].count(":") < 2:
        raise ValueError("a range, no offset")  # 10:00-12:00
    hours, minutes = (int(tokens.words[sign + 1]), 0)
    if roles[sign + 1] == "y":
        hours, minutes = divmod(hours, 100)
    elif roles[sign + 2 : sign + 4] == ":d":
        minutes = int(tokens.words[sign + 3])
    if hours > 14 or minutes > 59:
        raise ValueError("no offset")
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(offset if roles[sign] == "+" else -offset)


def _with_time(day: dt.date, time: dt.time | None) -> Day:
    return dt.datetime.combine(day, time) if time is not None else day


# --- Day or month first ---------------------------------------------------------------------------


def _settle_orders(entries: list[_Entry], parts: _Parts, tokens: _Tokens) -> None:
    """Choose the reading that the stamp itself proves: by weekday, language, zone, or its other date."""
    open_ones = [entry for entry in entries if len(entry.readings) == 2]
    if not open_ones:
        return
    by_words = _order_of_words(parts, tokens)
    for entry in open_ones:
        fitting = [day for day in entry.readings if day.isoweekday() in entry.weekdays]
        if len(fitting) == 1:
            _choose(entry, "dmy" if fitting[0] == entry.readings[0] else "mdy")
        elif by_words:
            _choose(entry, by_words)
    proved = {entry.order for entry in entries}
    for entry in (entry for entry in open_ones if len(entry.readings) == 2):
        orders = {order for order in ("dmy", "mdy") if order + entry.order in proved}
        if len(orders) == 1:
            _choose(entry, orders.pop())
        elif entry.order == ".":
            _choose(entry, "dmy")  # so write all locales that write dots, but for some American sites: see `settle`


def _order_of_words(parts: _Parts, tokens: _Tokens) -> str:
    """The order that the stamp's words prove: other languages the day first, American time zones the month first."""
    foreign = _lexicon().foreign
    places = (at for part in parts for at in range(part.start(), part.end()))
    words = {tokens.words[at] for at in places if tokens.roles[at] in "PULWBhTZV"}
    orders = {order for order, proof in (("dmy", foreign), ("mdy", _US_ZONES)) if words & proof}
    return orders.pop() if len(orders) == 1 else ""


def _choose(entry: _Entry, order: str) -> None:
    entry.readings = (entry.readings[0 if order == "dmy" else 1],)
    entry.order = order + entry.order


def settle(stamp: Stamp, url: str | None, others: Sequence[Stamp]) -> dt.datetime | dt.date | None:
    """The date of a stamp, with what else the capture tells where day and month are in doubt; None if it stays so.

    ``others`` are other stamps of the same capture. A reading is proved by the date in the ``url``, by another stamp
    with the same separator whose order is proved, or by one that says the same date with its month by name or its year
    first. Evidence for both readings proves none. Dots mean day first, unless another stamp cannot (``11.24.2025``).
    """
    orders = {other.order for other in others if other.order != "dmy." or (other.date and other.date.day > 12)}
    if stamp.order == "dmy." and stamp.date and stamp.date.day <= 12 and "mdy." in orders:
        month_first = stamp.date.replace(month=stamp.date.day, day=stamp.date.month)  # beside "11.24.2025"
        return month_first if "dmy." not in orders else None
    if len(stamp.ambiguous) != 2:
        return stamp.date
    by_url = url_date(url) if url else None
    clear = {_date_of(other.date) for other in others if other.date and other.order in ("text", "ymd")}
    separator = stamp.order[-1:]
    proved = [
        day
        for order, day in zip(("dmy", "mdy"), stamp.ambiguous, strict=True)
        if _date_of(day) == by_url or _date_of(day) in clear or order + separator in orders
    ]
    return proved[0] if len(proved) == 1 else None


def _date_of(day: Day) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


_URL_DATE = (
    r"(?a)/(?:(\d{4})/(\d{1,2})/(\d{1,2})(?=[/.-]|$)"  # /2019/03/11/
    r"|(\d{4})-(\d\d)-(\d\d)(?=[/_.-]|$)"  # /2019-03-11-a-title
    r"|(\d{4})-(\d\d)/(\d\d)(?=/|$)"  # /2019-03/11/
    r"|(\d{4})(\d\d)(\d\d)(?=/|$)"  # /20190311/
    r"|(\d{4})/(\d\d)(\d\d)(?=/|$)"  # /2019/0311/
    r"|(\d{4})/([a-z]{3})/(\d\d)(?=/|$))"  # /2019/mar/11/
)
_QUERY = re.compile("[?#]")
_URL_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def url_date(url: str) -> dt.date | None:
    """The date in a URL's path (``/2019/03/11/``, ``/2019-03-11-``, ``/20190311/``); None if there is none or two."""
    path = _QUERY.split(url[:2000], maxsplit=1)[0]
    found = set()
    for match in _compiled(_URL_DATE).finditer(path):
        year, month, day = (group for group in match.groups() if group)
        number = _URL_MONTHS.index(month) + 1 if month in _URL_MONTHS else int(month) if month.isdecimal() else 0
        try:
            found.add(dt.date(int(year), number, int(day)))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 and 1990 <= min(found).year <= 2100 else None


# --- Agency openings ---------------------------------------------------------------------------------

# Agencies (and papers that sign as one) by which a bracket after a place is known. Folded, full stops left out.
_AGENCIES = _list(
    "ap, associated press, the associated press, reuters, afp, upi, pa, pa media, press association, cp, the "
    "canadian press, aap, ians, pti, ani, uni, bloomberg, cnn, cnbc, xinhua, kyodo, kyodo news, jiji, yonhap, "
    "bernama, pna, app, wam, spa, kuna, qna, bna, mena, sana, petra, wafa, irna, isna, anadolu, nan, gna, kna, dpa, "
    "dpa/tmn, dpa-afx, dpa/lni, dpa/lno, dpa/lnw, dpa/lby, dpa/lsw,"
    " dpa/lhe, dpa/lrs, dpa/lsn, dpa/lth, dpa/bb, dpa/mv, dpa/sa, "
    "epd, ots, sid, apa, sda, keystone-sda, belga, anp, novum, afp/ap, ap/afp, reuters/afp, ansa, agi, "
    "adnkronos, askanews, italpress, lapresse, dire, nova, efe, europa press, ep, ical, acn, lusa, agência brasil, "
    "agência lusa, estadão conteúdo, folhapress, télam, telam, andina, notimex, abi, prensa latina, pap, ctk, čtk, "
    "tasr, sita, mti, agerpres, mediafax, news ro, бта, bta, απε-μπε, ana-mpa, aa, dha, iha, anka, тасс, итар-тасс, "
    "tass, риа новости, риа, интерфакс, interfax, рейтер, рейтерс, регнум, укринформ, укрінформ, унн, уніан, "
    "интерфакс-украина, інтерфакс-україна, белта, tt, ritzau, ntb, stt, lehtikuva, antara, ttxvn, vna, tto, dân trí, "
    "vov, thx, رويترز, أ ف ب, أ ب, د ب أ, أ ش أ, واس, وام, قنا, سانا, بترا, وفا, الأناضول, كونا, شينخوا, ایسنا, "
    "ایرنا, فارس, تسنیم, مهر, ایلنا, رویترز, רויטרס, भाषा, पीटीआई, आईएएनएस, वार्ता, एएनआई, एपी, "
    "एएफपी, 新华社, 中新社, 中央社"
)
# Those that open a text without a bracket or a place: "Lusa - ", "AFP - ". Others are words or names too often.
_BARE_AGENCIES = "Lusa|AFP|EFE|ANSA|PAP|TASR|ČTK|TTXVN|TTO|Belga|Ritzau|Adnkronos|Askanews"
# Cities whose name in capitals and a dash are an opening without an agency: "WASHINGTON — ". Any other word in capitals
# may be something else ("NATO — an alliance"), so the list holds seats of governments and great cities only.
_CITIES = _list(
    "abidjan, abu dhabi, abuja, accra, addis ababa, algiers, amman, amsterdam, ankara, athens, atlanta, baghdad, "
    "baku, bangkok, barcelona, beijing, beirut, belfast, belgrade, berlin, bern, bogota, bogotá, boston, brasilia, "
    "brasília, bratislava, brussels, bucharest, budapest, buenos aires, cairo, canberra, cape town, caracas, "
    "chicago, colombo, copenhagen, dakar, dallas, damascus, delhi, denver, detroit, dhaka, doha, dubai, dublin, "
    "edinburgh, frankfurt, geneva, guatemala city, hanoi, harare, havana, helsinki, ho chi minh city, hong kong, "
    "honolulu, houston, islamabad, istanbul, jakarta, jerusalem, johannesburg, kabul, kampala, karachi, kathmandu, "
    "khartoum, kiev, kigali, kinshasa, kuala lumpur, kuwait city, kyiv, la paz, lagos, lahore, las vegas, lima, "
    "lisbon, ljubljana, london, los angeles, luxembourg, madrid, managua, manila, melbourne, mexico city, miami, "
    "milan, minneapolis, minsk, mogadishu, montevideo, montreal, moscow, mumbai, munich, nairobi, new delhi, new "
    "orleans, new york, nicosia, oslo, ottawa, panama city, paris, philadelphia, phnom penh, phoenix, "
    "port-au-prince, prague, pretoria, pyongyang, quito, rabat, ramallah, reykjavik, riga, rio de janeiro, riyadh, "
    "rome, salt lake city, san diego, san francisco, san salvador, sanaa, santiago, são paulo, sao paulo, sarajevo, "
    "seattle, seoul, shanghai, singapore, skopje, sofia, st louis, stockholm, sydney, taipei, tallinn, tbilisi, "
    "tegucigalpa, tehran, tel aviv, the hague, tirana, tokyo, toronto, tripoli, tunis, ulaanbaatar, united nations, "
    "vancouver, vatican city, vienna, vientiane, vilnius, warsaw, washington, wellington, yangon, yerevan, zagreb, "
    "zurich, wien, münchen, hamburg, köln, düsseldorf, stuttgart, zürich, genf, brüssel, moskau, rom, prag, "
    "warschau, athen, lyon, marseille, bruxelles, genève, moscou, londres, pékin, roma, milano, napoli, torino, "
    "ginevra, londra, parigi, mosca, lisboa, porto, bruselas, moscú, pekín, ciudad de méxico, washington dc, den "
    "haag, brussel, londen, parijs, warszawa, kraków, moskwa, praha, brno, bucureşti, bucurești, københavn, "
    "göteborg, helsingfors, tukholma, москва, санкт-петербург, киев, минск, вашингтон, лондон, київ, харків, львів, "
    "одеса, софия, αθήνα, αθηνα, θεσσαλονίκη, θεσσαλονικη, λευκωσία, hà nội, tp hcm, surabaya, bandung"
)
_DASH = r"[-–—―‒−]{1,3}"
_NAME = r"(?P<place>[^\W\d_][^()\[\]/|:;!?\"“”„«»—–―=\n\d]{1,59}?)"
_BRACKET = r"[(\[/](?P<agency>[^()\[\]\n\d]{2,40})[)\]/]"
# A date holds a number: "Jan 5", "16 февраля", "2024. május 3", "3 mag".
_WHEN = r"(?:[,.]?\s{1,2}(?P<when>(?:[^\W\d_]{3,14}\.?\s{1,2})?\d[^()\[\]/—–\n]{0,30}?))?"
_SITE = r"(?P<agency>[\w-]{2,20}\.(?:com|co|net|id|co\.id))"
_SHAPES = (
    # BEIRUT, Lebanon (AP) — | Madrid, 11 may (EFE).- | МОСКВА, 16 февраля. /ТАСС/. | Roma, 3 mag. - (Adnkronos) -
    rf"{_NAME}{_WHEN},?\s{{0,2}}(?:{_DASH}\s)?{_BRACKET}(?P<dash>\s?[.,:]?\s?{_DASH}|[.:।])?",
    # (ANSA) - ROMA, 22 MAR - | (AP) —
    rf"{_BRACKET}\s?{_DASH}\s?{_NAME}{_WHEN}\.?\s(?P<dash>{_DASH})(?=\s)",
    rf"(?P<place>){_BRACKET}(?P<dash>\s?{_DASH})",
    # МОСКВА, 16 фев — РИА Новости. | КИЇВ. 3 травня. УНН. | الرياض - واس:
    rf"{_NAME}{_WHEN}(?:\s{_DASH}\s|\.\s)(?P<agency>[^()\[\]/—–\n,.:]{{2,20}}(?:\.RU)?)"
    rf"(?P<dash>(?:,\s[^\W\d_][^.,:;\n]{{3,40}})?[.:](?=\s|$)|\s{_DASH}(?=\s))",
    # TEMPO.CO, Jakarta - | JAKARTA, KOMPAS.com -
    rf"(?i:{_SITE}),\s{_NAME}\s(?P<dash>{_DASH})(?=\s)",
    rf"{_NAME},\s(?i:{_SITE})\s(?P<dash>{_DASH})(?=\s)",
    # Lusa -
    rf"(?P<place>)(?P<agency>{_BARE_AGENCIES})\s(?P<dash>{_DASH})(?=\s)",
    # WASHINGTON — | LAGOS, Nigeria — | PARIS, May 3 —
    rf"{_NAME}{_WHEN}(?P<agency>)(?P<dash>\s?[—–]|\s?--|\s-)(?=\s)",
)
_EAST_ASIAN = (
    # 新华社北京9月2日电（记者…） | 中新网9月2日电 | （中央社台北2日電）
    r"[【（(]?(?P<agency>新华社|新華社|中新社|中新网|新华网|人民网|央视网|路透社|法新社|中央社)"
    r"(?:(?:记者|記者)[^\d\s，。：:）)（(【】]{0,16}|(?P<place>[^\d\s，。：:）)（(【】]{0,12}))"
    r"(?P<when>(?:\d{1,2}月)?\d{1,2}日)[电電讯訊](?:[（(](?:记者|記者)[^）)\n]{1,40}[）)])?[】）)]?",
    # （ソウル聯合ニュース） | 【ワシントン時事】 | 【北京＝山田太郎】 | ［ロンドン ３日 ロイター］ -
    r"[（(](?P<place>[^\d\s＝=）)]{1,8}?)(?P<agency>聯合ニュース)[）)]",
    r"【(?P<place>[^\d\s＝=】]{1,12}?)(?P<agency>AFP時事|ＡＦＰ時事|時事|共同|ロイター)】",
    r"【(?P<place>[^\d\s＝=】]{1,12})[＝=](?P<agency>)[^\d\s】]{2,12}】",
    r"[［\[](?P<place>[^\d\s\]］]{1,12})\s?(?P<when>\d{1,2}\s?日)?\s?(?P<agency>ロイター|AP)[\]］](?:\s?[-－―])?",
    # (서울=연합뉴스) 홍길동 기자 =
    r"[(\[](?P<place>[가-힣]{2,8}(?:·[가-힣]{2,8}){0,3})\s?=\s?(?P<agency>[가-힣]{0,6}(?:뉴스1?|뉴시스|연합|통신|일보|신문|투데이))[)\]]"
    r"(?:\s?[가-힣]{2,4}(?:[·,\s]{1,2}[가-힣]{2,4}){0,4}\s?(?:기자|특파원|통신원)\s?=)?",
)
# What stands before such a sign without being a place: "(사진=연합뉴스)" and 【写真＝共同】 credit a photo.
_NO_EAST_ASIAN_PLACE = _set(
    "写真 写真提供 画像 動画 映像 資料 提供 図 注 文 構成 取材 聞き手 編集 사진 자료 자료사진 그래픽 영상 출처 제공"
)
_HEAD = 160
_PARTICLES = _set("de del della di da do dos das la le las los el al an der den am ob bei of and und y et na nad")
# Words that start with a capital and a sentence: no place's name starts with them ("The Hague" is a known city).
_NO_PLACE = _set(
    "the a an in on at for by from mr mrs ms dr der die das el la los las les il lo gli this that photo image"
)


def find_opening(text: str) -> Opening | None:
    """The agency opening of a paragraph (``NEW YORK, Jan 5 (Reuters) -``), or None; ``text[:end]`` is the opening.

    A word in capitals before a dash is a place only if it is a well-known city, or has its region or a date with it;
    a bracket holds an agency only if that is known, or looks like one beside a place that is sure.
    """
    head = text[:_HEAD]
    if not head or head[0].islower() or not _OPENING_SIGN.search(head, 0, 100):
        return None
    east_asian = not head[:2].isascii() and _EAST_ASIAN_START().match(head)
    shapes, judge = (_EAST_ASIAN, _judge_east_asian) if east_asian else (_SHAPES, _judge)
    for shape in shapes:
        match = _compiled(shape).match(head)
        opening = judge(match) if match else None
        if opening:
            return opening
    return None


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


_OPENING_SIGN = re.compile(r"[(\[/【［（—–―=电電讯訊]|-[-\s]|\.\s")
_EAST_ASIAN_START = later("[【［\u3000-\u9fff\uac00-\ud7a3]|[(（\\[][\u3000-\u9fff\uac00-\ud7a3]")


def _judge_east_asian(match: re.Match[str]) -> Opening | None:
    named = match.groupdict()
    place = named["place"] or ""
    if place in _NO_EAST_ASIAN_PLACE:
        return None
    return Opening(match.end(), place, named["agency"], _month_day(named.get("when") or ""))


def _judge(match: re.Match[str]) -> Opening | None:
    """The opening that a shape found, if what stands in it is a place, a date and an agency."""
    named = match.groupdict()
    agency, dash = named["agency"].strip(), named["dash"] or ""
    place = named["place"].strip(" \u00a0,")
    place = place if "," in place else place.rstrip(".")  # but "SPRINGFIELD, Ill."
    month_day = _month_day(named.get("when") or "")
    if (named.get("when") and not month_day) or (place and not _is_place(place)) or _is_initials(agency, place):
        return None
    sure = month_day is not None or _is_city(place) or _has_region(place)
    capitals = place.partition(",")[0].isupper()
    if not agency:
        fits = sure and (capitals or (month_day is not None and _is_city(place)))
    elif _is_agency(agency):
        # WARSZAWA (PAP); without capitals and dashes: नई दिल्ली, 3 मई (भाषा), واشنطن /الأناضول/
        slashes = match.group().rstrip().endswith("/")
        fits = bool(dash) or capitals or slashes or month_day is not None
    elif "." in agency:
        fits = True  # a site's name, by the shape alone
    else:
        # PITTSBURGH (KXYZ) - , but not "Ann Example (SPD) –", nor "NASA (JPL) -".
        fits = dash[-1:] in _DASHES and _is_name(agency) and (sure or (capitals and len(place) > 4))
    return Opening(match.end(), place, agency, month_day) if fits else None


_DASHES = tuple("-–—―‒−")


def _is_place(place: str) -> bool:
    words = place.replace(",", " ").split()
    if len(words) > 6 or (words[0].lower() in _NO_PLACE and not _is_city(place)):
        return False
    if not (place[0].isupper() or len(words) <= 3):
        return False
    return all(not word[0].islower() or word.lower() in _PARTICLES or word.startswith("al-") for word in words)


def _is_city(place: str) -> bool:
    return _fold(place.partition(",")[0]).replace(".", "") in _CITIES


def _has_region(place: str) -> bool:
    """``LAGOS, Nigeria``: capitals, then a capitalised name."""
    city, _, region = place.partition(",")
    return len(city) > 2 and city.isupper() and 0 < len(region.split()) <= 3 and region.strip()[0].isupper()


def _is_agency(name: str) -> bool:
    name = _fold(name)
    return name in _AGENCIES or name.replace(".", " ").strip() in _AGENCIES or name.replace(".", "") in _AGENCIES


def _is_name(agency: str) -> bool:
    """An agency nobody told us of: short, each word with a capital, no "right" and no "G7"."""
    return len(agency) <= 30 and all(word[0].isupper() and word.isalpha() for word in agency.split())


def _is_initials(agency: str, place: str) -> bool:
    """``World Health Organization (WHO) - the…`` explains a name; it files no story."""
    words = place.replace(",", " ").split()
    for chosen in (words, [word for word in words if word.lower() not in _PARTICLES]):
        if len(words) > 1 and "".join(word[0] for word in chosen).upper() == agency.upper():
            return True
    return False


def _month_day(when: str) -> tuple[int, int] | None:
    """Month and day of a date in an opening: ``Jan 5``, ``16 фев``, ``2024. május 3``, ``9月2日``; None if none."""
    tokens = _tokenise(when)
    for part in _parts().finditer(tokens.roles):
        if part.lastgroup in _FULL or part.lastgroup == "monthday":
            try:
                days, _ = _date(part, tokens, _LEAP_YEAR)
            except ValueError:
                return None
            return (days[0].month, days[0].day) if len(days) == 1 else None
    return None
