"""A Communication or a DocumentReference as the values of one note."""

from collections.abc import Mapping

from analyzer.intake.data import load
from analyzer.intake.errors import BadRow
from analyzer.intake.fhir.attachments import Attachments
from analyzer.intake.fhir.channels import channel_of_document, channel_of_message
from analyzer.intake.fhir.elements import concept_text, objects, text
from analyzer.intake.fhir.looked_up import looked_up
from analyzer.intake.fhir.note_numbers import NoteNumbers
from analyzer.intake.fhir.people import STAFF, Encounter, Patient, People, Staff
from analyzer.intake.fhir.references import Link, References, Resource

_WITHDRAWN: dict[str, str] = load("fhir/codes.toml")["withdrawn"]


class FhirNotes:
    """Makes the values of notes. ``references`` finds what they refer to, ``numbers`` has the
    numbers of all of them; ``longest`` is how many characters a note may have."""

    def __init__(self, references: References, numbers: NoteNumbers, longest: int) -> None:
        self._people = People(references)
        self._number_of = numbers
        self._attachments = Attachments(references, longest)

    def __call__(self, resource: Resource) -> dict[str, object]:
        """Return the values of a Communication or DocumentReference by column, those that it has.

        Raises BadRow where it was withdrawn, or holds no text that can be read.
        """
        for element in ("status", "docStatus"):
            status = text(resource.body, element) or ""
            if why := _WITHDRAWN.get(status):
                raise BadRow(f"the {element} is {status}: {why}; leave it out of the export")
        if resource.body["resourceType"] == "Communication":
            words = self._attachments.of_payloads(resource)
        else:
            words = self._attachments.of_contents(resource).text
        return self.about(resource) | {"text": words}

    def about(self, resource: Resource) -> dict[str, object]:
        """Return the values of a note without its text."""
        is_message = resource.body["resourceType"] == "Communication"
        values = self._communication(resource) if is_message else self._document(resource)
        values = {"note id": self._number_of(resource)} | values | looked_up(resource.body)
        return {column: value for column, value in values.items() if value is not None}

    def _communication(self, resource: Resource) -> dict[str, object]:
        body = resource.body
        senders = self._people.links(resource, "sender")
        recipients = self._people.links(resource, "recipient")
        encounter = self._people.encounter(self._people.links(resource, "encounter"))
        return _values(
            resource,
            timestamp=text(body, "sent") or text(body, "received"),
            staff=self._people.staff([*senders, *(r for r in recipients if r.type in STAFF)]),
            patient=self._people.patient([*self._subjects(resource), *senders, *recipients]),
            encounter=encounter,
            channel=channel_of_message(objects(body, "medium"), encounter),
            extra={
                "status": text(body, "status"),
                "category": concept_text(body, "category"),
                "topic": concept_text(body, "topic"),
            },
        )

    def _document(self, resource: Resource) -> dict[str, object]:
        body = resource.body
        authors = self._people.links(resource, "author")
        of_r4 = self._people.links(resource, "context", "encounter")
        of_r5 = self._people.links(resource, "context")
        encounter = self._people.encounter([*of_r4, *of_r5])
        return _values(
            resource,
            timestamp=(
                text(body, "date")
                or text(body, "context", "period", "start")
                or text(body, "period", "start")
            ),
            staff=self._people.staff([*(a for a in authors if a.type in STAFF), *authors]),
            patient=self._people.patient(self._subjects(resource)),
            encounter=encounter,
            channel=channel_of_document(objects(body, "type"), encounter),
            extra={
                "status": text(body, "status"),
                "docStatus": text(body, "docStatus"),
                "type": concept_text(body, "type"),
                "category": concept_text(body, "category"),
                "document description": text(body, "description"),
            },
        )

    def _subjects(self, resource: Resource) -> list[Link]:
        """Return the subjects; one of which nothing else is said is a patient."""
        links = self._people.links(resource, "subject")
        return [link._replace(type=link.type or "Patient") for link in links]


def is_withdrawn(body: Mapping[str, object]) -> bool:
    """Say whether a resource stands for nothing any more."""
    return any(text(body, element) in _WITHDRAWN for element in ("status", "docStatus"))


def _values(
    resource: Resource,
    *,
    timestamp: str | None,
    staff: Staff,
    patient: Patient,
    encounter: Encounter,
    channel: str | None,
    extra: dict[str, str | None],
) -> dict[str, object]:
    return {
        "timestamp": timestamp,
        "staff id": staff.id,
        "staff name": staff.name,
        "role": staff.role,
        "channel": channel,
        "location": encounter.location or staff.location,
        "patient id": patient.id,
        "patient name": patient.name,
        "case id": encounter.case_id,
        "resource type": text(resource.body, "resourceType"),
        **extra,
    }
