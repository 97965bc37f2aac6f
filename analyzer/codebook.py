"""The vocabulary of the codebook: every label, status and level, once.

Everything in the program speaks these words and this module imports nothing of the program.
The values are the exact strings of annotated notes, of the Analysis contract and of the store.
"""

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Cue(StrEnum):
    """What the patient side did in the contact, toward the staff, the clinic or its service."""

    FRUSTRATION = "frustration"
    CRYING = "crying"
    RAISED_VOICE = "raised_voice"
    VERBAL_ABUSE = "verbal_abuse"
    THREAT = "threat"
    PHYSICAL = "physical"
    DEMAND_SUPERVISOR = "demand_supervisor"
    COMPLAINT = "complaint"
    LEGAL = "legal"
    PUBLIC = "public"
    LEAVING = "leaving"
    REPEAT_CONTACT = "repeat_contact"
    ACCUSATION = "accusation"
    SELF_HARM = "self_harm"
    SATISFACTION = "satisfaction"


class Step(StrEnum):
    """The three steps of heart, head, heart that a staff member takes with an unhappy person."""

    LISTEN = "listen"
    EMPATHIZE = "empathize"
    RESOLVE = "resolve"


class Technique(StrEnum):
    """What else the staff did that helps, or that needs a manager's eye."""

    CHECK_IN = "check_in"
    OFFER_CALLBACK = "offer_callback"
    TIMEFRAME = "timeframe"
    FOLLOW_THROUGH = "follow_through"
    COMFORT = "comfort"
    BOUNDARY = "boundary"
    HANDOFF = "handoff"
    CLOSING_CARE = "closing_care"
    DISMISSAL = "dismissal"
    REFER_MANAGER = "refer_manager"
    SECURITY = "security"


Label = Cue | Step | Technique


class Kind(StrEnum):
    """The family that a finding's label belongs to."""

    CUE = "cue"
    STEP = "step"
    TECHNIQUE = "technique"


class Status(StrEnum):
    """What the note shows of a step or technique; a cue has none."""

    DONE = "done"
    MISSED = "missed"
    PLANNED = "planned"


class StepState(StrEnum):
    """A step over the whole note. Not documented is not the same as not done."""

    DONE = "done"
    MISSED = "missed"
    PLANNED = "planned"
    NOT_DOCUMENTED = "not_documented"


class Actor(StrEnum):
    """Whose act a finding describes."""

    PATIENT_SIDE = "patient_side"
    AUTHOR = "author"
    COLLEAGUE = "colleague"
    UNCLEAR = "unclear"


class Escalation(IntEnum):
    """The peak of a contact."""

    NONE = 0
    WATCH = 1
    ELEVATED = 2
    CRITICAL = 3


class Outcome(StrEnum):
    """What became of the matter the contact was about."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    UNRESOLVED = "unresolved"
    PENDING = "pending"
    NONE = "none"


class Experience(StrEnum):
    """The story this person would now tell about the contact."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class HeartHeadHeart(StrEnum):
    """How the staff's heart steps stand around the head step (resolve) in text order."""

    FULL = "full"
    NO_CLOSING_HEART = "no_closing_heart"
    NO_OPENING_HEART = "no_opening_heart"
    HEAD_ONLY = "head_only"
    HEART_ONLY = "heart_only"
    NONE = "none"


class Theme(StrEnum):
    """The cause of what went badly."""

    WAIT = "wait"
    ACCESS = "access"
    BILLING = "billing"
    MEDICATION = "medication"
    RESULTS = "results"
    ATTITUDE = "attitude"
    COMMUNICATION = "communication"
    CLINICAL_CARE = "clinical_care"
    ENVIRONMENT = "environment"
    PRIVACY = "privacy"
    POLICY = "policy"


class Channel(StrEnum):
    """How the contact took place."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    OTHER = "other"


class AlertKind(StrEnum):
    """What a critical contact is about, and so whose desk it belongs on."""

    SAFETY = "safety"
    LEGAL = "legal"
    GRIEVANCE = "grievance"
    REPUTATION = "reputation"
    PRIVACY = "privacy"
    CONDUCT = "conduct"


class ContactKind(StrEnum):
    """What a note tells of a contact by the clinic: that it will be, was, or was not made."""

    PROMISED = "promised"
    MADE = "made"
    MISSED = "missed"


class PromiseState(StrEnum):
    """What became of a promise to call back, as far as the notes say."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    NO_NOTE = "no_note"
    OPEN = "open"


class CaseStatus(StrEnum):
    """How far people are with a case of the worklist."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


MOST_ATTEMPTS = 999
"""More attempts at a case than this are a slip of the hand."""


class CaseResult(StrEnum):
    """What came of the attempts to make a case good."""

    SETTLED = "settled"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    PASSED_ON = "passed_on"
    DECLINED = "declined"
    MISREAD = "misread"


class FindingKey(NamedTuple):
    """A label with its status: the unit that a reader learns and the yardstick counts."""

    label: Label
    status: Status | None

    def __str__(self) -> str:
        """``"listen:missed"``; a done step and a cue are written as the bare label."""
        if self.status in (None, Status.DONE):
            return str(self.label)
        return f"{self.label}:{self.status}"


LABELS: MappingProxyType[str, Label] = MappingProxyType(
    {str(label): label for family in (Cue, Step, Technique) for label in family}
)
"""Every label by its name, in the codebook's order."""

HEART: frozenset[Label] = frozenset(
    {Step.LISTEN, Step.EMPATHIZE, Technique.COMFORT, Technique.CLOSING_CARE}
)
"""Labels that count as heart when done; the head is a done resolve."""

ESCALATION_OF = MappingProxyType(
    {
        Cue.FRUSTRATION: Escalation.WATCH,
        Cue.REPEAT_CONTACT: Escalation.WATCH,
        Cue.CRYING: Escalation.WATCH,
        Cue.RAISED_VOICE: Escalation.ELEVATED,
        Cue.VERBAL_ABUSE: Escalation.ELEVATED,
        Cue.DEMAND_SUPERVISOR: Escalation.ELEVATED,
        Cue.COMPLAINT: Escalation.ELEVATED,
        Cue.ACCUSATION: Escalation.ELEVATED,
        Cue.LEAVING: Escalation.ELEVATED,
        Cue.THREAT: Escalation.CRITICAL,
        Cue.PHYSICAL: Escalation.CRITICAL,
        Cue.LEGAL: Escalation.CRITICAL,
        Cue.PUBLIC: Escalation.CRITICAL,
        Cue.SELF_HARM: Escalation.CRITICAL,
        Technique.SECURITY: Escalation.CRITICAL,
        Technique.DISMISSAL: Escalation.CRITICAL,
        Cue.SATISFACTION: Escalation.NONE,
    }
)
"""The level that a finding of this label raises a contact to (codebook, note level)."""

ALERT_OF = MappingProxyType(
    {
        Cue.SELF_HARM: AlertKind.SAFETY,
        Cue.THREAT: AlertKind.SAFETY,
        Cue.PHYSICAL: AlertKind.SAFETY,
        Technique.SECURITY: AlertKind.SAFETY,
        Cue.LEGAL: AlertKind.LEGAL,
        Cue.COMPLAINT: AlertKind.GRIEVANCE,
        Cue.PUBLIC: AlertKind.REPUTATION,
        Technique.DISMISSAL: AlertKind.CONDUCT,
    }
)
"""The alert that a finding of this label raises."""


def label_of(name: str) -> Label:
    """Return the label written as ``name``.

    Raises ValueError, naming the word, where the codebook does not have it.

    >>> label_of("crying")
    <Cue.CRYING: 'crying'>
    """
    try:
        return LABELS[name]
    except KeyError:
        raise ValueError(f"'{name}' is no label of the codebook.") from None


def kind_of(label: Label) -> Kind:
    """Return the family of a label.

    >>> kind_of(Step.LISTEN)
    <Kind.STEP: 'step'>
    """
    if isinstance(label, Cue):
        return Kind.CUE
    return Kind.STEP if isinstance(label, Step) else Kind.TECHNIQUE


def words(name: str) -> str:
    """Return a label as words for a page or a screen.

    >>> words(Cue.REPEAT_CONTACT)
    'repeat contact'
    """
    return str(name).replace("_", " ")
