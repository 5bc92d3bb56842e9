"""The command line: verbs, their help, and what faults, interrupts and failed runs say and return.

Nothing heavy is imported here: `--help` must answer at once. Verbs import what they need when called.
"""

from __future__ import annotations

import datetime as dt
import difflib
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from sim.cli_help import HELP, VERB_HELP
from sim.decisions.verbs import STUDIES

if TYPE_CHECKING:
    from sim.config.faults import Fault
    from sim.config.job import Job, Settings
    from sim.views.words import Words

DONE, PROGRAM_FAULT, INPUT_FAULT, FAILED_RUNS, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done, fault of the program, fault of the input, done with failed runs, interrupted."""

LIKE_A_VERB = 0.75
"""Likeness from which a word without = that follows `check` is taken for a verb; our choice."""

_OPTIONS = ("--config-dir", "--debug", "--version", "--help")


@dataclass
class Command:
    """A command line, taken apart.

    Attributes
    ----------
    verb : run, compare, show, check; empty if none was given
    words : what else was given: changes, or names for `show`
    config_dirs : the user's folders
    wants : help or version, where that is asked for
    debug : whether a fault of the program shows its traceback
    bad : what could not be understood: the words, the rule and a hint
    """

    verb: str = ""
    words: list[str] = field(default_factory=list)
    config_dirs: list[str] = field(default_factory=list)
    wants: Literal["", "help", "version"] = ""
    debug: bool = False
    bad: list[tuple[str, str, str]] = field(default_factory=list)


def parse(arguments: Sequence[str]) -> Command:
    """Take a command line apart; faults are kept, to be told with those found later."""
    command = Command()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in ("-h", "--help"):
            command.wants = "help"
        elif word == "--version":
            command.wants = "version"
        elif word == "--debug":
            command.debug = True
        elif name == "--config-dir":
            if not equals and not rest:
                command.bad.append((word, "a folder is missing", "--config-dir DIR"))
            else:
                command.config_dirs.append(value if equals else rest.pop(0))
        elif word.startswith("-"):
            near = difflib.get_close_matches(name, _OPTIONS, n=1)
            key = name.lstrip("-").replace("-", "_")
            hint = (
                f"nearest: {near[0]}"
                if near
                else f"settings are written without dashes: {key}={value or 'VALUE'}"
            )
            command.bad.append((word, "there is no such option", hint))
            if near == ["--config-dir"] and not equals and rest and not rest[0].startswith("-"):
                rest.pop(0)  # the folder that was meant
        elif not command.verb and "=" not in word:
            command.verb = word
        else:
            command.words.append(word)
    return command


def _help(verb: str) -> str:
    if verb == "backtest":
        from sim.cli_backtest import BACKTEST_HELP

        return BACKTEST_HELP
    if verb in ("sweep", "status", "query"):
        from sim import cli_sweep

        return {"sweep": cli_sweep.SWEEP_HELP, "status": cli_sweep.STATUS_HELP, "query": cli_sweep.QUERY_HELP}[verb]
    if verb == "calibrate":
        from sim import cli_calibrate

        return cli_calibrate.HELP
    if verb == "report":
        from sim.cli_report import HELP as REPORT_HELP

        return REPORT_HELP
    if verb == "serve":
        from sim.cli_serve import HELP as SERVE_HELP

        return SERVE_HELP
    if verb == "describe":
        from sim.cli_describe import HELP as DESCRIBE_HELP

        return DESCRIBE_HELP
    if verb in STUDIES:
        from sim import cli_study

        return cli_study.help_of(verb)
    return VERB_HELP.get(verb, HELP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what a command line says and return the exit code.

    Parameters
    ----------
    arguments : without the name of the program; those of the process if left out
    """
    command = parse(sys.argv[1:] if arguments is None else arguments)
    if command.wants == "help":
        print(_help(command.verb), end="")
        return DONE
    if command.wants == "version":
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"beredt {version('beredt')}")
        except PackageNotFoundError:
            print("beredt, from a checkout that is not installed")
        return DONE
    if command.verb not in _VERBS:
        return _no_verb(command)
    try:
        with_signals = signal.signal(signal.SIGTERM, _stop)
    except ValueError:  # not in the main thread: there signals are left alone
        with_signals = None
    try:
        code = _VERBS[command.verb](command)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _complain(_words(command).say("console_interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        _nobody_reads()
        return DONE
    except Exception as error:
        return _told(error, command)
    finally:
        if with_signals is not None:
            signal.signal(signal.SIGTERM, with_signals)


def _stop(number: int, frame: object) -> NoReturn:
    """Treat a request to end like Ctrl-C, so that nothing half-written stays."""
    raise KeyboardInterrupt


def _words(command: Command) -> Words:
    """Return the language that the command line asks for, whatever else is wrong with it."""
    from sim.cli_words import spoken

    return spoken(command.words)


def _complain(line: str) -> None:
    print(f"beredt: {line}", file=sys.stderr)


def _nobody_reads() -> None:
    from sim.runs.progress import nobody_reads

    nobody_reads()


def _no_verb(command: Command) -> int:
    if not command.verb and not command.words and not command.bad:
        print(HELP, end="")
        return INPUT_FAULT
    from sim.views.faulted import with_way_out

    words = _words(command)
    near = difflib.get_close_matches(command.verb, _VERBS, n=1) if command.verb else []
    rule = f"there is no verb {command.verb!r}" if command.verb else "a verb is missing"
    hint = f"nearest: {near[0]}" if near else f"known: {', '.join(_VERBS)}"
    others = (f"{word}: {with_way_out(what, way_out, words)[0]}" for word, what, way_out in command.bad)
    _complain("\n  ".join([with_way_out(rule, hint, words)[0], *others]))
    return INPUT_FAULT


def _told(error: Exception, command: Command) -> int:
    """Tell a fault of the input with all its lines, a fault of the program in one line with a log."""
    from sim.config.faults import BadConfig

    if isinstance(error, BadConfig):
        from sim.cli_words import faults_told

        _complain(faults_told(error, _words(command)))
        return INPUT_FAULT
    if command.debug:
        traceback.print_exception(error)
        return PROGRAM_FAULT
    from sim.runs.outdir import write_log

    what = " ".join(f"{type(error).__name__}: {error}".split())
    try:
        log = write_log(_log_folder(command), "".join(traceback.format_exception(error)))
    except (OSError, ValueError):  # the folder cannot be made: the fault is still told, below
        log = None
    words = _words(command)
    where = words.say("console_log", log=log) if log else words.say("console_no_log")
    _complain(words.say("console_program_fault", what=what, where=where))
    return PROGRAM_FAULT


def _log_folder(command: Command) -> Path:
    """Return the folder named by out=DIR, else outputs/ here."""
    named = [word.removeprefix("out=") for word in command.words if word.startswith("out=")]
    return Path(named[-1].strip("'\"")) if named and named[-1] else Path("outputs") / "faults"


def _faults(command: Command) -> list[Fault]:
    from sim.config.faults import NO_VALUE, Fault

    return [Fault(word, NO_VALUE, rule, hint) for word, rule, hint in command.bad]


def _load(command: Command, verb: Literal["run", "compare"]) -> tuple[Job, Path]:
    """Load a job and the folder its results go to; raise BadConfig with all faults."""
    from sim.config.load import load
    from sim.runs.outdir import default_folder, folder_fault

    def out_fault(settings: Settings) -> list[Fault]:
        fault = folder_fault(Path(settings.out), settings.overwrite) if settings.out is not None else None
        return [fault] if fault is not None else []

    job = load(verb, command.words, command.config_dirs, _faults(command), out_fault)
    if any(scenario.start.path is not None for scenario in job.scenarios.values()):
        from sim.runs.branch import check

        check(job.scenarios.values(), job.settings.replications_at_most, job.settings.kernels)
    if job.warnings:
        from sim.views.faulted import warned
        from sim.views.languages import language

        words = language(job.settings.language)
        for warning in job.warnings:
            _complain(warned(warning, words))
    out = Path(job.settings.out) if job.settings.out is not None else default_folder(verb, dt.datetime.now())
    return job, out


def _run(command: Command) -> int:
    return _carry_out(command, "run")


def _compare(command: Command) -> int:
    return _carry_out(command, "compare")


def _carry_out(command: Command, verb: Literal["run", "compare"]) -> int:
    job, out = _load(command, verb)
    from sim import api
    from sim.config.precision import AUTO
    from sim.runs.outdir import make_parent
    from sim.runs.progress import progress
    from sim.views.languages import language

    if job.settings.out is None:
        make_parent(out)
    words = language(job.settings.language)
    auto, so_far = job.settings.replications == AUTO, 0
    try:
        with progress(job.runs, verb, words.sentences, job.settings.progress, steps=auto) as told:

            def told_and_counted(done: int, total: int, failed: int) -> None:
                nonlocal so_far
                so_far = done
                told(done, total, failed)

            result = api.carry_out(job, out, told_and_counted)
    except KeyboardInterrupt:
        end = words.sentences["console_interrupted_lost" if auto else "console_interrupted_unwritten"]
        _complain(end.format(count=so_far))
        return INTERRUPTED
    try:
        result.show()
        print(f"\n{result.words.say('answer_results', folder=out)}", flush=True)
    except BrokenPipeError:
        _nobody_reads()
    if not result.failures:
        return DONE
    runs, failed = result.manifest["replications"] * len(job.scenarios), len(result.failures)
    told_failed = words.sentences["console_some_failed"]
    _complain(told_failed.format(failed=failed, asked=runs, file=out / "manifest.json"))
    return FAILED_RUNS


def _check(command: Command) -> int:
    words = command.words
    if words and words[0] in ("sweep", "backtest"):
        from sim import cli_backtest, cli_sweep

        check = cli_sweep.check if words[0] == "sweep" else cli_backtest.check
        return check(words[1:], command.config_dirs, _faults(command))
    if words and words[0] == "calibrate":
        from sim import cli_calibrate

        return cli_calibrate.check(words[1:], command.config_dirs, _faults(command))
    if words and words[0] in STUDIES:
        from sim import cli_study

        return cli_study.check(words[0], words[1:], command.config_dirs, _faults(command))
    verb: Literal["run", "compare"]
    if words and words[0] in ("run", "compare"):
        verb = "run" if words.pop(0) == "run" else "compare"
    else:
        several = any(word.lstrip("+~").split("=")[0].split(".")[0] in ("plans", "shocks") for word in words)
        verb = "compare" if several or not words else "run"
    if words and words[0].isidentifier():
        _refuse_verb(command)
    job, out = _load(command, verb)
    from sim.cli_show import print_job

    print_job(job, out)
    return DONE


def _refuse_verb(command: Command) -> None:
    """Raise BadConfig where the first word of a check was meant as a verb; other words are left to the grammar."""
    from sim.config.faults import NO_VALUE, BadConfig, Fault

    word, checked = command.words[0], ("run", "compare", "sweep", "backtest", "calibrate", *STUDIES)
    near = difflib.get_close_matches(word, checked, n=1, cutoff=LIKE_A_VERB)
    if word in _VERBS:
        fault = Fault(word, NO_VALUE, "this verb has nothing to check", f"checked are {', '.join(checked)}")
    elif near:
        fault = Fault(word, NO_VALUE, f"there is no verb {word!r} to check", f"nearest: {near[0]}")
    else:
        return
    raise BadConfig([*_faults(command), fault])


def _show(command: Command) -> int:
    from sim.cli_show import print_group, print_groups, print_option
    from sim.config.compose import Sources
    from sim.config.faults import NO_VALUE, BadConfig, Fault

    faults = _faults(command)
    if len(command.words) > 2:
        more = " ".join(command.words[2:])
        faults.append(Fault(more, NO_VALUE, "show takes a group and an option, no more"))
    if faults:
        raise BadConfig(faults)
    sources = Sources.of(command.config_dirs)
    if not command.words:
        print_groups(sources)
    elif len(command.words) == 1:
        print_group(sources, command.words[0])
    else:
        print_option(sources, command.words[0], command.words[1])
    return DONE


def _sweep(command: Command) -> int:
    from sim import cli_sweep

    return _resumable(command, cli_sweep.sweep)


def _backtest(command: Command) -> int:
    from sim import cli_backtest

    return _resumable(command, cli_backtest.backtest)


def _calibrate(command: Command) -> int:
    from sim import cli_calibrate

    return _resumable(command, cli_calibrate.calibrate)


def _study(command: Command) -> int:
    from sim import cli_study

    return _resumable(command, partial(cli_study.carry_out, command.verb))


def _resumable(command: Command, carry_out: Callable[[Sequence[str], Sequence[str], Sequence[Fault]], int]) -> int:
    """Carry out what goes through a store, and tell what ended it before its time."""
    from sim.runs.files import NoSpace
    from sim.runs.pool import ClusterLost, WorkersError

    try:
        return carry_out(command.words, command.config_dirs, _faults(command))
    except KeyboardInterrupt:
        _complain(_words(command).say("console_interrupted_kept"))
        return INTERRUPTED
    except ClusterLost as error:
        _complain(_words(command).say("console_interrupted_by", why=_hindered(error, command)))
        return INTERRUPTED
    except (NoSpace, WorkersError) as error:
        _complain(_hindered(error, command))
        return PROGRAM_FAULT


def _hindered(error: Exception, command: Command) -> str:
    from sim.cli_words import hindered

    return hindered(error, _words(command))


def _status(command: Command) -> int:
    from sim import cli_sweep

    return cli_sweep.status(command.words, _faults(command))


def _query(command: Command) -> int:
    from sim import cli_sweep

    return cli_sweep.query(command.words, _faults(command))


def _report(command: Command) -> int:
    from sim.cli_report import report

    return report(command.words, _faults(command))


def _serve(command: Command) -> int:
    from sim.cli_serve import serve

    return serve(command.words, command.config_dirs, _faults(command))


def _describe(command: Command) -> int:
    from sim.cli_describe import describe

    return describe(command.words, _faults(command))


_VERBS: dict[str, Callable[[Command], int]] = {
    "compare": _compare,
    "run": _run,
    "show": _show,
    "check": _check,
    "sweep": _sweep,
    "backtest": _backtest,
    "status": _status,
    "query": _query,
    "report": _report,
    "serve": _serve,
    "calibrate": _calibrate,
    "describe": _describe,
    **dict.fromkeys(STUDIES, _study),
}
