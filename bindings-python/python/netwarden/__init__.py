"""Embeddable network monitoring: discovery, topology, rates and checks.

    >>> import netwarden as nw
    >>> nw.check.tcp("mail.example.org:25").target
    'mail.example.org:25'
"""

import atexit

from . import _data, _native, _words, check, counter, custom, errors, io, measure, mib, models, poll, record, runner, series, session, sim, store, trap, value
from ._data import *
from ._native import (
    Charts,
    Columns,
    CounterBank,
    Drawing,
    LiveTopology,
    LldpId,
    Load,
    MeasuredColumn,
    MeasuredSeries,
    Measurements,
    MibFile,
    Names,
    PageReading,
    Plot,
    PortIdentity,
    RateColumn,
    Reading,
    RemoteWriter,
    Sample,
    SeriesColumns,
    SimulatedNetwork,
    Site,
    SnmpValue,
    Topology,
    Tracker,
    UsmUser,
    VarBind,
    World,
    version,
)
from ._words import *
from .check import CheckSpec
from .custom import Registry
from .errors import NetwardenError
from .io import Community, Engine, discover
from .models import Applied, Collectors, Merged, Models
from .poll import Poll, PollBatch, PolledColumn
from .record import Recording
from .runner import Runner
from .session import Session
from .store import MemoryStore, SqliteStore, Store
from .trap import TrapListener

__all__ = [
    *_data.__all__,
    *_words.__all__,
    "Applied",
    "Charts",
    "CheckSpec",
    "Collectors",
    "Columns",
    "Community",
    "CounterBank",
    "Drawing",
    "Engine",
    "LiveTopology",
    "LldpId",
    "Load",
    "MeasuredColumn",
    "MeasuredSeries",
    "Measurements",
    "MemoryStore",
    "Merged",
    "MibFile",
    "Models",
    "Names",
    "NetwardenError",
    "PageReading",
    "Plot",
    "Poll",
    "PollBatch",
    "PolledColumn",
    "PortIdentity",
    "RateColumn",
    "Reading",
    "Recording",
    "Registry",
    "RemoteWriter",
    "Runner",
    "Sample",
    "SeriesColumns",
    "Session",
    "SimulatedNetwork",
    "Site",
    "SnmpValue",
    "SqliteStore",
    "Store",
    "Topology",
    "Tracker",
    "TrapListener",
    "UsmUser",
    "VarBind",
    "World",
    "check",
    "counter",
    "custom",
    "discover",
    "errors",
    "io",
    "measure",
    "mib",
    "models",
    "poll",
    "record",
    "runner",
    "series",
    "session",
    "sim",
    "store",
    "trap",
    "value",
    "version",
]

atexit.register(_native.shutdown)
