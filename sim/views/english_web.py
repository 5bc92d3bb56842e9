"""The English sentences of the page around the answers."""

from __future__ import annotations

from collections.abc import Mapping

WEB: Mapping[str, str] = {
    "web_title": "Try a plan against a shock",
    "web_about": "Reception and settlement in Norway, simulated. A model, not a forecast.",
    "web_skip": "To the content",
    "web_footer": (
        "Beredt {version}. Runs on this machine only and asks nothing of any other. Nothing is validated out of "
        "sample; not for budgets, nor for a single centre or municipality."
    ),
    "web_change": "Change the question",
    "web_run_now": "Run it",
    "web_detail": "What the program said",
    "web_progress": "Progress",
    "web_cancel": "Cancel",
    "web_lost": "The server does not answer. Trying again.",
    "web_link": "The address of this page holds the whole question: it can be kept, sent and opened again.",
    "web_link_own": (
        "A plan or a start of your own in it lies on this machine alone, so the link does not open elsewhere: send the "
        "question as a file."
    ),
    "web_question_file": "The question as a file",
    "web_asked": "{plans} under {shock}, from {start}",
    "web_running_title": "Running",
    "web_waiting_title": "Waiting in the queue",
    "web_waiting": "Jobs before this one: {place}.",
    "web_started": "Starting.",
    "web_running": "{done} of {total} runs done.",
    "web_running_left": "{done} of {total} runs done, about {left} left.",
    "web_finishing": "All {total} runs done. Putting the answer together.",
    "web_failed_runs": "{failed} runs failed so far.",
    "web_seconds": "{count} seconds",
    "web_minutes": "{count} minutes",
    "web_none_title": "This has not been run here yet",
    "web_none": "The question in this address is complete, but its answer is not on this machine.",
    "web_cancelled_title": "Cancelled",
    "web_cancelled": "The work was stopped, and nothing of it was kept. It can be started again.",
    "web_failed_title": "This could not be done",
    "web_gone": (
        "The process that did the work ended before it was done; perhaps memory ran out. Ask for less, or again."
    ),
    "web_overdue": "It took longer than a job may. Ask for less; a study goes on where it was stopped.",
    "web_memory": "More memory was needed than a job may take. Ask for fewer runs, plans or days.",
    "web_program_fault": "A fault of the program, not of your question. What it said stands below.",
    "web_full_title": "Too many jobs are waiting",
    "web_full": "{most} jobs wait or run already, as many as are taken. Try again when one is done.",
    "web_missing_title": "There is no such page",
    "web_refused_charset": "Only text in UTF-8 is taken.",
    "web_refused_foreign": "The form of another page is not taken. Open the page here, and ask from there.",
    "web_refused_host": "This server answers this machine only, by the names 127.0.0.1 and localhost.",
    "web_refused_method": "A page is opened (GET) or a form sent (POST); nothing else is taken.",
    "web_refused_title": "This is not taken",
    "web_missing": "The address leads nowhere.",
    "web_bad_form": "The form could not be read.",
    "web_views": "Views of the answer",
    "web_view_answer": "The answer",
    "web_view_arrivals": "Arrivals",
    "web_view_need": "Need and places",
    "web_view_waiting": "Waiting",
    "web_view_targets": "Targets",
    "web_view_costs": "Costs",
    "web_view_municipalities": "Municipalities",
    "web_view_timeline": "Measures in time",
    "web_view_regret": "Regret",
    "web_view_drivers": "What drives it",
    "web_take_away": "Take it with you",
    "web_report": "Report for the meeting (one file, prints to PDF)",
    "web_download_xlsx": "Excel workbook (municipality numbers such as 0301 keep their zero)",
    "web_download_csv": "CSV for Norwegian Excel",
    "web_download_parquet": "Parquet, all tables",
    "web_download_plan": "The plan {plan} as YAML",
    "web_deeper_note": (
        "These studies run many more runs of the same start and shock: minutes, not seconds. They can be cancelled, "
        "and go on where they were stopped."
    ),
    "web_study_brief": "One page for the director: places, first break, who must order by when",
    "web_study_breakpoint": "The largest shock each plan survives, and what breaks first there",
    "web_study_warning": "What early warning is worth, and by when to decide",
    "web_study_robust": "Regret: which plan does well whatever comes",
    "web_study_attribute": "What each measure of the plan buys",
    "web_study_sensitivity": "Which assumptions the figures rest on",
    "web_study_allocation": "Rules by which municipalities are chosen",
    "web_study_evaluate": "The yearly evaluation of the agreement",
    "web_study_municipality": "The sheet of a municipality",
    "web_study_of": "{study}: plan {plan}",
    "web_study_left_out": (
        "This study compares plans as they are written: what you changed in {plans} is not carried into it. Download "
        "the plan and upload it as your own to have it compared."
    ),
    "web_study_run": "Run this study",
    "web_back": "Back to the comparison",
    "web_study_plan": "Which plan",
    "web_study_refused": "The study does not take this question",
    "web_study_running": "{done} runs done so far. How many it takes is seen on the way.",
    "web_study_cancelled": "The work was stopped. The runs done are kept: started again, it goes on from them.",
    "kept_title": "Answers kept here",
    "kept_total": "{count} answers take {size} of at most {most}.",
    "kept_about": (
        "When there is no more room, the answers that nobody looked at for longest are taken away. The address of an "
        "answer that is gone asks the same question again."
    ),
    "kept_caption": "Those made last first",
    "kept_asked": "Question",
    "kept_made": "Made",
    "kept_large": "Size",
    "kept_action": "Take away",
    "kept_remove": "Remove",
    "kept_none": "No answer is kept yet.",
    "kept_removed": "The answer was removed.",
    "kept_busy": "Nothing was removed: the answer is being made or shown now, or is gone already.",
    "kept_unknown": "Answer {name}, of which the question was not noted",
    "kept_unfinished": "Not finished, its runs are kept: {asked}",
    "kept_in_en": "English",
    "kept_in_nb": "Bokmål",
    "kept_size": "{size} MB",
}
