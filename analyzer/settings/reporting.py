"""Settings of what is said about the notes, and when a figure may be shown."""

from pydantic import Field

from analyzer.settings.section import Section

WEBCAST = 'webcast "Customer Service: The Art of Caring", 22 July 2009, follow-up question 4'


class Statistics(Section):
    """When a figure may be shown."""

    minimum_for_rate: int = Field(
        10, ge=1, description="Under this many notes with a concern no rate is shown."
    )
    minimum_for_comparison: int = Field(
        30,
        ge=1,
        description="Under this many notes with a concern nobody is compared with colleagues, and "
        "a month is no point of a control chart.",
    )
    minimum_people: int = Field(
        5,
        ge=3,
        description="Fewer people with enough notes are not drawn as a funnel plot: the spread "
        "between so few says too little.",
    )
    confidence: float = Field(
        0.95, gt=0.5, lt=1, description="Coverage of the intervals beside each rate."
    )


class Arc(Section):
    """What counts as feeling bad or good when a contact begins and ends, from -2 to 2."""

    negative_at: float = Field(
        -0.5,
        ge=-2,
        lt=0,
        description="At or under this a contact began or ended badly: halfway from neutral (0) "
        "to negative (-1), because scores lie between the steps of the scale.",
    )
    positive_at: float = Field(
        0.5,
        gt=0,
        le=2,
        description="At or over this a contact ended well: halfway from neutral to positive (1).",
    )


class Coaching(Section):
    """What a coaching page says, and how much."""

    protocol: str = Field(
        "",
        description="TOML file that maps the steps of the site's own protocol (AIDET, say) to "
        "labels, beside this file unless its path is absolute; docs/protocols has examples. "
        "Empty: none.",
    )
    growth_areas: int = Field(3, ge=1, le=3, description="Growth areas on a page at most.")
    quotes: int = Field(3, ge=2, le=3, description="Quotes beside a strength or growth area.")
    words_in_a_quote: int = Field(
        4, ge=1, description="A quote of fewer words is shown only where there is no longer one."
    )
    own_name_in_quotes: bool = Field(
        True,
        description="On a person's own page their name stands in quotes of their own notes; false "
        "leaves [author] there, as in all other places.",
    )
    together: int = Field(5, ge=0, description="Lines to look at together at most.")
    together_score: float = Field(
        0.7,
        ge=0,
        le=1,
        description="A line to look at together has at least this score, because a wrong one hurts "
        "more than a missing one.",
    )
    quote_score: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Praise and suggestions rest on findings of at least this score: a count bears "
        "a few that are wrong, a line about one person does not.",
    )
    contacts_for_growth: int = Field(
        5,
        ge=2,
        description="Contacts without the helpful act before it becomes a growth area: "
        "fewer may be chance, hurried writing or a misreading.",
    )
    smallest_gap: float = Field(
        0.15,
        ge=0,
        lt=1,
        description="A growth area is shown where even the low end of the interval says that "
        "at least this share of such contacts has no such act documented.",
    )
    high_share: float = Field(
        0.5,
        gt=0,
        lt=1,
        description="A step is a strength where even the low end of the interval says that "
        "more than this share of contacts has it documented.",
    )


class Reports(Section):
    """What the pages of a run speak of."""

    months: int = Field(
        3,
        ge=1,
        description="Calendar months that the pages look back on, that of the last day included; "
        "the store keeps all.",
    )
    chart_months: int = Field(
        24,
        ge=1,
        description="Calendar months that control charts look back on, that of the last day "
        "included: enough for a run of months to show.",
    )


class Promises(Section):
    """When a promised call back counts as late."""

    grace_minutes: int = Field(
        30, ge=0, description="A note is typed after the call: so much later is still in time."
    )
    working_days_without_time: int = Field(
        3,
        ge=1,
        description="A promise without a time counts as past it after so many working days.",
    )


class Worklist(Section):
    """Whom to call back first."""

    days: int = Field(
        30,
        ge=1,
        description="Cases without a contact, and without a call back due, for so long are left "
        "out, and counted, unless somebody has begun with them. Safety and desk cases stay until a "
        "person closes them.",
    )


class Feed(Section):
    """How the number of notes of each location is judged every morning."""

    weeks: int = Field(
        12,
        ge=4,
        description="Weeks before the judged day that a location is compared with: enough of every "
        "weekday, and no season old.",
    )
    minimum_weeks: int = Field(
        4,
        ge=4,
        description="A location with a shorter history is too new to judge: fewer of one weekday "
        "say too little about how much it varies.",
    )
    confidence: float = Field(
        0.99,
        gt=0.5,
        lt=1,
        description="Share of the days of a healthy feed on which no location at all is reported; "
        "the limits of each widen with the number of locations.",
    )
    early_minutes: int = Field(
        120,
        ge=0,
        description="A day whose newest note is so much earlier than usual for its weekday is not "
        "over in the feed, and the day before is judged.",
    )


class WordOfMouth(Section):
    """The constants of the word-of-mouth estimate."""

    people_told: float = Field(
        11,
        gt=0,
        description=f"People whom an unhappy patient tells on average. Source: {WEBCAST}, "
        "which calls it a general customer service figure.",
    )
    positives_needed: int = Field(
        12,
        ge=1,
        description="Good experiences that it takes to overcome a bad one, a whole number. "
        f"Source: {WEBCAST}, which calls it a general customer service figure.",
    )
