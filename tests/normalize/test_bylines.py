"""Bylines as papers of many languages write them: the names, and nothing but the names."""

from __future__ import annotations

import pytest

from tasks.normalize.byline import names_of
from tasks.normalize.people import authors
from tasks.records import Found

LATIN = """
By Jane Roe, New Delhi = Jane Roe
Jane Roe, Hong Kong, and John Doe, São Paulo = Jane Roe + John Doe
Submitted by Jane Miller on Thu, 05/16/2024 = Jane Miller
Jane Roe Special to the Post = Jane Roe
By JANE MILLER AP Business Writer = Jane Miller
By Jane Miller, John Doe, and Eva Klein = Jane Miller + John Doe + Eva Klein
Anna Meier, Jan Boll, och Eva Klein = Anna Meier + Jan Boll + Eva Klein
Jane Roe, Senior Science Reporter, and John Doe, Staff Writer = Jane Roe + John Doe
Written by Jane Miller | Edited by John Doe = Jane Miller
Written by Jane Miller Edited by John Doe = Jane Miller
By Jane Miller, from Berlin = Jane Miller
By Jane Roe in London, by John Doe in Paris = Jane Roe + John Doe
Von Jane Miller, Redakteurin im Ressort Politik = Jane Miller
Anna Svensson, reporter på SVT = Anna Svensson
Budi Santoso, Reporter Harian Pos = Budi Santoso
Jane Miller, Reporter at Post = Jane Miller
Words by Jane Roe. Pictures by John Doe. = Jane Roe
By Jane Roe Photography by John Doe = Jane Roe
BY JANE ROE AND TOM PIKE STAFF WRITERS = Jane Roe + Tom Pike
By Jane Roe and Tom Pike, Staff Writers = Jane Roe + Tom Pike
Harbour Post | By Jane Roe = Jane Roe
Edited by John Doe = John Doe
By Mohammed al-Rashid = Mohammed al-Rashid
By Matthew d'Ancona and Luca dell’Orto = Matthew d'Ancona + Luca dell’Orto
María de los Ángeles García = María de los Ángeles García
Siti binti Ahmad = Siti binti Ahmad
Edward Said = Edward Said
BEN ROE = Ben Roe
By JANE ROE Associated Press = Jane Roe
Jane Roe, Political Correspondent = Jane Roe
By Jane Roe, Local Reporter = Jane Roe
Jane Roe, Home Affairs Editor = Jane Roe
By JANE ROE, Harbour Post Reporter = Jane Roe
Jane Roe; Harbour Doe Reporter = Jane Roe + Harbour Doe
Jane Roe Reporter, John Doe Reporter = Jane Roe + John Doe
Jane Roe in London and John Doe in Paris = Jane Roe + John Doe
Story by Jane Roe; photographs by John Doe = Jane Roe
Photographs by John Doe =
Interview by Jane Roe = Jane Roe
Edited by: Jane Roe = Jane Roe
Von unserem Korrespondenten Hans Mirel = Hans Mirel
Von Hans Mirel (Text) und Ute Graf (Foto) = Hans Mirel
Text: Hans Mirel Fotos: Ute Graf = Hans Mirel
Küsten-Experte Hans Mirel = Hans Mirel
Im Wortlaut von Ute Graf = Ute Graf
Par Jean Verrier avec AFP = Jean Verrier
De notre envoyé spécial Jean Verrier = Jean Verrier
Jean Verrier, envoyé spécial à Calder = Jean Verrier
Por Inés Robledal y Mateo Huerta = Inés Robledal + Mateo Huerta
Mateo Huerta / EFE = Mateo Huerta
dal nostro inviato Mario Sassi = Mario Sassi
a cura di Mario Sassi = Mario Sassi
Door: Jan de Wilde en Piet Dam = Jan de Wilde + Piet Dam
Av: Anna Fjell/TT = Anna Fjell
Anna Fjell Publicerad 16 maj 2024 kl 10.30 = Anna Fjell
Tekst: Kari Fjell Foto: Ola Bakke = Kari Fjell
Matti Lehto, toimittaja = Matti Lehto
Opracowanie: Jan Sosna = Jan Sosna
Jan Sosna, PAP = Jan Sosna
Napsal: Jan Borovec = Jan Borovec
Írta: Nagy Bence = Nagy Bence
Piše: Ivan Hrast = Ivan Hrast
Yazan: Ahmet Deniz = Ahmet Deniz
Haber: Ahmet Deniz - Kamera: Ali Tepe = Ahmet Deniz
Penulis: Budi Laut, Editor: Siti Pantai = Budi Laut
Tác giả: Nguyễn Văn Biển = Nguyễn Văn Biển
"""
OTHERS = """
राम कुमार और सीता देवी = राम कुमार + सीता देवी
דנה כהן ויואב לוי = דנה כהן + יואב לוי
Иван Иванов, корреспондент «Дня» = Иван Иванов
ნინო ბერიძე = ნინო ბერიძე
Автор: Вера Лугова = Вера Лугова
Вера Лугова, РИА Новости = Вера Лугова
Корреспондент Вера Лугова = Вера Лугова
Пише: Петар Лука = Петар Лука
Γράφει η Μαρία Ακτή = Μαρία Ακτή
Από την Μαρία Ακτή = Μαρία Ακτή
Νίκος Βράχος Δημοσιογράφος = Νίκος Βράχος
Νίκος Βράχος, συντάκτης = Νίκος Βράχος
بقلم: أحمد بحر = أحمد بحر
بقلم أحمد بحر وسارة رمل = أحمد بحر + سارة رمل
محمد أحمد وليد بحر = محمد أحمد وليد بحر
نویسنده: علی دریا = علی دریا
מאת: דוד חוף = דוד חוף
מאת דנה כהן פורסם ב-19.11.26 בשעה 10:15 = דנה כהן
लेखक: राम सागर = राम सागर
রহিম সাগর, নিজস্ব প্রতিবেদক = রহিম সাগর
โดย สมชาย ทะเล = สมชาย ทะเล
記者王小海 = 王小海
記者王小海／台北報導 = 王小海
（記者王小海／台北報導） = 王小海
記者 王小海、李大川/綜合報導 = 王小海 + 李大川
本報記者王小海 北京報導 = 王小海
新华社记者王小海、李川 = 王小海 + 李川
中央社記者王小海台北16日電 = 王小海
作者：王小海 编辑：李川 = 王小海
責任編輯：李川 = 李川
撰文：王小海 攝影：李川 = 王小海
约翰·史密斯 = 约翰·史密斯
文・山田海斗 = 山田海斗
取材・文：山田海斗 = 山田海斗
山田海斗記者 = 山田海斗
ロンドン=山田海斗 = 山田海斗
【山田海斗】 = 山田海斗
山田 海斗 = 山田 海斗
홍바다 기자 = 홍바다
홍바다기자 hong@post.example = 홍바다
[홍바다 선임기자] = 홍바다
(서울=연합뉴스) 홍바다 기자 = 홍바다
홍바다·김하늘 기자 = 홍바다 + 김하늘
글 홍바다 기자, 사진 김하늘 기자 = 홍바다
"""


def cases(lines: str) -> list[tuple[str, tuple[str, ...]]]:
    """Byline and names of each line; the last " =" parts them, as some bylines hold one."""
    found = []
    for line in lines.strip().split("\n"):
        byline, _, names = line.rpartition(" =")
        found.append((byline, tuple(name.strip() for name in names.split("+") if name.strip())))
    return found


@pytest.mark.parametrize(("byline", "names"), cases(LATIN) + cases(OTHERS))
def test_the_names_of_a_byline(byline: str, names: tuple[str, ...]) -> None:
    assert names_of(byline) == names


@pytest.mark.parametrize(
    ("language", "byline", "name"),
    [
        ("tr", "AYŞE YILDIZ", "Ayşe Yıldız"),
        ("tr", "ALTAN KIRIK", "Altan Kırık"),
        ("en", "ALTAN KIRIK", "Altan Kirik"),
        ("it", "Di Mario Sassi", "Mario Sassi"),
        ("en", "Di Mario Sassi", "Di Mario Sassi"),
        ("ro", "De Ion Plop", "Ion Plop"),
    ],
)
def test_case_and_small_words_follow_the_language(language: str, byline: str, name: str) -> None:
    assert names_of(byline, language) == (name,)


def test_libraries_write_the_surname_first() -> None:
    metas = (Found("Roe, Jane", "meta citation_author"), Found("Doe, John P.", "meta citation_author"))
    assert authors(metas) == ("Jane Roe", "John P. Doe")
    assert authors((Found("Roe, Jane", "meta dc.creator"),)) == ("Jane Roe",)


@pytest.mark.parametrize("name", ["디지털뉴스팀", "新民晚报", "体育编辑部", "社会部取材班"])
def test_a_newsroom_is_told_by_its_end(name: str) -> None:
    assert authors((Found(name, "json-ld"), Found("By Jane Roe", "byline"))) == ("Jane Roe",)
