"""How gunicorn serves the portal. Everything that differs between hosts is in the environment."""

import os
import sys
from typing import Any

# Before NumPy is loaded: many small matrix products on threads of their own wait for each other,
# and the workers already use every core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from portal.config import SettingError, read_settings
from portal.db import make_engine
from portal.keeper import Keeper
from portal.schema import SchemaError, check_schema
from portal.volunteers.keeping import VolunteerKeeper

try:
    settings = read_settings(os.environ)
except SettingError as error:
    sys.exit(str(error))

wsgi_app = "wsgi:app"
bind = f"{settings.host}:{settings.port}"
workers = settings.n_workers
worker_class = "gthread"
threads = settings.n_threads
# Questionnaires and numerical libraries are loaded once and shared by all workers.
preload_app = True
graceful_timeout = 30
keepalive = 15
control_socket_disable = True
loglevel = "warning"


def on_starting(_server: Any) -> None:
    """Refuse to start on a database that is wrong, away or not migrated."""
    engine = make_engine(settings.database_url, n_threads=1)
    try:
        check_schema(engine)
    except SchemaError as error:
        sys.exit(str(error))
    finally:
        engine.dispose()


def post_worker_init(worker: Any) -> None:
    """Let each worker look after tallies and waves."""
    app = worker.wsgi
    worker.keeper = Keeper(app.extensions["database"], city_timezone=settings.city_timezone)
    worker.keeper.start()
    worker.volunteer_keeper = VolunteerKeeper(app.extensions["database"], settings)
    worker.volunteer_keeper.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the worker finish what it is counting."""
    if hasattr(worker, "keeper"):
        worker.volunteer_keeper.stop()
        worker.keeper.stop()
