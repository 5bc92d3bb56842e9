"""What the benchmarks judge where they are asked to check."""

import pytest

from benchmarks import engine, page, sweep


@pytest.mark.unit
@pytest.mark.parametrize(
    ("seconds", "code"), [({"plain": 2.9, "compiled": 0.9}, 0), ({"plain": 3.1, "compiled": 0.9}, 1)]
)
def test_the_national_run_is_judged_with_the_rest(monkeypatch, capsys, seconds, code):
    fast = {"plain": 1.0, "compiled": 0.1, "compiled, collector off": 0.1}

    def alone(*words):
        case = words[1]
        if case in engine.NATIONAL:
            return {"seconds": seconds[engine.NATIONAL[case]], "persons": 1, "days": 3653, "peak_mb": 1.0}
        persons = int(words[3])
        row = {"case": case, "persons": persons, "cpu_seconds": fast.get(case, 30.0), "peak_mb": 1.0, "import_mb": 0.0}
        return row | {"first_call_seconds": 0.0}

    monkeypatch.setattr(engine, "alone", alone)
    assert engine.main(["--check"]) == code
    said = capsys.readouterr().out
    assert f"ten national years, plain: {seconds['plain']:.1f} (target <= 3): {'MISSED' if code else 'met'}" in said


@pytest.mark.unit
def test_what_two_workers_are_worth_is_judged_by_cpu_and_by_elapsed_seconds_on_a_quiet_machine_only():
    found = {
        "bare loop": {"seconds": 200.0, "cpu": 100.0},
        "serial": {"cpu": 105.0},
        "one worker": {"seconds": 210.0, "cpu": 110.0, "driver_cpu": 5.0},
        "two workers": {"seconds": 190.0, "cpu": 112.0, "driver_cpu": 5.0, "driver_mb": 200.0},
    }
    assert [met for _, met in sweep.verdicts(found)] == [True, True, None, True]
    quiet = found | {"bare loop": {"seconds": 101.0, "cpu": 100.0}}
    assert [met for _, met in sweep.verdicts(quiet)] == [True, True, False, True]
    slow_driver = found | {"two workers": found["two workers"] | {"cpu": 170.0, "driver_cpu": 70.0}}
    assert [met for _, met in sweep.verdicts(slow_driver)] == [True, False, None, True]


@pytest.mark.unit
@pytest.mark.parametrize(("seconds", "found", "code"), [(0.9, "done", 0), (1.1, "done", 1), (0.9, "none", 1)])
def test_the_page_is_judged_after_all_rows_are_told(monkeypatch, capsys, seconds, found, code):
    class Server:
        def __init__(self, out):
            self.address = ""

        def end(self, how=0):
            return None

        def answer(self, fields):
            return b""

        def post(self, path, fields):
            return fields["seed"]

        def progress(self, where):
            left = {"1": found, "2": "none" if self.address else "running"}
            self.address = "asked"
            return {"status": left[where]}

    monkeypatch.setattr(page, "Server", Server)
    monkeypatch.setattr(page, "first", lambda server, rows: rows.row("first page, seconds", seconds, 1.0))
    monkeypatch.setattr("sys.argv", ["page.py", "--only", "first,killed"])
    assert page.main() == code
    said = capsys.readouterr().out
    assert said.index("first page, seconds") < said.index("killed in a job")
    assert ("missed: " in said) == bool(code)
