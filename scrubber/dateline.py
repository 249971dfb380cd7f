"""Where and when a story was filed, as its text says it: publication stamps and agency openings.

A block is cut into tokens, each token gets a one-letter role (``d`` a day-sized number, ``M`` a month, ``P`` a word
such as "published"…), and one small regular expression over the string of roles knows the shapes of dates, times and
labels. So ``Mis à jour le 3 mai 2024 à 14h02`` is ``LkUKdMykdhd``, and a language is a line of words, not a pattern.

Nothing is guessed: no clock and no locale is read, and a date whose day and month cannot be told apart is given as two
readings. Reading a stamp takes tens of microseconds, turning a block of prose away about one or less.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

Label = Literal["published", "updated", ""]
Day = dt.date | dt.datetime

LONGEST = 200
"""Blocks longer than this, in characters, hold no stamp: they are paragraphs."""


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
    """How the date was written: ``text``, ``ymd``, or ``dmy`` or ``mdy`` with the separator (``dmy/``: day first, proved);
    of an ambiguous one the separator alone (``/``)."""


class Opening(NamedTuple):
    """The agency opening of a paragraph, ``text[:end]``, its dash included: ``BEIRUT, Lebanon (AP) —``."""

    end: int
    place: str
    agency: str
    month_day: tuple[int, int] | None


# --- The words of stamps -------------------------------------------------------------------------------------------
#
# Roles: P published, U updated, L other words of a label, K a small word before a date or time, h hours (also before
# or after a time), m minutes, u other units of time, g "ago", n a number in words, T today and yesterday, R a word
# after the year, A/q am and pm (q: also a small word, German "am"), t the T of ISO 8601, k "a" (a small word and a number).
_WORDS = {
    "en": (
        "P: published posted publication issued filed created released uploaded submitted"
        " U: updated modified edited revised update L: last latest originally first date dated K: on at the of as"
        " h: h hr hrs hour hours u: min mins minute minutes sec secs second seconds day days week weeks month months"
        " year years mo yr yrs n: an one k: a T: today yesterday i: time"
    ),
    "de": (
        "P: veröffentlicht veröffentlichung publiziert erschienen erstellt erstveröffentlichung"
        " U: aktualisiert aktualisierung stand geändert bearbeitet überarbeitet L: zuletzt datum letzte erstmals"
        " K: um vom den der h: uhr u: minute minuten stunde stunden tag tagen woche wochen monat monaten jahr jahren"
        " n: einer einem g: vor T: heute gestern"
    ),
    "fr": (
        "P: publié publiée publication paru posté créé ligne U: jour modifié modifiée actualisé actualisée"
        " L: mis mise dernière date K: le à en du au h: heure heures u: jours semaine semaines mois an ans seconde"
        " secondes n: un une g: y K: il T: hier"
    ),
    "es": (
        "P: publicado publicada publicación creado U: actualizado actualizada actualización modificado modificada"
        " L: última fecha K: el las los de del h: hora horas u: minuto minutos día días semana semanas mes meses año"
        " años n: una g: hace T: hoy ayer"
    ),
    "it": (
        "P: pubblicato pubblicata pubblicazione U: aggiornato aggiornata aggiornamento modificato modifica L: ultimo ultima"
        " data K: il alle del dell di h: ora ore u: minuti giorno giorni settimana settimane mese mesi anno anni"
        " n: uno g: fa T: oggi ieri"
    ),
    "pt": (
        "P: publicado publicada publicação criado postado divulgado U: atualizado atualizada atualização actualizado"
        " modificado L: última data K: em às as no dia u: dias semana semanas mês meses ano anos n: uma um g: há atrás"
        " T: hoje ontem"
    ),
    "nl": (
        "P: gepubliceerd geplaatst verschenen U: bijgewerkt gewijzigd aangepast L: laatst laatste datum K: op om van"
        " h: uur u u: minuut minuten dag dagen week weken maand maanden jaar jaren n: een g: geleden T: vandaag gisteren"
    ),
    "pl": (
        "P: opublikowano opublikowany publikacja publikacji dodano utworzono utworzenia U: aktualizacja aktualizacji"
        " zaktualizowano zmodyfikowano modyfikacji L: ostatnia ostatnio data dnia K: o z w h: godz godzina godzinę godziny"
        " godzin u: minuta minutę minuty minut dzień dni tydzień tygodnie miesiąc miesiące rok lata lat g: temu"
        " T: dziś dzisiaj wczoraj R: r roku"
    ),
    "ru": (
        "P: опубликовано опубликована опубликован публикация публикации размещено создано U: обновлено обновлена обновлён"
        " изменено обновление обновления отредактировано L: дата последнее последний время K: в от h: ч час часа часов"
        " u: мин минуту минуты минут день дня дней неделю недели недель месяц месяца месяцев год лет g: назад"
        " T: сегодня вчера R: г года m: мин"
    ),
    "uk": (
        "P: опубліковано оприлюднено публікація публікації створено U: оновлено змінено оновлення L: дата останнє востаннє"
        " час K: о об від h: годину години годин u: хвилину хвилини хвилин дні днів тиждень тижні тижнів місяць місяці"
        " рік роки g: тому T: сьогодні вчора R: р року m: хв"
    ),
    "cs": (
        "P: publikováno vydáno zveřejněno vytvořeno U: aktualizováno aktualizace upraveno změněno L: poslední naposledy datum"
        " dne K: v ve o od h: hod hodin hodinou hodinami u: minutou minutami dnem dny týdnem týdny měsícem měsíci rokem"
        " lety g: před T: dnes včera"
    ),
    "sk": (
        "P: publikované zverejnené uverejnené vydané pridané U: aktualizované upravené aktualizácia L: posledná naposledy"
        " dátum dňa K: o v od h: hodinou u: minútou minútami dňom dňami týždňom týždňami mesiacom mesiacmi rokom rokmi"
        " g: pred T: včera"
    ),
    "ro": (
        "P: publicat publicată postat adăugat creat U: actualizat actualizată modificat actualizare L: ultima data"
        " K: la pe în h: oră u: minute zi zile săptămână săptămâni lună luni an ani g: acum T: azi astăzi ieri"
    ),
    "hu": (
        "P: közzétéve megjelent publikálva létrehozva feltöltve U: frissítve frissült frissítés módosítva L: utoljára utolsó"
        " dátum h: óra órája órával u: perce perccel napja nappal hete héttel hónapja hónappal éve évvel g: ezelőtt"
        " T: ma tegnap"
    ),
    "bg": (
        "P: публикувана публикувано публикуван публикация U: обновена обновено обновен актуализирана актуализирано"
        " L: последна последно дата K: на в от h: часа u: минута минути ден дни седмица седмици месец месеца година години"
        " g: преди T: днес вчера"
    ),
    "el": (
        "P: δημοσιεύτηκε δημοσιεύθηκε δημοσίευση δημοσίευσης ανάρτηση αναρτήθηκε U: ενημερώθηκε ενημέρωση ενημέρωσης"
        " τροποποιήθηκε ανανεώθηκε L: τελευταία ημερομηνία K: στις την τη h: ώρα ώρες u: λεπτά λεπτό ημέρα ημέρες μέρα μέρες"
        " εβδομάδα εβδομάδες μήνα μήνες χρόνο χρόνια n: μία μια έναν ένα g: πριν από T: σήμερα χθες"
    ),
    "tr": (
        "P: yayınlanma yayınlandı yayın yayımlanma yayımlandı eklenme giriş oluşturulma U: güncelleme güncellendi güncellenme"
        " güncellenen L: son tarihi tarih h: saat saati u: dakika gün hafta ay yıl n: bir g: önce T: bugün dün"
    ),
    "ar": (
        "P: نشر نُشر نشرت النشر منشور U: تحديث التحديث محدث حُدث تحديثه L: آخر اخر تاريخ تم K: في يوم بتاريخ من ب"
        " h: الساعة ساعة ساعات ساعتين u: دقيقة دقائق دقيقتين يومين أيام أسبوع أسابيع شهر أشهر سنة سنوات"
        " g: منذ قبل T: اليوم أمس R: م ميلادي هـ"
    ),
    "fa": (
        "P: منتشر انتشار U: بروزرسانی به‌روزرسانی ویرایش روزآمد L: تاریخ شده آخرین زمان K: در به روز"
        " h: ساعت u: دقیقه هفته ماه سال n: یک g: پیش قبل T: امروز دیروز"
    ),
    "he": (
        "P: פורסם פורסמה פרסום U: עודכן עודכנה עדכון L: תאריך אחרון לאחרונה K: ב בשעה בתאריך ביום"
        " h: שעה שעות שעתיים u: דקה דקות יום ימים יומיים שבוע שבועות חודש חודשים שנה שנים g: לפני T: היום אתמול"
    ),
    "hi": (
        "P: प्रकाशित प्रकाशन पब्लिश U: अपडेट अपडेटेड संशोधित L: अंतिम तिथि तारीख समय K: को पर"
        " h: बजे घंटे घंटा u: मिनट दिन सप्ताह हफ्ते महीने साल n: एक g: पहले T: आज कल"
    ),
    "id": (
        "P: diterbitkan dipublikasikan terbit tayang dirilis U: diperbarui diupdate pembaruan diperbaharui L: terakhir tanggal"
        " tgl K: pada h: pukul jam u: menit hari minggu bulan tahun g: yang lalu T: kemarin"
    ),
    "vi": (
        "P: đăng xuất bản phát hành U: cập nhật L: cuối lần K: lúc ngày vào năm h: giờ u: phút tuần tháng n: một g: trước"
    ),
    "th": (
        "P: เผยแพร่ โพสต์ ลงประกาศ U: อัปเดต อัพเดต ปรับปรุง แก้ไข L: ล่าสุด K: เมื่อ วันที่ เวลา ที่ วัน พ.ศ"
        " h: น ชั่วโมง u: นาที สัปดาห์ เดือน ปี g: ที่แล้ว ก่อน ที่ผ่านมา T: วันนี้ เมื่อวาน"
    ),
    "ja": (
        "P: 公開 掲載 配信 発表 投稿 作成 U: 更新 改訂 L: 最終 日時 日付 日 時刻 u: 時間 分間 週間 ヶ月 か月 カ月 g: 前"
        " T: 今日 昨日"
    ),
    "zh": (
        "P: 发布 發布 发表 發表 刊登 刊发 公布 上传 发稿 U: 更新 修改 L: 时间 時間 日期 最后 最後 最新 于 於"
        " u: 小时 小時 分钟 分鐘 天 周 週 个月 個月 g: 前 T: 今天 昨天"
    ),
    "ko": (
        "P: 입력 기사입력 등록 등록일 게재 작성 송고 발행 승인 입력일 U: 수정 최종수정 수정일 업데이트"
        " L: 최종 일시 시간 날짜 기사 u: 시간 개월 주 g: 전 T: 오늘 어제"
    ),
    "sv": (
        "P: publicerad publicerat publicerades U: uppdaterad uppdaterat ändrad L: senast datum K: den kl klockan"
        " h: timme timmar u: minut minuter dagar vecka veckor månad månader år n: en g: för sedan sen T: idag igår"
    ),
    "da": (
        "P: publiceret udgivet offentliggjort oprettet U: opdateret ændret L: senest sidst dato K: d kl klokken"
        " h: time timer u: minutter dage uge uger måned måneder g: siden"
    ),
    "nb": "P: publisert lagt U: oppdatert endret L: sist dato h: timer u: minutter dager uke uker måneder g: for siden",
    "fi": (
        "P: julkaistu julkaisupäivä U: päivitetty muokattu L: viimeksi K: klo kello h: tunti tuntia u: minuutti minuuttia"
        " päivä päivää viikko viikkoa kuukausi kuukautta vuosi vuotta g: sitten T: tänään eilen"
    ),
}

# Names newsrooms use that CLDR lacks, by month or weekday (Monday is 1): older and colloquial abbreviations, spellings
# without marks that are no mere omission, oblique cases, and the names of one country's press.
_MORE_MONTHS = {
    1: "genn stycz ян جانفى كانون_ثاني peb_ jän",
    2: "fevr fév fev feb febb фев февр פברואר फरवरी peb pebruari فيفرى شباط",
    3: "mrz maerz març mar márc marz маr اذار मार्च märz",
    4: "ابريل إبريل نیسان avr",
    5: "mayıs май ايار mei מאי",
    6: "يونيه giugn июнь",
    7: "يوليه lugl juill",
    8: "agt ags agust اغسطس aou אוגוסט अग_",
    9: "sept sett setiembre сен септ szep sept_ सितम्बर ايلول",
    10: "okt oct paźdz اكتوبر تشرين_اول अक्तूबर",
    11: "ноя nop nopember noi नवम्बर تشرين_ثاني нояб",
    12: "decem दिसम्बर كانون_اول des",
}
_MORE_WEEKDAYS = {
    1: "הالاثنين الإثنين الأثنين اثنين isnin",
    2: "tues terca terca-feira الثلاثا ثلاثاء marţi सोमवा",
    3: "weds الاربعاء أربعاء ارבעא",
    4: "thur thurs خميس",
    5: "jum'at п'ятниця п’ятниця vineri جمعة fredagen",
    6: "sonnabend sâmbătă sambata sabado سبت",
    7: "الاحد أحد sunnuntaina ahad ponedel",
}
