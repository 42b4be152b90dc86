"""The registers outside Europe."""

from __future__ import annotations

from functools import lru_cache

from auditor.text.private.check_digits.arithmetic import (
    DAYS,
    MONTHS,
    Test,
    is_date,
    is_luhn,
    is_verhoeff,
    this_year,
    weighted,
)


def _is_kimlik(number: str) -> bool:
    return (
        number[0] != "0"
        and weighted(number, (3, 1, 3, 1, 3, 1, 3, 1, 3, 1)) % 10 == 0
        and weighted(number, (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1)) % 10 == 0
    )


def _is_teudat_zehut(number: str) -> bool:
    return int(number) > 0 and is_luhn(number)


def _is_aadhaar(number: str) -> bool:
    return number[0] > "1" and number != number[::-1] and is_verhoeff(number)


def _is_rrn(number: str) -> bool:
    """The seventh digit tells the century and the sex, the two behind it the place of birth."""
    if number[4:6] not in DAYS or number[2:4] not in MONTHS or number[7:9] > "96":
        return False
    century = {"0": 1800, "9": 1800, "3": 2000, "4": 2000, "7": 2000, "8": 2000}.get(number[6], 1900)
    dated = is_date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
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
    if number[4:6] not in DAYS or number[2:4] not in MONTHS or number[10] not in "01" or not is_luhn(number):
        return False
    today = this_year()
    year = today // 100 * 100 + int(number[:2])
    return is_date(year - 100 * (year > today), int(number[2:4]), int(number[4:6]))


def _is_pin(number: str) -> bool:
    rest = weighted(number, (13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return number[0] not in "09" and (11 - rest) % 10 == int(number[12])


def _is_mykad(number: str) -> bool:
    if number[4:6] not in DAYS or number[2:4] not in MONTHS:
        return False
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    return (is_date(1900 + year, month, day) or is_date(2000 + year, month, day)) and _in_malaysia(number[6:8])


@lru_cache(maxsize=128)
def _in_malaysia(place: str) -> bool:
    from stdnum.my import nric

    return bool(nric.is_valid(f"900101{place}0001"))


def _is_nik(number: str) -> bool:
    """Women have 40 added to the day."""
    day, month, year = int(number[6:8]) % 40, int(number[8:10]), int(number[10:12])
    return (is_date(1900 + year, month, day) or is_date(2000 + year, month, day)) and _in_indonesia(number[:6])


@lru_cache(maxsize=4096)
def _in_indonesia(place: str) -> bool:
    from stdnum.id import nik

    return bool(nik.is_valid(f"{place}0101900001"))


TESTS: dict[str, Test] = {
    "tr_kimlik": _is_kimlik, "il_idnr": _is_teudat_zehut, "in_aadhaar": _is_aadhaar, "kr_rrn": _is_rrn,
    "jp_my_number": _is_my_number, "br_cpf": _is_cpf, "cl_rut": _is_rut, "au_tfn": _is_tfn, "ca_sin": _is_sin,
    "za_idnr": _is_south_african, "th_pin": _is_pin, "my_nric": _is_mykad, "id_nik": _is_nik,
}  # fmt: skip
