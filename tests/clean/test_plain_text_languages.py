"""Plain texts in the languages of the larger Wikipedias: lines on author, date and source are told apart."""

from datetime import date

import pytest

from tasks.clean.reader import read_page
from tasks.normalize.article import normalize
from tests.clean.captures import capture

LINES = {  # of publication, of change, of the author, of the source
    "en": ("Published: 16 May 2024", "Updated: 17 May 2024", "By Jane Roe", "Source: Reuters"),
    "de": (
        "Veröffentlicht am 16. Mai 2024",
        "Aktualisiert am 17. Mai 2024",
        "Von Hans Mirel",
        "Quelle: Reuters",
    ),
    "fr": ("Publié le 16 mai 2024", "Mis à jour le 17 mai 2024", "Par Jean Verrier", "Source : Reuters"),
    "es": (
        "Publicado el 16 de mayo de 2024",
        "Actualizado el 17 de mayo de 2024",
        "Por Inés Robledal",
        "Fuente: Reuters",
    ),
    "it": (
        "Pubblicato il 16 maggio 2024",
        "Aggiornato il 17 maggio 2024",
        "Di Mario Sassi",
        "Fonte: Reuters",
    ),
    "pt": (
        "Publicado em 16 de maio de 2024",
        "Atualizado em 17 de maio de 2024",
        "Por Ana Mar",
        "Fonte: Reuters",
    ),
    "nl": ("Gepubliceerd op 16 mei 2024", "Bijgewerkt op 17 mei 2024", "Door Jan de Wilde", "Bron: Reuters"),
    "sv": ("Publicerad 16 maj 2024", "Uppdaterad 17 maj 2024", "Av Anna Fjell", "Källa: Reuters"),
    "no": ("Publisert 16. mai 2024", "Oppdatert 17. mai 2024", "Av Kari Fjell", "Kilde: Reuters"),
    "da": ("Udgivet den 16. maj 2024", "Opdateret den 17. maj 2024", "Af Lars Bakke", "Kilde: Reuters"),
    "fi": ("Julkaistu 16.5.2024", "Päivitetty 17.5.2024", "Kirjoittaja: Matti Lehto", "Lähde: Reuters"),
    "pl": ("Opublikowano 16 maja 2024", "Zaktualizowano 17 maja 2024", "Autor: Jan Sosna", "Źródło: Reuters"),
    "cs": (
        "Publikováno 16. května 2024",
        "Aktualizováno 17. května 2024",
        "Autor: Jan Borovec",
        "Zdroj: Reuters",
    ),
    "sk": (
        "Publikované 16. mája 2024",
        "Aktualizované 17. mája 2024",
        "Autor: Jan Borovec",
        "Zdroj: Reuters",
    ),
    "hu": ("Megjelent: 2024. május 16.", "Frissítve: 2024. május 17.", "Írta: Nagy Bence", "Forrás: Reuters"),
    "ro": ("Publicat la 16 mai 2024", "Actualizat la 17 mai 2024", "Autor: Ion Plop", "Sursa: Reuters"),
    "eu": ("Argitaratua 2024-05-16", "Eguneratua 2024-05-17", "Egilea: Jon Itsaso", "Iturria: Reuters"),
    "hr": (
        "Objavljeno 16. svibnja 2024.",
        "Ažurirano 17. svibnja 2024.",
        "Piše: Ivan Hrast",
        "Izvor: Reuters",
    ),
    "sl": ("Objavljeno 16. maja 2024", "Posodobljeno 17. maja 2024", "Avtor: Ivan Hrast", "Vir: Reuters"),
    "bg": (
        "Публикувано на 16 май 2024",
        "Обновено на 17 май 2024",
        "Автор: Иван Морски",
        "Източник: Ройтерс",
    ),
    "ru": ("Опубликовано 16 мая 2024", "Обновлено 17 мая 2024", "Автор: Вера Лугова", "Источник: Рейтер"),
    "uk": ("Опубліковано 16 травня 2024", "Оновлено 17 травня 2024", "Автор: Тарас Море", "Джерело: Reuters"),
    "be": ("Апублікавана 16 мая 2024", "Абноўлена 17 мая 2024", "Аўтар: Янка Мора", "Крыніца: Reuters"),
    "el": (
        "Δημοσιεύθηκε 16 Μαΐου 2024",
        "Ενημερώθηκε 17 Μαΐου 2024",
        "Συντάκτης: Μαρία Ακτή",
        "Πηγή: Reuters",
    ),
    "tr": ("Yayınlanma: 16 Mayıs 2024", "Güncelleme: 17 Mayıs 2024", "Yazan: Ahmet Deniz", "Kaynak: Reuters"),
    "az": ("Dərc olunub: 16 may 2024", "Yenilənib: 17 may 2024", "Müəllif: Ali Dəniz", "Mənbə: Reuters"),
    "kk": (
        "Жарияланды: 16 мамыр 2024",
        "Жаңартылды: 17 мамыр 2024",
        "Авторы: Ержан Теңіз",
        "Дереккөз: Reuters",
    ),
    "ar": ("نشر في 16 مايو 2024", "آخر تحديث 17 مايو 2024", "بقلم: أحمد بحر", "المصدر: رويترز"),
    "fa": (
        "منتشر شده در ۲۷ اردیبهشت ۱۴۰۳",
        "به‌روزرسانی ۲۸ اردیبهشت ۱۴۰۳",
        "نویسنده: علی دریا",
        "منبع: رویترز",
    ),
    "he": ("פורסם ב-16 במאי 2024", "עודכן ב-17 במאי 2024", "מאת: דוד חוף", "מקור: רויטרס"),
    "hi": ("प्रकाशित: 16 मई 2024", "अपडेट: 17 मई 2024", "लेखक: राम सागर", "स्रोत: रॉयटर्स"),
    "bn": ("প্রকাশিত: ১৬ মে ২০২৪", "আপডেট: ১৭ মে ২০২৪", "লেখক: রহিম সাগর", "সূত্র: রয়টার্স"),
    "ta": ("வெளியிடப்பட்டது: 16 மே 2024", "புதுப்பிக்கப்பட்டது: 17 மே 2024", "எழுதியவர்: கடல் ராஜா", "ஆதாரம்: Reuters"),
    "th": ("เผยแพร่ 16 พฤษภาคม 2567", "อัปเดต 17 พฤษภาคม 2567", "โดย สมชาย ทะเล", "ที่มา: รอยเตอร์"),
    "vi": (
        "Xuất bản ngày 16 tháng 5, 2024",
        "Cập nhật 17 tháng 5, 2024",
        "Tác giả: Nguyễn Văn Biển",
        "Nguồn: Reuters",
    ),
    "id": ("Diterbitkan 16 Mei 2024", "Diperbarui 17 Mei 2024", "Oleh Budi Laut", "Sumber: Reuters"),
    "ms": ("Diterbitkan 16 Mei 2024", "Dikemas kini 17 Mei 2024", "Oleh Budi Laut", "Sumber: Reuters"),
    "zh": ("发布时间：2024年5月16日", "更新时间：2024年5月17日", "作者：王小海", "来源：路透社"),
    "ja": ("公開：2024年5月16日", "更新：2024年5月17日", "文・山田海斗", "出典：ロイター"),
    "et": ("Avaldatud 16. mai 2024", "Uuendatud 17. mai 2024", "Autor: Jaan Meri", "Allikas: Reuters"),
    "lv": (
        "Publicēts 2024. gada 16. maijā",
        "Atjaunots 2024. gada 17. maijā",
        "Autors: Jānis Jūra",
        "Avots: Reuters",
    ),
    "lt": (
        "Paskelbta 2024 m. gegužės 16 d.",
        "Atnaujinta 2024 m. gegužės 17 d.",
        "Autorius: Jonas Jūra",
        "Šaltinis: Reuters",
    ),
    "hy": (
        "Հրապարակվել է 16 մայիսի 2024",
        "Թարմացվել է 17 մայիսի 2024",
        "Հեղինակ՝ Արամ Ծով",
        "Աղբյուր՝ Reuters",
    ),
    "sq": ("Publikuar më 16 maj 2024", "Përditësuar më 17 maj 2024", "Autori: Agim Deti", "Burimi: Reuters"),
    "gl": (
        "Publicado o 16 de maio de 2024",
        "Actualizado o 17 de maio de 2024",
        "Por Xoán Mar",
        "Fonte: Reuters",
    ),
    "is": ("Birt 16. maí 2024", "Uppfært 17. maí 2024", "Höfundur: Jón Haf", "Heimild: Reuters"),
    "af": ("Gepubliseer op 16 Mei 2024", "Bygewerk op 17 Mei 2024", "Deur Jan See", "Bron: Reuters"),
}
LATIN = "Abcd efgh ijkl mnop qrst uvwx yzab cdef ghij klmn opqr stuv wxyz abcd efgh ijkl mnop qrst."
HAN = "码头委员会星期二决定拓宽北部码头，这个计划等了九年，工程将马上开始，官员们这样说。"


@pytest.mark.parametrize("language", LINES)
def test_the_lines_around_the_body_are_read(language):
    published, modified, byline, source = LINES[language]
    paragraph, headline = (
        (HAN, "码头拓宽的决定") if language in ("zh", "ja") else (LATIN, "Abcd efgh ijkl mnop")
    )
    parts = [
        headline,
        byline,
        f"{published}\n{modified}",
        paragraph,
        f"{paragraph} {paragraph}",
        paragraph,
        source,
    ]
    article = normalize(read_page(capture("\n\n".join(parts), "text/plain", "https://news.example/a.txt")))
    assert article.headline == headline
    assert article.published_on == date(2024, 5, 16)
    assert article.modified_text == modified
    assert len(article.authors) == 1
    assert article.agencies == ("Reuters",)
    assert article.body.split("\n\n") == [paragraph, f"{paragraph} {paragraph}", paragraph]
