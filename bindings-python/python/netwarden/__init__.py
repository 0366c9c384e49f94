"""Embeddable network monitoring: discovery, topology, rates and checks.

    >>> import netwarden as nw
    >>> nw.version()
    '0.1.0'
"""

import atexit

from . import _native
from ._native import version
from ._words import *
from .errors import NetwardenError

atexit.register(_native.shutdown)
