//! A network in memory that answers SNMP as agents do, with known truth and seeded faults.
