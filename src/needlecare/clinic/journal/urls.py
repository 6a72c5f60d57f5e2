"""The addresses of the journal; its posts are pages below it, which Wagtail serves."""

from __future__ import annotations

from django.urls import path

from needlecare.clinic.journal import feeds, views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("page/<int:number>/", views.journal, name="journal-page"),
    path("tags/<str:slug>/", views.tag, name="journal-tag"),
    path("tags/<str:slug>/page/<int:number>/", views.tag, name="journal-tag-page"),
    path("months/<int:year>/<int:month>/", views.month, name="journal-month"),
    path("months/<int:year>/<int:month>/page/<int:number>/", views.month, name="journal-month-page"),
    path("search/", views.search, name="journal-search"),
    path("feed.xml", feeds.Rss(), name="journal-feed"),
    path("atom.xml", feeds.AtomFeed(), name="journal-atom"),
]
