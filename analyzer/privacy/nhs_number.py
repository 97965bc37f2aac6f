"""The check digit of an NHS number."""


def is_nhs_number(number: str) -> bool:
    """Say whether ten digits pass the check of an NHS number (England, Wales, Isle of Man).

    The last digit is 11 less the sum, modulo 11, of the first nine weighted 10 to 2 (NHS Data
    Dictionary, "NHS NUMBER"); 11 counts as 0 and 10 is never given out. Other characters than
    digits are skipped.

    >>> is_nhs_number("943 476 5919")
    True
    >>> is_nhs_number("943 476 5918")
    False
    """
    digits = [int(character) for character in number if character.isdecimal()]
    if len(digits) != 10:
        return False
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == digits[9]
