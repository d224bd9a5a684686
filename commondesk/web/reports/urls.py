"""Addresses of the reports; `reports/` stands before them."""

from django.urls import path

from commondesk.web.reports.monthly import month_csv, month_page

app_name = "reports"

urlpatterns = [
    path("", month_page, name="month"),
    path("month.csv", month_csv, name="month-csv"),
]
