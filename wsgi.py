"""The application that gunicorn serves and `flask --app wsgi` commands."""

import os
import sys

from portal import create_app
from portal.config import SettingError, read_settings

try:
    app = create_app(read_settings(os.environ))
except SettingError as error:
    sys.exit(str(error))
