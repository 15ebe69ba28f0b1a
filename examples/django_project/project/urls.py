"""Which address answers what."""

from desk import views
from django.urls import path

urlpatterns = [
    path("cases/<str:case>/", views.show),
    path("cases/<str:case>/<str:event>/", views.fire),
]
