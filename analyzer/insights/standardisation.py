"""Step rates beside what an average colleague would have documented in the same notes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from analyzer.codebook import Escalation, Step, StepState
from analyzer.frames import Frames
from analyzer.insights.chance_limits import OUTER_COVERAGE, sum_limits
from analyzer.insights.how_it_began import how_it_began
from analyzer.insights.ridge_logistic import ridge_logistic
from analyzer.insights.selection import with_concern
from analyzer.insights.splines import restricted_cubic_spline
from analyzer.insights.steps import staff_step_rates
from analyzer.settings import Settings

Floats = NDArray[np.float64]

MOST_ROLES = 100
"""Roles that are told apart."""

OTHER_ROLE = "\0"
"""No role is called so."""

HALVINGS = 60
"""Of an interval of log odds: enough for a total that is right to a billionth of a note."""


def standardised_step_rates(
    frames: Frames, expected: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return a row a staff member and step, by name (never by rate).

    ``expected`` is what ``expected_steps`` returns for the same frames. Columns: those of
    ``expected_step_rates`` and, NaN where the rate is NaN and 0 to 1,

    - standardised: the overall share + rate - expected, cut off at 0 and 1;
    - chance_low and chance_high: the limits within which chance keeps the share of an average
      colleague in the same notes in 99.8 % of all cases or more, as ``sum_limits`` has them.
    """
    rates = expected_step_rates(frames, expected, settings)
    overall = rates.groupby("step")["done"].sum() / rates.groupby("step")["n"].sum()
    standardised = overall.reindex(rates["step"]).to_numpy() + rates["rate"] - rates["expected"]
    rates = rates.assign(standardised=standardised.clip(0, 1))
    rates = rates.merge(_chance_limits(frames, expected), how="left", on=["staff_id", "step"])
    rates.loc[rates["rate"].isna(), ["chance_low", "chance_high"]] = np.nan
    return rates


def expected_step_rates(frames: Frames, expected: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return a row a staff member and step of these frames, by name (never by rate).

    ``expected`` is what ``expected_steps`` returned for these frames or for more. Columns: those of
    ``staff_step_rates`` and, NaN where the rate is NaN,

    - expected (0 to 1): the share of the person's notes in which an average colleague would have
      documented the step;
    - variance: of the person's share if he or she documents as expected, sum p (1 - p) / n^2.

    Source of the variance: D. W. Hosmer, S. Lemeshow, "Confidence interval estimates of an index of
    quality performance based on logistic regression models", Statistics in Medicine 14 (1995),
    2161-2172.
    """
    rates = staff_step_rates(frames, settings)
    staff_id = with_concern(frames)["staff_id"].dropna()
    probability = expected.loc[staff_id.index]
    means, variances = (
        values.groupby(staff_id)
        .mean()
        .rename_axis("staff_id")
        .reset_index()
        .melt("staff_id", var_name="step", value_name=name)
        for name, values in (
            ("expected", probability),
            ("variance", probability * (1 - probability)),
        )
    )
    rates = rates.merge(means, how="left", on=["staff_id", "step"])
    rates = rates.merge(variances, how="left", on=["staff_id", "step"])
    rates["variance"] /= rates["n"]
    rates.loc[rates["rate"].isna(), ["expected", "variance"]] = np.nan
    return rates


def expected_steps(frames: Frames) -> pd.DataFrame:
    """Return how probable it is that an average colleague documents each step in a note.

    A row a note with a concern and a staff_id, with the index of ``Frames.analyses``; a column a
    step, each 0 to 1.

    The probability comes from a logistic model a step: a curve of the note's length, how the
    contact began, channel and role, each with a penalised effect, and an effect a person that is
    left out of it. So the other effects are those within each person's own notes, close to
    conditional logistic regression, and a habit of a person is not taken for an effect of how long
    the notes are. A variance between people is not estimated: the less they seemed to differ, the
    more would differences between them count as effects of their notes. The probabilities are then
    shifted in log odds so that over all people expected and documented notes are equally many.
    Notes without a staff_id count for the effects alone, as if one person wrote them.

    A role, or channel, that one person alone has cannot be told from the person. The penalty then
    gives the role about half of what sets the two apart from the rest, two thirds where there are
    only two roles; of what m people of a role have in common it gives the role m / (m + 1) or more.
    Beyond the ``MOST_ROLES`` of most notes all roles count as one: where a role is free text,
    thousands of spellings would cost time and tell nothing.

    Sources: indirect standardisation by a model as in D. W. Hosmer, S. Lemeshow (1995), see
    ``expected_step_rates``. For an effect a person rather than a random one: J. D. Kalbfleisch,
    R. A. Wolfe, "On monitoring outcomes of medical providers", Statistics in Biosciences 5 (2013),
    286-302.
    """
    notes = with_concern(frames)
    named = notes["staff_id"].notna().to_numpy()
    steps = [str(step) for step in Step]
    if not named.any():
        return pd.DataFrame(columns=steps, index=notes.index[:0], dtype=float)
    measures = _measures(notes, how_it_began(frames))
    groups = tuple(
        pd.factorize(names, use_na_sentinel=False)[0]
        for names in (notes["channel"], _common(notes["role"]), notes["staff_id"])
    )
    return pd.DataFrame(
        {
            step: _expected(
                (notes[step] == StepState.DONE.value).to_numpy(), measures, groups, named
            )
            for step in steps
        },
        index=notes.index[named],
    )


def _chance_limits(frames: Frames, expected: pd.DataFrame) -> pd.DataFrame:
    """Return staff_id, step, chance_low and chance_high of everybody."""
    staff_id = with_concern(frames)["staff_id"].dropna()
    chances = expected.loc[staff_id.index].to_numpy(dtype=float)
    limits = [
        (person, step, low / len(notes), high / len(notes))
        for person, notes in staff_id.groupby(staff_id, sort=False).indices.items()
        for step, low, high in zip(
            expected.columns, *sum_limits(chances[notes].T, OUTER_COVERAGE), strict=True
        )
    ]
    return pd.DataFrame(limits, columns=["staff_id", "step", "chance_low", "chance_high"])


def _common(roles: "pd.Series[str]") -> "pd.Series[str]":
    """Return the roles, those beyond the ones of most notes as one; a missing role stays so."""
    notes = roles.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return roles.where(roles.isna() | roles.isin(notes.index[:MOST_ROLES]), OTHER_ROLE)


def _measures(notes: pd.DataFrame, began: pd.DataFrame) -> Floats:
    """Return the columns of the model that are no groups, shape (notes, columns)."""
    words = np.log(notes["word_count"].to_numpy(dtype=float).clip(1))
    level = began["escalation"].to_numpy()
    reached = [level >= step for step in Escalation if step > Escalation.NONE]
    return np.column_stack(
        [restricted_cubic_spline(words), began["sentiment_start"].to_numpy(), *reached]
    )


def _expected(
    done: NDArray[np.bool_],
    measures: Floats,
    groups: tuple[NDArray[np.intp], ...],
    named: NDArray[np.bool_],
) -> Floats:
    """Return p of each named note; the last of ``groups`` are the people."""
    share = float(done[named].mean())
    if share in (0, 1):
        return np.full(int(named.sum()), share)
    effects = ridge_logistic(done, measures, groups)
    log_odds = measures[named] @ effects.measures
    for codes, levels in zip(groups[:-1], effects.groups[:-1], strict=True):
        log_odds += levels[codes[named]]
    probability: Floats = expit(log_odds + _shift(log_odds, share))
    return probability


def _shift(log_odds: Floats, share: float) -> float:
    """Return what to add to the log odds so that the mean probability is ``share``."""
    middle = np.log(share / (1 - share))
    low, high = middle - log_odds.max(), middle - log_odds.min()
    for _ in range(HALVINGS):
        shift = (low + high) / 2
        low, high = (shift, high) if expit(log_odds + shift).mean() < share else (low, shift)
    return float(high)
