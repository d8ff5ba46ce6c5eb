"""Made-up pages of made-up companies, in the manner of many countries, and what they say."""

from __future__ import annotations

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
    "http://www.kfz-meister-lang.example/": (
        """<html><head>
<title>KFZ Meisterbetrieb Lang in Bad Aibling - Reparatur, Inspektion, Reifen</title></head>
<body><div id="head"><img src="img/kopf.jpg" alt="Autowerkstatt Lang"/></div><ul><li>Home</li>
<li>Service</li><li>Team</li></ul><h1>Ihr Meisterbetrieb in Bad Aibling</h1>
<p>Seit 1998 sind wir für Sie da. 2014 wurde die Werkstatt erweitert (450 m²).</p>
<p>Aktuell: 03.11.2014 Winterreifen ab 49,90 €</p>
<div class="kontakt"><b>KFZ-Werkstatt Lang</b><br>Inh. Stefan Lang<br>Rosenheimer Straße 55
<br>83043 Bad Aibling<br><br>Telefon 08061 / 00 12 34<br>Telefax 08061 / 00 12 35
<br>Mobil 0171 / 000 12 34
<br><a href="mailto:info@kfz-meister-lang.example">E-Mail</a></div></body></html>""",
        {
            "name": "KFZ-Werkstatt Lang",
            "phone": "08061 / 00 12 34",
            "street": "Rosenheimer Straße 55",
            "city": "Bad Aibling",
            "postcode": "83043",
            "email": "info@kfz-meister-lang.example",
        },
    ),
    "http://www.hotelrestaurantdekroon.example/contact": (
        """<html lang="nl"><head><title>Contact &amp; Route | Hotel Restaurant De Kroon</title></head>
<body><nav>Home Hotel Restaurant Arrangementen Contact</nav><h1>Contact &amp; Route</h1><div>
<h3>Adresgegevens</h3>Hotel Restaurant De Kroon<br/>Dorpsstraat 12-14
<br/>6584 AE&nbsp;&nbsp;Molenhoek (LB)<br/>Nederland<br/><br/>tel. +31 (0)24 - 000 12 34
<br/>fax. +31 (0)24 - 000 12 35<br/>KvK 10012345
<br/>IBAN NL12RABO0123456789</div></body></html>""",
        {
            "name": "Hotel Restaurant De Kroon",
            "phone": "+31 (0)24 - 000 12 34",
            "street": "Dorpsstraat 12-14",
            "city": "Molenhoek (LB)",
            "postcode": "6584 AE",
            "country": "Nederland",
        },
    ),
    "http://www.cabinet-vasseur.example/": (
        """<html lang="fr"><head><title>Cabinet Vasseur, expert-comptable à Lille et Arras</title></head>
<body><div>Accueil | Le cabinet | Nos métiers | Actualités | Contact</div>
<p>12/03/2014 : nouvelles dispositions fiscales</p><div class="footer">
<div class="bloc"><h4>Lille</h4><p>45, boulevard de la Liberté<br>59000 LILLE
<br>Tél : +33 (0)3 20 00 12 34</p></div><div class="bloc"><h4>Arras</h4>
<p>3 rue des Trois Visages<br>62000 ARRAS<br>Tél : +33 (0)3 21 00 12 34</p></div>
<p>&copy; 2014 Cabinet Vasseur &amp; Associés - Mentions légales - Réalisation : Agence Bleu
Nuit</p></div></body></html>""",
        {
            "name": "Cabinet Vasseur & Associés",
            "phone": "+33 (0)3 20 00 12 34",
            "street": "45, boulevard de la Liberté",
            "city": "LILLE",
            "postcode": "59000",
        },
    ),
    "http://www.oficinasanmiguel.example/donde-estamos.php": (
        """<html lang="es"><head><title>DONDE ESTAMOS - TALLERES SAN MIGUEL</title></head><body><table>
<tr><td><img src="logo.jpg"></td><td>INICIO - SERVICIOS - DONDE ESTAMOS</td></tr></table>
<p><b>TALLERES SAN MIGUEL, C.B.</b></p>
<p>Avda. de la Constitución, nº 48, nave 3 - 28850 - Torrejón de Ardoz (MADRID)</p>
<p>Tel: 91 000 12 34 - Fax: 91 000 12 35 - Móvil: 600 00 12 34</p>
<p>email: talleres(arroba)oficinasanmiguel.example</p></body></html>""",
        {
            "name": "TALLERES SAN MIGUEL, C.B.",
            "phone": "91 000 12 34",
            "street": "Avda. de la Constitución, nº 48, nave 3",
            "city": "Torrejón de Ardoz",
            "region": "MADRID",
            "postcode": "28850",
            "email": "talleres@oficinasanmiguel.example",
        },
    ),
    "http://www.metalurgicaprado.example/contato.html": (
        """<html><head><title>Metalúrgica Prado :: Contato</title></head><body><h2>Entre em contato</h2>
<form>Nome: <input> E-mail: <input> Telefone: <input> Mensagem:<textarea></textarea></form>
<p>Metalúrgica Prado Ind. e Com. Ltda.<br>Rua Cel. Joaquim Pereira, 1550 - Distrito Industrial
<br>13450-000 - Santa Bárbara d'Oeste - SP - Brasil<br>PABX: (19) 3000-1234</p>
<p>Desenvolvido por WebSul</p></body></html>""",
        {
            "name": "Metalúrgica Prado Ind. e Com. Ltda.",
            "phone": "(19) 3000-1234",
            "street": "Rua Cel. Joaquim Pereira, 1550",
            "city": "Santa Bárbara d'Oeste",
            "region": "SP",
            "postcode": "13450-000",
            "country": "Brasil",
        },
    ),
    "http://www.agriturismolepoiane.example/": (
        """<html lang="it"><head>
<title>Agriturismo Le Poiane | Ospitalità rurale in Toscana</title></head><body>
<h1>Benvenuti</h1><p>A soli 10 km da Siena...</p>
<footer>Agriturismo Le Poiane di Rossi Maria | Loc. Poggio alle Mura, 15 | 53024 Montalcino
(Siena) | Tel. e Fax +39 0577 000123 | Cell. +39 333 0001234 | P.I. 01234560521 | <a
href="https://www.facebook.com/lepoiane">Seguici</a></footer></body></html>""",
        {
            "name": "Agriturismo Le Poiane",
            "phone": "+39 0577 000123",
            "street": "Loc. Poggio alle Mura, 15",
            "city": "Montalcino",
            "region": "Siena",
            "postcode": "53024",
        },
    ),
    "http://www.forndesantjoan.example/ca/contacte": (
        """<html lang="ca"><head><title>Contacte - Forn de Sant Joan</title></head><body>
<p>Forn de Sant Joan SL</p><p>Carrer Major, 23</p><p>17840 Sarrià de Ter</p><p>Girona</p>
<p>Telèfon: 972 00 12 34</p><p>forn@forndesantjoan.example</p></body></html>""",
        {
            "name": "Forn de Sant Joan SL",
            "phone": "972 00 12 34",
            "street": "Carrer Major, 23",
            "city": "Sarrià de Ter",
            "region": "Girona",
            "postcode": "17840",
            "email": "forn@forndesantjoan.example",
        },
    ),
    "http://www.sakuraya-ryokan.example/access.html": (
        """<html lang="ja"><head><title>アクセス｜温泉旅館 さくら屋</title></head><body>
<h1>温泉旅館 さくら屋</h1>
<p>ご予約・お問い合わせ</p>
<p>TEL 0261-00-1234（受付時間 9:00～20:00）</p>
<p>〒399-9301<br>長野県北安曇郡白馬村北城1234-5</p>
<p>Copyright © 2013 Sakuraya All Rights Reserved.</p></body></html>""",
        {
            "name": "温泉旅館 さくら屋",
            "phone": "0261-00-1234",
            "street": "北城1234-5",
            "city": "北安曇郡白馬村",
            "region": "長野県",
            "postcode": "399-9301",
        },
    ),
    "http://www.hxplastic.example/": (
        """<html lang="zh"><head><title>东莞市宏兴塑胶制品有限公司 - 首页</title></head><body>
<p>首页 关于我们 产品中心 新闻资讯 联系我们</p><p>2014-05-06 公司参加展会</p><p>联系人：李先生</p>
<p>热线：0769-00001234 手机：13900000000</p><p>地址：广东省东莞市长安镇乌沙社区第六工业区</p>
<p>Copyright 2014 东莞市宏兴塑胶制品有限公司 粤ICP备12000000号 技术支持：某某网络</p></body></html>""",
        {
            "name": "东莞市宏兴塑胶制品有限公司",
            "phone": "0769-00001234",
            "city": "东莞市",
            "region": "广东省",
            "street": "长安镇乌沙社区第六工业区",
        },
    ),
    "http://www.summitroofing.example/": (
        """<html><head>
<title>Denver Roofing Contractor | Roof Repair | Summit Roofing &amp; Exteriors</title></head>
<body><div class="top">Free Estimates! 303.555.0142</div>
<h1>Denver's Trusted Roofing Contractor</h1>
<p>"They did a great job" - John S., Aurora, CO 80012</p><ul><li>Roof Repair</li>
<li>Hail Damage</li></ul><div class="foot">Summit Roofing &amp; Exteriors, LLC
<br/>4890 W. Ironton Street, Unit C<br/>Englewood, CO 80110<br/>Phone: 303.555.0142
<br/>Hours: Mon - Fri 8:00am - 5:00pm</div>
<p>&copy;2015 Summit Roofing. All Rights Reserved. Website by Peak Media</p></body></html>""",
        {
            "name": "Summit Roofing & Exteriors, LLC",
            "phone": "303.555.0142",
            "street": "4890 W. Ironton Street, Unit C",
            "city": "Englewood",
            "region": "CO",
            "postcode": "80110",
        },
    ),
    "http://www.hartleysofyork.example/find-us": (
        """<html><head><title>Find Us - Hartleys of York - Antiques &amp; Interiors</title></head><body>
<h1>Find Us</h1>
<p>Hartleys of York, 7-9 Walmgate Bar, York YO1 9TX. Open Tuesday to Saturday 10am-5pm. Tel
01904 000123</p><p>&copy; Hartleys of York 2012</p></body></html>""",
        {
            "name": "Hartleys of York",
            "phone": "01904 000123",
            "street": "7-9 Walmgate Bar",
            "city": "York",
            "postcode": "YO1 9TX",
        },
    ),
    "http://www.blueridgehoney.example/contact-us": (
        """<html><head><title>Blue Ridge Honey Company</title></head><body>
<div>Blue Ridge Honey Company</div>
<div>PO Box 44 | 135 Honeysuckle Ln | Lakemont, Georgia 30552</div><div>Email 
<script>document.write('<a href="mai'+'lto:buzz'+'@'+'blueridgehoney.example">')</script> |
Call (706) 555-0189</div></body></html>""",
        {
            "name": "Blue Ridge Honey Company",
            "phone": "(706) 555-0189",
            "street": "135 Honeysuckle Ln",
            "city": "Lakemont",
            "region": "Georgia",
            "postcode": "30552",
            "email": "buzz@blueridgehoney.example",
        },
    ),
    "http://page1.invalid/": (
        """<html><head><title>Nordlys Design - kontakt</title></head><body><p>Nordlys Design AS
<br>Besøksadresse: Storgata 88<br>Postadresse: Postboks 1234, 9260 Tromsø
<br>Telefon: 77 00 12 34<br>Org.nr: 912 345 678</p></body></html>""",
        {"name": "Nordlys Design AS", "phone": "77 00 12 34", "postcode": "9260", "city": "Tromsø"},
    ),
    "http://www.ironbarkkitchens.example": (
        """<html><head>
<title>Kitchens Ballarat | Custom Kitchens &amp; Cabinets | Ironbark Kitchens</title></head>
<body><h2>Visit our showroom</h2><dl><dt>Address</dt>
<dd>Factory 2, 18 Grevillea Rd, Wendouree VIC 3355</dd><dt>Phone</dt><dd>(03) 5555 0123</dd>
<dt>Email</dt><dd><a
href="mailto:info@ironbarkkitchens.example">info@ironbarkkitchens.example</a></dd></dl></body></html>""",
        {
            "name": "Ironbark Kitchens",
            "phone": "(03) 5555 0123",
            "street": "Factory 2, 18 Grevillea Rd",
            "city": "Wendouree",
            "region": "VIC",
            "postcode": "3355",
            "email": "info@ironbarkkitchens.example",
        },
    ),
    "http://www.dubois-chocolatier.example/nl/contact": (
        """<html lang="nl-BE"><head><title>Contacteer ons | Chocolatier Dubois</title></head><body>
<p>Chocolatier Dubois BVBA, Steenstraat 22, B-8000 Brugge - België - BTW BE 0412.345.678 - T
+32 50 00 12 34 - F +32 50 00 12 35</p></body></html>""",
        {
            "name": "Chocolatier Dubois BVBA",
            "phone": "+32 50 00 12 34",
            "street": "Steenstraat 22",
            "city": "Brugge",
            "postcode": "8000",
            "country": "België",
        },
    ),
    "http://www.treuhand-zimmerli.example/": (
        """<html lang="de-CH"><head><title>Zimmerli Treuhand AG – Willkommen</title></head><body>
<div id="footer">Zimmerli Treuhand AG  Bahnhofplatz 3  5000 Aarau  Telefon 062 000 12 34 
Telefax 062 000 12 35</div></body></html>""",
        {
            "name": "Zimmerli Treuhand AG",
            "phone": "062 000 12 34",
            "street": "Bahnhofplatz 3",
            "city": "Aarau",
            "postcode": "5000",
        },
    ),
    "http://www.lusoforma.example/contactos": (
        """<html lang="pt-PT"><head><title>Lusoforma - Contactos</title></head><body>
<div>LUSOFORMA - Indústria e Comércio de Embalagens, S.A.
<br>Zona Industrial da Maia, Sector X, Lote 293<br>4475-249 Maia - Portugal
<br>Telefone: +351 229 000 123<br>Fax: +351 229 000 124
<br>geral@lusoforma.example</div></body></html>""",
        {
            "name": "LUSOFORMA - Indústria e Comércio de Embalagens, S.A.",
            "phone": "+351 229 000 123",
            "street": "Zona Industrial da Maia, Sector X, Lote 293",
            "city": "Maia",
            "postcode": "4475-249",
            "country": "Portugal",
            "email": "geral@lusoforma.example",
        },
    ),
    "http://www.pacific-bearings.example/about-us": (
        """<html><head>
<title>About Pacific Bearings - Bearings, Seals &amp; Power Transmission</title></head><body>
<h1>About Pacific Bearings</h1><p>Founded in 1972, Pacific Bearings Inc. employs 45 people.</p>
<p>Our models 6204, 6205 and 6206 ...</p><div class="address">
<span>Pacific Bearings Inc.</span><span>12200 NE Marx Street</span>
<span>Portland, OR 97230-1234</span><span>USA</span></div>
<p>Ph: 503-555-0123 Fx: 503-555-0124 TF: 800-555-0125</p></body></html>""",
        {
            "name": "Pacific Bearings Inc.",
            "phone": "503-555-0123",
            "city": "Portland",
            "region": "OR",
            "postcode": "97230-1234",
        },
    ),
    "http://www.gartenbau-eder.example/impressum": (
        """<html><head><title>Gartenbau Eder - Impressum</title></head><body><h1>Impressum</h1>
<p>Angaben gemäß § 5 TMG:</p><p>Gartenbau Eder<br />Martin Eder<br />Lindenweg 7
<br />84524 Neuötting</p><h3>Kontakt:</h3><table><tr><td>Telefon:</td>
<td>+49 8671 00123</td></tr><tr><td>Telefax:</td><td>+49 8671 00124</td></tr><tr>
<td>E-Mail:</td><td>info@gartenbau-eder.example</td></tr></table>
<p>Umsatzsteuer-ID: DE 123456789</p>
<p>Quelle: erstellt mit dem Impressum-Generator von Rechtsanwalt Muster, Musterstraße 1, 50667
Köln</p></body></html>""",
        {
            "name": "Gartenbau Eder",
            "phone": "+49 8671 00123",
            "street": "Lindenweg 7",
            "city": "Neuötting",
            "postcode": "84524",
            "email": "info@gartenbau-eder.example",
        },
    ),
    "http://www.seaviewcottages.example": (
        """<html><head>
<title>Sea View Cottages - Self Catering Holiday Cottages in Cornwall</title></head><body>
<div id=contact>Sea View Cottages, Trevone Road, Padstow, Cornwall PL28 8QX &bull; 01841 000
123 &bull; <a
href="mailto:stay@seaviewcottages.example">stay@seaviewcottages.example</a></div></body></html>""",
        {
            "name": "Sea View Cottages",
            "phone": "01841 000 123",
            "street": "Trevone Road",
            "city": "Padstow",
            "region": "Cornwall",
            "postcode": "PL28 8QX",
            "email": "stay@seaviewcottages.example",
        },
    ),
    "http://www.gulfcoastmarine.example/": (
        """<html><head><title>Home</title></head>
<body><center><img src="banner.jpg" alt="Gulf Coast Marine Supply">
<br>Gulf Coast Marine Supply, Inc.
<br>5151 Highway 90 East &#8226; Lake Charles, Louisiana 70615
<br>337-555-0100 &#8226; 1-800-555-0101 &#8226; FAX 337-555-0102
<br>Copyright 2003 Gulf Coast Marine Supply, Inc.</center></body></html>""",
        {
            "name": "Gulf Coast Marine Supply, Inc.",
            "phone": "337-555-0100",
            "street": "5151 Highway 90 East",
            "city": "Lake Charles",
            "region": "Louisiana",
            "postcode": "70615",
        },
    ),
    "http://www.elektro-novak.example/": (
        """<html lang="de-AT"><head><title>Elektro Novak | Ihr Elektriker im 23. Bezirk</title></head>
<body>
<p>Elektro Novak GmbH | Breitenfurter Straße 372/Top 4 | 1230 Wien | Tel.: 01 / 000 12 34 |
office@elektro-novak.example</p></body></html>""",
        {
            "name": "Elektro Novak GmbH",
            "phone": "01 / 000 12 34",
            "street": "Breitenfurter Straße 372/Top 4",
            "city": "Wien",
            "postcode": "1230",
            "email": "office@elektro-novak.example",
        },
    ),
    "http://www.rotas-textil.example/": (
        """<html lang="es"><head><title>Inicio</title>
<meta name="description" content="Rotas Textil, fabricante de tejidos"></head><body>
<div id="cabecera"><a href="index.php" title="Rotas Textil"><img src="img/logo-rotas.png"
alt="Rotas Textil"></a></div>
<p>Empresa fundada en 1965, dedicada a la fabricación de tejidos técnicos para hostelería.
Disponemos de más de 3500 referencias en stock y servimos pedidos en 24/48 horas a toda la
península, Baleares y Canarias. Nuestras instalaciones cuentan con 4.000 m2. Trabajamos con las
mejores marcas europeas desde hace más de 40 años y estamos certificados en ISO 9001:2008.</p>
<div id="pie">Rotas Textil S.A. - Ctra. de Ontinyent, km 3 - Apdo. Correos 112 - 46870
Ontinyent (Valencia) Spain - Tel. (+34) 96 200 12 34 - Fax (+34) 96 200 12
35</div></body></html>""",
        {
            "name": "Rotas Textil S.A.",
            "phone": "(+34) 96 200 12 34",
            "street": "Ctra. de Ontinyent, km 3",
            "city": "Ontinyent",
            "region": "Valencia",
            "postcode": "46870",
            "country": "Spain",
        },
    ),
    "http://www.parkwaydental.example/location": (
        """<html><head><title>Our Location : Parkway Family Dental : Dr. A. Smith</title></head><body>
<h1>Our Location</h1><p>Parkway Family Dental<br>1120 Parkway North, 2nd Floor
<br>Maple Grove, Minn. 55369</p><p>Directions: From I-94 take exit 215 ... </p>
<p>Phone (763) 555-0110 &nbsp; Emergency (763) 555-0111</p></body></html>""",
        {
            "name": "Parkway Family Dental",
            "phone": "(763) 555-0110",
            "street": "1120 Parkway North, 2nd Floor",
            "city": "Maple Grove",
            "region": "Minn.",
            "postcode": "55369",
        },
    ),
    "http://www.gietl-holzbau.example/kontakt/": (
        """<html lang="de"><head><title>Kontakt - Holzbau Gietl</title></head><body><div class="c">
<h3>So erreichen Sie uns</h3><p>Holzbau Gietl GmbH &amp; Co. KG
<br>Gewerbepark 7, D - 93164 Laaber
<br>Tel. +49 (9498) 00 12 - 0, Fax - 20</p></div></body></html>""",
        {
            "name": "Holzbau Gietl GmbH & Co. KG",
            "phone": "+49 (9498) 00 12 - 0",
            "street": "Gewerbepark 7",
            "city": "Laaber",
            "postcode": "93164",
        },
    ),
    "http://www.imprimerie-clerc.example/": (
        """<html lang="fr"><head>
<title>Imprimerie Clerc : impression offset et numérique - Haute-Savoie</title></head><body>
<div>IMPRIMERIE CLERC<br>PAE Les Jourdies<br>151 rue des Peupliers
<br>74800 ST PIERRE EN FAUCIGNY<br>04 50 00 12 34<br>
<span class="m">contact<!-- -->@<!-- -->imprimerie-clerc.example</span></div></body></html>""",
        {
            "name": "IMPRIMERIE CLERC",
            "phone": "04 50 00 12 34",
            "street": "151 rue des Peupliers",
            "city": "ST PIERRE EN FAUCIGNY",
            "postcode": "74800",
            "email": "contact@imprimerie-clerc.example",
        },
    ),
    "http://www.omeg-spa.example/ita/contatti.asp": (
        """<html><head><title>OMEG s.p.a. Officine Meccaniche</title></head><body><table><tr>
<td><b>O.M.E.G. S.p.A.</b><br>Sede legale e stabilimento:<br>Strada Statale 11, n. 27
<br>24050 Mozzanica - BG - Italy<br>ph. +39.0363.000123
<br>fax +39.0363.000124</td></tr></table></body></html>""",
        {
            "name": "O.M.E.G. S.p.A.",
            "phone": "+39.0363.000123",
            "street": "Strada Statale 11, n. 27",
            "city": "Mozzanica",
            "region": "BG",
            "postcode": "24050",
            "country": "Italy",
        },
    ),
    "http://www.vanderveldebouw.example/": (
        """<html lang="nl"><head><title>Van der Velde Bouw BV | Aannemer in Drenthe</title></head><body>
<div class="top">Bel voor een offerte: 0592 - 00 12 34</div><div class="foot"><ul>
<li>Van der Velde Bouw BV</li><li>Industrieweg 15a</li><li>9403 AA Assen</li></ul><ul>
<li>Lid van Bouwend Nederland</li></ul></div></body></html>""",
        {
            "name": "Van der Velde Bouw BV",
            "phone": "0592 - 00 12 34",
            "street": "Industrieweg 15a",
            "city": "Assen",
            "postcode": "9403 AA",
        },
    ),
    "http://www.clinicadentalsorriso.example/localizacao": (
        """<html lang="pt-BR"><head><title>Localização | Clínica Sorriso</title></head><body>
<p>Clínica Sorriso Odontologia Integrada</p>
<p>R. Visconde de Pirajá, 303 / 1005, Ipanema, Rio de Janeiro - RJ, 22410-001</p>
<p>Agende sua consulta: (21) 3000-1234 | WhatsApp (21) 99000-1234</p></body></html>""",
        {
            "name": "Clínica Sorriso",
            "phone": "(21) 3000-1234",
            "street": "R. Visconde de Pirajá, 303 / 1005",
            "city": "Rio de Janeiro",
            "region": "RJ",
            "postcode": "22410-001",
        },
    ),
    "http://www.aoki-kensetsu.example/company/": (
        """<html lang="ja"><head><meta charset="utf-8"><title>会社概要 | 青木建設工業</title></head><body>
<dl>
<dt>社名</dt><dd>青木建設工業株式会社</dd>
<dt>代表者</dt><dd>代表取締役 青木 太郎</dd>
<dt>本社</dt>
<dd>〒980-0811 仙台市青葉区一番町2丁目3-4 青木ビル5F<br>TEL：022-000-1234　FAX：022-000-1235</dd>
<dt>資本金</dt>
<dd>3,000万円</dd><dt>従業員数</dt><dd>45名</dd></dl></body></html>""",
        {
            "name": "青木建設工業株式会社",
            "phone": "022-000-1234",
            "city": "仙台市青葉区",
            "postcode": "980-0811",
            "street": "一番町2丁目3-4 青木ビル5F",
        },
    ),
    "http://www.szlongda.example/en/contact.html": (
        """<html><head><title>Contact Us - Shenzhen Longda Electronics Co., Ltd.</title></head><body>
<p>Shenzhen Longda Electronics Co., Ltd.</p>
<p>Add: 5/F, Building B3, Hengfeng Industrial Zone, Xixiang Street, Bao'an District, Shenzhen,
Guangdong, China 518126</p><p>Tel: 86-755-00001234</p><p>Fax: 86-755-00001235</p>
<p>Contact: Ms. Lily Chen</p><p>E-mail: sales01@szlongda.example</p></body></html>""",
        {
            "name": "Shenzhen Longda Electronics Co., Ltd.",
            "phone": "86-755-00001234",
            "city": "Shenzhen",
            "region": "Guangdong",
            "country": "China",
            "postcode": "518126",
            "email": "sales01@szlongda.example",
        },
    ),
    "http://www.thornburyvets.example": (
        """<html><head>
<title>Thornbury Veterinary Centre - Small animal vets in South Gloucestershire</title></head>
<body><p>Emergencies: 01454 000 911</p><div><strong>Main Surgery</strong>
<br>Thornbury Veterinary Centre<br>Gloucester Rd<br>Thornbury<br>Bristol<br>BS35 1XX
<br>t: 01454 000 123<br>f: 01454 000 124</div></body></html>""",
        {
            "name": "Thornbury Veterinary Centre",
            "phone": "01454 000 123",
            "street": "Gloucester Rd",
            "city": "Bristol",
            "postcode": "BS35 1XX",
        },
    ),
    "http://www.skadi-outdoor.example/": (
        """<html lang="no"><head><title>Skadi Outdoor - Friluftsutstyr på nett</title></head><body>
<p>Skadi Outdoor AS, Fjellveien 3, 2670 Otta - Tlf: 61 00 12 34 - Foretaksnr. NO 912345678 MVA
- post@skadi-outdoor.example</p></body></html>""",
        {
            "name": "Skadi Outdoor AS",
            "phone": "61 00 12 34",
            "street": "Fjellveien 3",
            "city": "Otta",
            "postcode": "2670",
            "email": "post@skadi-outdoor.example",
        },
    ),
    "http://www.bevel-boats.example/contact": (
        """<html><head><title>Contact Bevel Boats</title></head><body><h2>Bevel Boats Ltd</h2>
<p>Unit 4b, The Boatyard, Hamble Lane, Bursledon, Southampton SO31 8XX, UK</p>
<p>+44 (0)23 8000 1234 (office)</p><p>+44 (0)7700 900123 (mobile)</p></body></html>""",
        {
            "name": "Bevel Boats Ltd",
            "phone": "+44 (0)23 8000 1234",
            "street": "Hamble Lane",
            "city": "Southampton",
            "postcode": "SO31 8XX",
            "country": "UK",
        },
    ),
    "http://www.cantinabellavista.example/": (
        """<html lang="it"><head><title>Cantina Bellavista - Vini del Piemonte</title></head><body>
<h1>Cantina Bellavista</h1><p>La nostra storia comincia nel 1954...</p>
<p>Az. Agr. Bellavista s.s. - Fraz. Bricco 12 - 14053 Canelli (AT) - Italia</p>
<p>Telefono e fax 0141 000123 - info@cantinabellavista.example - P. Iva
01234567890</p></body></html>""",
        {
            "name": "Cantina Bellavista",
            "phone": "0141 000123",
            "street": "Fraz. Bricco 12",
            "city": "Canelli",
            "region": "AT",
            "postcode": "14053",
            "country": "Italia",
            "email": "info@cantinabellavista.example",
        },
    ),
    "http://www.auto-reparatur-meier.example/": (
        """<html lang="de"><head><title>Auto Meier GmbH | Ihre Werkstatt in Olten</title></head><body>
<div>Kontakt<br>Auto Meier GmbH<br>Aarburgerstr. 102<br>Postfach<br>CH-4600 Olten
<br>Tel. 062 000 55 11<br>Natel 079 000 55 11</div></body></html>""",
        {
            "name": "Auto Meier GmbH",
            "phone": "062 000 55 11",
            "street": "Aarburgerstr. 102",
            "city": "Olten",
            "postcode": "4600",
        },
    ),
    "http://www.lecomptoirdesthes.example/contact": (
        """<html lang="fr"><head><title>Contactez Le Comptoir des Thés</title></head><body>
<h1>Nous contacter</h1><p>Le Comptoir des Thés<br/>Centre commercial Grand Var
<br/>Avenue de l'Université<br/>83160 La Valette-du-Var<br/>Tél. : 04.94.00.12.34
<br/>Mail : contact@lecomptoirdesthes.example</p></body></html>""",
        {
            "name": "Le Comptoir des Thés",
            "phone": "04.94.00.12.34",
            "street": "Avenue de l'Université",
            "city": "La Valette-du-Var",
            "postcode": "83160",
            "email": "contact@lecomptoirdesthes.example",
        },
    ),
    "http://www.bristolwindows.example/": (
        """<html><head><title>Double Glazing Bristol, Conservatories Bristol</title></head><body>
<div class="logo"><a href="/" title="Avon Windows">Avon Windows</a></div>
<p>Freephone 0800 000 1234</p>
<div class="ftr">Avon Windows (Bristol) Limited. Registered office: 12 Feeder Road, St
Philips, Bristol, BS2 0XX. Company No 01234567. VAT 123 4567 89</div></body></html>""",
        {
            "name": "Avon Windows (Bristol) Limited",
            "phone": "0800 000 1234",
            "street": "12 Feeder Road",
            "city": "Bristol",
            "postcode": "BS2 0XX",
        },
    ),
    "http://www.quintadovale.example/pt/contactos": (
        """<html lang="pt"><head><title>Contactos | Quinta do Vale</title></head><body>
<address>Quinta do Vale<br>Estrada Nacional 222, nº 15<br>5120-000 Tabuaço
<br>Portugal</address><p>T. (+351) 254 000 123 | M. (+351) 910 000 123</p>
<p>GPS: 41.123456, -7.567890</p></body></html>""",
        {
            "name": "Quinta do Vale",
            "phone": "(+351) 254 000 123",
            "street": "Estrada Nacional 222, nº 15",
            "city": "Tabuaço",
            "postcode": "5120-000",
            "country": "Portugal",
        },
    ),
    "http://www.mesaverdelandscaping.example/": (
        """<html><head><title>Mesa Verde Landscaping - Albuquerque, NM</title></head><body>
<h3>Mesa Verde Landscaping</h3><p>7801 Academy Rd. NE, Bldg. 2, Suite 101
<br/>Albuquerque, NM&nbsp;&nbsp;87109</p>
<p><b>P</b> 505.555.0190&nbsp;&nbsp;<b>F</b> 505.555.0191</p>
<p>NM License #123456</p></body></html>""",
        {
            "name": "Mesa Verde Landscaping",
            "phone": "505.555.0190",
            "street": "7801 Academy Rd. NE, Bldg. 2, Suite 101",
            "city": "Albuquerque",
            "region": "NM",
            "postcode": "87109",
        },
    ),
    "http://www.bcnmobles.example/ca": (
        """<html lang="ca"><head><title>BCN Mobles, mobles a mida a Barcelona</title></head><body>
<div id="peu">
<p>© 2015 BCN Mobles, S.L. | C. Aragó 345, baixos · 08009 Barcelona | Tel. 93 000 12 34 |
<a href="mailto:info@bcnmobles.example">info@bcnmobles.example</a></p></div></body></html>""",
        {
            "name": "BCN Mobles, S.L.",
            "phone": "93 000 12 34",
            "street": "C. Aragó 345, baixos",
            "city": "Barcelona",
            "postcode": "08009",
            "email": "info@bcnmobles.example",
        },
    ),
    "http://www.fratellirusso.example/dove-siamo": (
        """<html lang="it"><head><title>Dove siamo - F.lli Russo Arredamenti</title></head><body>
<p>F.lli Russo Arredamenti s.n.c.</p><p>Via Nazionale, km 18,500</p>
<p>87040 MENDICINO CS</p><p>tel 0984 000123 - cell 330 000123</p><p>russo
<span>[chiocciola]</span>fratellirusso.example</p></body></html>""",
        {
            "name": "F.lli Russo Arredamenti s.n.c.",
            "phone": "0984 000123",
            "street": "Via Nazionale, km 18,500",
            "city": "MENDICINO",
            "region": "CS",
            "postcode": "87040",
            "email": "russo@fratellirusso.example",
        },
    ),
    "http://www.kinoshita-clinic.example/": (
        """<html lang="ja"><head>
<title>木下デザイン事務所 - 名古屋のグラフィックデザイン</title></head><body>
<p>木下デザイン事務所</p><p>〒464-0850 名古屋市千種区今池4-5-6 サンライズ今池302</p>
<p>TEL/FAX 052-000-1234</p><p>E-mail info@kinoshita-clinic.example</p></body></html>""",
        {
            "name": "木下デザイン事務所",
            "phone": "052-000-1234",
            "street": "今池4-5-6 サンライズ今池302",
            "city": "名古屋市千種区",
            "postcode": "464-0850",
            "email": "info@kinoshita-clinic.example",
        },
    ),
    "http://www.tianhe-tea.example/": (
        """<html><head><title>福建天禾茶业股份有限公司</title></head><body>
<div>电话：0591-00001234 传真：0591-00001235 地址：福州市鼓楼区五四路158号环球广场A座12层</div>
<div>©2015 福建天禾茶业股份有限公司 闽ICP备12000000号-1</div></body></html>""",
        {
            "name": "福建天禾茶业股份有限公司",
            "phone": "0591-00001234",
            "street": "鼓楼区五四路158号环球广场A座12层",
            "city": "福州市",
        },
    ),
    "http://www.boomkwekerij-aarts.example/": (
        """<html lang="nl"><head><title>Boomkwekerij Aarts - bomen en heesters</title></head><body>
<table><tr><td>Adres</td><td>Zandstraat 8</td></tr><tr><td>Postcode</td>
<td>5091 BC</td></tr><tr><td>Plaats</td><td>Oost West en Middelbeers</td></tr><tr>
<td>Telefoon</td><td>013-0001234</td></tr><tr><td>E-mail</td>
<td>info@boomkwekerij-aarts.example</td></tr></table></body></html>""",
        {
            "name": "Boomkwekerij Aarts",
            "phone": "013-0001234",
            "street": "Zandstraat 8",
            "city": "Oost West en Middelbeers",
            "postcode": "5091 BC",
            "email": "info@boomkwekerij-aarts.example",
        },
    ),
    "http://www.libreriamoderna.example/contacto.aspx": (
        """<html lang="es"><head><title>Librería Moderna - Contacto</title></head><body>
<h2>Contacta con nosotros</h2><ul><li><strong>Dirección:</strong> Plaza Mayor, 5</li><li>
<strong>C.P.:</strong> 37002</li><li><strong>Localidad:</strong> Salamanca</li><li>
<strong>Teléfono:</strong> 923 00 01 23</li><li>
<strong>Horario:</strong> 10:00 a 14:00 y 17:00 a 20:30</li></ul></body></html>""",
        {
            "name": "Librería Moderna",
            "phone": "923 00 01 23",
            "street": "Plaza Mayor, 5",
            "city": "Salamanca",
            "postcode": "37002",
        },
    ),
    "http://www.kroll-optik.example/": (
        """<html lang="de"><head>
<title>Optik Kroll | Brillen & Kontaktlinsen in Bonn-Beuel</title></head><body><header>
<span>Optik Kroll</span><span>Hermannstraße 40, 53225 Bonn</span>
<span>0228 / 00 01 23</span></header></body></html>""",
        {
            "name": "Optik Kroll",
            "phone": "0228 / 00 01 23",
            "street": "Hermannstraße 40",
            "city": "Bonn",
            "postcode": "53225",
        },
    ),
    "http://www.holzmann-uhren.example/": (
        """<html lang="de"><head><title>Uhren & Schmuck Holzmann in Fulda</title></head><body>
<p>Besuchen Sie uns in der Fuldaer Innenstadt!</p>
<p>Juwelier Holzmann, Marktstraße 20, 36037 Fulda, Telefon 0661-00123, Fax 0661-00124,
Mo-Fr 9.30-18.30 Uhr</p><p>© Juwelier Holzmann 2013</p></body></html>""",
        {
            "name": "Juwelier Holzmann",
            "phone": "0661-00123",
            "street": "Marktstraße 20",
            "city": "Fulda",
            "postcode": "36037",
        },
    ),
    "http://www.rivieratours.example/en/contact-us": (
        """<html lang="en"><head><title>Riviera Tours – Contact us</title></head><body>
<p>RIVIERA TOURS SARL</p><p>5, Quai des États-Unis</p><p>06300 NICE – FRANCE</p>
<p>Phone : +33 4 93 00 12 34</p><p>Open every day from 9:00 to 19:00</p></body></html>""",
        {
            "name": "RIVIERA TOURS SARL",
            "phone": "+33 4 93 00 12 34",
            "street": "5, Quai des États-Unis",
            "city": "NICE",
            "postcode": "06300",
            "country": "FRANCE",
        },
    ),
    "http://www.osborneandsons.example/": (
        """<html><head>
<title>Osborne &amp; Sons | Funeral Directors in Leeds and Bradford</title></head><body>
<div>Leeds: 14 Otley Old Road, Leeds, LS16 6XX - 0113 000 1234</div>
<div>Bradford: 201 Manningham Lane, Bradford, BD8 7XX - 01274 000 123</div>
<p>Osborne &amp; Sons is a trading name of Osborne Funeral Services Ltd</p></body></html>""",
        {
            "name": "Osborne & Sons",
            "phone": "0113 000 1234",
            "street": "14 Otley Old Road",
            "city": "Leeds",
            "postcode": "LS16 6XX",
        },
    ),
    "http://www.studioarquitetura7.example/": (
        """<html lang="pt-br"><head><title>Studio 7 Arquitetura e Interiores</title></head><body>
<p>contato@studioarquitetura7.example</p><p>+55 51 3000 1234</p>
<p>Rua Padre Chagas, 79 sala 701</p><p>Moinhos de Vento . Porto Alegre . RS</p>
<p>90570-080</p></body></html>""",
        {
            "name": "Studio 7 Arquitetura e Interiores",
            "phone": "+55 51 3000 1234",
            "street": "Rua Padre Chagas, 79 sala 701",
            "postcode": "90570-080",
            "email": "contato@studioarquitetura7.example",
            "city": "Porto Alegre",
            "region": "RS",
        },
    ),
    "http://www.pastificiodeluca.example/": (
        """<html lang="it"><head><title>Pastificio De Luca dal 1921</title></head><body>
<div class="bottom">Pastificio De Luca S.r.l. - Stabilimento e uffici: Zona Ind.le Saletti
- 66041 ATESSA (CH) Italia - Tel +39 0872 000123 - C.F. e P.IVA
IT01234560690</div></body></html>""",
        {
            "name": "Pastificio De Luca S.r.l.",
            "phone": "+39 0872 000123",
            "city": "ATESSA",
            "region": "CH",
            "postcode": "66041",
            "country": "Italia",
        },
    ),
    "http://www.muller-jardin.example/": (
        """<html lang="fr"><head><title>Muller Jardin - Paysagiste en Alsace</title></head><body>
<ul class="coord"><li class="adr">12A rue de la Gare</li><li>F-67120 MOLSHEIM</li>
<li>03 88 00 12 34</li>
<li><a href="#" data-mail="Y29udGFjdEBtdWxsZXItamFyZGluLmV4YW1wbGU=">Nous
écrire</a></li></ul></body></html>""",
        {
            "name": "Muller Jardin",
            "phone": "03 88 00 12 34",
            "street": "12A rue de la Gare",
            "city": "MOLSHEIM",
            "postcode": "67120",
            "email": "contact@muller-jardin.example",
        },
    ),
    "http://www.kinderland-speelgoed.example/": (
        """<html lang="nl"><head><title>Kinderland Speelgoed Breda</title></head><body><h4>Winkel</h4>
<p>Ginnekenweg 99<br>4818 JA Breda<br>Tel: (076) 000 12 34</p><h4>Webshop</h4>
<p>Mail naar webshop@kinderland-speelgoed.example</p></body></html>""",
        {
            "name": "Kinderland Speelgoed",
            "phone": "(076) 000 12 34",
            "street": "Ginnekenweg 99",
            "city": "Breda",
            "postcode": "4818 JA",
            "email": "webshop@kinderland-speelgoed.example",
        },
    ),
    "http://www.desertskyrv.example/directions.htm": (
        """<html><head><title>Directions to Desert Sky RV Park</title></head><body bgcolor=white>
<font size=4>Desert Sky RV Park</font><p>P.O. Box 339<br>47700 Hwy 60
<br>Salome, Arizona 85348</p><p>(928) 555-0123<br>Fax: (928) 555-0124</p></body></html>""",
        {
            "name": "Desert Sky RV Park",
            "phone": "(928) 555-0123",
            "street": "47700 Hwy 60",
            "city": "Salome",
            "region": "Arizona",
            "postcode": "85348",
        },
    ),
    "http://www.seikodo.example/": (
        """<html lang="ja"><head><title>清光堂印刷 | 会社案内</title></head><body>
<p>有限会社清光堂印刷</p><p>本社・工場　〒760-0065　香川県高松市朝日町5-1-2</p>
<p>TEL(087)000-1234　FAX(087)000-1235</p></body></html>""",
        {
            "name": "有限会社清光堂印刷",
            "phone": "(087)000-1234",
            "street": "朝日町5-1-2",
            "city": "高松市",
            "region": "香川県",
            "postcode": "760-0065",
        },
    ),
    "http://www.cosmeticosluna.example/contacto": (
        """<html lang="es"><head><title>Contacto – Cosméticos Luna</title></head><body>
<p>LABORATORIOS LUNA, S.A.</p><p>Pol. Ind. La Ermita, C/ Oro 12</p>
<p>29603 Marbella, Málaga</p><p>T: 952 00 01 23 / F: 952 00 01 24</p>
<p>cosmeticos(at)cosmeticosluna.example</p></body></html>""",
        {
            "name": "LABORATORIOS LUNA, S.A.",
            "phone": "952 00 01 23",
            "street": "Pol. Ind. La Ermita, C/ Oro 12",
            "city": "Marbella",
            "region": "Málaga",
            "postcode": "29603",
            "email": "cosmeticos@cosmeticosluna.example",
        },
    ),
}
