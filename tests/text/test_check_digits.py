"""Our arithmetic for the registers, held against python-stdnum's, number by number."""

from __future__ import annotations

from importlib import import_module
from random import Random

import pytest

from auditor.text.private.check_digits import TESTS
from auditor.text.private.registers import _REGISTERS

MODULES = {
    "gb_nhs": "gb.nhs",
    "fr_nir": "fr.nir",
    "de_idnr": "de.idnr",
    "nl_bsn": "nl.bsn",
    "be_nn": "be.nn",
    "pl_pesel": "pl.pesel",
    "pt_nif": "pt.nif",
    "se_personnummer": "se.personnummer",
    "dk_cpr": "dk.cpr",
    "no_fodselsnummer": "no.fodselsnummer",
    "at_vnr": "at.vnr",
    "bg_egn": "bg.egn",
    "ro_cnp": "ro.cnp",
    "gr_amka": "gr.amka",
    "hr_oib": "hr.oib",
    "ee_ik": "ee.ik",
    "lt_asmens": "lt.asmens",
    "si_emso": "si.emso",
    "is_kennitala": "is_.kennitala",
    "ch_ahv": "ch.ssn",
    "tr_kimlik": "tr.tckimlik",
    "il_idnr": "il.idnr",
    "in_aadhaar": "in_.aadhaar",
    "kr_rrn": "kr.rrn",
    "br_cpf": "br.cpf",
    "cl_rut": "cl.rut",
    "au_tfn": "au.tfn",
    "ca_sin": "ca.sin",
    "za_idnr": "za.idnr",
    "th_pin": "th.pin",
    "my_nric": "my.nric",
    "id_nik": "id.nik",
}
"""By the form of the register; python-stdnum has none for the Japanese one that takes twelve digits."""
LENGTHS = {register.form: register.lengths for register in _REGISTERS}
ENOUGH = 1_500


def numbers(rng: Random, length: int) -> list[str]:
    """Random digits; most of them begin as a date of birth would, in one order or the other, so that some are right."""
    made = []
    for _ in range(ENOUGH):
        year, month, day = rng.randrange(100), rng.randrange(1, 14), rng.randrange(1, 33)
        starts = (
            "",
            f"{year:02}{month:02}{day:02}",
            f"{day:02}{month:02}{year:02}",
            f"{rng.randrange(1, 9)}{year:02}{month:02}{day:02}",
            f"{rng.choice((19, 20))}{year:02}{month:02}{day:02}",
            f"{day:02}{month:02}{rng.choice((9, 0))}{year:02}",
            f"756{rng.randrange(10**6):06}",
        )
        start = rng.choice(starts)[:length]
        rest = "".join(rng.choice("0123456789") for _ in range(length - len(start) - 1))
        made += [f"{start}{rest}{last}"[:length] for last in range(10)]
    return made


def test_every_register_is_compared_but_the_one_that_has_no_rival() -> None:
    assert set(MODULES) == set(TESTS) - {"jp_my_number"}


@pytest.mark.parametrize("form", MODULES)
def test_our_arithmetic_and_theirs_agree(form: str) -> None:
    rival = import_module(f"stdnum.{MODULES[form]}")
    right = 0
    for length in LENGTHS[form]:
        for number in numbers(Random(7), length):
            ours = TESTS[form](number)
            assert ours == rival.is_valid(number), f"{form} of {length} digits: ours says {ours}"
            right += ours
    assert right > 20, f"only {right} right numbers of {form} were tried"
