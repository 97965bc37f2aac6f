"""Who wrote a FHIR note, about whom, and where: what the references in it lead to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analyzer.intake.data import load
from analyzer.intake.fhir.elements import concept_text, human_name, objects, text, texts
from analyzer.intake.fhir.references import Link, References, Resource

STAFF = frozenset({"Practitioner", "PractitionerRole"})
PATIENT_SIDE = frozenset({"Patient", "RelatedPerson"})

_CODES = load("fhir/codes.toml")
_PATIENT_NUMBERS: list[str] = _CODES["patient_numbers"]
_PRIVATE_NUMBERS: frozenset[str] = frozenset(_CODES["private_numbers"])


class Staff(NamedTuple):
    """Whoever wrote a note; None for what the export does not say."""

    id: str | None = None
    name: str | None = None
    role: str | None = None
    location: str | None = None


class Patient(NamedTuple):
    """Whom a note is about; None for what the export does not say."""

    id: str | None = None
    name: str | None = None


class Encounter(NamedTuple):
    """The contact that a note belongs to, and its own ``types`` and ``classes`` where it is in the
    export."""

    case_id: str | None = None
    location: str | None = None
    types: tuple[dict[str, object], ...] = ()
    classes: tuple[dict[str, object], ...] = ()


class People:
    """Follows the references of notes to what ``references`` keeps."""

    def __init__(self, references: References) -> None:
        self._references = references

    def links(self, origin: Resource, *path: str) -> list[Link]:
        """Return where the References under a path of ``origin`` lead."""
        return [self._references.follow(one, origin) for one in objects(origin.body, *path)]

    def staff(self, candidates: Iterable[Link]) -> Staff:
        """Return the first of some links that is not of the patient's side."""
        for link in candidates:
            if link.type not in PATIENT_SIDE and (staff := self._staff_at(link)).id:
                return staff
        return Staff()

    def patient(self, candidates: Iterable[Link]) -> Patient:
        """Return the first of some links that is a patient, or whose patient is known."""
        for link in candidates:
            if link.type == "RelatedPerson" and link.target:
                link = next(iter(self.links(link.target, "patient")), link)
            if link.type == "Patient":
                patient = Patient(_id(link, _PATIENT_NUMBERS), _name(link))
                if any(patient):
                    return patient
        return Patient()

    def encounter(self, candidates: Iterable[Link]) -> Encounter:
        """Return the first of some links that is an encounter."""
        for link in candidates:
            if link.type == "Encounter" and link.target:
                return Encounter(
                    _id(link),
                    self._first_name(link.target, ("location", "location"), ("serviceProvider",)),
                    tuple(objects(link.target.body, "type")),
                    tuple(objects(link.target.body, "class")),
                )
            if link.type in ("Encounter", "") and (case_id := _id(link)):
                return Encounter(case_id)
        return Encounter()

    def _staff_at(self, link: Link) -> Staff:
        if not link.target or link.type != "PractitionerRole":
            role = concept_text(_body(link), "qualification", "code")
            return _named(Staff(_id(link), _name(link), role))
        role = concept_text(link.target.body, "code")
        location = self._first_name(link.target, ("location",))
        for person in self.links(link.target, "practitioner"):
            if person.type != "PractitionerRole":
                staff = self._staff_at(person)
                return _named(
                    Staff(
                        staff.id or _id(link),
                        staff.name or _name(link),
                        role or staff.role,
                        location,
                    )
                )
        return _named(Staff(_id(link), _name(link), role, location))

    def _first_name(self, origin: Resource, *paths: tuple[str, ...]) -> str | None:
        names = (_name(link) for path in paths for link in self.links(origin, *path))
        return next(filter(None, names), None)


def _named(staff: Staff) -> Staff:
    """Return staff who have a number: it is the name where the export has no other."""
    return staff if staff.id else staff._replace(id=staff.name)


def _body(link: Link) -> Mapping[str, object]:
    return link.target.body if link.target else {}


def _id(link: Link, preferred: Sequence[str] = ()) -> str | None:
    """Return a number: an identifier, first of the ``preferred`` types, then the resource's id. One
    that the person has from the state or an insurer is taken only where there is no other."""
    body = _body(link)
    identifiers = [*objects(body, "identifier"), *objects(link.reference, "identifier")]
    private = [one for one in identifiers if not _PRIVATE_NUMBERS.isdisjoint(_kinds(one))]
    others = sorted(
        (one for one in identifiers if one not in private),
        key=lambda one: min(
            map(preferred.index, _kinds(one) & {*preferred}), default=len(preferred)
        ),
    )
    # the id of a contained resource means nothing outside of the one that it is contained in
    own = None if link.target and link.target.outer else text(body, "id")
    return _value(others) or own or link.id or _value(private)


def _kinds(identifier: dict[str, object]) -> set[str]:
    """Return the codes of an identifier's type, and its system, which may tell the type too."""
    codes = texts(identifier, "type", "coding", "code")
    return {*map(str.upper, codes), *texts(identifier, "system")}


def _value(identifiers: Iterable[dict[str, object]]) -> str | None:
    return next(filter(None, (text(one, "value") for one in identifiers)), None)


def _name(link: Link) -> str | None:
    return human_name(_body(link)) or text(link.reference, "display")
