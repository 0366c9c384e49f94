//! Glyphs of the kinds of devices, on a grid of 24 by 24, stroked.

use crate::inventory::DeviceKind;

/// The name and the path of every glyph.
pub(super) const GLYPHS: [(&str, &str); 9] = [
    ("bridge", "M3 8h18v8H3z M6 12h.01 M9 12h.01 M12 12h.01 M15 12h3"),
    (
        "router",
        "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z M12 10V6m-2 2l2-2l2 2 M12 14v4m-2-2l2 2l2-2 M6 12h4m-2-2l2 2l-2 2 M18 12h-4m2-2l-2 2l2 2",
    ),
    ("repeater", "M3 9h18v6H3z M7 12h10m-3-2l3 2l-3 2 M10 10l-3 2l3 2"),
    ("host", "M4 5h16v11H4z M9 20h6 M12 16v4"),
    ("printer", "M7 9V4h10v5 M4 9h16v8h-3 M7 17H4V9 M7 14h10v6H7z"),
    ("access-point", "M4 15h16v4H4z M12 15v-3 M9 9.5a4.2 4.2 0 0 1 6 0 M6 6.5a8.4 8.4 0 0 1 12 0 M8 17h.01"),
    (
        "phone",
        "M7 3h10v18H7z M10 6h4 M9.5 11h.01 M12 11h.01 M14.5 11h.01 M9.5 14h.01 M12 14h.01 M14.5 14h.01 M12 17.5h.01",
    ),
    ("unknown", "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7 M12 16.8h.01"),
    ("cloud", "M7 18a4 4 0 0 1-.6-7.9A5.5 5.5 0 0 1 17 8.6a4.7 4.7 0 0 1 .3 9.4z"),
];

/// The glyph of a kind.
pub(super) fn of(kind: DeviceKind) -> &'static str {
    crate::export::words::kind(kind)
}
