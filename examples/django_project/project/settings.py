"""Settings of the example: what a Django project needs at least, and where the cases are."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("OA_FOLDER", Path(__file__).parent.parent))

SECRET_KEY = os.environ.get("OA_SECRET_KEY", "only for the example")
DEBUG = False
ALLOWED_HOSTS = ["oa.example.gov.cn", "testserver", "localhost"]
INSTALLED_APPS = ["desk"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "project.urls"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "oa.db"}}

BIHUAN_DATABASE = f"sqlite:///{FOLDER / 'cases.db'}"
"""The cases have a database of their own; on PostgreSQL it may be the project's."""
