"""The application that gunicorn serves and `flask --app wsgi` commands."""

import logging
import os
import sys

from portal import create_app
from portal.config import SettingError, read_settings

logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")

try:
    app = create_app(read_settings(os.environ))
except SettingError as error:
    sys.exit(str(error))
