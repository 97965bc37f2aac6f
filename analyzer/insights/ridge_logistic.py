"""Logistic regression with a ridge penalty, for many notes by many people."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.linalg import splu
from scipy.special import expit

Floats = NDArray[np.float64]

SPREAD = 2.5
"""Standard deviation, in log odds, that effects are taken to have before anything is seen: hardly
any real effect is larger, so the penalty moves only what the notes say little about.

Source of the scale: A. Gelman, A. Jakulin, M. G. Pittau, Y.-S. Su, "A weakly informative default
prior distribution for logistic and other regression models", Annals of Applied Statistics 2 (2008),
1360-1383, whose prior is a Cauchy of scale 2.5; a normal keeps the optimum unique."""

ROUNDS = 100
"""Newton steps at most; fewer than ten are usual."""

SETTLED = 1e-8
"""A largest change of the effects, in log odds, at which the optimum counts as found."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Log odds. ``measures`` has shape (columns,) and ``groups`` one array (levels,) a grouping."""

    intercept: float
    measures: Floats
    groups: tuple[Floats, ...]


def ridge_logistic(
    done: NDArray[np.bool_], measures: Floats, groups: tuple[NDArray[np.intp], ...]
) -> Effects:
    """Return the effects that make what was ``done`` most probable, under the penalty.

    ``done`` has shape (n,) and must hold both values; ``measures`` (n, columns), with columns of a
    spread of about 1; each of ``groups`` (n,), codes from 0 of the level that a row belongs to.
    Every effect but the intercept is penalised alike, by effect^2 / (2 SPREAD^2). The optimum is
    unique, finite also where a level is all done or none, and found by Newton steps in time and
    memory linear in n: measures are eliminated last, because the levels' own block is sparse.
    """
    fitting = _Fitting.of(done, measures, groups)
    effects = np.zeros(fitting.size)
    effects[0] = np.log(done.mean() / (1 - done.mean()))
    loss = fitting.loss(effects)
    for _ in range(ROUNDS):
        step = fitting.newton_step(effects)
        while (trial := fitting.loss(effects - step)) > loss and np.abs(step).max() > SETTLED:
            step /= 2
        effects, loss = effects - step, trial
        if np.abs(step).max() <= SETTLED:
            break
    columns = measures.shape[1]
    levels = np.cumsum([codes.max() + 1 for codes in groups])[:-1]
    return Effects(
        float(effects[0]),
        effects[1 : 1 + columns],
        tuple(np.split(effects[1 + columns :], levels)),
    )


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The rows as matrices: ``dense`` (n, 1 + columns), ``levels`` (n, all levels) of ones."""

    done: Floats
    dense: Floats
    levels: sparse.csr_array
    penalty: Floats

    @classmethod
    def of(
        cls, done: NDArray[np.bool_], measures: Floats, groups: tuple[NDArray[np.intp], ...]
    ) -> "_Fitting":
        count = len(done)
        dense = np.column_stack([np.ones(count), measures])
        firsts = np.cumsum([0, *(codes.max() + 1 for codes in groups)])
        places = np.column_stack(
            [codes + first for codes, first in zip(groups, firsts, strict=False)]
        )
        levels = sparse.csr_array(
            (
                np.ones(places.size),
                places.ravel().astype(np.int32),
                np.arange(0, places.size + 1, len(groups), dtype=np.int32),
            ),
            shape=(count, int(firsts[-1])),
        )
        penalty = np.full(dense.shape[1] + levels.shape[1], 1 / SPREAD**2)
        penalty[0] = 0
        return cls(done.astype(float), dense, levels, penalty)

    @property
    def size(self) -> int:
        return len(self.penalty)

    def log_odds(self, effects: Floats) -> Floats:
        columns = self.dense.shape[1]
        odds: Floats = self.dense @ effects[:columns] + self.levels @ effects[columns:]
        return odds

    def loss(self, effects: Floats) -> float:
        odds = self.log_odds(effects)
        misfit = np.logaddexp(0, odds).sum() - self.done @ odds
        return float(misfit + self.penalty @ effects**2 / 2)

    def newton_step(self, effects: Floats) -> Floats:
        """Return the inverse of the loss's second derivatives times its first."""
        columns = self.dense.shape[1]
        probability = expit(self.log_odds(effects))
        residual = probability - self.done
        weight = probability * (1 - probability)
        slope = np.concatenate([self.dense.T @ residual, self.levels.T @ residual])
        slope += self.penalty * effects
        weighted = self.dense * weight[:, np.newaxis]
        measures = self.dense.T @ weighted + np.diag(self.penalty[:columns])
        between = self.levels.T @ weighted
        levels = self.levels.T @ (self.levels * weight[:, np.newaxis]) + sparse.diags_array(
            self.penalty[columns:]
        )
        solve = splu(
            levels.tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}
        ).solve
        reduced = solve(between)
        step = np.linalg.solve(
            measures - between.T @ reduced, slope[:columns] - reduced.T @ slope[columns:]
        )
        return np.concatenate([step, solve(slope[columns:]) - reduced @ step])
