"""Composing the configuration: the folders, Hydra's compose, the `fact` resolver, plain values.

Hydra composes and nothing here or later instantiates: configuration is data and never code.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf.errors import GrammarParseError, OmegaConfBaseException
from omegaconf.grammar.gen.OmegaConfGrammarParser import OmegaConfGrammarParser
from omegaconf.grammar_parser import parse

from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.files import bare, check_files, read_yaml, yaml_fault
from sim.data import UnknownFactError, fact

FORBIDDEN_KEYS = frozenset({"_target_", "_partial_", "_recursive_", "_convert_", "_args_", "hydra"})
"""Keys by which Hydra could be told to run code or to change itself."""
MISSING = "???"
"""How YAML says that a value must still be given."""
_FACT = "${fact:"
_NO_CODE = "this key is refused: configuration is data and never runs code"
_NO_RESOLVER = "only ${fact:KEY} and ${key} can be filled in: configuration reads nothing of this machine"
_HYDRA_LOCK = threading.Lock()  # Hydra keeps its search path in one object of the process


def config_root() -> Path:
    """Return the folder of Beredt's own configuration: `configs/` of a checkout, else the packaged copy."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / "configs"
    if (checkout / "run.yaml").is_file() and (package.parent / "pyproject.toml").is_file():
        return checkout
    return package / "_configs"


@dataclass(frozen=True)
class Sources:
    """The folders configuration comes from.

    Attributes
    ----------
    own : Beredt's own folder; it decides which groups there are and holds the primary configurations
    user : the user's folders, searched in this order and before `own`
    """

    own: Path
    user: tuple[Path, ...] = ()

    @classmethod
    def of(
        cls, config_dirs: Iterable[str | Path] = (), own: Path | None = None, early: Iterable[Fault] = ()
    ) -> Sources:
        """Check the user's folders; raise BadConfig, with faults found before, if one is missing or has no group."""
        sources = cls(
            own or config_root(), tuple(Path(folder).expanduser().resolve() for folder in config_dirs)
        )
        faults = []
        for folder in sources.user:
            if not folder.is_dir():
                faults.append(Fault("--config-dir", str(folder), "there is no such folder"))
            elif not any((folder / group).is_dir() for group in sources.groups) and not any(
                (folder / f"{primary}.yaml").is_file() for primary in sources.primaries
            ):
                names = ", ".join(sources.groups)
                way_out = f"put YAML files into {folder.name}/GROUP/, where GROUP is one of {names}"
                faults.append(Fault("--config-dir", str(folder), "holds no folder of a known group", way_out))
        if faults:
            raise BadConfig([*early, *faults])
        return sources

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, sorted."""
        return tuple(
            sorted(path.name for path in self.own.iterdir() if path.is_dir() and any(path.glob("*.yaml")))
        )

    @cached_property
    def primaries(self) -> tuple[str, ...]:
        """Names of the primary configurations: the verbs that have one, sorted."""
        return tuple(sorted(path.stem for path in self.own.glob("*.yaml")))

    def options(self, group: str) -> dict[str, Path]:
        """Return the options of a group and their files, sorted by name; a user's file wins over our own."""
        found: dict[str, Path] = {}
        for folder in (self.own, *reversed(self.user)):
            found.update({path.stem: path for path in (folder / group).glob("*.yaml")})
        return dict(sorted(found.items()))

    def stamp(self) -> tuple[object, ...]:
        """Return what changes when a file is added, removed or written."""
        files = (
            file
            for folder in (self.own, *self.user)
            for pattern in ("*.yaml", "*/*.yaml", "*/*/*.yaml")
            for file in folder.glob(pattern)
        )
        return tuple(sorted((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files))

    def unknown_option(self, group: str, option: str, path: str = "") -> Fault | None:
        """Return the fault of choosing an option that does not exist, or None if it exists."""
        options = self.options(group)
        if option in options:
            return None
        hint = nearest(option, options)
        for folder in self.user:
            if (folder / group / f"{option}.yml").is_file():
                hint = f"{group}/{option}.yml must be called {option}.yaml"
        return Fault(path or group, option, f"there is no such option in group {group}", hint)


@dataclass(frozen=True)
class Composed:
    """A composed configuration before changes from the command line, interpolations still unresolved.

    Attributes
    ----------
    data : plain nested mappings and lists
    choices : option chosen for each group
    """

    data: dict[str, Any]
    choices: Mapping[str, str]


def compose_primary(sources: Sources, primary: str, choices: Mapping[str, str]) -> Composed:
    """Compose a primary configuration with the given options; what was composed before is kept for next time.

    Raises
    ------
    BadConfig if a file cannot be read, names an option that is not there, or does what a user's file may not.
    """
    return copy.deepcopy(_composed(sources, primary, tuple(sorted(choices.items())), sources.stamp()))


@lru_cache(maxsize=256)
def _composed(
    sources: Sources, primary: str, chosen: tuple[tuple[str, str], ...], stamp: tuple[object, ...]
) -> Composed:
    """Compose anew; `stamp` changes with the files."""
    choices = dict(chosen)
    register_resolver()
    overrides = ["hydra.searchpath=[]", *(f"{group}='{option}'" for group, option in choices.items())]
    # An empty `hydra.searchpath` makes Hydra read its search path anew. The user's folders are put into the
    # path itself: entries of that key are searched after our own folder, and a user's file must win.
    with _HYDRA_LOCK, _fresh_hydra(sources, primary) as loader:
        try:
            if sources.user:
                check_files(sources, primary, choices)
                listed = loader.compute_defaults_list(primary, overrides, RunMode.RUN).defaults
                _check_user_files(sources, [(entry.config_path, entry.package) for entry in listed])
            config = compose(primary, overrides=overrides, return_hydra_config=True)
        except RecursionError as error:
            rule = "files name each other in `defaults` without end"
            raise BadConfig(
                [Fault(_chosen(choices), NO_VALUE, rule, "a file cannot build on itself")]
            ) from error
        except (HydraException, OmegaConfBaseException, yaml.YAMLError, OSError, ValueError) as error:
            raise BadConfig([_composition_fault(error, choices)]) from error
    found = config.hydra.runtime.choices.items()
    data = OmegaConf.to_container(config, resolve=False)
    if not isinstance(data, dict):
        raise BadConfig([Fault(f"{primary}.yaml", NO_VALUE, "must be a mapping of keys to values")])
    data.pop("hydra")
    taken = {group: bare(str(option)) for group, option in found if "/" not in group}
    return Composed({str(key): value for key, value in data.items()}, taken)


def register_resolver() -> None:
    """Make `${fact:KEY}` give the number of that fact, looked up anew each time."""
    OmegaConf.register_new_resolver("fact", _fact_number, replace=True, use_cache=False)


def resolve(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the plain values of composed data, and a fault for each that has none and becomes None.

    Facts are filled in directly; only what is left of interpolations goes through OmegaConf, which is slow.
    """
    faults: list[Fault] = []
    rest: list[str] = []

    def filled(node: Any, path: str) -> Any:
        if isinstance(node, Mapping):
            return {key: filled(value, f"{path}.{key}" if path else str(key)) for key, value in node.items()}
        if isinstance(node, list):
            return [filled(value, f"{path}.{index}") for index, value in enumerate(node)]
        if node == MISSING:
            faults.append(Fault(path, node, "a value must be given here"))
            return None
        key = fact_key(node)
        if key is not None:
            try:
                return _fact_number(key)
            except UnknownFactError as error:
                faults.append(Fault(path, node, str(error)))
                return None
        if isinstance(node, str) and "${" in node:
            if _asks_elsewhere(node):
                faults.append(Fault(path, node, _NO_RESOLVER, "write the value itself"))
                return None
            rest.append(path)
        return node

    plain = filled(data, "")
    return (_interpolated(plain, faults) if rest else plain), faults


def _asks_elsewhere(text: str) -> bool:
    """Whether interpolations in a text ask anything but the table of facts, such as `${oc.env:HOME}`."""
    try:
        waiting: list[Any] = [parse(text)]
    except GrammarParseError:
        return False  # told when it is resolved
    while waiting:
        node = waiting.pop()
        asks = isinstance(node, OmegaConfGrammarParser.InterpolationResolverContext)
        if asks and node.resolverName().getText() != "fact":
            return True
        waiting.extend(getattr(node, "children", None) or ())
    return False


def fact_key(value: Any) -> str | None:
    """Return the key of the fact that an unresolved value is taken from, None if it is not just a fact."""
    if isinstance(value, str) and value.startswith(_FACT) and value.endswith("}") and value.count("${") == 1:
        return value[len(_FACT) : -1].strip()
    return None


def _interpolated(data: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """Resolve all interpolations by OmegaConf; a value that has none becomes None and a fault."""
    register_resolver()

    def plain(node: Any, raw: Any, path: str) -> Any:
        if isinstance(node, DictConfig | ListConfig) and isinstance(raw, dict | list):
            keys: Iterable[Any] = raw if isinstance(raw, dict) else range(len(raw))
            values = {}
            for key in keys:
                below = f"{path}.{key}" if path else str(key)
                try:
                    values[key] = plain(node[key], raw[key], below)
                except OmegaConfBaseException as error:
                    faults.append(Fault(below, raw[key], _why(error)))
                    values[key] = None
            return values if isinstance(raw, dict) else list(values.values())
        return (
            OmegaConf.to_container(node, resolve=True) if isinstance(node, DictConfig | ListConfig) else node
        )

    resolved = plain(OmegaConf.create(data), data, "")
    return {str(key): value for key, value in resolved.items()}


def forbidden_keys(data: Any, path: str = "") -> Iterator[Fault]:
    """Find keys that are refused, at any depth."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            below = f"{path}.{key}" if path else str(key)
            if key in FORBIDDEN_KEYS:
                yield Fault(below, value, _NO_CODE)
            else:
                yield from forbidden_keys(value, below)
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from forbidden_keys(value, f"{path}.{index}" if path else str(index))


@contextmanager
def _fresh_hydra(sources: Sources, primary: str) -> Iterator[Any]:
    """Give Hydra our search path, whatever a surrounding program has set, and put that back afterwards."""
    folders = [*sources.user, sources.own]
    main = next(index for index, folder in enumerate(folders) if (folder / f"{primary}.yaml").is_file())
    outer = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(folders[main]), job_name="beredt", version_base="1.3"):
            loader = GlobalHydra.instance().config_loader()
            for index, folder in enumerate(folders):
                if index != main:
                    anchor = "main" if index < main else "schema"
                    loader.get_search_path().prepend("user", f"file://{folder}", anchor=anchor)
            yield loader
    finally:
        GlobalHydra.instance().clear()
        GlobalHydra.instance().hydra = outer


def _check_user_files(sources: Sources, used: Iterable[tuple[str | None, str | None]]) -> None:
    """Raise BadConfig if one of the user's files that are used holds what such a file may not."""
    faults: list[Fault] = []
    for config_path, package in used:
        place = bare(config_path or "")
        files = [folder / f"{place}.yaml" for folder in sources.user]
        file = next((file for file in files if file.is_file()), None)
        if file is None:
            continue
        data = read_yaml(file)
        for fault in forbidden_keys(data):
            faults.append(Fault(f"{file}: {fault.path}", fault.value, fault.rule))
        if place in sources.primaries:
            continue
        group = place.split("/", 1)[0]
        if (package or "").split(".", 1)[0] != group:
            rule = (
                f"a file of group {group} sets keys of {group} only, its package is {package or '_global_'!r}"
            )
            faults.append(Fault(str(file), NO_VALUE, rule, "remove the line that begins with '# @package'"))
        defaults = data.get("defaults") if isinstance(data, dict) else None
        for entry in defaults if isinstance(defaults, list) else []:
            words = str(next(iter(entry), "") if isinstance(entry, dict) else entry).split()
            if words and (words[0] == "override" or "hydra" in words[-1].split("/")):
                rule = "a file of a group cannot change the choice of other groups"
                faults.append(Fault(f"{file}: defaults", entry, rule, "choose them on the command line"))
    if faults:
        raise BadConfig(faults)


def _composition_fault(error: Exception, choices: Mapping[str, str]) -> Fault:
    if isinstance(error, yaml.YAMLError):
        return yaml_fault(error)
    return Fault(_chosen(choices), NO_VALUE, _why(error))


def _chosen(choices: Mapping[str, str]) -> str:
    return " ".join(f"{group}={option}" for group, option in choices.items()) or "the default options"


def _why(error: BaseException) -> str:
    """Tell in one line why OmegaConf or Hydra refused, with the words of the first cause that is our own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, BadConfig):
            return str(cause.faults[0])
        if isinstance(cause, UnknownFactError):
            return str(cause)
        cause = cause.__cause__ or cause.__context__
    first = str(error).strip().split("\n    full_key:")[0].split("\nConfig search path")[0]
    return " ".join(first.split()) or type(error).__name__


def _fact_number(key: str) -> float | int:
    """Return the value of a fact in its own unit, whole where it is whole."""
    value = fact(str(key)).value
    return int(value) if value.is_integer() else value
