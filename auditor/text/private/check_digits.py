"""Whether a register can have given a number: its check digits, and the date or the place in it.

The answers are those of python-stdnum, which needs thirty microseconds for each: too long where a list has a number in
every line and eleven digits may be any of ten registers'. Only the lists of places are taken from there. The rules are
those that the registers publish. A test holds the two against each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache
from operator import mul

Test = Callable[[str], bool]

_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_DAYS = frozenset(f"{day:02}" for day in range(1, 32))
_LAST_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_COUNTIES = frozenset(f"{county:02}" for county in (*range(1, 49), 51, 52, 70, *range(80, 84)))
"""Of Romania."""
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def weighted(number: str, weights: tuple[int, ...]) -> int:
    """The sum of the digits, each times its weight; digits without a weight do not count."""
    return sum(map(mul, map(int, number), weights))


def is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = tuple(map(int, number))
    return (sum(digits[-1::-2]) + sum([_DOUBLED[digit] for digit in digits[-2::-2]])) % 10 == 0


def _is_mod_11_10(number: str) -> bool:
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in map(int, number[:-1]):
        product = ((product + digit) % 10 or 10) * 2 % 11
    return (product + int(number[-1])) % 10 == 1


def _power_tables() -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """The dihedral group of ten elements, and the powers of Verhoeff's permutation (1969)."""
    group = tuple(
        tuple(
            (a + b) % 5 + (b // 5) * 5 if a < 5 and b < 5 else
            (a + b) % 5 + 5 if a < 5 else
            (a - b) % 5 + 5 if b < 5 else
            (a - b) % 5
            for b in range(10)
        )
        for a in range(10)
    )  # fmt: skip
    powers = [tuple(range(10))]
    first = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    for _ in range(7):
        powers.append(tuple(first[digit] for digit in powers[-1]))
    return group, tuple(powers)


_GROUP, _POWERS = _power_tables()


def _is_verhoeff(number: str) -> bool:
    check = 0
    for place, digit in enumerate(map(int, reversed(number))):
        check = _GROUP[check][_POWERS[place % 8][digit]]
    return check == 0


def _adds_up(weights: tuple[int, ...], modulus: int) -> Test:
    return lambda number: weighted(number, weights) % modulus == 0


def _is_date(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _LAST_DAYS[month] + leap


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _this_year() -> int:
    return _today().year


def _born(year: int, month: int, day: int) -> bool:
    return _is_date(year, month, day) and datetime.date(year, month, day) <= _today()


def _is_nir(number: str) -> bool:
    return 97 - int(number[:13]) % 97 == int(number[13:])


def _is_idnr(number: str) -> bool:
    """Ten digits of which one comes twice or thrice and the others once at most, then the check."""
    counts = [number.count(digit, 0, 10) for digit in set(number[:10])] if number[0] != "0" else []
    return sorted(counts)[-2:] in ([1, 2], [1, 3]) and _is_mod_11_10(number)


def _is_bsn(number: str) -> bool:
    return int(number) > 0 and weighted(number.zfill(9), (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _is_nn(number: str) -> bool:
    """Those born since 2000 have a 2 before the number for the check."""
    if number[2:4] > "12" or number == "0" * 11:
        return False
    first, check = int(number[:9]), 97 - int(number[9:])
    return first % 97 == check or (int(number[:2]) + 2000 <= _this_year() and (2_000_000_000 + first) % 97 == check)


def _is_pesel(number: str) -> bool:
    if number[4:6] not in _DAYS or weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10:
        return False
    shift, month = divmod(int(number[2:4]), 20)
    return _is_date((1900, 2000, 2100, 2200, 1800)[shift] + int(number[:2]), month, int(number[4:6]))


def _is_nif(number: str) -> bool:
    return number[0] != "0" and -weighted(number, (9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10 == int(number[8])


def _is_personnummer(number: str) -> bool:
    if number[-6:-4] not in _DAYS or number[-8:-6] not in _MONTHS or not is_luhn(number[-10:]):
        return False
    if len(number) == 12:
        return number[:4] != "0000" and _is_date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    century, year = divmod(_this_year(), 100)
    century -= int(number[:2]) > year
    return _is_date(100 * century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def _is_cpr(number: str) -> bool:
    """The seventh digit tells the century; there has been no check digit since 2007."""
    if number[:2] not in _DAYS or number[2:4] not in _MONTHS:
        return False
    year, seventh = int(number[4:6]), number[6]
    if seventh in "5678" and year >= 58:
        year += 1800
    elif seventh in "0123" or (seventh in "49" and year >= 37):
        year += 1900
    else:
        year += 2000
    return _born(year, int(number[2:4]), int(number[:2]))


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
    return day < 80 and _born(year, month - 40 * (month > 40), day - 40 * (day > 40))


def _is_vnr(number: str) -> bool:
    return number[0] != "0" and weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3])


def _is_egn(number: str) -> bool:
    """The month has 40 added since 2000, 20 before 1900."""
    if number[4:6] not in _DAYS or weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 != int(number[9]):
        return False
    year, month = int(number[:2]) + 1900, int(number[2:4])
    if month > 40:
        return _is_date(year + 100, month - 40, int(number[4:6]))
    return _is_date(year - 100 * (month > 20), month - 20 * (month > 20), int(number[4:6]))


def _is_cnp(number: str) -> bool:
    if number[5:7] not in _DAYS or number[3:5] not in _MONTHS or number[7:9] not in _COUNTIES or number[0] == "0":
        return False
    check = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    century = {"3": 1800, "4": 1800, "5": 2000, "6": 2000}.get(number[0], 1900)
    dated = _is_date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    return dated and (1 if check == 10 else check) == int(number[12])


def _is_amka(number: str) -> bool:
    if number[:2] not in _DAYS or number[2:4] not in _MONTHS or not is_luhn(number):
        return False
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    return _is_date(1900 + year, month, day) or _is_date(2000 + year, month, day)


def _is_baltic(number: str) -> bool:
    check = weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(number, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(number[10])


def _is_ik(number: str) -> bool:
    """The first digit tells the century and the sex."""
    if number[5:7] not in _DAYS or number[3:5] not in _MONTHS or number[0] in "09" or not _is_baltic(number):
        return False
    century = 1800 + (int(number[0]) - 1) // 2 * 100
    return _is_date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))


def _is_asmens(number: str) -> bool:
    """As in Estonia; those that start with 9 hold no date."""
    return _is_baltic(number) if number[0] == "9" else _is_ik(number)


def _is_emso(number: str) -> bool:
    if number[:2] not in _DAYS or number[2:4] not in _MONTHS:
        return False
    year = int(number[4:7])
    dated = _is_date(year + (2000 if year < 800 else 1000), int(number[2:4]), int(number[:2]))
    return dated and -weighted(number, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11 % 10 == int(number[12])


def _is_kennitala(number: str) -> bool:
    """Companies have 40 added to the day; the last digit tells the century."""
    if number[2:4] not in _MONTHS or number[9] not in "09" or number[0] > "7":
        return False
    if weighted(number, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11:
        return False
    day, century = int(number[:2]), 1900 if number[9] == "9" else 2000
    return _is_date(century + int(number[4:6]), int(number[2:4]), day - 40 * (day >= 40))


def _is_ahv(number: str) -> bool:
    return number[:3] == "756" and weighted(number, (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)) % 10 == 0


def _is_kimlik(number: str) -> bool:
    return (
        number[0] != "0"
        and weighted(number, (3, 1, 3, 1, 3, 1, 3, 1, 3, 1)) % 10 == 0
        and weighted(number, (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1)) % 10 == 0
    )


def _is_teudat_zehut(number: str) -> bool:
    return int(number) > 0 and is_luhn(number)


def _is_aadhaar(number: str) -> bool:
    return number[0] > "1" and number != number[::-1] and _is_verhoeff(number)


def _is_rrn(number: str) -> bool:
    """The seventh digit tells the century and the sex, the two behind it the place of birth."""
    if number[4:6] not in _DAYS or number[2:4] not in _MONTHS or number[7:9] > "96":
        return False
    century = {"0": 1800, "9": 1800, "3": 2000, "4": 2000, "7": 2000, "8": 2000}.get(number[6], 1900)
    dated = _is_date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
    return dated and (11 - weighted(number, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == int(number[12])


def _is_my_number(number: str) -> bool:
    """Ordinance 85 of 2014, article 5."""
    rest = weighted(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


def _is_cpf(number: str) -> bool:
    first = weighted(number, (10, 9, 8, 7, 6, 5, 4, 3, 2)) * 10 % 11 % 10
    if first != int(number[9]) or int(number) == 0:
        return False
    return weighted(number, (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) * 10 % 11 % 10 == int(number[10])


def _is_rut(number: str) -> bool:
    return -weighted(number[-2::-1], (2, 3, 4, 5, 6, 7, 2, 3)) % 11 == int(number[-1])


def _is_tfn(number: str) -> bool:
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def _is_sin(number: str) -> bool:
    return number[0] not in "08" and is_luhn(number)


def _is_south_african(number: str) -> bool:
    """The eleventh digit tells citizens from residents."""
    if number[4:6] not in _DAYS or number[2:4] not in _MONTHS or number[10] not in "01" or not is_luhn(number):
        return False
    today = _this_year()
    year = today // 100 * 100 + int(number[:2])
    return _is_date(year - 100 * (year > today), int(number[2:4]), int(number[4:6]))


def _is_pin(number: str) -> bool:
    rest = weighted(number, (13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return number[0] not in "09" and (11 - rest) % 10 == int(number[12])


def _is_mykad(number: str) -> bool:
    if number[4:6] not in _DAYS or number[2:4] not in _MONTHS:
        return False
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    return (_is_date(1900 + year, month, day) or _is_date(2000 + year, month, day)) and _in_malaysia(number[6:8])


@lru_cache(maxsize=128)
def _in_malaysia(place: str) -> bool:
    from stdnum.my import nric

    return bool(nric.is_valid(f"900101{place}0001"))


def _is_nik(number: str) -> bool:
    """Women have 40 added to the day."""
    day, month, year = int(number[6:8]) % 40, int(number[8:10]), int(number[10:12])
    return (_is_date(1900 + year, month, day) or _is_date(2000 + year, month, day)) and _in_indonesia(number[:6])


@lru_cache(maxsize=4096)
def _in_indonesia(place: str) -> bool:
    from stdnum.id import nik

    return bool(nik.is_valid(f"{place}0101900001"))


TESTS: dict[str, Test] = {
    "gb_nhs": _adds_up((10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11), "fr_nir": _is_nir, "de_idnr": _is_idnr, "nl_bsn": _is_bsn,
    "be_nn": _is_nn, "pl_pesel": _is_pesel, "pt_nif": _is_nif, "se_personnummer": _is_personnummer, "dk_cpr": _is_cpr,
    "no_fodselsnummer": _is_fodselsnummer, "at_vnr": _is_vnr, "bg_egn": _is_egn, "ro_cnp": _is_cnp, "gr_amka": _is_amka,
    "hr_oib": _is_mod_11_10, "ee_ik": _is_ik, "lt_asmens": _is_asmens, "si_emso": _is_emso,
    "is_kennitala": _is_kennitala, "ch_ahv": _is_ahv, "tr_kimlik": _is_kimlik, "il_idnr": _is_teudat_zehut,
    "in_aadhaar": _is_aadhaar, "kr_rrn": _is_rrn, "jp_my_number": _is_my_number, "br_cpf": _is_cpf, "cl_rut": _is_rut,
    "au_tfn": _is_tfn, "ca_sin": _is_sin, "za_idnr": _is_south_african, "th_pin": _is_pin, "my_nric": _is_mykad,
    "id_nik": _is_nik,
}  # fmt: skip
"""By the form of the register; each takes a number of the right length."""
