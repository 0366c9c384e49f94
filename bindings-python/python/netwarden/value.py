"""The nouns: values and variables of SNMP, and those that cross as text, written as the library writes them."""

from ._native import BridgeId, LldpId, SnmpValue, VarBind, mac, oid

__all__ = ["BridgeId", "LldpId", "SnmpValue", "VarBind", "mac", "oid"]
