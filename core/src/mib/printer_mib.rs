//! Printer-MIB (RFC 3805), as far as it tells that a device is a printer.

row! {
    /// `prtGeneralTable` (RFC 3805 §6): one row per printer.
    PrtGeneralEntry = "prtGeneralTable", Rows, [1, 3, 6, 1, 2, 1, 43, 5, 1, 1];
    index ("hrDeviceIndex") {
        /// `hrDeviceIndex`.
        hr_device_index: u32 = "hrDeviceIndex",
    }
    required {}
    optional {
        /// `prtGeneralConfigChanges`: how often the configuration changed.
        prt_general_config_changes: u32 = "prtGeneralConfigChanges" 1 Counter32,
        /// `prtGeneralSerialNumber`.
        prt_general_serial_number: String = "prtGeneralSerialNumber" 17 DisplayString,
    }
}
