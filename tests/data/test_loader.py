"""Facts and municipalities are whole, well-formed and add up to what was published."""

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import sim.data
from sim.data import DataError, UnknownFactError, loader
from sim.data.reading import ROOT, read


def words(text: str) -> list[str]:
    return text.split()


RECALLED_WITH_WARNING = words("""
path.udi.track_one_to_three_week path.udi.track_ordinary path.udi.track_collective
contract.fixed_share grant.integration.y2 grant.integration.y3
grant.integration.y4 grant.integration.y5 host.base_2024 host.place_2024
cost.place_ordinary_day_2024
""")
HEADER = "key,value,low,high,unit,year,kind,source,confidence,note,warn,window"


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.unit
def test_a_fact_carries_value_range_unit_and_source():
    fact = sim.data.fact("cap.utilisation_target")
    assert (fact.value, fact.low, fact.high, fact.unit, fact.kind) == (0.85, 0.8, 0.9, "share", "rule")
    assert "15:1398" in fact.source


@pytest.mark.failure
def test_an_unknown_fact_names_the_nearest_keys():
    with pytest.raises(UnknownFactError, match=r"grant\.integration\.y5") as caught:
        sim.data.fact("grant.integration.y6")
    assert isinstance(caught.value, KeyError)


@pytest.mark.invariant
def test_every_fact_has_unit_source_kind_and_an_ordered_range():
    for fact in sim.data.facts().values():
        assert fact.unit.strip(), fact.key
        assert fact.source.strip(), fact.key
        assert fact.kind in ("rule", "estimated", "assumed"), fact.key
        assert fact.low is None or fact.low <= fact.value <= fact.high, fact.key


@pytest.mark.invariant
def test_keys_are_unique_over_all_files():
    keys = Counter(
        row["key"] for path in (ROOT / "facts").glob("*.csv") for row in rows(f"facts/{path.name}")
    )
    assert [key for key, times in keys.items() if times > 1] == []
    assert len(keys) == len(sim.data.facts()) > 400


@pytest.mark.invariant
def test_what_is_recalled_or_assumed_has_range_and_warning():
    unsure = [
        f for f in sim.data.facts().values() if f.kind == "assumed" or f.confidence in ("recalled", "assumed")
    ]
    assert len(unsure) >= len(RECALLED_WITH_WARNING)
    for fact in unsure:
        assert fact.low is not None, fact.key
        assert fact.warn, fact.key


@pytest.mark.unit
@pytest.mark.parametrize("key", RECALLED_WITH_WARNING)
def test_the_published_warning_follows_a_recalled_value(key):
    fact = sim.data.fact(key)
    assert fact.warn == "assumed: not for budgets"
    assert (fact.kind, fact.confidence) == ("assumed", "recalled")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("warn", "keys"),
    [
        ("seen in one episode only", "procure.emergency_rate_2015 forecast.missed_rise.before"),
        ("old or structural: may not hold today", "path.dublin.unaccounted_share population.individual.child_share"),
    ],
)
def test_other_published_warnings_follow_their_values(warn, keys):
    assert {sim.data.fact(key).warn for key in keys.split()} == {warn}


@pytest.mark.failure
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("a.b,1,2,3,days,2024,rule,UDI,official,,,", "low <= value <= high"),
        ("a.b,one,,,days,2024,rule,UDI,official,,,", "value is 'one'"),
        ("a.b,1,,,days,2024,rule,,official,,,", "source must not be blank"),
        ("a.b,1,,,,2024,rule,UDI,official,,,", "unit must not be blank"),
        ("a.b,1,0,2,days,2024,rule,ours,recalled,,look,", "must have kind assumed"),
        ("a.b,1,,,days,2024,assumed,ours,assumed,,look,", "must have low and high"),
        ("a.b,1,0,2,days,2024,assumed,ours,assumed,,,", "must have a warning"),
        ("a.b,1,0,,days,2024,rule,UDI,official,,,", "both be given"),
        ("a.b,nan,,,days,2024,rule,UDI,official,,,", "finite number"),
        ("a.b,1,,,days,2024,guess,UDI,official,,,", "kind is 'guess'"),
        ("a.b,1,,,days,2024,rule,UDI,official,,", "11 fields, must be 12"),
        ("a.b,1,,,days,2015,estimated,UDI,official,,,", "window is '', must be one of 2015, 2022, both, none"),
        ("a.b,1,,,days,2015,rule,UDI,official,,,2015", "a rule is found in no episode"),
    ],
)
def test_a_malformed_row_is_refused_with_file_line_and_rule(tmp_path: Path, row: str, rule: str):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "new.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"facts/new.csv, line 2: .*{re.escape(rule)}"):
        loader.read_facts(tmp_path)


@pytest.mark.failure
def test_a_key_that_stands_twice_is_refused_with_both_places(tmp_path: Path):
    (tmp_path / "facts").mkdir()
    for name in ("one", "two"):
        text = f"{HEADER}\na.b,1,,,days,2024,rule,UDI,official,,,\n"
        (tmp_path / "facts" / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"facts/two.csv, line 2: .*facts/one.csv, line 2"):
        loader.read_facts(tmp_path)


@pytest.mark.failure
def test_a_missing_file_an_empty_one_and_a_strange_header_are_refused(tmp_path: Path):
    with pytest.raises(DataError, match=r"^[a-z_]+\.csv: the file is missing$"):
        list(read("none.csv", ("a",), tmp_path))
    (tmp_path / "empty.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(DataError, match="no rows"):
        list(read("empty.csv", ("a",), tmp_path))
    with pytest.raises(DataError, match="header is a, must be a,b"):
        list(read("empty.csv", ("a", "b"), tmp_path))


@pytest.mark.invariant
def test_there_are_357_municipalities_in_15_counties():
    places = sim.data.municipalities()
    assert len(places) == len(set(places.number)) == 357
    assert len(set(places.county_number)) == len(set(places.county)) == 15
    assert all(
        number[:2] == county for number, county in zip(places.number, places.county_number, strict=True)
    )
    assert list(places.number) == sorted(places.number)
    assert not places.population.flags.writeable
    assert places.name[places.index("0301")] == "Oslo"
    with pytest.raises(KeyError, match="9999"):
        places.index("9999")


@pytest.mark.invariant
def test_municipalities_sum_to_the_published_totals():
    places = sim.data.municipalities()
    assert places.population.sum() == sim.data.fact("population.norway_2024").value
    assert places.population_2025.sum() == sim.data.fact("population.norway_2025").value
    assert round(places.area_km2.sum()) == 323805
    assert np.bincount(places.centrality)[1:].tolist() == [5, 21, 54, 65, 104, 108]
    assert ((places.lat > 57.9) & (places.lat < 71.3) & (places.lon > 4) & (places.lon < 31.2)).all()


@pytest.mark.invariant
@pytest.mark.parametrize("column", ["requested_2024", "decided_2024", "requested_2025", "decided_2025"])
def test_municipalities_sum_to_imdis_own_county_figures(column):
    places = sim.data.municipalities()
    name, year = column.rsplit("_", 1)
    published = {
        row["county"]: float(row[name]) for row in rows("settlement_county.csv") if row["year"] == year
    }
    assert len(published) == 15
    for county, total in published.items():
        assert np.nansum(getattr(places, column)[places.county == county]) == total, county


@pytest.mark.invariant
def test_hidden_numbers_are_missing_and_few():
    places = sim.data.municipalities()
    assert (np.isnan(places.settled_2024) == places.settled_suppressed_2024).all()
    assert np.nansum(places.settled_2024) == 25576
    assert 4 * places.settled_suppressed_2024.sum() >= 25618 - 25576


@pytest.mark.unit
def test_the_imdi_total_stands_before_the_derived_one():
    settled = {
        point.date.year: point.value for point in sim.data.series("settlement_yearly", "settled_total")
    }
    assert (settled[2020], settled[2021], settled[2022], settled[2023]) == (2819, 4489, 31258, 33420)
    for year in (2011, 2015, 2016, 2017, 2018, 2020, 2021, 2022, 2023, 2024, 2025):
        assert settled[year] == sim.data.fact(f"settle.settled_{year}").value


@pytest.mark.invariant
def test_the_answers_of_2024_are_those_of_the_table():
    """Shares of municipalities by vote over request, and requests by class, as counted anew."""
    table = sim.data.municipalities()
    asked = (table.requested_2024 > 0) & ~np.isnan(table.decided_2024)
    ratio = table.decided_2024[asked] / table.requested_2024[asked]
    limits = {f"{tenth:02}": tenth / 10 for tenth in range(2, 10)} | {"below_1": 1.0, "1": 1.0}
    for name, limit in limits.items():
        share = sim.data.fact(f"settle.model.answered_{name}").value
        below, up_to = (ratio < limit).mean(), (ratio <= limit).mean()
        assert min(below, up_to) - 2e-3 <= share <= max(below, up_to) + 2e-3, name
    for centrality in range(1, 7):
        here = (table.centrality == centrality) & (table.requested_2024 > 0)
        usual = 1000 * table.requested_2024[here].sum() / table.population[here].sum()
        fact = sim.data.fact(f"settle.model.usual_per_1000_{centrality}").value
        assert fact == pytest.approx(usual, rel=0.01), centrality


@pytest.mark.invariant
def test_events_of_centres_lie_in_known_municipalities():
    known = set(sim.data.municipalities().number)
    events = rows("centres.csv")
    assert len(events) == 88
    assert {row["municipality_number"] for row in events} <= known
    assert {row["type"] for row in events} == {"arrival", "transit", "ordinary", "minors", "special"}


@pytest.mark.repeat
def test_the_digest_is_stable_and_sees_every_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fresh() -> str:
        loader.digest.cache_clear()
        return loader.digest()

    monkeypatch.setattr(loader, "ROOT", tmp_path)
    (tmp_path / "a.csv").write_bytes(b"x\n1\n")
    first = fresh()
    assert first == fresh()
    assert len(first) == 64
    (tmp_path / "a.csv").write_bytes(b"x\r\n1\r\n")
    assert fresh() == first
    (tmp_path / "a.csv").write_bytes(b"x\n2\n")
    assert fresh() != first
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    loader.digest.cache_clear()


@pytest.mark.unit
def test_the_room_imports_neither_pandas_nor_another_room():
    for path in ROOT.glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import ", "from ")):
                assert not re.search(r"pandas|sim\.(?!data)", line), f"{path.name}: {line}"
