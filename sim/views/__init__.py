"""Views: tables in, figures and text out."""
