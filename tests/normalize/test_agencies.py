"""Agencies: the data file holds what it promises, and names are recognised, lookalikes are not."""

import re
import time
from collections import Counter

import pytest

from tasks.normalize.agencies import UNNAMED, agencies_in, known_agency
from tasks.normalize.agency_list import agency_of_host, all_agencies
from tasks.normalize.credit_words import credit_words, fold

AFP, AP, DPA, PTI = (
    "Agence France-Presse",
    "Associated Press",
    "Deutsche Presse-Agentur",
    "Press Trust of India",
)


class TestTheDataFile:
    def test_holds_the_agencies_of_the_world(self):
        assert len(all_agencies()) >= 350
        assert len({agency.country for agency in all_agencies()}) >= 140

    def test_every_name_alias_and_set_of_initials_leads_to_one_agency(self):
        folded = Counter(
            fold(name)
            for agency in all_agencies()
            for name in {agency.name, *agency.aliases} - set(agency.initials)
        )
        exact = Counter(letters for agency in all_agencies() for letters in agency.initials)
        assert [name for name, times in (folded + exact).items() if times > 1] == []

    def test_no_host_belongs_to_two(self):
        hosts = Counter(host for agency in all_agencies() for host in (agency.site, *agency.hosts))
        assert [host for host, times in hosts.items() if times > 1] == []

    @pytest.mark.parametrize("agency", all_agencies(), ids=lambda agency: agency.name)
    def test_every_field_has_its_form(self, agency):
        assert re.fullmatch(r"[A-Z]{2}", agency.country)
        for host in (agency.site, *agency.hosts):
            assert re.fullmatch(r"(?!www\.)([a-z0-9-]+\.)+[a-z]{2,}", host)
        assert agency.wikidata is None or re.fullmatch(r"Q[1-9]\d*", agency.wikidata)
        assert agency.iptc is None or re.fullmatch(r"[A-Za-z]+", agency.iptc)
        assert all(fold(name) and name == name.strip() for name in (agency.name, *agency.aliases))
        for pattern in agency.sign_offs:
            assert re.compile(pattern)
            plain = re.sub(r"\\.", "", pattern)
            assert plain == plain.lower()
        assert all(len(letters) <= 8 and " " not in letters for letters in agency.initials)

    def test_wikidata_items_are_given_once(self):
        items = [agency.wikidata for agency in all_agencies() if agency.wikidata]
        assert len(items) == len(set(items)) >= 9

    def test_names_sort_as_people_look_them_up(self):
        names = [agency.name for agency in all_agencies()]
        assert names == sorted(names, key=fold)

    @pytest.mark.parametrize("agency", all_agencies(), ids=lambda agency: agency.name)
    def test_every_agency_is_known_by_each_of_its_names(self, agency):
        for name in (agency.name, *agency.aliases, *agency.initials):
            assert known_agency(name) == agency.name

    def test_no_name_of_an_agency_names_another_within_it(self):
        names = [(agency.name, name) for agency in all_agencies() for name in (agency.name, *agency.aliases)]
        assert [name for own, name in names if "/" not in name and set(agencies_in(name)) - {own}] == []

    def test_the_words_of_credits_are_folded_and_none_is_an_agency(self):
        words = credit_words()
        assert all(known_agency(word) is None for word in words.photo | words.topics)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Associated Press", AP),
        ("By The Associated Press", AP),
        ("BY ASSOCIATED PRESS", AP),
        ("AP", AP),
        ("Associated Press in Lagos", AP),
        ("Reuters Staff", "Reuters"),
        ("by Reuters", "Reuters"),
        ("Von DPA", DPA),
        ("dpa/lno", DPA),
        ("Von dpa-infocom GmbH", DPA),
        ("sid", "SID"),
        ("SDA/ATS", "Keystone-SDA"),
        ("Por Agencia EFE", "EFE"),
        ("EFE Madrid", "EFE"),
        ("Par l'AFP", AFP),
        ("Par AFP", AFP),
        ("AFP, Reuters", AFP),
        ("Redazione ANSA", "ANSA"),
        ("Anadolu Ajansı", "Anadolu Agency"),
        ("ANADOLU AJANSI", "Anadolu Agency"),
        ("PTI", PTI),
        ("PTI SKL RT", PTI),
        ("Yonhap News Agency", "Yonhap"),
        ("新华社", "Xinhua"),
        ("ロイター", "Reuters"),
        ("연합뉴스", "Yonhap"),
        ("РИА Новости", "RIA Novosti"),
        ("وكالة الأناضول", "Anadolu Agency"),
        ("ΑΠΕ-ΜΠΕ", "ANA-MPA"),
        ("Česká tisková kancelář", "Czech News Agency"),
        ("News agencies", UNNAMED),
        ("Agenturen", UNNAMED),
        ("Mit Agenturmaterial", UNNAMED),
        ("Agencias", UNNAMED),
        ("Staff and wire reports", UNNAMED),
        ("Agencies, Reuters", "Reuters"),
        ("Nexstar Media Wire", "Nexstar Media Wire"),
        ("РБК-Україна", "RBC-Ukraine"),
        ("خبرگزاری میزان", "Mizan News Agency"),
        ("中國評論通訊社", "China Review News Agency"),
        ("ANN LEE", None),
        ("Safa Ahmad", None),
        ("Die Presse wenn nicht anders angegeben", None),
    ],
)
def test_a_text_that_names_nothing_but_an_agency_is_known(text, name):
    assert known_agency(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Jane Roe",
        "By Jane Roe, AP",
        "AP Sports Writer Jane Roe",
        "Le Courrier et AFP",
        "Von M. Muster mit AP",
        "Michael Bloomberg",
        "Petra Muster",
        "Petra",
        "Mina Roe",
        "Sid",
        "Sid Roe Sports Writer",
        "Ana",
        "Saba Roe",
        "Antara Sen",
        "aa",
        "AA Roe",
        "PA-C",
        "The Associated Students",
        "Press Association of Nowhere Town Council Members and Others",
        "Reuters Plus " * 60,
    ],
)
def test_people_and_mixed_bylines_are_no_agency(text):
    assert known_agency(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tom Roe, Ap Auto Writer", (AP,)),
        ("M. Muster und K. Beispiel, dpa", (DPA,)),
        ("Par Le Courrier et AFP", (AFP,)),
        ("Von D. Muster mit AP", (AP,)),
        ("AFP/The Courier", (AFP,)),
        ("abc/Reuters", ("Reuters",)),
        ("SDA/abc", ("Keystone-SDA",)),
        ("Quelle: sid/dpa", ("SID", DPA)),
        ("Kaynak: DHA", ("Demirören News Agency",)),
        ("Bron: BELGA", ("Belga",)),
        ("来源：新华社", ("Xinhua",)),
        ("(AB mit dpa)", (DPA,)),
        ("With files from The Canadian Press", ("Canadian Press",)),
        ("(Con información de AFP, EFE y Reuters)", (AFP, "EFE", "Reuters")),
        ("© dpa-infocom, dpa:240516-99-11111/2", (DPA,)),
        ("© Thomson Reuters 2020", ("Reuters",)),
        ("red, Rundfunk/Agenturen", (UNNAMED,)),
        ("By | The Courier | with | Agencies", (UNNAMED,)),
        ("(서울=연합뉴스) 아무개 기자", ("Yonhap",)),
        ("JANE ROE AFP", (AFP,)),
        ("By JANE ROE AP Business Writer", (AP,)),
        ("(وكالات)", (UNNAMED,)),
        ("المصدر: وكالات", (UNNAMED,)),
        ("नई दिल्ली, एजेंसी", (UNNAMED,)),
        ("एएफपी", (AFP,)),
        ("Text: dpa, Foto: AFP", (DPA,)),
        ("Foto: AFP, Text: dpa", (DPA,)),
        ("The African News Agency (ANA)", ("African News Agency",)),
    ],
)
def test_every_agency_of_a_credit_line_is_found_in_its_order(text, names):
    assert agencies_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Photo: AFP",
        "Foto: dpa/M. Muster",
        "AP Photo/Jane Roe",
        "Getty Images/AFP",
        "Bild: Keystone-SDA",
        "写真：ロイター",
        "fot. PAP",
        "（圖／美聯社）",
        "Φωτ.: Reuters",
        "Ảnh: AFP",
        "Reprodução/Reuters",
        "Mike Bloomberg",
        "Auswärtige Autoren (AA)",
        "Andere Angelegenheiten (AA)",
    ],
)
def test_photo_credits_and_lookalikes_name_none(text):
    assert agencies_in(text) == ()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.reuters.com", "Reuters"),
        ("hosted.ap.org", AP),
        ("faktencheck.afp.com", AFP),
        ("APNEWS.COM.", AP),
        ("www.aa.com.tr", "Anadolu Agency"),
        ("news.example", None),
        ("notreuters.com", None),
        ("reuters.com.news.example", None),
        ("", None),
    ],
)
def test_a_host_under_an_agencys_site_is_its_own(host, name):
    assert agency_of_host(host) == name


@pytest.mark.parametrize(
    "text", ["AP, " * 50_000, "a" * 1_000_000, "(" * 200_000, "AP (" + "A" * 500_000, "\ud800 AP"]
)
def test_hostile_texts_take_no_time(text):
    started = time.process_time()
    known_agency(text)
    agencies_in(text)
    assert time.process_time() - started < 0.5
