"""Where every row went: nothing that was read may be missing from the count."""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Accounting:
    """Counts of rows, each at least 0. Intake counts ``read`` and, through the rejects,
    ``rejected``; whoever decides about a note counts it under one of the others.

    >>> Accounting(read=240, analysed=236, duplicate=1, rejected=3).line()
    'read 240 = analysed 236 + unchanged 0 + duplicate 1 + superseded 0 + rejected 3'
    """

    read: int = 0
    analysed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    superseded: int = 0
    rejected: int = 0

    def check(self) -> None:
        """Raise ValueError where the rows that were read are not the sum of the rest."""
        if self.read != sum(getattr(self, name) for name in _OUTCOMES):
            raise ValueError(f"The rows do not add up: {self.line()}.")

    def line(self) -> str:
        """Return the counts as one line to print."""
        return f"read {self.read} = " + " + ".join(
            f"{name} {getattr(self, name)}" for name in _OUTCOMES
        )


_OUTCOMES = tuple(field.name for field in fields(Accounting) if field.name != "read")
