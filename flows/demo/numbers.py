"""Register, VAT and telephone numbers of the demo world: well-formed, check digits included, invented."""

from __future__ import annotations

from random import Random


def register_number(rng: Random, country: str) -> str:
    """Return a company number in the country's form: HRB, FN, UID, SIREN, Companies House, state, USCC."""
    if country == "DE":
        return f"HRB {rng.randint(1000, 799999)}"
    if country == "AT":
        return f"FN {rng.randint(10000, 599999)} {rng.choice('abdfghikmpstvwxyz')}"
    if country == "CH":
        return _uid(rng)
    if country == "FR":
        return _siren(rng)
    if country == "GB":
        return f"{rng.randint(1000000, 15999999):08d}"
    if country == "US":
        return f"C{rng.randint(1000000, 4999999)}"
    return "91" + "".join(rng.choices("0123456789", k=6)) + "MA" + "".join(rng.choices("0123456789", k=8))


def vat_number(rng: Random, country: str, reg_no: str) -> str | None:
    """Return a VAT number whose check digits hold; None where the country has none."""
    if country == "DE":
        digits = str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=7))
        return f"DE{digits}{_mod_11_10(digits)}"
    if country == "AT":
        digits = "".join(rng.choices("0123456789", k=7))
        total = sum(
            sum(divmod(int(d) * 2, 10)) if i % 2 else int(d) for i, d in enumerate(digits)
        )  # weights 1 2 1 2 1 2 1
        return f"ATU{digits}{(10 - (total + 4) % 10) % 10}"
    if country == "CH":
        return f"{reg_no} MWST"
    if country == "FR":
        siren = reg_no.replace(" ", "")
        return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
    if country == "GB":
        digits = "".join(rng.choices("0123456789", k=7))
        total = sum(int(d) * w for d, w in zip(digits, range(8, 1, -1), strict=True))
        return f"GB{digits}{97 - total % 97:02d}"
    return None


def _mod_11_10(digits: str) -> int:
    """ISO 7064 Mod 11,10 check digit."""
    check = 10
    for digit in digits:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (11 - check) % 10


def _siren(rng: Random) -> str:
    digits = [int(d) for d in str(rng.randint(30000000, 98999999))]
    total = sum(sum(divmod(d * 2, 10)) if i % 2 else d for i, d in enumerate(digits))
    text = "".join(map(str, digits)) + str((10 - total % 10) % 10)
    return f"{text[:3]} {text[3:6]} {text[6:]}"


def _uid(rng: Random) -> str:
    while True:
        digits = str(rng.randint(10000000, 49999999))
        total = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4), strict=True))
        check = (11 - total % 11) % 11
        if check < 10:
            text = f"{digits}{check}"
            return f"CHE-{text[:3]}.{text[3:6]}.{text[6:]}"
