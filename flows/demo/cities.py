"""Towns of the demo world, by country."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A town as its own country writes it, with what English sources call it."""

    name: str
    english: str
    region: str
    country: str
    postcode: str
    """First characters of its postal codes."""
    area: str
    """Area code without trunk prefix; subscriber numbers follow ``pattern``."""
    pattern: str
    """``N00000``: a digit 2 to 9, then any; after ``=`` a fixed number whose last digits are free."""


def _cities(country: str, table: str) -> list[City]:
    cities = []
    for line in table.strip().splitlines():
        name, english, region, postcode, area, pattern = (part.strip() for part in line.split("|"))
        cities.append(City(name, english or name, region, country, postcode, area, pattern))
    return cities


CITIES = {
    "DE": _cities(
        "DE",
        """
Berlin||Berlin|10|30|=23125000
Hamburg||Hamburg|20|40|=66969000
München|Munich|Bayern|80|89|=99998000
Köln|Cologne|Nordrhein-Westfalen|50|221|=4710000
Frankfurt am Main|Frankfurt|Hessen|60|69|=90009000
Stuttgart||Baden-Württemberg|70|711|N000000
Düsseldorf||Nordrhein-Westfalen|40|211|N000000
Dortmund||Nordrhein-Westfalen|44|231|N000000
Essen||Nordrhein-Westfalen|45|201|N000000
Leipzig||Sachsen|04|341|N000000
Bremen||Bremen|28|421|N000000
Dresden||Sachsen|01|351|N000000
Hannover|Hanover|Niedersachsen|30|511|N000000
Nürnberg|Nuremberg|Bayern|90|911|N000000
Augsburg||Bayern|86|821|N000000
Ulm||Baden-Württemberg|89|731|N000000
Karlsruhe||Baden-Württemberg|76|721|N000000
Mannheim||Baden-Württemberg|68|621|N000000
Bielefeld||Nordrhein-Westfalen|33|521|N000000
Münster||Nordrhein-Westfalen|48|251|N000000
Freiburg im Breisgau|Freiburg|Baden-Württemberg|79|761|N00000
Kassel||Hessen|34|561|N00000
Würzburg||Bayern|97|931|N00000
Regensburg||Bayern|93|941|N00000
Heilbronn||Baden-Württemberg|74|7131|N00000
Chemnitz||Sachsen|09|371|N00000
Göttingen||Niedersachsen|37|551|N00000
Lübeck||Schleswig-Holstein|23|451|N00000
Reutlingen||Baden-Württemberg|72|7121|N00000
Siegen||Nordrhein-Westfalen|57|271|N00000
""",
    ),
    "AT": _cities(
        "AT",
        """
Wien|Vienna|Wien|1|1|N000000
Graz||Steiermark|80|316|N00000
Linz||Oberösterreich|40|732|N00000
Salzburg||Salzburg|50|662|N00000
Innsbruck||Tirol|60|512|N00000
Klagenfurt||Kärnten|90|463|N00000
Wels||Oberösterreich|46|7242|N0000
Dornbirn||Vorarlberg|68|5572|N0000
St. Pölten|St. Poelten|Niederösterreich|31|2742|N0000
""",
    ),
    "CH": _cities(
        "CH",
        """
Zürich|Zurich|Zürich|80|44|N000000
Basel||Basel-Stadt|40|61|N000000
Bern|Berne|Bern|30|31|N000000
Genève|Geneva|Genève|12|22|N000000
Lausanne||Vaud|10|21|N000000
Luzern|Lucerne|Luzern|60|41|N000000
St. Gallen||St. Gallen|90|71|N000000
Winterthur||Zürich|84|52|N000000
""",
    ),
    "FR": _cities(
        "FR",
        """
Paris||Île-de-France|750|1|=99000000
Lyon||Auvergne-Rhône-Alpes|690|4|=65710000
Marseille||Provence-Alpes-Côte d'Azur|130|4|=65710000
Toulouse||Occitanie|310|5|=36490000
Nantes||Pays de la Loire|440|2|=61910000
Strasbourg||Grand Est|670|3|=53010000
Bordeaux||Nouvelle-Aquitaine|330|5|=36490000
Lille||Hauts-de-France|590|3|=53010000
Rennes||Bretagne|350|2|=61910000
Grenoble||Auvergne-Rhône-Alpes|380|4|=65710000
Saint-Étienne|Saint-Etienne|Auvergne-Rhône-Alpes|420|4|=65710000
Besançon|Besancon|Bourgogne-Franche-Comté|250|3|=53010000
Orléans|Orleans|Centre-Val de Loire|450|2|=61910000
Nîmes|Nimes|Occitanie|300|4|=65710000
""",
    ),
    "GB": _cities(
        "GB",
        """
Leeds||West Yorkshire|LS|113|=4960000
Sheffield||South Yorkshire|S|114|=4960000
Leicester||Leicestershire|LE|116|=4960000
Bristol||Bristol|BS|117|=4960000
Reading||Berkshire|RG|118|=4960000
Birmingham||West Midlands|B|121|=4960000
Edinburgh||Scotland|EH|131|=4960000
Glasgow||Scotland|G|141|=4960000
Liverpool||Merseyside|L|151|=4960000
Manchester||Greater Manchester|M|161|=4960000
London||Greater London|EC|20|=79460000
Newcastle upon Tyne||Tyne and Wear|NE|191|=4980000
Cardiff||Wales|CF|29|=20180000
""",
    ),
    "US": _cities(
        "US",
        """
Chicago||IL|606|312|=5550100
Detroit||MI|482|313|=5550100
Cleveland||OH|441|216|=5550100
Portland||OR|972|503|=5550100
Austin||TX|787|512|=5550100
Denver||CO|802|303|=5550100
Atlanta||GA|303|404|=5550100
Boston||MA|021|617|=5550100
Seattle||WA|981|206|=5550100
Charlotte||NC|282|704|=5550100
Columbus||OH|432|614|=5550100
Minneapolis||MN|554|612|=5550100
Phoenix||AZ|850|602|=5550100
Milwaukee||WI|532|414|=5550100
""",
    ),
    "CN": _cities(
        "CN",
        """
上海|Shanghai|Shanghai|200|21|=60000000
深圳|Shenzhen|Guangdong|518|755|=80000000
宁波|Ningbo|Zhejiang|315|574|=80000000
苏州|Suzhou|Jiangsu|215|512|=60000000
青岛|Qingdao|Shandong|266|532|=80000000
广州|Guangzhou|Guangdong|510|20|=80000000
东莞|Dongguan|Guangdong|523|769|=80000000
杭州|Hangzhou|Zhejiang|310|571|=80000000
无锡|Wuxi|Jiangsu|214|510|=80000000
佛山|Foshan|Guangdong|528|757|=80000000
""",
    ),
}
