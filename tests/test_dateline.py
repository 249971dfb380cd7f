"""Stamps and agency openings in 31 languages, what is none of them, and the laws that hold on any text."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import scrubber.dateline as module
from scrubber.dateline import Opening, Stamp, find_opening, find_stamp, settle, url_date

NO_DATE = ""
"""A stamp is there, but what it says is no date: it is relative, or lacks its year."""

# language -> (stamp, its date in ISO form); each is the whole block.
STAMPS: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("11 Mar, 2019 21:05", "2019-03-11T21:05:00"),
        ("Published: 3 May 2024, 14:02 BST | Updated 4 May 2024, 09:10 BST", "2024-05-03T14:02:00"),
        ("March 4, 2021 at 5:00 p.m. ET", "2021-03-04T17:00:00"),
        ("Mon 11 Mar 2019 21.05 GMT", "2019-03-11T21:05:00+00:00"),
        ("2019-03-11T21:05:00Z", "2019-03-11T21:05:00+00:00"),
        ("2019-03-11T21:05:00.123-05:00", "2019-03-11T21:05:00-05:00"),
        ("2019-03-11", "2019-03-11"),
        ("Thu 2 May 2024 19.00 BST Last modified on Fri 3 May 2024 08.21 BST", "2024-05-02T19:00:00"),
        ("Last updated: 12:05 am, September 3rd, 2024", "2024-09-03T00:05:00"),
        ("First published on Sept. 3, 2024", "2024-09-03"),
        ("Posted on the 3rd of May 2024", "2024-05-03"),
        ("11-MAR-19 05:12 PM", "2019-03-11T17:12:00"),
        ("Fri, 3 May 2024 14:02:00 +0000", "2024-05-03T14:02:00+00:00"),
        ("3 May 2024 (Friday)", "2024-05-03"),
        ("May 3, 2024, 5 p.m. Eastern Time", "2024-05-03T17:00:00"),
        ("May 3, 2024 1405 GMT", "2024-05-03T14:05:00+00:00"),
        ("03/25/2024 05:00 PM", "2024-03-25T17:00:00"),
        ("May 3, 20246:01 PM ET", "2024-05-03T18:01:00"),
        ("📅 Jul. 11, 2025", "2025-07-11"),
        ("• 3 May 2024 •", "2024-05-03"),
        ("Updated 11 hours ago", NO_DATE),
        ("3 hrs ago", NO_DATE),
        ("an hour ago", NO_DATE),
        ("Mar 4, 5:00 pm", NO_DATE),
        ("Sunday, May 12", NO_DATE),
        ("Updated at 14:02 BST", NO_DATE),
        ("Yesterday, 14:02", NO_DATE),
    ],
    "de": [
        ("11.03.2019 - 21:05 Uhr", "2019-03-11T21:05:00"),
        ("Stand: 11. März 2019", "2019-03-11"),
        ("Veröffentlicht am 3. Mai 2024 um 14.02 Uhr", "2024-05-03T14:02:00"),
        ("Fr., 3. Mai 2024, 14:02 Uhr | Aktualisiert: 4. Mai 2024, 9:15 Uhr", "2024-05-03T14:02:00"),
        ("Zuletzt aktualisiert am 03.05.2024, 14:02 MESZ", "2024-05-03T14:02:00"),
        ("11. Mrz 2019", "2019-03-11"),
        ("Sonnabend, 4. Jänner 2025", "2025-01-04"),
        ("Stand: 03/05/2024", "2024-05-03"),
        ("vor 2 Stunden", NO_DATE),
        ("Vor einer Stunde", NO_DATE),
        ("Heute, 14:02 Uhr", NO_DATE),
    ],
    "fr": [
        ("Mis à jour le 3 mai 2024 à 14h02", "2024-05-03T14:02:00"),
        ("Publié le vendredi 3 mai 2024 à 14:02", "2024-05-03T14:02:00"),
        ("Publié le 03/05/2024 à 14h02", "2024-05-03T14:02:00"),
        ("1er août 2024", "2024-08-01"),
        ("mar. 5 mars 2024", "2024-03-05"),
        ("Mis en ligne le 3 févr. 2024, mis à jour le 4 févr. 2024 à 9h", "2024-02-03"),
        ("10 DECEMBRE 2024", "2024-12-10"),
        ("il y a 3 heures", NO_DATE),
        ("Il y a une heure", NO_DATE),
    ],
    "es": [
        ("Publicado el 3 de mayo de 2024 a las 14:02", "2024-05-03T14:02:00"),
        ("Actualizado a las 14:02 CET", NO_DATE),
        ("viernes, 3 de mayo de 2024", "2024-05-03"),
        ("03 MAY 2024 - 14:02 CEST", "2024-05-03T14:02:00"),
        ("3 ago 2024 14:02 h", "2024-08-03T14:02:00"),
        ("Última actualización: 03/05/2024 14:02", "2024-05-03T14:02:00"),
        ("3 de setiembre del 2024", "2024-09-03"),
        ("Hace 3 horas", NO_DATE),
        ("hace una hora", NO_DATE),
    ],
    "it": [
        ("Pubblicato il 3 maggio 2024 alle ore 14:02", "2024-05-03T14:02:00"),
        ("venerdì 3 maggio 2024", "2024-05-03"),
        ("Ultimo aggiornamento: 03/05/2024 - 14:02", "2024-05-03T14:02:00"),
        ("03 mag 2024, 14:02", "2024-05-03T14:02:00"),
        ("lun 6 sett. 2024", "2024-09-06"),
        ("Aggiornato alle 14.02", NO_DATE),
        ("3 ore fa", NO_DATE),
    ],
    "pt": [
        ("Publicado em 3 de maio de 2024 às 14h02", "2024-05-03T14:02:00"),
        ("03/05/2024 às 14h02 - Atualizado em 04/05/2024 às 09h10", "2024-05-03T14:02:00"),
        ("sexta-feira, 3 de maio de 2024", "2024-05-03"),
        ("3 out 2024", "2024-10-03"),
        ("Última atualização: 3 de março de 2024", "2024-03-03"),
        ("Terça, 5 mar. 2024 | 14:02", "2024-03-05T14:02:00"),
        ("há 3 horas", NO_DATE),
        ("3 dias atrás", NO_DATE),
    ],
    "nl": [
        ("Gepubliceerd op 3 mei 2024 om 14:02", "2024-05-03T14:02:00"),
        ("vrijdag 3 mei 2024, 14:02 uur", "2024-05-03T14:02:00"),
        ("vr 3 mei 2024", "2024-05-03"),
        ("Laatst bijgewerkt: 03-05-2024 14:02", "2024-05-03T14:02:00"),
        ("11 mrt. 2019", "2019-03-11"),
        ("Laatste update 3 mei 2024", "2024-05-03"),
        ("3 uur geleden", NO_DATE),
        ("een uur geleden", NO_DATE),
    ],
    "pl": [
        ("Opublikowano: 3 maja 2024, 14:02", "2024-05-03T14:02:00"),
        ("3 maja 2024 r., godz. 14:02", "2024-05-03T14:02:00"),
        ("Data publikacji: 03.05.2024 14:02", "2024-05-03T14:02:00"),
        ("piątek, 3 maja 2024", "2024-05-03"),
        ("Aktualizacja: 3 paź 2024 o 9:05", "2024-10-03T09:05:00"),
        ("11 WRZEŚNIA 2024", "2024-09-11"),
        ("3 godziny temu", NO_DATE),
        ("Dzisiaj, 14:02", NO_DATE),
    ],
    "ru": [
        ("Опубликовано 3 мая 2024, 14:02", "2024-05-03T14:02:00"),
        ("3 мая 2024 г. в 14:02", "2024-05-03T14:02:00"),
        ("14:02, 3 мая 2024", "2024-05-03T14:02:00"),
        ("пт, 3 мая 2024 14:02 МСК", "2024-05-03T14:02:00"),
        ("Обновлено: 03.05.2024 14:02 (UTC+3)", "2024-05-03T14:02:00+03:00"),
        ("11 СЕНТЯБРЯ 2024 ГОДА", "2024-09-11"),
        ("16 фев 2024", "2024-02-16"),
        ("3 часа назад", NO_DATE),
        ("Сегодня, 14:02", NO_DATE),
    ],
    "uk": [
        ("Опубліковано: 3 травня 2024, 14:02", "2024-05-03T14:02:00"),
        ("п'ятниця, 3 травня 2024 року, 14:02", "2024-05-03T14:02:00"),
        ("3 тра 2024 о 14:02", "2024-05-03T14:02:00"),
        ("Оновлено 03.05.2024 14:02", "2024-05-03T14:02:00"),
        ("11 вересня 2024 р.", "2024-09-11"),
        ("Середа, 2 жовтня 2024", "2024-10-02"),
        ("3 години тому", NO_DATE),
    ],
    "cs": [
        ("Publikováno 3. května 2024 v 14:02", "2024-05-03T14:02:00"),
        ("3. 5. 2024 14:02", "2024-05-03T14:02:00"),
        ("pátek 3. května 2024", "2024-05-03"),
        ("Aktualizováno 3. 5. 2024, 14.02", "2024-05-03T14:02:00"),
        ("11. září 2024 9:05", "2024-09-11T09:05:00"),
        ("Vydáno dne 1. července 2024", "2024-07-01"),
        ("před 3 hodinami", NO_DATE),
        ("Včera 14:02", NO_DATE),
    ],
    "sk": [
        ("Publikované 3. mája 2024 o 14:02", "2024-05-03T14:02:00"),
        ("3. 5. 2024 | 14:02", "2024-05-03T14:02:00"),
        ("piatok 3. mája 2024", "2024-05-03"),
        ("Aktualizované 3. augusta 2024 14:02", "2024-08-03T14:02:00"),
        ("11. októbra 2024", "2024-10-11"),
        ("streda 1. mája 2024, 9:05", "2024-05-01T09:05:00"),
        ("pred 3 hodinami", NO_DATE),
    ],
    "ro": [
        ("Publicat pe 3 mai 2024, ora 14:02", "2024-05-03T14:02:00"),
        ("vineri, 3 mai 2024", "2024-05-03"),
        ("Actualizat la 03.05.2024 14:02", "2024-05-03T14:02:00"),
        ("Publicat: 3 mai 2024 | Ultima actualizare 4 mai 2024", "2024-05-03"),
        ("Marţi, 7 mai 2024, 14:02", "2024-05-07T14:02:00"),
        ("3 noi. 2024", "2024-11-03"),
        ("11 septembrie 2024", "2024-09-11"),
        ("acum 3 ore", NO_DATE),
    ],
    "hu": [
        ("2024. május 3. 14:02", "2024-05-03T14:02:00"),
        ("2024. május 3., péntek 14:02", "2024-05-03T14:02:00"),
        ("Megjelent: 2024.05.03. 14:02", "2024-05-03T14:02:00"),
        ("Frissítve: 2024. szept. 11.", "2024-09-11"),
        ("2024. MÁRC. 5.", "2024-03-05"),
        ("2024. 05. 03. 14:02", "2024-05-03T14:02:00"),
        ("3 órával ezelőtt", NO_DATE),
    ],
    "bg": [
        ("Публикувана на 3 май 2024, 14:02", "2024-05-03T14:02:00"),
        ("петък, 3 май 2024 г.", "2024-05-03"),
        ("03.05.2024 г. 14:02 ч.", "2024-05-03T14:02:00"),
        ("Обновена: 11 септември 2024", "2024-09-11"),
        ("11 ян 2024", "2024-01-11"),
        ("сряда, 1 май 2024 в 9:05", "2024-05-01T09:05:00"),
        ("преди 3 часа", NO_DATE),
    ],
    "el": [
        ("Δημοσιεύτηκε: 3 Μαΐου 2024, 14:02", "2024-05-03T14:02:00"),
        ("Παρασκευή, 3 Μαΐου 2024", "2024-05-03"),
        ("ΠΑΡΑΣΚΕΥΗ 3 ΜΑΪΟΥ 2024", "2024-05-03"),
        ("03/05/2024 • Ενημέρωση 04/05/2024", "2024-05-03"),
        ("Τελευταία ενημέρωση: 11 Σεπ 2024, 2:05 μ.μ.", "2024-09-11T14:05:00"),
        ("3 Αυγούστου 2024 στις 14:02", "2024-08-03T14:02:00"),
        ("πριν από 3 ώρες", NO_DATE),
    ],
    "tr": [
        ("Giriş Tarihi: 03.05.2024 14:02 Son Güncelleme: 04.05.2024 09:10", "2024-05-03T14:02:00"),
        ("03 Mayıs 2024, Cuma 14:02", "2024-05-03T14:02:00"),
        ("Yayınlanma: 3 Şubat 2024 - 14:02", "2024-02-03T14:02:00"),
        ("3 ŞUBAT 2024", "2024-02-03"),
        ("11 KASIM 2024 PAZARTESİ", "2024-11-11"),
        ("Son güncellenme 3 Ara 2024 saat 14:02", "2024-12-03T14:02:00"),
        ("3 saat önce", NO_DATE),
    ],
    "ar": [
        ("الجمعة 3 مايو 2024", "2024-05-03"),
        ("الجمعة ٣ مايو ٢٠٢٤ - ١٤:٠٢", "2024-05-03T14:02:00"),
        ("نشر في: 3 أيار 2024 الساعة 14:02", "2024-05-03T14:02:00"),
        ("آخر تحديث: 03/05/2024 14:02", "2024-05-03T14:02:00"),
        ("3 كانون الثاني 2024", "2024-01-03"),
        ("تاريخ النشر: 3 ابريل 2024 2:05 م", "2024-04-03T14:05:00"),
        ("الجمعة 3 مايو 2024 - 24 شوال 1445 هـ", "2024-05-03"),
        ("24 شوال 1445", NO_DATE),
        ("منذ 3 ساعات", NO_DATE),
    ],
    "fa": [
        ("جمعه ۱۴ اردیبهشت ۱۴۰۳ - ۱۴:۰۲", "2024-05-03T14:02:00"),
        ("تاریخ انتشار: ۱۴ اردیبهشت ۱۴۰۳ ساعت ۱۴:۰۲", "2024-05-03T14:02:00"),
        ("۱۴۰۳/۰۲/۱۴", "2024-05-03"),
        ("۳ مه ۲۰۲۴", "2024-05-03"),
        ("سه‌شنبه ۷ مه ۲۰۲۴", "2024-05-07"),
        ("آخرین به روز رسانی: ۱ فروردین ۱۴۰۳", "2024-03-20"),
        ("۳ ساعت پیش", NO_DATE),
    ],
    "he": [
        ("3 במאי 2024", "2024-05-03"),
        ("פורסם ב-3 במאי 2024 בשעה 14:02", "2024-05-03T14:02:00"),
        ("יום שישי, 3 במאי 2024", "2024-05-03"),
        ("עודכן: 03.05.2024, 14:02", "2024-05-03T14:02:00"),
        ("תאריך: 03/05/2024", "2024-05-03"),
        ("11 ספט׳ 2024", "2024-09-11"),
        ("לפני 3 שעות", NO_DATE),
        ("לפני שעה", NO_DATE),
    ],
    "hi": [
        ("3 मई 2024", "2024-05-03"),
        ("शुक्रवार, 3 मई 2024, 14:02", "2024-05-03T14:02:00"),
        ("प्रकाशित: 3 फरवरी 2024 02:05 PM", "2024-02-03T14:05:00"),
        ("अपडेट: ०३ सितम्बर २०२४", "2024-09-03"),
        ("अंतिम अपडेट 11 अक्टूबर 2024, 14:02 IST", "2024-10-11T14:02:00"),
        ("Updated: 3 जन॰ 2024", "2024-01-03"),
        ("3 घंटे पहले", NO_DATE),
    ],
    "id": [
        ("Jumat, 03 Mei 2024 14:02 WIB", "2024-05-03T14:02:00"),
        ("Jum'at, 3 Mei 2024 | 14:02 WIB", "2024-05-03T14:02:00"),
        ("03/05/2024, 14:02 WIB", "2024-05-03T14:02:00"),
        ("Diterbitkan pada 3 Agustus 2024 pukul 14.02", "2024-08-03T14:02:00"),
        ("Diperbarui: 3 Des 2024", "2024-12-03"),
        ("11 Nopember 2024", "2024-11-11"),
        ("3 jam yang lalu", NO_DATE),
    ],
    "vi": [
        ("Thứ sáu, 03/05/2024 14:02 (GMT+7)", "2024-05-03T14:02:00+07:00"),
        ("Thứ Sáu, ngày 3 tháng 5 năm 2024", "2024-05-03"),
        ("Cập nhật lúc 14:02, 03/05/2024", "2024-05-03T14:02:00"),
        ("Đăng lúc 14:02 ngày 3/5/2024", "2024-05-03T14:02:00"),
        ("Chủ nhật, 5/5/2024, 14:02", "2024-05-05T14:02:00"),
        ("3 tháng 5, 2024", "2024-05-03"),
        ("3 giờ trước", NO_DATE),
    ],
    "th": [
        ("3 พฤษภาคม 2567", "2024-05-03"),
        ("เผยแพร่เมื่อ 3 พ.ค. 2567 เวลา 14:02 น.", "2024-05-03T14:02:00"),
        ("วันศุกร์ที่ 3 พฤษภาคม พ.ศ. 2567", "2024-05-03"),
        ("3 พ.ค. 67 | 14:02", "2024-05-03T14:02:00"),
        ("อัปเดตล่าสุด 3 มี.ค. 2024 14.02 น.", "2024-03-03T14:02:00"),
        ("ปรับปรุงล่าสุดเมื่อ ๓ พฤษภาคม ๒๕๖๗", "2024-05-03"),
        ("โพสต์เมื่อ 03/05/2567", "2024-05-03"),
        ("3 ชั่วโมงที่แล้ว", NO_DATE),
    ],
    "ja": [
        ("更新日：2024年5月3日", "2024-05-03"),
        ("2024年5月3日 14時02分", "2024-05-03T14:02:00"),
        ("2024年5月3日（金）14:02", "2024-05-03T14:02:00"),
        ("令和6年5月3日", "2024-05-03"),
        ("2024年5月3日 14時02分 公開 2024年5月4日 更新", "2024-05-03T14:02:00"),
        ("最終更新日時 2024/05/03 14:02", "2024-05-03T14:02:00"),
        ("２０２４年５月３日　午後２時５分", "2024-05-03T14:05:00"),
        ("3時間前", NO_DATE),
    ],
    "zh": [
        ("2024年9月2日 14:02", "2024-09-02T14:02:00"),
        ("发布时间：2024-09-02 14:02:05", "2024-09-02T14:02:05"),
        ("2024年9月2日星期一 14:02", "2024-09-02T14:02:00"),
        ("2024/09/02 下午2:05 更新", "2024-09-02T14:05:00"),
        ("更新於 2024年9月2日", "2024-09-02"),
        ("2024.09.02", "2024-09-02"),
        ("民國113年9月2日", "2024-09-02"),
        ("3小时前", NO_DATE),
    ],
    "ko": [
        ("입력 2024.05.03 14:02", "2024-05-03T14:02:00"),
        ("입력 2024.05.03. 오후 2:05 수정 2024.05.04. 오전 9:10", "2024-05-03T14:05:00"),
        ("2024년 5월 3일(금) 오후 2시 5분", "2024-05-03T14:05:00"),
        ("기사입력 2024-05-03 14:02", "2024-05-03T14:02:00"),
        ("2024-05-03 14:02 송고", "2024-05-03T14:02:00"),
        ("2024년 5월 3일 금요일", "2024-05-03"),
        ("최종수정 2024.05.03 14:02", "2024-05-03T14:02:00"),
        ("3시간 전", NO_DATE),
    ],
    "sv": [
        ("Publicerad 3 maj 2024 kl. 14.02", "2024-05-03T14:02:00"),
        ("fredag 3 maj 2024", "2024-05-03"),
        ("Uppdaterad 2024-05-03 14:02", "2024-05-03T14:02:00"),
        ("3 mars 2024, 14:02", "2024-03-03T14:02:00"),
        ("Publicerad: den 11 september 2024", "2024-09-11"),
        ("lör 4 maj 2024", "2024-05-04"),
        ("för 3 timmar sedan", NO_DATE),
    ],
    "da": [
        ("Publiceret d. 3. maj 2024 kl. 14:02", "2024-05-03T14:02:00"),
        ("fredag den 3. maj 2024", "2024-05-03"),
        ("Opdateret 03. maj 2024, 14.02", "2024-05-03T14:02:00"),
        ("3. marts 2024 kl. 9.05", "2024-03-03T09:05:00"),
        ("Udgivet 11. okt. 2024", "2024-10-11"),
        ("lør. 4. maj 2024", "2024-05-04"),
        ("for 3 timer siden", NO_DATE),
    ],
    "nb": [
        ("Publisert 3. mai 2024 kl. 14:02", "2024-05-03T14:02:00"),
        ("Publisert: 03.05.2024 14:02 Oppdatert: 04.05.2024 09:10", "2024-05-03T14:02:00"),
        ("fredag 3. mai 2024", "2024-05-03"),
        ("Sist oppdatert 11. desember 2024", "2024-12-11"),
        ("3. des. 2024, 14:02", "2024-12-03T14:02:00"),
        ("tirs. 7. mai 2024", "2024-05-07"),
        ("for 3 timer siden", NO_DATE),
    ],
    "fi": [
        ("Julkaistu 3.5.2024 klo 14.02", "2024-05-03T14:02:00"),
        ("3. toukokuuta 2024", "2024-05-03"),
        ("pe 3.5.2024 klo 14:02", "2024-05-03T14:02:00"),
        ("Päivitetty 3.5.2024 14:02", "2024-05-03T14:02:00"),
        ("Sunnuntaina 5. toukokuuta 2024", "2024-05-05"),
        ("11. syyskuuta 2024 klo 9.05", "2024-09-11T09:05:00"),
        ("3 tuntia sitten", NO_DATE),
    ],
}

# language -> (text, length of the opening, place, agency, month and day), or a text that opens with nothing.
OPENINGS: dict[str, list[tuple[str, str, str, str, tuple[int, int] | None]]] = {
    "en": [
        ("BEIRUT, Lebanon (AP) —", " The ferry was late.", "BEIRUT, Lebanon", "AP", None),
        ("LONDON (Reuters) -", " The ferry was late.", "LONDON", "Reuters", None),
        ("NEW YORK, Jan 5 (Reuters) -", " The ferry was late.", "NEW YORK", "Reuters", (1, 5)),
        ("WASHINGTON —", " The ferry was late.", "WASHINGTON", "", None),
        ("LAGOS, Nigeria —", " The ferry was late.", "LAGOS, Nigeria", "", None),
        ("SPRINGFIELD, Ill. (AP) --", " The ferry was late.", "SPRINGFIELD, Ill.", "AP", None),
        ("PITTSBURGH (KXYZ) -", " The ferry was late.", "PITTSBURGH", "KXYZ", None),
        ("PARIS, May 3 —", " The ferry was late.", "PARIS", "", (5, 3)),
        ("(AP) —", " The ferry was late.", "", "AP", None),
        ("THE HAGUE, Netherlands (AP) —", " The ferry was late.", "THE HAGUE, Netherlands", "AP", None),
    ],
    "de": [
        ("Berlin (dpa) -", " Die Fähre kam zu spät.", "Berlin", "dpa", None),
        ("BERLIN (dpa/tmn) –", " Die Fähre kam zu spät.", "BERLIN", "dpa/tmn", None),
        ("Musterstadt (ots).", " Die Fähre kam zu spät.", "Musterstadt", "ots", None),
    ],
    "fr": [
        ("PARIS (AFP) –", " Le bac avait du retard.", "PARIS", "AFP", None),
        ("Paris, 3 mai 2024 (AFP) -", " Le bac avait du retard.", "Paris", "AFP", (5, 3)),
    ],
    "es": [
        ("Madrid, 11 may (EFE).-", " El barco llegó tarde.", "Madrid", "EFE", (5, 11)),
        ("MADRID, 3 May. (EUROPA PRESS) -", " El barco llegó tarde.", "MADRID", "EUROPA PRESS", (5, 3)),
    ],
    "it": [
        ("(ANSA) - ROMA, 22 MAR -", " Il battello era in ritardo.", "ROMA", "ANSA", (3, 22)),
        ("Roma, 3 mag. - (Adnkronos) -", " Il battello era in ritardo.", "Roma", "Adnkronos", (5, 3)),
    ],
    "pt": [
        ("Lusa -", " O barco chegou tarde.", "", "Lusa", None),
        ("Lisboa, 03 mai 2024 (Lusa) –", " O barco chegou tarde.", "Lisboa", "Lusa", (5, 3)),
    ],
    "nl": [
        ("AMSTERDAM (ANP) -", " De veerboot was te laat.", "AMSTERDAM", "ANP", None),
        ("DEN HAAG (ANP) -", " De veerboot was te laat.", "DEN HAAG", "ANP", None),
    ],
    "pl": [
        ("WARSZAWA (PAP)", " Prom się spóźnił.", "WARSZAWA", "PAP", None),
        ("Warszawa, 3 maja (PAP) –", " Prom się spóźnił.", "Warszawa", "PAP", (5, 3)),
    ],
    "ru": [
        ("МОСКВА, 16 февраля. /ТАСС/.", " Паром опоздал.", "МОСКВА", "ТАСС", (2, 16)),
        ("МОСКВА, 16 фев — РИА Новости.", " Паром опоздал.", "МОСКВА", "РИА Новости", (2, 16)),
        ("МОСКВА, 16 фев - РИА Новости, Иван Примеров.", " Паром опоздал.", "МОСКВА", "РИА Новости", (2, 16)),
        ("Москва. 16 февраля. INTERFAX.RU -", " Паром опоздал.", "Москва", "INTERFAX.RU", (2, 16)),
    ],
    "uk": [
        ("КИЇВ, 3 травня (Укрінформ) —", " Пором запізнився.", "КИЇВ", "Укрінформ", (5, 3)),
        ("КИЇВ. 3 травня. УНН.", " Пором запізнився.", "КИЇВ", "УНН", (5, 3)),
    ],
    "cs": [
        ("Praha 3. května (ČTK) -", " Přívoz měl zpoždění.", "Praha", "ČTK", (5, 3)),
        ("PRAHA (ČTK) –", " Přívoz měl zpoždění.", "PRAHA", "ČTK", None),
    ],
    "sk": [
        ("Bratislava 3. mája (TASR) -", " Prievoz meškal.", "Bratislava", "TASR", (5, 3)),
        ("BRATISLAVA (SITA) –", " Prievoz meškal.", "BRATISLAVA", "SITA", None),
    ],
    "ro": [
        ("Bucureşti, 3 mai /Agerpres/ -", " Bacul a întârziat.", "Bucureşti", "Agerpres", (5, 3)),
        ("BUCUREŞTI (MEDIAFAX) -", " Bacul a întârziat.", "BUCUREŞTI", "MEDIAFAX", None),
    ],
    "hu": [
        ("Budapest, 2024. május 3. (MTI) -", " A komp késett.", "Budapest", "MTI", (5, 3)),
        ("BUDAPEST (MTI) –", " A komp késett.", "BUDAPEST", "MTI", None),
    ],
    "bg": [
        ("София, 3 май /БТА/.", " Фериботът закъсня.", "София", "БТА", (5, 3)),
        ("СОФИЯ (БТА) –", " Фериботът закъсня.", "СОФИЯ", "БТА", None),
    ],
    "el": [
        ("ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) -", " Το πλοίο άργησε.", "ΑΘΗΝΑ", "ΑΠΕ-ΜΠΕ", None),
        ("Αθήνα, 3 Μαΐου (ΑΠΕ-ΜΠΕ) –", " Το πλοίο άργησε.", "Αθήνα", "ΑΠΕ-ΜΠΕ", (5, 3)),
    ],
    "tr": [
        ("ISTANBUL (AA) -", " Vapur geç kaldı.", "ISTANBUL", "AA", None),
        ("ANKARA, (DHA)-", " Vapur geç kaldı.", "ANKARA", "DHA", None),
    ],
    "ar": [
        ("القاهرة (رويترز) -", " تأخرت العبارة.", "القاهرة", "رويترز", None),
        ("الرياض - واس:", " تأخرت العبارة.", "الرياض", "واس", None),
    ],
    "fa": [
        ("تهران (ایسنا) -", " کشتی دیر رسید.", "تهران", "ایسنا", None),
        ("تهران - ایرنا -", " کشتی دیر رسید.", "تهران", "ایرنا", None),
    ],
    "he": [
        ("ירושלים (רויטרס) -", " המעבורת איחרה.", "ירושלים", "רויטרס", None),
        ("ירושלים (רויטרס):", " המעבורת איחרה.", "ירושלים", "רויטרס", None),
    ],
    "hi": [
        ("नई दिल्ली, 3 मई (भाषा)।", " नाव देर से आई।", "नई दिल्ली", "भाषा", (5, 3)),
        ("नई दिल्ली, 3 मई (भाषा)", " नाव देर से आई।", "नई दिल्ली", "भाषा", (5, 3)),
        ("واشنطن /الأناضول/", " عادت العبارة إلى المرفأ.", "واشنطن", "الأناضول", None),
        ("София, 3 май /БТА/", " Фериботът се върна.", "София", "БТА", (5, 3)),
        ("（ソウル聯合ニュース）", "渡し船が戻った。", "ソウル", "聯合ニュース", None),
        ("[나루=나루일보] 홍길동 기자 =", " 배가 늦었다.", "나루", "나루일보", None),
        ("नई दिल्ली (आईएएनएस)।", " नाव देर से आई।", "नई दिल्ली", "आईएएनएस", None),
    ],
    "id": [
        ("Jakarta (ANTARA) -", " Kapal terlambat.", "Jakarta", "ANTARA", None),
        ("JAKARTA, CONTOH.com -", " Kapal terlambat.", "JAKARTA", "CONTOH.com", None),
        ("CONTOH.CO, Jakarta -", " Kapal terlambat.", "Jakarta", "CONTOH.CO", None),
    ],
    "vi": [
        ("Hà Nội (TTXVN) -", " Chuyến phà đến muộn.", "Hà Nội", "TTXVN", None),
        ("TTO -", " Chuyến phà đến muộn.", "", "TTO", None),
        ("(Dân trí) -", " Chuyến phà đến muộn.", "", "Dân trí", None),
    ],
    "th": [],
    "ja": [
        ("【ワシントン時事】", "渡し船は遅れた。", "ワシントン", "時事", None),
        ("【北京＝山田太郎】", "渡し船は遅れた。", "北京", "", None),
        ("［ロンドン ３日 ロイター］ -", " 渡し船は遅れた。", "ロンドン", "ロイター", None),
    ],
    "zh": [
        ("新华社北京9月2日电（记者张三）", "渡船晚到了。", "北京", "新华社", (9, 2)),
        ("中新网9月2日电", " 渡船晚到了。", "", "中新网", (9, 2)),
        ("（中央社台北3日電）", "渡船晚到了。", "台北", "中央社", None),
    ],
    "ko": [
        ("(서울=연합뉴스) 홍길동 기자 =", " 배가 늦었다.", "서울", "연합뉴스", None),
        ("[서울=뉴시스]홍길동 기자 =", " 배가 늦었다.", "서울", "뉴시스", None),
    ],
    "sv": [
        ("Stockholm (TT).", " Färjan var sen.", "Stockholm", "TT", None),
        ("STOCKHOLM (TT) –", " Färjan var sen.", "STOCKHOLM", "TT", None),
    ],
    "da": [
        ("København (Ritzau) -", " Færgen var forsinket.", "København", "Ritzau", None),
        ("KØBENHAVN (Ritzau) –", " Færgen var forsinket.", "KØBENHAVN", "Ritzau", None),
    ],
    "nb": [
        ("OSLO (NTB):", " Ferja var forsinket.", "OSLO", "NTB", None),
        ("Oslo (NTB) –", " Ferja var forsinket.", "Oslo", "NTB", None),
    ],
    "fi": [
        ("Helsinki (STT) —", " Lautta oli myöhässä.", "Helsinki", "STT", None),
        ("HELSINKI (Lehtikuva) –", " Lautta oli myöhässä.", "HELSINKI", "Lehtikuva", None),
    ],
}

# Paragraphs that open with no agency, though they look a little like it.
NO_OPENINGS = [
    "John Smith (right) — who won the race — smiled.",
    "The Group of Seven (G7) - a club of rich states - met.",
    "NATO — an alliance of states — met on Monday.",
    "UNESCO - the agency for culture - sent a letter.",
    "World Health Organization (WHO) - the agency - said so.",
    "World Health Organization (WHO) — the agency — said so.",
    "Example Motors (EXM) - the maker of cars - lost money.",
    "Max Mustermann (SPD) – der Abgeordnete – ging.",
    "He went to Boston (AP) — and came back.",
    "UPDATE — The ferry was late.",
    "BREAKING — The ferry was late.",
    "Paris — the city, not the hero — sleeps.",
    "Ann Example, 34 — a teacher — was late.",
    "The ferry (built 2019) - was late.",
    "The ferry was late. PARIS (AFP) -",
    "A minister - the third this year - left.",
    "I (Ann) - who saw it - was late.",
    "WASHINGTON",
    "WASHINGTON —",
    "",
    "—",
    "(",
    "3 May 2024 — The ferry was late.",
    "Die Fähre (links) - sie fuhr spät - sank.",
    "Le bac (à gauche) – en retard – a coulé.",
    "El barco (a la derecha) - llegó tarde.",
    "Il battello (a sinistra) - era in ritardo.",
    "O barco (à esquerda) - chegou tarde.",
    "De veerboot (links) - was te laat.",
    "Prom (po lewej) – spóźnił się.",
    "Паром (слева) — опоздал.",
    "Пором (ліворуч) — запізнився.",
    "Přívoz (vlevo) – měl zpoždění.",
    "Prievoz (vľavo) – meškal.",
    "Bacul (stânga) – a întârziat.",
    "A komp (balra) – késett.",
    "Фериботът (вляво) – закъсня.",
    "Το πλοίο (αριστερά) – άργησε.",
    "Vapur (solda) – geç kaldı.",
    "العبارة (يسار) - تأخرت.",
    "کشتی (چپ) - دیر رسید.",
    "המעבורת (משמאל) - איחרה.",
    "नाव (बाएं) - देर से आई।",
    "Kapal (kiri) - terlambat.",
    "Chuyến phà (trái) - đến muộn.",
    "เรือ (ซ้าย) - มาสาย",
    "กรุงเทพฯ (ภาพ) - เรือมาสาย",
    "【写真＝共同】渡し船は遅れた。",
    "【注】渡し船は遅れた。",
    "渡し船（左）は遅れた。",
    "渡船（左）晚到了。",
    "(사진=연합뉴스) 배가 늦었다.",
    "[예시미디어=홍길동의 칼럼] 배가 늦었다.",
    "배(왼쪽)가 늦었다.",
    "Färjan (till vänster) – var sen.",
    "Færgen (til venstre) – var forsinket.",
    "Ferja (til venstre) – var forsinket.",
    "Lautta (vasemmalla) – oli myöhässä.",
]

# Blocks without a stamp, whole or partial.
PROSE: dict[str, list[str]] = {
    "en": [
        "On 11 March 2019 the council met.",
        "March 4, 2021 was a Thursday.",
        "2019-03-11 minutes of the board",
        "The report was published on 3 May 2024 by the board.",
        "The council, founded on 3 May 2004, keeps its minutes.",
        "Ann Example was born on 4 March 1991 in the old mill.",
        "3-5 May 2024",
        "May 3-5, 2024",
        "3 May 2024 – 5 May 2024",
        "3 May 2024 19:00 - 21:00",
        "3 May 2024, 10:00-12:00",
        "Sat 4 May – Sun 5 May 2024",
        "31 February 2024",
        "31 June 2024, 14:02",
        "3 May 1066",
        "3 May 2567",
        "32/13/2024",
        "13/13/2024",
        "3 May 2024 25:00",
        "3 May 2024 2:1",
        "May 2024",
        "2024",
        "14:02",
        "3",
        "May 3",
        "12.5 2024",
        "Example United 2-1 Sample Town",
        "Version 3.5.2024-beta of the tool",
        "nightly-2025-11-24",
        "https://example.org/2019/03/11/a-story",
        "Call 555 0123 4567",
        "5 comments",
        "About 4 hours",
        "€325/month for 12 months",
        "1 May 2024, 2 May 2024, 3 May 2024, 4 May 2024",
        "— Ann Example (@annexample) November 18, 2019",
        "An example of 3 May 2024 weather in the hills and by the sea, said Ann.",
        "As of July 31, 2025, the office has received:",
        "AB3 May 2024",
        "Today",
        "Updated",
        "Just an hour and then nothing",
        "He left ages ago",
        "11.03.19",
    ],
    "de": [
        "Am 11. März 2019 tagte der Rat.",
        "Der Rat tagte am 3. Mai 2024 um 14 Uhr in der alten Mühle.",
        "3. bis 5. Mai 2024",
        "Vor 2 Stunden begann die Sitzung des Rates.",
    ],
    "fr": [
        "Le 3 mai 2024, le conseil s'est réuni.",
        "Il y a 3 heures de route jusqu'au port.",
    ],
    "es": [
        "El 3 de mayo de 2024 se reunió el consejo.",
        "Hace 3 horas que llegó el barco al puerto.",
        "2 horas y 30 minutos",
    ],
    "it": ["Il 3 maggio 2024 si riunì il consiglio.", "Nato il 3 maggio 2004 nel vecchio mulino, vive qui."],
    "pt": ["Em 3 de maio de 2024 reuniu-se o conselho.", "Há 3 horas que o barco chegou ao porto."],
    "nl": ["Op 3 mei 2024 kwam de raad bijeen.", "De raad kwam op 3 mei 2024 om 14.00 uur bijeen."],
    "pl": ["Dnia 3 maja 2024 r. zebrała się rada.", "Rada zebrała się 3 maja 2024 o godz. 14:02."],
    "ru": ["3 мая 2024 года собрался совет.", "Совет собрался 3 мая 2024 года в 14:02."],
    "uk": ["3 травня 2024 року зібралася рада.", "Рада зібралася 3 травня 2024 року о 14:02."],
    "cs": ["Dne 3. května 2024 zasedala rada.", "Rada zasedala 3. 5. 2024 ve 14:02 ve mlýně."],
    "sk": ["Dňa 3. mája 2024 zasadala rada.", "Rada zasadala 3. mája 2024 o 14:02 v mlyne."],
    "ro": ["Pe 3 mai 2024 s-a întrunit consiliul.", "Consiliul s-a întrunit pe 3 mai 2024 la moară."],
    "hu": ["2024. május 3-án ülésezett a tanács.", "A tanács 2024. május 3. óta nem ülésezett."],
    "bg": ["На 3 май 2024 г. се събра съветът.", "Съветът се събра на 3 май 2024 г. в мелницата."],
    "el": ["Στις 3 Μαΐου 2024 συνεδρίασε το συμβούλιο.", "Το συμβούλιο συνεδρίασε στις 3 Μαΐου 2024."],
    "tr": ["3 Mayıs 2024 tarihinde meclis toplandı.", "Meclis 3 Mayıs 2024 günü değirmende toplandı."],
    "ar": ["في 3 مايو 2024 اجتمع المجلس في المدينة", "اجتمع المجلس في 3 مايو 2024 في المدينة."],
    "fa": ["در ۱۴ اردیبهشت ۱۴۰۳ شورا تشکیل جلسه داد.", "شورا در ۳ مه ۲۰۲۴ تشکیل جلسه داد."],
    "he": ["ב-3 במאי 2024 התכנסה המועצה.", "המועצה התכנסה ב-3 במאי 2024 בטחנה."],
    "hi": ["3 मई 2024 को परिषद की बैठक हुई।", "परिषद की बैठक 3 मई 2024 को हुई।"],
    "id": ["Pada 3 Mei 2024 dewan bersidang.", "Dewan bersidang pada 3 Mei 2024 di kincir."],
    "vi": ["Ngày 3 tháng 5 năm 2024, hội đồng đã họp.", "Hội đồng họp ngày 3/5/2024 tại nhà cối."],
    "th": ["เมื่อวันที่ 3 พฤษภาคม 2567 สภาได้ประชุมกัน", "สภาประชุมกันเมื่อวันที่ 3 พฤษภาคม 2567 ที่โรงสี"],
    "ja": ["2024年5月3日、評議会が開かれた。", "評議会は2024年5月3日に開かれた。"],
    "zh": ["2024年9月2日，市议会开会讨论了新的道路。", "市议会于2024年9月2日开会。"],
    "ko": ["2024년 5월 3일 시의회가 열렸다.", "시의회는 2024년 5월 3일 열렸다."],
    "sv": ["Den 3 maj 2024 samlades rådet.", "Rådet samlades den 3 maj 2024 i kvarnen."],
    "da": ["Den 3. maj 2024 mødtes rådet.", "Rådet mødtes den 3. maj 2024 i møllen."],
    "nb": ["Den 3. mai 2024 møttes rådet.", "Rådet møttes den 3. mai 2024 i mølla."],
    "fi": ["Neuvosto kokoontui 3. toukokuuta 2024.", "3. toukokuuta 2024 kokoontui neuvosto myllyssä."],
}

# block, the stamp in it, its date
PARTIAL = [
    ("By Jane Doe | March 4, 2021 at 5:00 p.m. ET", "March 4, 2021 at 5:00 p.m. ET", "2021-03-04T17:00:00"),
    ("Jane Doe, 4 March 2021", "4 March 2021", "2021-03-04"),
    ("By Jane Doe on March 4, 2021", "on March 4, 2021", "2021-03-04"),
    ("Jane Doe March 4, 2021", "March 4, 2021", "2021-03-04"),
    ("March 4, 2021 by Jane Doe", "March 4, 2021", "2021-03-04"),
    ("Published on March 4, 2021 by Jane Doe", "Published on March 4, 2021", "2021-03-04"),
    ("March 4, 2021 | 5 min read", "March 4, 2021", "2021-03-04"),
    ("March 4, 2021 5 min read", "March 4, 2021", "2021-03-04"),
    ("Jane ExampleMarch 4, 2021", "March 4, 2021", "2021-03-04"),
    ("By Jane ExampleMar 4, 20215 mins", "Mar 4, 2021", "2021-03-04"),
    ("March 4, 2021No Comments", "March 4, 2021", "2021-03-04"),
    ("London, 4 March 2021", "4 March 2021", "2021-03-04"),
    ("Von Anna Beispiel, 11. März 2019, 14:02 Uhr", "11. März 2019, 14:02 Uhr", "2019-03-11T14:02:00"),
    ("Par Anne Exemple - Publié le 3 mai 2024", "Publié le 3 mai 2024", "2024-05-03"),
    ("Иван Примеров | 3 мая 2024, 14:02", "3 мая 2024, 14:02", "2024-05-03T14:02:00"),
    ("示例网 2024年9月2日 14:02", "2024年9月2日 14:02", "2024-09-02T14:02:00"),
    ("홍길동 기자 | 입력 2024.05.03 14:02", "입력 2024.05.03 14:02", "2024-05-03T14:02:00"),
    ("Jane Doe | 3 hours ago", "3 hours ago", NO_DATE),
    ("News\nMarch 4, 2021", "March 4, 2021", "2021-03-04"),
    ("4 March 2021\nJane Doe", "4 March 2021", "2021-03-04"),
]

# block, its two readings: day first, month first
AMBIGUOUS = [
    ("03/11/2019", "2019-11-03", "2019-03-11"),
    ("03-11-2019", "2019-11-03", "2019-03-11"),
    ("Published 3/11/2019 5:00 PM", "2019-11-03T17:00:00", "2019-03-11T17:00:00"),
    ("更新 03/11/2019", "2019-11-03", "2019-03-11"),
    ("Sat 03/11/2019", "2019-11-03", "2019-03-11"),  # was a Sunday or a Monday
    ("Ana Ma 3/11/2019", "2019-11-03", "2019-03-11"),  # a name, no Dutch Monday
]

# block, its date, how it is told
TOLD = [
    ("25/03/2019", "2019-03-25", "dmy/"),
    ("03/25/2019", "2019-03-25", "mdy/"),
    ("04/04/2019", "2019-04-04", "/"),
    ("11.03.2019", "2019-03-11", "dmy."),
    ("11.25.2019", "2019-11-25", "mdy."),
    ("11.03.2019 | 11.25.2019", "2019-11-03", "mdy."),
    ("2019/03/11", "2019-03-11", "ymd"),
    ("Mon 03/11/2019", "2019-03-11", "mdy/"),
    ("Sun 03/11/2019", "2019-11-03", "dmy/"),
    ("03/11/2019 5:00 PM ET", "2019-03-11T17:00:00", "mdy/"),
    ("03/11/2019 17:00 PST", "2019-03-11T17:00:00", "mdy/"),
    ("Publicado 03/11/2019", "2019-11-03", "dmy/"),
    ("Pubblicato: 03-11-2019", "2019-11-03", "dmy-"),
    ("Published 03/11/2019 | Updated 25/11/2019", "2019-11-03", "dmy/"),
    ("Published 03/11/2019 | Updated 03/25/2019", "2019-03-11", "mdy/"),
]

LABELS = [
    ("Published: 3 May 2024", "published", "2024-05-03"),
    ("Updated: 3 May 2024", "updated", "2024-05-03"),
    ("3 May 2024", "", "2024-05-03"),
    ("Updated 4 May 2024 | Published 3 May 2024", "published", "2024-05-03"),
    ("3 May 2024 · Updated 4 May 2024", "", "2024-05-03"),
    ("Updated 4 May 2024 - 3 May 2024", "", "2024-05-03"),
    ("3 May 2024\nUpdated: 4 May 2024", "", "2024-05-03"),
    ("Published 14:02 | 3 May 2024", "published", "2024-05-03T14:02:00"),
    ("Date: 3 May 2024", "", "2024-05-03"),
]


def rows(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable(table.values()))


def iso(stamp: Stamp) -> str:
    return stamp.date.isoformat() if stamp.date else NO_DATE


@pytest.mark.parametrize(("text", "date"), rows(STAMPS))
def test_reads_a_stamp(text: str, date: str) -> None:
    stamp = find_stamp(text)
    assert stamp is not None
    assert stamp.whole
    assert stamp.ambiguous == ()
    assert iso(stamp) == date


@pytest.mark.parametrize(("text", "date"), rows(STAMPS))
def test_reads_a_stamp_in_capitals(text: str, date: str) -> None:
    if re.search("[a-z]{2}[A-Z]|T\\d", text):
        pytest.skip("reads by case")
    stamp = find_stamp(text.upper())
    assert stamp is not None
    assert iso(stamp) == date


@pytest.mark.parametrize("text", list(chain.from_iterable(PROSE.values())))
def test_prose_is_no_stamp(text: str) -> None:
    assert find_stamp(text) is None


@pytest.mark.parametrize(("text", "_"), rows(STAMPS))
def test_a_stamp_in_a_sentence_is_not_the_whole_block(text: str, _: str) -> None:
    stamp = find_stamp(f"the council of the town met in the mill {text} and then spoke of nothing else")
    assert stamp is None or not stamp.whole


@pytest.mark.parametrize(("text", "part", "date"), PARTIAL)
def test_finds_a_stamp_beside_a_name(text: str, part: str, date: str) -> None:
    stamp = find_stamp(text)
    assert stamp is not None
    assert not stamp.whole
    assert text[stamp.start : stamp.end] == part
    assert iso(stamp) == date


@pytest.mark.parametrize(("text", "day_first", "month_first"), AMBIGUOUS)
def test_does_not_guess_between_day_and_month(text: str, day_first: str, month_first: str) -> None:
    stamp = find_stamp(text)
    assert stamp is not None
    assert stamp.date is None
    assert [day.isoformat() for day in stamp.ambiguous] == [day_first, month_first]


@pytest.mark.parametrize(("text", "date", "order"), TOLD)
def test_tells_day_from_month_by_what_the_stamp_says(text: str, date: str, order: str) -> None:
    stamp = find_stamp(text)
    assert stamp is not None
    assert (iso(stamp), stamp.order) == (date, order)


@pytest.mark.parametrize(("text", "label", "date"), LABELS)
def test_the_published_date_counts(text: str, label: str, date: str) -> None:
    stamp = find_stamp(text)
    assert stamp is not None
    assert (stamp.label, iso(stamp)) == (label, date)


def test_a_given_year_completes_a_date() -> None:
    assert find_stamp("Mar 4, 5:00 pm", year=2021).date == dt.datetime(2021, 3, 4, 17)  # type: ignore[union-attr]
    assert find_stamp("Wed 29 Feb, 14:02", year=2023) is None


def test_the_span_leaves_separators_out() -> None:
    assert find_stamp("  / Updated: 3 May 2024 (Friday) |")[:3] == (4, 32, True)  # type: ignore[index]


def test_long_blocks_hold_no_stamp() -> None:
    text = "3 May 2024"
    assert find_stamp(text + " " * (module.LONGEST - len(text))) is not None
    assert find_stamp(text + " " * (module.LONGEST - len(text) + 1)) is None


@pytest.mark.parametrize("language", sorted(STAMPS))
def test_every_language_has_stamps_and_openings_or_lookalikes(language: str) -> None:
    assert len(STAMPS[language]) >= 6
    assert len(PROSE[language]) >= 2


# --- Openings


@pytest.mark.parametrize(
    ("opening", "rest", "place", "agency", "month_day"), list(chain.from_iterable(OPENINGS.values()))
)
def test_reads_an_opening(opening: str, rest: str, place: str, agency: str, month_day: tuple[int, int] | None) -> None:
    assert find_opening(opening + rest) == Opening(len(opening), place, agency, month_day)


@pytest.mark.parametrize("text", NO_OPENINGS)
def test_other_paragraphs_have_no_opening(text: str) -> None:
    assert find_opening(text) is None


# --- The date in the end


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://example.org/2019/03/11/a-story", "2019-03-11"),
        ("https://example.org/news/2019/3/1/a-story.html", "2019-03-01"),
        ("https://example.org/2019-03-11-a-story/", "2019-03-11"),
        ("https://example.org/20190311/a-story", "2019-03-11"),
        ("https://example.org/2019/mar/11/a-story", "2019-03-11"),
        ("https://example.org/2019-03/11/c_1.htm", "2019-03-11"),
        ("https://example.org/n1/2019/0311/c1.html", "2019-03-11"),
        ("https://example.org/2019/03/11", "2019-03-11"),
        ("https://example.org/2019/03/11.html", "2019-03-11"),
        ("https://example.org/2019/03/11/on-2018-01-02", "2019-03-11"),
        ("https://example.org/2019/03/a-story", None),
        ("https://example.org/2019/02/31/a-story", None),
        ("https://example.org/1066/03/11/a-story", None),
        ("https://example.org/03/11/2019/a-story", None),
        ("https://example.org/story-20190311123", None),
        ("https://example.org/?date=2019/03/11", None),
        ("https://example.org/2019/03/11/2019/03/12/", None),
        ("https://example.org/2019/xyz/11/", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_reads_the_date_of_a_url(url: str, date: str | None) -> None:
    assert url_date(url) == (dt.date.fromisoformat(date) if date else None)


def stamps(*texts: str) -> list[Stamp]:
    found = [find_stamp(text) for text in texts]
    assert None not in found
    return [stamp for stamp in found if stamp]


@pytest.mark.parametrize(
    ("text", "url", "others", "date"),
    [
        ("11 Mar 2019 21:05", "https://example.org/2018/01/01/", ["03/11/2019"], "2019-03-11T21:05:00"),
        ("03/11/2019", "https://example.org/2019/03/11/a", [], "2019-03-11"),
        ("03/11/2019 21:05", "https://example.org/2019/11/03/a", [], "2019-11-03T21:05:00"),
        ("03/11/2019", "https://example.org/2019/11/04/a", [], None),
        ("03/11/2019", None, [], None),
        ("03/11/2019", None, ["25/12/2018"], "2019-11-03"),
        ("03/11/2019", None, ["12/25/2018"], "2019-03-11"),
        ("03/11/2019", None, ["25-12-2018"], None),
        ("03/11/2019", None, ["25.12.2018"], None),
        ("03/11/2019", None, ["11 March 2019"], "2019-03-11"),
        ("03/11/2019", None, ["2019-11-03T10:00:00Z"], "2019-11-03"),
        ("03/11/2019", None, ["12 March 2019"], None),
        ("03/11/2019", None, ["04/12/2019"], None),
        ("03/11/2019", None, ["25/12/2018", "12/25/2018"], None),
        ("03/11/2019", "https://example.org/2019/03/11/a", ["25/12/2018"], None),
        ("09.10.2024", None, ["24.11.2025"], "2024-10-09"),
        ("09.10.2024", None, ["11.24.2025"], "2024-09-10"),
        ("09.10.2024", None, ["11.24.2025", "11.04.2025"], "2024-09-10"),
        ("09.10.2024", None, ["11.24.2025", "24.11.2025"], None),
        ("24.11.2025", None, ["11.24.2025"], "2025-11-24"),
        ("3 hours ago", "https://example.org/2019/03/11/a", ["11 March 2019"], None),
    ],
)
def test_settles_a_date_only_by_proof(text: str, url: str | None, others: list[str], date: str | None) -> None:
    [stamp] = stamps(text)
    settled = settle(stamp, url, stamps(*others))
    assert (settled.isoformat() if settled else None) == date


# --- Calendars


@pytest.mark.parametrize(
    ("jalali", "common"),
    [
        ((1370, 1, 1), "1991-03-21"),
        ((1375, 12, 30), "1997-03-20"),
        ((1399, 12, 30), "2021-03-20"),
        ((1400, 1, 1), "2021-03-21"),
        ((1403, 1, 1), "2024-03-20"),
        ((1403, 12, 30), "2025-03-20"),
        ((1404, 1, 1), "2025-03-21"),
        ((1408, 12, 30), "2030-03-20"),
    ],
)
def test_converts_persian_dates(jalali: tuple[int, int, int], common: str) -> None:
    assert module._from_jalali(*jalali).isoformat() == common


def test_persian_years_follow_each_other() -> None:
    for year in range(1369, 1479):
        last = next(day for day in (30, 29) if is_jalali(year, 12, day))
        assert module._from_jalali(year + 1, 1, 1) - module._from_jalali(year, 12, last) == dt.timedelta(days=1)


def is_jalali(*date: int) -> bool:
    try:
        module._from_jalali(*date)
    except ValueError:
        return False
    return True


def test_every_name_of_the_calendar_is_known() -> None:
    path = Path(module.__file__).parent / "data" / "calendar.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    assert set(table["months"]) | set(table["weekdays"]) == set(STAMPS)
    for kind, size in (("months", 12), ("weekdays", 7)):
        assert {len(names) for names in table[kind].values()} == {size}
    for language, months in table["months"].items():
        for number, name in ((number, name) for number, names in enumerate(months, 1) for name in names):
            if language == "zh" or name in module._NOT_CALENDAR:
                continue  # 五月三日 is written in digits
            stamp = find_stamp(f"3 {name} 2024")
            assert stamp is not None, (language, name)
            assert stamp.date == dt.date(2024, number, 3), (language, name)


# --- Laws

SCRAPS = [text for text, _ in rows(STAMPS)] + [text for texts in PROSE.values() for text in texts]
TEXTS = st.one_of(
    st.text(),
    st.text(st.sampled_from("0123456789 .,:/-–|()'+TZampdhMay年月日de\n٣३")),
    st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=3).map(" ".join),
    st.builds(lambda text, cut: text[cut:] + text[:cut], st.sampled_from(SCRAPS), st.integers(0, 20)),
)
WORDS = re.compile(r"\w")


@given(TEXTS)
@example("İ 3 May 2024")
@example("３ mai 2024")
def test_a_stamp_lies_in_its_text(text: str) -> None:
    stamp = find_stamp(text)
    if stamp is None:
        return
    assert 0 <= stamp.start < stamp.end <= len(text)
    assert not text[stamp.start].isspace()
    assert not text[stamp.end - 1].isspace()
    assert stamp.label in ("published", "updated", "")
    assert len(stamp.ambiguous) in (0, 2)
    assert stamp.date is None or stamp.ambiguous == ()
    for day in (*stamp.ambiguous, *([stamp.date] if stamp.date else [])):
        assert 1990 <= day.year <= 2100
    assert settle(stamp, None, []) == stamp.date
    assert settle(stamp, text, [stamp, stamp]) in (stamp.date, *stamp.ambiguous)


@given(st.sampled_from(rows(STAMPS)), st.sampled_from(["{}", " {} ", "| {}", "({})", "• {} •", "{}\n", "\t{}", "«{}»"]))
def test_only_separators_stand_around_a_whole_stamp(row: tuple[str, str], frame: str) -> None:
    text = frame.format(row[0])
    stamp = find_stamp(text)
    assert stamp is not None
    assert stamp.whole
    rest = text[: stamp.start] + text[stamp.end :]
    assert not WORDS.search(rest)
    assert iso(stamp) == row[1]


@given(TEXTS)
def test_a_stamp_alone_is_the_same_stamp(text: str) -> None:
    stamp = find_stamp(text)
    if stamp and stamp.whole:
        again = find_stamp(text[stamp.start : stamp.end])
        assert again is not None
        assert again.whole
        assert again[3:] == stamp[3:]


@given(st.one_of(TEXTS, st.text(st.sampled_from("ABC abc()-—/,.=【】电0123年"))))
def test_an_opening_lies_in_its_text(text: str) -> None:
    opening = find_opening(text)
    if opening is None:
        return
    assert 0 < opening.end <= len(text)
    assert opening.place in text[: opening.end]
    assert opening.agency in text[: opening.end]
    assert opening.place or opening.agency
    if opening.month_day:
        dt.date(2024, *opening.month_day)


@given(st.text())
def test_any_url_is_read(url: str) -> None:
    assert url_date(url) is None or isinstance(url_date(url), dt.date)


TRICKY = [
    "3 May ",
    "3.5.",
    "3/5/",
    "Published ",
    "14:02 ",
    "(",
    "A, ",
    "A ",
    "A.",
    "— ",
    "3 ",
    "(AP) ",
    "更新",
    "新华社",
    "最",
]
TRICKY += [
    "tháng ",
    "p. ",
    "a-",
    "/2019",
    "/2019/03/11",
    "\n",
    "พ.ค.",
    "d'",
    "(GMT+7",
    "ago ",
    "y a ",
    "A (B) - ",
    "[서울=",
]


@pytest.mark.parametrize("scrap", TRICKY)
def test_near_misses_in_a_row_come_to_an_end(scrap: str) -> None:
    text = scrap * 5000
    assert find_stamp(text) is None
    find_opening(text)
    url_date(text)
    for size in (module.LONGEST, module.LONGEST - 1, module.LONGEST // 2):
        find_stamp(text[:size])
        find_opening(text[:size])


@pytest.mark.parametrize(
    ("text", "stamp", "date"),
    [
        ("Essay - Published: 2024.05.13 | owls | towers | letters |", "Published: 2024.05.13", "2024-05-13"),
        ("13 May 2024. 8 minutes read", "13 May 2024", "2024-05-13"),
        ("Written by: Ann Example, Senior Analyst Updated May 13, 2024", "Updated May 13, 2024", "2024-05-13"),
        (", Harbour DeskLast Updated: May 13, 2024", "Last Updated: May 13, 2024", "2024-05-13"),
        ("BY ANN B EXAMPLEPUBLISHED: MAY 13, 2024", "PUBLISHED: MAY 13, 2024", "2024-05-13"),
        ("By Ann VanExamplePublished: May 13, 2024", "Published: May 13, 2024", "2024-05-13"),
        ("13th May 2024•back•owls, towers, clocks", "13th May 2024", "2024-05-13"),
        ("5/13/24", "5/13/24", "2024-05-13"),
    ],
)
def test_stamps_in_rows_and_without_the_tag_between(text: str, stamp: str, date: str) -> None:
    found = find_stamp(text)
    assert found is not None
    assert (text[found.start : found.end], str(found.date)) == (stamp, date)


@pytest.mark.parametrize(
    "text", ["9/10/10", "5/13/24 of all cases", "It was on 3 May 2024. 8 minutes later it was over", "October 29 12pm 1pm ROOM 217 Ann Example, Ph.D"]
)
def test_rows_that_are_no_stamps(text: str) -> None:
    found = find_stamp(text)
    assert found is None or not found.whole
    assert found is None or found.date is None


def test_a_mark_without_a_letter_is_no_word() -> None:
    """It stands alone where bytes were read for text, or where a letter was cut away."""
    found = find_stamp("\u0301 3 May 2024")
    assert found is None or found.date == dt.date(2024, 5, 3)
