"""The addresses of the site. What stands here must stand in `config.policy` too."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from needlecare.clinic.api import views as api
from needlecare.clinic.common import views as common
from needlecare.clinic.pages import views as pages
from needlecare.clinic.signin import views as signin

urlpatterns = [
    path("", common.root, name="root"),
    path("healthz", common.healthz, name="healthz"),
    path("robots.txt", common.robots, name="robots"),
    path("favicon.ico", common.favicon, name="favicon"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("colour/<str:value>.css", common.colour, name="colour"),
    path("media/<path:name>", common.media, name="media"),
    path("desk/", include("needlecare.clinic.signin.urls")),
    path("desk/", include(wagtailadmin_urls)),
    path("api/v1/", include("needlecare.clinic.api.urls")),
    *i18n_patterns(
        path("treatment/", include("needlecare.clinic.treatment.urls")),
        path("when/", include("needlecare.clinic.selfcheck.urls")),
        path("product/", include("needlecare.clinic.products.urls")),
        path("after/", include("needlecare.clinic.aftercare.urls")),
        path("journal/", include("needlecare.clinic.journal.urls")),
        path("contact/", pages.contact, name="contact"),
        path("api/", api.docs, name="api-docs"),
        path("_util/login/", signin.to_sign_in, name="wagtailcore_login"),
        path("", include(wagtail_urls)),
    ),
]

handler403 = "needlecare.clinic.common.views.denied"
handler404 = "needlecare.clinic.common.views.not_found"
handler429 = "needlecare.clinic.signin.views.too_many"  # the sign-in library's own
handler500 = "needlecare.clinic.common.views.broken"
