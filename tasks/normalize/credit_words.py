"""Words around an agency's name, in the languages of the larger press: joiners, leads, roles, photo words.

All are compared folded (no case, no accents); the patterns run on casefolded text.
"""

from __future__ import annotations

import re


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + r")(?!\w)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Between two who supplied the text: "Le Figaro et AFP", "D. Resnik mit AP".
JOINER = re.compile(
    r"\s(?:and|und|et|y|e|i|en|och|og|ja|ve|és|a|și|si|и|та|și|&|with|mit|avec|con|com|met|med|z|s|ile|via|from|by"
    r"|for|von|par|por|per|da|de|di|del|della|der|für|pour|για|από|και|с|от|од|und|sowie|oraz)(?=\s)",
    re.IGNORECASE,
)

# In front of a name.
LEADS = _words("""by von por par per per di da de av af door fra from kirjoittanut yazan autor autore autora auteur
    author     written text texte texto testo tekst source sources quelle quellen fuente fuentes fonte fonti kaynak bron
    bronnen zdroj zdroje zrodlo forras lahde kilde kilder kalla izvor vir sursa източник источник джерело πηγη
    sumber nguon theo copyright c the der die das le la les el los il lo with mit avec con com met med via
    agency agencia agence agentur agenzia agencija agentura agencja nachrichtenagentur ajansi credit credits
    reported reporting syndicated provided contributed publicado publicada publie published posted post
    story report redaktion red""")

# After an agency's name: "Associated Press Writer", "Reuters Staff".
ROLES = _words("""writer writers staff reporter reporters correspondent correspondents editor journalist journalists
    bureau service services newsroom news agency agencies desk wire wires sports sport business editors
    columnist analyst team redaktion redaktor korrespondent korrespondentin korrespondenten nachrichtenagentur
    agencia agence agentur agenzia newsfeed feed""")

PLACE_PREPOSITIONS = _words("in aus en a i w da de from at")

# Agencies without a name.
GENERIC = frozenset(
    """agencies|agency|news agencies|wire services|wire service|wire reports|wires|newswires|news wires
    |staff and wire reports|agency reports|news agency|agenturen|agentur|agenturmaterial|nachrichtenagenturen
    |agenturmeldungen|agenturmeldung|agences|agence|agences de presse|agencias|agencia|agencias de noticias
    |agenzie|agenzia|agencies|persbureaus|ajanslar|haber ajanslari|nyhetsbyraer|nyhetsbyraerna|byraer|bureauer
    |agentury|agencje|agencji|agencije|agentii|агентства|агенции|агенције|πρακτορεια|通讯社|وكالات|وكالة|الوكالات|סוכנויות
    |ajans|ajansi|agence de presse|agencies report|from news agencies|agentschappen|agentschap""".replace(
        "\n", ""
    )
    .replace("    ", "")
    .split("|")
)

# What a name after these is credited for is a picture, not the text.
PHOTO = _any(
    r"photos?",
    r"photographs?",
    r"photographe?r?",
    r"fotos?",
    r"fotograf\w*",
    r"fotografía\w*",
    r"images?",
    r"bild(?:er)?",
    r"bildquelle",
    r"imagen(?:es)?",
    r"immagin[ei]",
    r"kép",
    r"zdjęci[ea]",
    r"picture[sd]?",
    r"pics?",
    r"video\w*",
    r"titelbild",
    r"symbolbild",
    r"symbolfoto",
    r"archivbild",
    r"archivfoto",
    r"file",
    r"getty",
    r"фото",
    r"valokuva",
    r"kuva",
    r"beeld",
    r"graphics?",
    r"grafik",
    r"infografik",
    r"illustration",
    r"写真",
    r"사진",
    r"图片?",
    r"صورة",
    r"fotoğraf",
    r"caption",
    r"cover",
    r"afbeelding",
    r"billede",
    r"bilde",
    r"snímek",
    r"poza",
    r"φωτ\w*",
    r"picture alliance",
    r"epa",
    r"shutterstock",
)
TEXT = _any(
    r"text[eo]?",
    r"texto",
    r"testo",
    r"by",
    r"von",
    r"par",
    r"por",
    r"reporting",
    r"words",
    r"quelle",
    r"source",
    r"fuente",
    r"fonte",
    r"kaynak",
    r"bron",
    r"текст",
)
