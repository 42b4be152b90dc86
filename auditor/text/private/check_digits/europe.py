"""The registers of Europe."""

from __future__ import annotations

from auditor.text.private.check_digits.arithmetic import (
    DAYS,
    MONTHS,
    Test,
    adds_up,
    born,
    is_date,
    is_luhn,
    is_mod_11_10,
    this_year,
    weighted,
)

_COUNTIES = frozenset(f"{county:02}" for county in (*range(1, 49), 51, 52, 70, *range(80, 84)))
"""Of Romania."""


def _is_nir(number: str) -> bool:
    return 97 - int(number[:13]) % 97 == int(number[13:])


def _is_idnr(number: str) -> bool:
    """Ten digits of which one comes twice or thrice and the others once at most, then the check."""
    first = number[:10]
    others = set(first)
    if first[0] == "0" or not (len(others) == 9 or (len(others) == 8 and 3 in map(first.count, others))):
        return False
    return is_mod_11_10(number)


def _is_bsn(number: str) -> bool:
    return int(number) > 0 and weighted(number.zfill(9), (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _is_nn(number: str) -> bool:
    """Those born since 2000 have a 2 before the number for the check."""
    if number[2:4] > "12" or number == "0" * 11:
        return False
    first, check = int(number[:9]), 97 - int(number[9:])
    return first % 97 == check or (int(number[:2]) + 2000 <= this_year() and (2_000_000_000 + first) % 97 == check)


def _is_pesel(number: str) -> bool:
    if number[4:6] not in DAYS or weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10:
        return False
    shift, month = divmod(int(number[2:4]), 20)
    return is_date((1900, 2000, 2100, 2200, 1800)[shift] + int(number[:2]), month, int(number[4:6]))


def _is_nif(number: str) -> bool:
    return number[0] != "0" and -weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10 == int(number[8])


def _is_personnummer(number: str) -> bool:
    if number[-6:-4] not in DAYS or number[-8:-6] not in MONTHS or not is_luhn(number[-10:]):
        return False
    if len(number) == 12:
        return number[:4] != "0000" and is_date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    century, year = divmod(this_year(), 100)
    century -= int(number[:2]) > year
    return is_date(100 * century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def _is_cpr(number: str) -> bool:
    """The seventh digit tells the century; there has been no check digit since 2007."""
    if number[:2] not in DAYS or number[2:4] not in MONTHS:
        return False
    year, seventh = int(number[4:6]), number[6]
    if seventh in "5678" and year >= 58:
        year += 1800
    elif seventh in "0123" or (seventh in "49" and year >= 37):
        year += 1900
    else:
        year += 2000
    return born(year, int(number[2:4]), int(number[:2]))


def _is_fodselsnummer(number: str) -> bool:
    """D-numbers have 40 added to the day, H-numbers to the month; the three digits behind tell the century."""
    if (
        weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
        or weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    ):
        return False
    day, month, year, individual = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6:9])
    if individual < 500 or (individual >= 900 and year >= 40):
        year += 1900
    elif individual < 750 and year >= 54:
        year += 1800
    elif year < 40:
        year += 2000
    else:
        return False
    return day < 80 and born(year, month - 40 * (month > 40), day - 40 * (day > 40))


def _is_vnr(number: str) -> bool:
    return number[0] != "0" and weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3])


def _is_egn(number: str) -> bool:
    """The month has 40 added since 2000, 20 before 1900."""
    if number[4:6] not in DAYS or weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 != int(number[9]):
        return False
    year, month = int(number[:2]) + 1900, int(number[2:4])
    if month > 40:
        return is_date(year + 100, month - 40, int(number[4:6]))
    return is_date(year - 100 * (month > 20), month - 20 * (month > 20), int(number[4:6]))


def _is_cnp(number: str) -> bool:
    if number[5:7] not in DAYS or number[3:5] not in MONTHS or number[7:9] not in _COUNTIES or number[0] == "0":
        return False
    check = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    century = {"3": 1800, "4": 1800, "5": 2000, "6": 2000}.get(number[0], 1900)
    dated = is_date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    return dated and (1 if check == 10 else check) == int(number[12])


def _is_amka(number: str) -> bool:
    if number[:2] not in DAYS or number[2:4] not in MONTHS or not is_luhn(number):
        return False
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    return is_date(1900 + year, month, day) or is_date(2000 + year, month, day)


def _is_baltic(number: str) -> bool:
    check = weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(number, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(number[10])


def _is_ik(number: str) -> bool:
    """The first digit tells the century and the sex."""
    if number[5:7] not in DAYS or number[3:5] not in MONTHS or number[0] in "09" or not _is_baltic(number):
        return False
    century = 1800 + (int(number[0]) - 1) // 2 * 100
    return is_date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))


def _is_asmens(number: str) -> bool:
    """As in Estonia; those that start with 9 hold no date."""
    return _is_baltic(number) if number[0] == "9" else _is_ik(number)


def _is_emso(number: str) -> bool:
    if number[:2] not in DAYS or number[2:4] not in MONTHS:
        return False
    year = int(number[4:7])
    dated = is_date(year + (2000 if year < 800 else 1000), int(number[2:4]), int(number[:2]))
    return dated and -weighted(number, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11 % 10 == int(number[12])


def _is_kennitala(number: str) -> bool:
    """Companies have 40 added to the day; the last digit tells the century."""
    if number[2:4] not in MONTHS or number[9] not in "09" or number[0] > "7":
        return False
    if weighted(number, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11:
        return False
    day, century = int(number[:2]), 1900 if number[9] == "9" else 2000
    return is_date(century + int(number[4:6]), int(number[2:4]), day - 40 * (day >= 40))


def _is_ahv(number: str) -> bool:
    return number[:3] == "756" and weighted(number, (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)) % 10 == 0


TESTS: dict[str, Test] = {
    "gb_nhs": adds_up((10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11), "fr_nir": _is_nir, "de_idnr": _is_idnr, "nl_bsn": _is_bsn,
    "be_nn": _is_nn, "pl_pesel": _is_pesel, "pt_nif": _is_nif, "se_personnummer": _is_personnummer, "dk_cpr": _is_cpr,
    "no_fodselsnummer": _is_fodselsnummer, "at_vnr": _is_vnr, "bg_egn": _is_egn, "ro_cnp": _is_cnp,
    "gr_amka": _is_amka, "hr_oib": is_mod_11_10, "ee_ik": _is_ik, "lt_asmens": _is_asmens, "si_emso": _is_emso,
    "is_kennitala": _is_kennitala, "ch_ahv": _is_ahv,
}  # fmt: skip
