"""Embeddable network monitoring: discovery, topology, rates and checks.

    >>> import netwarden as nw
    >>> nw.check.tcp("mail.example.org:25").target
    'mail.example.org:25'
"""

import atexit

from . import _data, _native, _words, check, counter, errors, value
from ._data import *
from ._native import CheckSpec, LldpId, Sample, Site, Topology, version
from ._words import *
from .errors import NetwardenError

__all__ = [
    *_data.__all__,
    *_words.__all__,
    "CheckSpec",
    "LldpId",
    "NetwardenError",
    "Sample",
    "Site",
    "Topology",
    "check",
    "counter",
    "errors",
    "value",
    "version",
]

atexit.register(_native.shutdown)
