"""What `beredt --help` and the help of the plain verbs print."""

from __future__ import annotations

from sim.decisions.verbs import STUDIES

_HEAD = """\
Beredt simulates how people who seek protection in Norway are received and settled,
to test preparedness plans against sudden change.

usage: beredt VERB [key=value ...] [--config-dir DIR]

verbs
  compare       compare plans under the same shocks and the same luck
  run           run one scenario: what breaks first, how badly, and what it costs
  show          what can be chosen: groups, their options, one option whole
  check         validate only, and tell what would be run
  sweep         many points with many runs each, into a store that cannot be lost
  backtest      2015-18 and 2022-24 against what was published: what the model may be used for
  status        how far a sweep is
  query         ask the store of a sweep in SQL
  serve         the page for planners, in a browser on this machine
  report        a folder of results as one page, for the meeting and for print
  calibrate     which values of a few parameters agree with what was observed
  describe      the model, its parameters or its results as a page, filled from what the program uses
"""
_TAIL = """\

options
  --config-dir DIR  folder with your own YAML, as DIR/plan/mine.yaml; may be given several times
  --debug           show the traceback of a fault of the program
  --version         show the version
  -h, --help        show this help, or that of a verb: beredt run --help

examples
  beredt compare
  beredt run shock=mass_flight plan.reception.buffer_places=500 replications=10 out=results
  beredt show plan options_and_frames

exit codes: 0 done, 1 fault of the program, 2 fault of the input, 3 done with failed runs, 130 interrupted;
calibrate also 4 not fitted, as the method does not recover what is known, and 5 the model is rejected
"""

HELP = "".join([_HEAD, *(f"  {verb:<13} {says}\n" for verb, says in STUDIES.items()), _TAIL])
"""What `beredt --help` prints."""

_CHANGES = """\
changes
  group=option      choose an option: shock=mass_flight start=2015-01-01 (see beredt show)
  key=value         change a value: shock.size=1.5 plan.reception.buffer_places=500
  +key=value ~key   add a key that the file leaves out; take a key out
  The grammar is Hydra's. Put quotation marks round what the shell would read: 'plans=[a,b]'.

settings
  replications=N    runs of each scenario, each with its own luck (30); auto: as many as it takes to know the
                    headline figures well enough, see `precision` in run.yaml
  seed=N            seed of all chance (1)
  horizon_days=N    days simulated (three years after the shock begins)
  workers=N         processes at work (one for each core)
  out=DIR           folder of the results (a new one in outputs/ of this folder)
  overwrite=true    replace an earlier result in that folder
  households=true   also write the table of households
  save_state=DATE   save the state of that day, for other runs to go on from:
                    start=from_run start.path=DIR start.day=DATE
  progress=false    show no progress
  language=nb       tell what is found in Bokmål: what is printed, summary.md, the figures and the report;
                    the runs and their tables are the same
"""

VERB_HELP = {
    "run": f"""\
usage: beredt run [key=value ...] [--config-dir DIR]

Run one scenario and tell what breaks first and when, peak need, waiting, targets, and cost by payer.

{_CHANGES}
example
  beredt run start=2022-01-01 shock=replay_2022 plan=practice_2022 replications=10 out=spring
""",
    "compare": f"""\
usage: beredt compare ['plans=[a,b]'] ['shocks=[x,y]'] [key=value ...] [--config-dir DIR]

Compare plans side by side under the same shocks and the same luck: paired differences with their
intervals, figures and a summary in plain sentences. The first plan is the one compared against.

{_CHANGES}
  plans=[a,b]       plans ([do_nothing,agreement_2018,options_and_frames])
  shocks=[x,y]      shocks ([autumn_surge])
  plan.X=value      changes all plans, plans.NAME.X=value one; likewise shock.X and shocks.NAME.X

example
  beredt compare 'plans=[agreement_2018,options_and_frames]' 'shocks=[mass_flight,drop]' seed=4
""",
    "show": """\
usage: beredt show [GROUP [OPTION]] [--config-dir DIR]

Show what can be chosen: the groups; the options of one group; or one option whole, each value with its
unit, and with source and warning where it is taken from the table of facts.

examples
  beredt show
  beredt show shock
  beredt show plan options_and_frames
""",
    "check": """\
usage: beredt check [run|compare|sweep|backtest|calibrate] [key=value ...] [--config-dir DIR]

Validate only: list every fault, or tell what would be run. Without a verb it is compare if plans
or shocks are named, or nothing is, and run otherwise. Changes are written as for these verbs.

example
  beredt check plan=mine --config-dir my_configs
""",
}
