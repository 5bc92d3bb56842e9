"""What English says of municipalities on the page: the map in classes, the table, the page of each."""

from __future__ import annotations

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    # maps
    "places_map_told": "{name}: {persons} persons",
    "places_map_told_per": "{name}: {persons} persons, {per} per 1,000 inhabitants a year",
    "places_map_missing": "{name}: no figure",
    "places_per_1000": "Settled by agreement per 1,000 inhabitants a year, by municipality",
    "places_per_1000_axis": "persons per 1,000 inhabitants a year, mean of runs; the classes are always the same",
    "places_per_1000_text": "Municipalities by persons settled per 1,000 inhabitants a year. {parts}.",
    "places_per_1000_part": "{plan}: {parts}; most in {name} ({value})",
    "places_per_1000_none": "{plan}: no figures",
    "places_class_under": "under {high}",
    "places_class_between": "{low} to under {high}",
    "places_class_over": "{low} and more",
    "places_class_missing": "no figure",
    # the table
    "places_boundaries": "Your boundaries are not drawn. {fault}",
    "places_head": "Every municipality",
    "places_plan": "Plan shown in the table",
    "places_county": "County",
    "places_county_all": "all",
    "places_caption": "{plan}, {county}: {count} municipalities",
    "places_all_counties": "all counties",
    "places_note": (
        "Means of the runs; in brackets the range of the persons settled over the runs. Asked for, agreed and "
        "not agreed: of {year}. Not agreed: what the request exceeds the places agreed for it by."
    ),
    "places_asked_note": (
        "Requests, votes and agreements are for the whole calendar year, as they stand at its end or at the end of "
        "the run, and are not added up over years: what is not agreed to in one is asked for anew in the next. "
        "Persons settled, costs and grants are of the days of the run, from {first} to {last}."
    ),
    "places_in_year": "{title}, {year}",
    "places_unknown": (
        "The results do not tell how many wait for one particular municipality, and the persons and places of a part "
        "of a municipality are not modelled. The model is not validated for a single municipality."
    ),
    "places_few": "Do not publish figures of fewer than five persons of a named place.",
    # the page of one
    "places_title": "{name} ({number}), {county}",
    "places_people": "{people} inhabitants on 1 January 2024.",
    "places_caution": (
        "The model is not validated for a single municipality: the ranges are what chance does in the model, not how "
        "far it may be wrong for {name}. What you know yourself goes before it."
    ),
    "places_of_year": "{year}: what each plan means here",
    "places_later": "What falls due after the run for those who live here by {last}: costs less grants, million NOK",
    "places_year_note": (
        "Mean of the runs, and the range over the runs in brackets. Asked for, voted and agreed are for the whole "
        "calendar year, as they stand by its end or by the end of the run; all else is of the days of the run."
    ),
    "places_hosts": "{plan}: a reception centre opens here {opens}, and one closes {closes}.",
    "places_hosts_head": "Reception centres",
    "places_study": "Sheet for the contingency plan of {name}: months, dwellings, posts, cash",
    "places_study_note": (
        "A study of its own: it runs one plan again, which is chosen there, and takes a while. It tells by month and "
        "quarter what this page cannot: when dwellings and posts are needed, what is paid when, and what a "
        "contingency plan changes."
    ),
    "places_back": "All municipalities",
}

NAMES_OF_PLACES: Mapping[str, Mapping[str, str]] = {
    "places_column": {
        "number": "Number",
        "name": "Municipality",
        "county": "County",
        "inhabitants": "Inhabitants",
        "asked": "Asked for, persons",
        "agreed": "Places agreed",
        "unmet": "Not agreed, places",
        "settled": "Settled, persons",
        "per_1000": "Settled per 1,000 inhabitants a year",
        "net": "Cost less grants, million NOK",
        "measure": "What",
        "year": "Year",
    },
    "places_measure": {
        "asked": "Persons asked for",
        "asked_minors": "of these unaccompanied minors",
        "voted": "Places voted",
        "agreed": "Places agreed",
        "settled": "Persons settled by agreement",
        "settled_minors": "of these unaccompanied minors",
        "settled_children": "of these children with their families",
        "outside_net": "Came outside the request, less those who left",
        "dwellings_1": "Dwellings for one person",
        "dwellings_2_3": "Dwellings for two or three persons",
        "dwellings_4": "Dwellings for four or more persons",
        "pupils": "Children of school age who live here at the end",
        "kindergarten": "Children of kindergarten age who live here at the end",
        "settled_learners": "Settled of age for Norwegian training",
        "settled_special_needs": "Settled with particularly demanding needs",
        "grant_nok": "Grants, million NOK",
        "cost_nok": "Costs, million NOK",
        "net": "Costs less grants, million NOK",
    },
}
