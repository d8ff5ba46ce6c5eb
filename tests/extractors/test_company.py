from __future__ import annotations

from typing import Any

import pytest

from extractors.auto.company import home_country, read_company
from extractors.auto.company_name import agreement
from extractors.auto.social import profile
from extractors.page import Document
from tests.extractors.pages import page

PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "http://www.northbrook-tools.example/contact.html": (
        """<html><head><title>Contact Us | Northbrook Tool &amp; Die</title></head><body>
<div id=header><a href="/"><img src="images/logo.gif" alt="Northbrook Tool & Die Co."></a></div>
<ul><li><a href=/>Home</a><li><a href=a>About</a></ul><h1>Contact Us</h1><table>
<tr><td><b>Mailing Address</b><br>P.O. Box 1187
<br>Elkhart, IN 46515</td><td><b>Shipping Address</b><br>2210 Industrial Pkwy.
<br>Elkhart, IN 46516</td></tr></table><p>Toll Free (800) 555-0142<br>Local (574) 555-0177
<br>Fax (574) 555-0178</p>
<p><a href="mailto:sales@northbrook-tools.example">sales@northbrook-tools.example</a></p>
<div id=footer>Copyright &copy; 1998-2014 Northbrook Tool &amp; Die Co. All rights reserved. Site
design by <a href="http://www.webwizards.example">Web Wizards Inc.</a></div></body></html>""",
        {
            "name": "Northbrook Tool & Die Co.",
            "phone": "(574) 555-0177",
            "street": "2210 Industrial Pkwy.",
            "city": "Elkhart",
            "region": "IN",
            "postcode": "46516",
            "email": "sales@northbrook-tools.example",
        },
    ),
    "http://www.dreesmann-metallbau.example/kontakt.php": (
        """<html><head><title>Dreesmann Metallbau - Kontakt</title></head><body>
<div class=nav>Home Leistungen Referenzen Kontakt Impressum</div><h2>Kontakt</h2>
<p><strong>Dreesmann Metallbau GmbH</strong><br/>Geschäftsführer: Kai Dreesmann
<br/>Am Alten Hafen 12 a<br/>26789 Leer (Ostfriesland)</p><p>Fon: 04 91 / 55 00 - 12
<br>Fax: 04 91 / 55 00 - 13<br>Mail: info&#64;dreesmann-metallbau.example</p>
<p>© 2015 Dreesmann Metallbau</p></body></html>""",
        {
            "name": "Dreesmann Metallbau GmbH",
            "phone": "0491 / 5500-12",
            "street": "Am Alten Hafen 12 a",
            "city": "Leer (Ostfriesland)",
            "postcode": "26789",
            "email": "info@dreesmann-metallbau.example",
        },
    ),
    "http://page.invalid/": (
        """<html><head><title>Bakkerij Verhoeven - ambachtelijk brood en banket in Tilburg</title></head>
<body><div class="footer">
<p>Bakkerij Verhoeven | Korvelseweg 112 | 5025 JK Tilburg | T: 013 - 555 01 02 | <a
href="mailto:info@bakkerijverhoeven.example">info@bakkerijverhoeven.example</a></p>
<p><a href="https://www.facebook.com/bakkerijverhoeven">Facebook</a> <a
href="https://www.facebook.com/sharer/sharer.php?u=x">Deel</a></p></div></body></html>""",
        {
            "name": "Bakkerij Verhoeven",
            "phone": "013 - 555 01 02",
            "street": "Korvelseweg 112",
            "city": "Tilburg",
            "postcode": "5025 JK",
            "email": "info@bakkerijverhoeven.example",
        },
    ),
    "http://www.plomberie-garnier.example/": (
        """<html lang=fr><head>
<title>Plombier chauffagiste à Rennes (35) - Garnier &amp; Fils</title></head><body>
<h1>Plombier chauffagiste à Rennes</h1>
<p>Notre entreprise familiale intervient depuis 1987...</p>
<div id="pied">SARL Garnier &amp; Fils - 14 bis, rue du Moulin de Joué - 35700 Rennes - Tél. 02 99
00 11 22 - Port. 06 00 11 22 33 - RCS Rennes 123 456 789</div></body></html>""",
        {
            "name": "SARL Garnier & Fils",
            "phone": "02 99 00 11 22",
            "street": "14 bis, rue du Moulin de Joué",
            "city": "Rennes",
            "postcode": "35700",
        },
    ),
    "http://www.ferramenta-colombo.example/contatti.htm": (
        """<html><head><title>Ferramenta Colombo snc - Contatti</title></head><body>
<p>FERRAMENTA COLOMBO S.n.c. di Colombo A. &amp; C.<br>Via XXV Aprile, 41/B - 20091 Bresso (MI)
<br>Tel. 02.0000123 r.a. - Fax 02.0000124<br>P.IVA 01234567890 - R.E.A. MI 1234567<br>e-mail: 
<script>var n='info';var d='ferramenta-colombo.example';document.write('<a
href="mailto:'+n+'@'+d+'">'+n+'@'+d+'</a>');</script></p></body></html>""",
        {
            "name": "FERRAMENTA COLOMBO S.n.c.",
            "phone": "02.0000123",
            "street": "Via XXV Aprile, 41/B",
            "city": "Bresso",
            "region": "MI",
            "postcode": "20091",
            "email": "info@ferramenta-colombo.example",
        },
    ),
    "http://www.muebleslarosa.example/contacto": (
        """<html lang=es><head><title>Contacto | Muebles La Rosa</title></head><body>
<p>Puede encontrarnos en:</p><p>Muebles La Rosa, S.L.<br>Pol. Ind. El Segre, parcela 308
<br>25191 LLEIDA (España)</p><p>Teléfono: (+34) 973 00 12 34 | Fax: (+34) 973 00 12 35
<br>Correo electrónico: muebles [arroba] muebleslarosa.example</p></body></html>""",
        {
            "name": "Muebles La Rosa, S.L.",
            "phone": "(+34) 973 00 12 34",
            "street": "Pol. Ind. El Segre, parcela 308",
            "city": "LLEIDA",
            "postcode": "25191",
            "country": "España",
            "email": "muebles@muebleslarosa.example",
        },
    ),
    "http://www.padaria-estrela.example/": (
        """<html lang="pt-br"><head><title>Padaria Estrela do Sul</title></head>
<body><h3>Onde estamos</h3><p>Av. Brigadeiro Luís Antônio, 2.344 - Jardim Paulista
<br/>CEP: 01402-000 - São Paulo/SP</p><p>Fones: 11 3000-1234 / 3000-1235</p>
<p>© Padaria Estrela do Sul 2016 - Todos os direitos reservados</p></body></html>""",
        {
            "name": "Padaria Estrela do Sul",
            "phone": "11 3000-1234",
            "street": "Av. Brigadeiro Luís Antônio, 2.344",
            "city": "São Paulo",
            "region": "SP",
            "postcode": "01402-000",
        },
    ),
    "http://www.yamato-seisakusho.example/": (
        """<html lang=ja><head><title>株式会社大和製作所｜精密板金加工</title></head><body>
<h1>精密板金加工の大和製作所</h1><table>
<tr><th>会社名</th><td>株式会社大和製作所</td></tr>
<tr><th>所在地</th><td>〒577-0012 大阪府東大阪市長田東3-1-22</td></tr>
<tr><th>電話番号</th><td>06-0000-1234</td></tr><tr><th>FAX</th><td>06-0000-1235</td></tr>
<tr><th>設立</th><td>昭和45年</td></tr></table></body></html>""",
        {
            "name": "株式会社大和製作所",
            "phone": "06-0000-1234",
            "street": "長田東3-1-22",
            "city": "東大阪市",
            "region": "大阪府",
            "postcode": "577-0012",
        },
    ),
    "http://www.ruixin-valve.example/contact.asp": (
        """<html><head><title>温州瑞鑫阀门有限公司-联系我们</title></head><body><p>温州瑞鑫阀门有限公司</p>
<p>地 址：浙江省温州市永嘉县瓯北镇东瓯工业区18号</p><p>邮 编：325102</p><p>电 话：0577-00001234</p>
<p>传 真：0577-00001235</p><p>版权所有 © 温州瑞鑫阀门有限公司 浙ICP备12345678号</p></body></html>""",
        {
            "name": "温州瑞鑫阀门有限公司",
            "phone": "0577-00001234",
            "city": "温州市",
            "region": "浙江省",
            "postcode": "325102",
            "street": "永嘉县瓯北镇东瓯工业区18号",
        },
    ),
    "http://www.harrisonjoinery.example/": (
        """<html><head><title>Bespoke joinery, kitchens &amp; staircases, Shropshire</title>
<meta name=description content=x></head>
<body><img src="/img/hj-logo.png" alt="Harrison Joinery">
<div>Beautiful bespoke joinery, hand made.</div><div id="contact">
<p>Call us on 01743 000 123</p>
<p>The Old Sawmill, Ford Road, Pontesbury, Shrewsbury, Shropshire. SY5 0AA</p></div>
<div>&copy; Copyright 2013 Harrison Joinery Ltd. Registered in England No. 01234567. VAT No. 123
4567 89</div></body></html>""",
        {
            "name": "Harrison Joinery Ltd",
            "phone": "01743 000 123",
            "street": "Ford Road",
            "city": "Shrewsbury",
            "region": "Shropshire",
            "postcode": "SY5 0AA",
        },
    ),
    "http://www.coastalplumbing.com.au": (
        """<html><head><title>Coastal Plumbing Gold Coast | 24 Hour Emergency Plumber</title></head><body>
<span>Call now 0755 001 234</span><footer>Unit 3/14 Captain Cook Drive<br>Arundel QLD 4214
<br>ABN 12 345 678 901 | Lic 1234567 | © Coastal Plumbing Pty Ltd 2015</footer></body></html>""",
        {
            "name": "Coastal Plumbing Pty Ltd",
            "phone": "0755 001 234",
            "street": "Unit 3/14 Captain Cook Drive",
            "city": "Arundel",
            "region": "QLD",
            "postcode": "4214",
        },
    ),
    "http://www.svenskahjul.example/kontakta-oss": (
        """<html lang=sv><head><title>Kontakta oss - Svenska Hjul AB</title></head><body>
<h1>Kontakta oss</h1><p>Besöksadress<br>Verkstadsgatan 9<br>553 02 Jönköping</p><p>Postadress
<br>Box 1234<br>551 11 Jönköping</p><p>Växel 036-00 12 34</p>
<p>Org.nr 556000-1234</p></body></html>""",
        {
            "name": "Svenska Hjul AB",
            "phone": "036-00 12 34",
            "street": "Verkstadsgatan 9",
            "city": "Jönköping",
            "postcode": "553 02",
        },
    ),
    "http://www.kowalski-transport.example/kontakt": (
        """<html lang=pl><head><title>Kontakt - Kowalski Transport</title></head><body>
<p>Firma Transportowa KOWALSKI Sp. z o.o.</p><p>ul. Przemysłowa 14 A</p><p>62-800 Kalisz</p>
<p>tel./fax: (62) 700 00 12</p><p>kom. 600 100 200</p><p>NIP: 618-000-00-00</p></body></html>""",
        {
            "name": "Firma Transportowa KOWALSKI Sp. z o.o.",
            "phone": "(62) 700 00 12",
            "street": "ul. Przemysłowa 14 A",
            "city": "Kalisz",
            "postcode": "62-800",
        },
    ),
    "http://www.lakeshoredental.example/": (
        """<html><head><title>Family Dentist in Muskegon, MI | Lakeshore Dental Group</title>
<meta property="og:site_name" content="Lakeshore Dental Group"></head><body>
<div itemscope itemtype="http://schema.org/Dentist">
<span itemprop="name">Lakeshore Dental Group</span>
<div itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">
<span itemprop="streetAddress">1850 Lakeshore Dr, Ste 210</span> 
<span itemprop="addressLocality">Muskegon</span>, <span itemprop="addressRegion">MI</span> 
<span itemprop="postalCode">49441</span></div>
<span itemprop="telephone">231.555.0199</span></div></body></html>""",
        {
            "name": "Lakeshore Dental Group",
            "phone": "231.555.0199",
            "street": "1850 Lakeshore Dr, Ste 210",
            "city": "Muskegon",
            "region": "MI",
            "postcode": "49441",
        },
    ),
    "http://www.alpin-sport-huber.example/de/impressum": (
        """<html><head><title>Impressum</title></head><body><h1>Impressum</h1>
<p>Medieninhaber und Herausgeber:</p><p>Alpin Sport Huber OG</p><p>Dorfstraße 4</p>
<p>A-6456 Obergurgl</p><p>Österreich</p><p>T +43 5256 0012-0</p><p>F +43 5256 0012-4</p>
<p>office@alpin-sport-huber.example</p><p>UID: ATU12345678</p>
<p>Konzeption &amp; Design: Werbeagentur Berg GmbH, Innrain 5, 6020 Innsbruck,
www.agentur-berg.example</p></body></html>""",
        {
            "name": "Alpin Sport Huber OG",
            "phone": "+43 5256 0012-0",
            "street": "Dorfstraße 4",
            "city": "Obergurgl",
            "postcode": "6456",
            "country": "Österreich",
            "email": "office@alpin-sport-huber.example",
        },
    ),
    "http://www.maplewoodcabinets.example/contact": (
        """<html><head><title>Maplewood Cabinets - Kitchen Cabinets Kelowna</title></head><body>
<div>Maplewood Cabinets<br>#4 - 1960 Springfield Road<br>Kelowna, British Columbia
<br>V1Y 7V7 Canada<br>Phone 250.555.0134<br>Toll-free 1.877.555.0135
<br>Fax 250.555.0136</div></body></html>""",
        {
            "name": "Maplewood Cabinets",
            "phone": "250.555.0134",
            "street": "#4 - 1960 Springfield Road",
            "city": "Kelowna",
            "region": "British Columbia",
            "postcode": "V1Y 7V7",
            "country": "Canada",
        },
    ),
    "http://www.celikdokum.example/iletisim": (
        """<html lang=tr><head><title>İletişim - Çelik Döküm San. ve Tic. A.Ş.</title></head><body>
<p>Çelik Döküm San. ve Tic. A.Ş.</p>
<p>Adres: Organize Sanayi Bölgesi 5. Cadde No: 12 42050 Selçuklu / KONYA</p>
<p>Telefon: +90 332 000 12 34</p><p>Faks: +90 332 000 12 35</p></body></html>""",
        {"name": "Çelik Döküm San. ve Tic. A.Ş.", "phone": "+90 332 000 12 34", "postcode": "42050"},
    ),
    "http://www.tiendaverde.example/": (
        """<html lang=es><head><title>Tienda Verde · Productos ecológicos en Córdoba</title></head><body>
<footer>TIENDA VERDE, C/ San Pablo, 12 bajo. 14002 Córdoba. Tfno: 957 00 01 23.
info@tiendaverde.example</footer></body></html>""",
        {
            "name": "Tienda Verde",
            "phone": "957 00 01 23",
            "street": "C/ San Pablo, 12 bajo",
            "city": "Córdoba",
            "postcode": "14002",
            "email": "info@tiendaverde.example",
        },
    ),
    "http://www.kvarnen-mobler.example": (
        """<html lang=da><head><title>Kværnen Møbler A/S</title></head>
<body>Kværnen Møbler A/S · Industrivej 18 · DK-8800 Viborg · Telefon 86 00 12 34 · CVR
12345678</body></html>""",
        {
            "name": "Kværnen Møbler A/S",
            "phone": "86 00 12 34",
            "street": "Industrivej 18",
            "city": "Viborg",
            "postcode": "8800",
        },
    ),
    "http://www.brooklyn-lamps.example/about": (
        """<html><head><title>About us - Brooklyn Lamps</title></head><body>
<p>Our showroom is located at 68 Jay Street, Suite 412, Brooklyn, NY 11201. Call 718-555-0123 or
stop by.</p></body></html>""",
        {
            "name": "Brooklyn Lamps",
            "phone": "718-555-0123",
            "street": "68 Jay Street, Suite 412",
            "city": "Brooklyn",
            "region": "NY",
            "postcode": "11201",
        },
    ),
    "http://www.fenster-bauer.example/": (
        """<html><head><title>Willkommen bei Fenster Bauer</title></head><body>
<h1>Herzlich willkommen bei Fenster Bauer in Passau</h1><div>Fenster Bauer e.K.
<br>Inh. Josef Bauer<br>Regensburger Str. 101<br>94036 Passau<br>Tel 0851 / 000 12 0
<br>Öffnungszeiten Mo-Fr 08:00-17:00</div></body></html>""",
        {
            "name": "Fenster Bauer e.K.",
            "phone": "0851 / 000 12 0",
            "street": "Regensburger Str. 101",
            "city": "Passau",
            "postcode": "94036",
        },
    ),
    "http://www.electrics-dublin.example/": (
        """<html><head><title>Liffey Electrical | Electricians in Dublin</title></head><body>
<p>Liffey Electrical Services Ltd., Unit 7 Ballymount Business Park, Ballymount, Dublin 12,
Ireland</p><p>Tel: +353 1 555 0123</p></body></html>""",
        {
            "name": "Liffey Electrical Services Ltd.",
            "phone": "+353 1 555 0123",
            "street": "Unit 7 Ballymount Business Park",
            "city": "Dublin 12",
            "country": "Ireland",
        },
    ),
    "http://www.spicehouse.example/contact": (
        """<html><head><title>Spice House Exports - Contact</title></head>
<body><b>SPICE HOUSE EXPORTS PVT. LTD.</b><br>Plot No. 45, Sector 18, Udyog Vihar,
<br>Gurgaon - 122 015, Haryana (INDIA)<br>Phones : +91-124-4000123, 4000124
<br>Email : exports@spicehouse.example</body></html>""",
        {
            "name": "SPICE HOUSE EXPORTS PVT. LTD.",
            "phone": "+91-124-4000123",
            "street": "Plot No. 45, Sector 18",
            "city": "Gurgaon",
            "region": "Haryana",
            "postcode": "122 015",
            "country": "INDIA",
            "email": "exports@spicehouse.example",
        },
    ),
    "http://www.ateliers-mercier.example/mentions": (
        """<html lang=fr><head><title>Mentions légales</title></head><body><h1>Mentions légales</h1>
<p>Raison sociale : Ateliers Mercier</p>
<p>Adresse : ZA des Portes de l'Océan, 2 allée des Chênes, 44160 Pontchâteau</p>
<p>Téléphone : 02 40 00 12 34</p>
<p>Hébergeur : OVH, 2 rue Kellermann, 59100 Roubaix, 1007</p></body></html>""",
        {
            "name": "Ateliers Mercier",
            "phone": "02 40 00 12 34",
            "street": "2 allée des Chênes",
            "city": "Pontchâteau",
            "postcode": "44160",
        },
    ),
    "http://www.strojirny-vltava.example/kontakty": (
        """<html lang=cs><head><title>Kontakty | Strojírny Vltava</title></head><body>
<p><b>Strojírny Vltava, s.r.o.</b><br>Průmyslová 1472/11<br>102 00 Praha 10 - Hostivař
<br>IČ: 12345678<br>DIČ: CZ12345678<br>tel.: +420 200 000 123</p></body></html>""",
        {
            "name": "Strojírny Vltava, s.r.o.",
            "phone": "+420 200 000 123",
            "street": "Průmyslová 1472/11",
            "city": "Praha 10",
            "postcode": "102 00",
        },
    ),
    "http://www.gracechapelcafe.example": (
        """<html><head><title>Home</title></head><body>
<div id="logo"><a href="/">Grace Chapel Café</a></div><h2>Visit us</h2><p>44 Upper Bridge St
<br>Wellington 6011<br>New Zealand</p><p>04 555 0123</p></body></html>""",
        {
            "name": "Grace Chapel Café",
            "phone": "04 555 0123",
            "street": "44 Upper Bridge St",
            "city": "Wellington",
            "postcode": "6011",
            "country": "New Zealand",
        },
    ),
}


def read(body: str, url: str = "http://page.invalid/") -> dict[str, Any]:
    return read_company(Document(page(body, url)))


def values(read: dict[str, Any], field: str) -> list[str]:
    value = read.get(field)
    return value if isinstance(value, list) else [value] if value else []


@pytest.mark.parametrize("url", PAGES)
def test_a_company_is_read_from_its_own_page(url: str) -> None:
    body, expected = PAGES[url]
    found = read(body, url)

    for field, value in expected.items():
        assert _plain(value) in [_plain(one) for one in values(found, field)], field
        assert len(values(found, field)) <= 3


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def test_json_ld_speaks_first() -> None:
    ld = (
        '<script type="application/ld+json">{"@type": "Organization", "name": "Brandt",'
        ' "telephone": "+49 30 1",'
        ' "foundingDate": "1990", "sameAs": ["https://www.facebook.com/brandt"], "address":'
        ' {"@type": "PostalAddress", "streetAddress": "Ring 1", "postalCode": "10115",'
        ' "addressLocality": "Berlin"}}</script>'
    )
    found = read(ld + "<p>Tel: 040 123456</p><p>Marktweg 2, 20095 Hamburg</p>")

    assert (found["name"], found["phone"], found["city"]) == ("Brandt", "+49 30 1", "Berlin")
    assert (found["founded"], found["social"]) == ("1990", ["https://www.facebook.com/brandt"])


def test_a_persons_name_and_mailbox_are_not_taken() -> None:
    found = read(
        "<title>Contact</title><p>Brandt Ltd</p><p>Jane Doe, Director</p><p>jane.doe@brandt.example</p>",
        "http://www.brandt.example/",
    )

    assert "Doe" not in str(found) and "jane" not in str(found)
    assert found["name"] == "Brandt Ltd"


def test_the_web_designers_mailbox_and_profile_are_not_the_companys() -> None:
    found = read(
        "<p>Brandt Ltd</p><p>hello@webwizards.example</p><p>info@brandt.example</p>"
        "<p>Website by <a href='http://www.facebook.com/webwizards'>Web Wizards</a></p>"
        "<a href='http://www.facebook.com/brandt-tools'>f</a>",
        "http://www.brandt.example/",
    )

    assert found["email"] == "info@brandt.example"
    assert found["social"] == ["http://www.facebook.com/brandt-tools"]


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://www.facebook.com/brandt", "facebook.com"),
        ("http://de-de.facebook.com/pages/Brandt/123", "facebook.com"),
        ("https://plus.google.com/+Brandt/posts", "plus.google.com"),
        ("https://www.linkedin.com/company/brandt", "linkedin.com"),
        ("https://www.linkedin.com/in/jane-doe", None),
        ("https://www.facebook.com/sharer/sharer.php?u=http://x.example", None),
        ("https://twitter.com/intent/tweet?text=x", None),
        ("https://twitter.com/home?status=x", None),
        ("https://www.linkedin.com/shareArticle?mini=true&url=x", None),
        ("https://www.youtube.com/watch?v=abc", None),
        ("https://www.facebook.com/", None),
        ("https://brandt.example/facebook.com", None),
    ],
)
def test_profiles_are_told_from_share_links(href: str, host: str | None) -> None:
    assert profile(href) == host


def test_the_country_of_a_page() -> None:
    def country(body: str, url: str) -> str | None:
        return home_country(Document(page(body, url)))

    assert country("<p>x</p>", "http://www.brandt.co.uk/") == "GB"
    assert country("<html lang='de-AT'>", "http://www.brandt.com/") == "AT"
    assert country("<html lang='ja'>", "http://www.brandt.com/") == "JP"
    assert country("<html lang='en'>", "http://www.brandt.io/") is None


def test_a_name_agrees_with_its_domain_by_words_initials_or_beginnings() -> None:
    assert agreement("Brandt Tools Ltd", "brandttools") == 1
    assert agreement("Bavarian Motor Werk", "bmw") >= 0.9
    assert agreement("Contact us", "brandttools") == 0
    assert agreement("Brandt", "") == 0


def test_a_page_without_a_company_says_little() -> None:
    assert read("<title>Home</title><p>Under construction</p>") == {}
