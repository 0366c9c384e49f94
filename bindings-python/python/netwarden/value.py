"""The nouns that cross as text, checked and written as the library writes them."""

from ._native import BridgeId, LldpId, mac, oid

__all__ = ["BridgeId", "LldpId", "mac", "oid"]
