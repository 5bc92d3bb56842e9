"""The engine: SimPy for institutions, columns for people.

Calendar and processes, books, queues, servers, delays, the dated book, sites, allocation, ledger and
history. Its functions take arrays and integers, and draw nothing. It knows no country: meaning is given by
those who use it.
"""
