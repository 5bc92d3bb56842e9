"""Loading a back-test: its file, the changes of the command line, the history, every scenario; all faults at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sim.config.asked import merge, own_settings
from sim.config.backtest import PLACEHOLDER, BacktestJob, BacktestSettings, Case, Grade, Words
from sim.config.compose import Sources
from sim.config.faults import NO_VALUE, BadConfig, Fault, first_few
from sim.config.ledger import EPISODE_WORDS, episode_words, transfer_words
from sim.config.load import load
from sim.config.own_history import read_history, remarks, within
from sim.data.observed import ObservedError, Point, observed_points

PRIMARY = "backtest"
OWN_DRAWS, CARRIED = "posterior.csv", "carried.csv"
"""Files of a calibration: all that was fitted, for runs of its episode; and what holds at another time too."""
WEEK = 7  # days: weekly figures stand on Sundays, and the last day lies before one
MONTHS = 12
Also = Callable[[BacktestSettings, Words], Iterable[Fault]]


def load_backtest(
    overrides: Iterable[str] = (),
    config_dirs: Iterable[str | Path] = (),
    early: Sequence[Fault] = (),
    also: Also | None = None,
) -> BacktestJob:
    """Read, change and validate everything a back-test needs.

    Parameters
    ----------
    overrides : settings of `backtest.yaml`, such as `episodes=[2015]`; any other change is made in every run
    config_dirs : folders of the user, searched before Beredt's own; one may hold a `backtest.yaml`
    early : faults found before, reported with those found here
    also : finds more faults in valid settings and the changes of every run, such as a folder that cannot be written

    Raises
    ------
    BadConfig with every fault of `early`, of the file, of the history and of all scenarios, each told once.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    sources = Sources.of(folders, early=early)
    faults = list(early)
    settings, added, found = _settings(texts, sources, also)
    faults += found
    try:
        points = observed_points() if settings.data is None else read_history(Path(settings.data))
    except (ObservedError, OSError) as error:
        points = ()
        faults += [Fault("data", settings.data or NO_VALUE, line) for line in first_few(str(error).splitlines())]
    unfitted = _unfitted(settings)
    faults += unfitted
    if unfitted:
        settings = settings.model_copy(update={"frozen": {}})
    loading = _Cases(settings, added, folders)
    cases = tuple(islice(loading.cases(), 1 if faults else None))  # with faults, others would tell the same
    faults += loading.faults()
    if faults:
        raise BadConfig(faults)
    mine = tuple(point for point in points if point.episode in settings.episodes)
    if not mine:
        rule = f"holds no figure of {', '.join(settings.episodes)}"
        raise BadConfig([Fault("data", settings.data or NO_VALUE, rule, "see column episode")])
    warnings = tuple(_doubts(mine, settings))
    job = BacktestJob(settings, cases, mine, texts, added, folders, loading.facts, warnings)
    repeated = dict.fromkeys(
        case.scenario.parameters.repeated(count) for _, cases_of, count in job.stores() for case in cases_of
    )
    if settings.data is not None and not job.of_any():
        days = " and ".join(f"{settings.of_episode[name].first} to {job.last_day(name)}" for name in settings.episodes)
        rule = f"holds no figure of the days that are run, {days}"
        raise BadConfig([Fault("data", settings.data, rule, "see columns date and period_start")])
    return replace(job, warnings=(*warnings, *_bare(job), *filter(None, repeated)))


def _bare(job: BacktestJob) -> Iterator[str]:
    """Tell of episodes of which there is nothing to compare."""
    found = {point.episode for point in job.of_any()}
    for name in job.settings.episodes:
        if name not in found:
            days = f"{job.settings.of_episode[name].first} to {job.last_day(name)}"
            yield f"nothing of {name} is compared: there is no figure of it from {days}; its runs are in vain"


def knows_origin(settings: BacktestSettings) -> bool:
    """Whether as_known is asked for and its words name the origin: without, it would know what comes after."""
    return "as_known" in settings.grades and any(PLACEHOLDER in word for word in settings.of_grade["as_known"])


def _doubts(points: Iterable[Point], settings: BacktestSettings) -> Iterator[str]:
    """Tell of figures outside the days of their episode: they are not compared. Of ours only what is to be scored."""
    if "as_known" in settings.grades and not knows_origin(settings):
        yield f"as_known is not run: no word of of_grade.as_known names {PLACEHOLDER}, so it would know the future"
    days = {name: (settings.of_episode[name].first, settings.of_episode[name].last) for name in settings.episodes}
    if settings.data is not None:
        yield from remarks(Path(settings.data), points, days)
        return
    scored = [each for each in points if each.use == "score"]
    for name, (first, last) in days.items():
        outside = [each for each in scored if each.episode == name and not within(each, first, last)]
        if outside:
            yield f"{len(outside)} scored figures of {name} lie outside {first} to {last} and are not compared"


def _unfitted(settings: BacktestSettings) -> list[Fault]:
    """Name the folders of frozen parameters that lack a table which the runs take."""
    wanted: dict[str, set[str]] = {}
    for episode in settings.episodes:
        other = next(each for each in EPISODE_WORDS if each != episode)
        if any(grade != "as_known" for grade in settings.grades):
            wanted.setdefault(episode, set()).add(OWN_DRAWS)
        if settings.transfer:
            wanted.setdefault(other, set()).add(CARRIED)
    faults = []
    for episode, names in sorted(wanted.items()):
        folder = settings.frozen.get(episode)
        lacking = [] if folder is None else [name for name in sorted(names) if not Path(folder, name).is_file()]
        if lacking:
            hint = f"make it by beredt calibrate episode={episode} first, or give null for central values"
            faults.append(Fault(f"frozen.{episode}", folder, f"holds no {' and no '.join(lacking)}", hint))
    return faults


def _settings(
    texts: Sequence[str], sources: Sources, also: Also | None
) -> tuple[BacktestSettings, Words, list[Fault]]:
    """Return the settings, with spare values where there are faults, the changes for every run, and the faults."""
    read = own_settings(PRIMARY, BacktestSettings, texts, sources)
    faults = read.faults
    for group in ("start", "shock"):
        if group in read.choices:
            rule = f"the {group} of a back-test is that of its episodes"
            faults.append(Fault(group, read.choices[group], rule, "change of_episode in a backtest.yaml of your own"))
    if "plan" in read.choices and read.data.get("transfer"):
        rule = "transfers take measures out of the plan of their episode"
        faults.append(Fault("plan", read.choices["plan"], rule, "give transfer=[] with a plan of your own"))
    settings = read.value
    if settings is not None:
        faults.extend(also(settings, read.added) if also is not None else ())
    else:
        known = {"data": read.data["data"]} if isinstance(read.data.get("data"), str) else {}
        settings = BacktestSettings.model_validate({**read.own, **known})
    return settings, read.added, faults


class _Cases:
    """The cases of a back-test, and what is wrong with them."""

    def __init__(self, settings: BacktestSettings, added: tuple[str, ...], config_dirs: tuple[str, ...]) -> None:
        self.settings = settings
        self.facts: dict[str, str] = {}
        self._added = added
        self._config_dirs = config_dirs
        self._faults: dict[tuple[str, str, str], tuple[Fault, list[str]]] = {}
        self._frozen_by: dict[str, str] = {}
        self._tried = 0

    def cases(self) -> Iterator[Case]:
        """Give every case."""
        yield from self._whole()
        yield from self._known()

    def _whole(self) -> Iterator[Case]:
        """Give the cases that run from the first to the last day of their episode."""
        asked = self.settings
        for episode in asked.episodes:
            runs = asked.of_episode[episode]
            days = (runs.last - runs.first).days + 1 + WEEK
            own = self._frozen(episode, OWN_DRAWS)
            for grade in asked.grades:
                if grade != "as_known":
                    yield from self._case(grade, "", episode, None, days, runs.words, asked.of_grade[grade], own)
            for transfer in asked.transfer:
                other = next(each for each in EPISODE_WORDS if each != episode)
                switched = transfer_words(other, episode, transfer == "ledger")
                more = (switched, asked.of_transfer[transfer], self._frozen(other, CARRIED))
                yield from self._case("rules", transfer, episode, None, days, runs.words, *more)

    def _known(self) -> Iterator[Case]:
        """Give a case for each origin of each episode."""
        asked = self.settings
        for episode in asked.episodes if knows_origin(asked) else ():
            runs = asked.of_episode[episode]
            for origin in origins(runs.first, runs.last, asked.origins.every_months):
                ahead = min(months_later(origin, asked.origins.months_ahead), runs.last)
                days = (ahead - runs.first).days + 1 + WEEK
                words = tuple(word.replace(PLACEHOLDER, origin.isoformat()) for word in asked.of_grade["as_known"])
                yield from self._case("as_known", "", episode, origin, days, runs.words, words)

    def faults(self) -> list[Fault]:
        """Return each fault once; one of some cases says of which."""
        told = []
        for fault, names in self._faults.values():
            where = "" if len(names) == self._tried else f"in {', '.join(dict.fromkeys(names))}"
            told.append(Fault(fault.path, fault.value, fault.rule, "; ".join(filter(None, (where, fault.hint)))))
        return told

    def _frozen(self, episode: str, name: str) -> tuple[str, ...]:
        """Return the changes that take parameters fitted on an episode, none for central ones."""
        folder = self.settings.frozen.get(episode)
        if folder is None:
            return ()
        word = f"parameters.path='{Path(folder, name)}'"
        self._frozen_by[word] = f"frozen.{episode}"
        return "parameters=posterior", word

    def _case(
        self, grade: Grade, transfer: str, episode: str, origin: dt.date | None, days: int, *words: Iterable[str]
    ) -> Iterator[Case]:
        self._tried += 1
        name = f"{grade}{f' {transfer}' if transfer else ''} of {episode}"
        merged = merge((f"horizon_days={days}",), episode_words(episode), *words, self._added)
        try:
            job = load("run", merged, self._config_dirs)
        except BadConfig as bad:
            given_by = next((self._frozen_by[word] for word in merged if word in self._frozen_by), "")
            for each in bad.faults:
                fault = replace(each, path=given_by) if given_by and each.path == "parameters.path" else each
                key = (fault.path, repr(fault.value), fault.rule)
                self._faults.setdefault(key, (fault, []))[1].append(name)
            return
        self.facts.update(job.facts)
        scenario = next(iter(job.scenarios.values()))
        yield Case(grade, transfer, episode, origin, merged, scenario, job.facts)


def origins(first: dt.date, last: dt.date, every_months: int) -> Iterator[dt.date]:
    """Give the days from which is looked ahead: the first of a month, after the first day and before the last."""
    day = months_later(first.replace(day=1), every_months)
    while day < last:
        yield day
        day = months_later(day, every_months)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month; the day must be in every month (1 to 28)."""
    count = day.year * MONTHS + day.month - 1 + months
    return day.replace(year=count // MONTHS, month=count % MONTHS + 1)
