"""The report of a result: one page that needs nothing else, for the meeting and for print."""
