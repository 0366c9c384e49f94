//! Units as people read them: octets/s as bit/s, SI prefixes, four digits.

/// How a unit takes prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefixes {
    /// None: 25 °C, 99 %.
    None,
    /// `k` and above: kbit/s, MB.
    Large,
    /// Those below one, too: mV.
    All,
    /// `k` and above, with a space, because the unit is a word: 12 k packets/s.
    Apart,
}

/// The unit of a curve.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    /// What values are multiplied by to be in this unit.
    pub(super) factor: f64,
    symbol: String,
    prefixes: Prefixes,
}

/// The unit of a series, its symbol, and the factor between.
const SYMBOLS: [(&str, &str, f64, Prefixes); 12] = [
    ("octets/s", "bit/s", 8.0, Prefixes::Large),
    ("bytes/s", "bit/s", 8.0, Prefixes::Large),
    ("bit/s", "bit/s", 1.0, Prefixes::Large),
    ("octets", "B", 1.0, Prefixes::Large),
    ("bytes", "B", 1.0, Prefixes::Large),
    ("percent", "%", 1.0, Prefixes::None),
    ("celsius", "°C", 1.0, Prefixes::None),
    ("hertz", "Hz", 1.0, Prefixes::Large),
    ("volts", "V", 1.0, Prefixes::All),
    ("amperes", "A", 1.0, Prefixes::All),
    ("watts", "W", 1.0, Prefixes::All),
    ("seconds", "s", 1.0, Prefixes::All),
];

const LARGE: [(f64, &str); 10] = [
    (1e30, "Q"),
    (1e27, "R"),
    (1e24, "Y"),
    (1e21, "Z"),
    (1e18, "E"),
    (1e15, "P"),
    (1e12, "T"),
    (1e9, "G"),
    (1e6, "M"),
    (1e3, "k"),
];
const SMALL: [(f64, &str); 3] = [(1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];

/// Longest name of a unit in characters.
const LONGEST: usize = 16;

impl Unit {
    pub(super) fn of(unit: &str) -> Self {
        match SYMBOLS.iter().find(|known| known.0 == unit) {
            Some((_, symbol, factor, prefixes)) => {
                Self { factor: *factor, symbol: (*symbol).to_owned(), prefixes: *prefixes }
            }
            None => Self { factor: 1.0, symbol: unit.chars().take(LONGEST).collect(), prefixes: Prefixes::Apart },
        }
    }

    /// A value for the figures: `12.35 Mbit/s`. It is in this unit already.
    pub(super) fn text(&self, value: f64) -> String {
        // What rounds to 1000 k is 1 M.
        let (divisor, prefix) = self.scale(value.abs() * 1.000_05);
        format!("{} {}", digits(value / divisor), self.with(prefix)).trim_end().to_owned()
    }

    /// What an axis up to `magnitude` divides its numbers by, and what stands above it: `Mbit/s`.
    pub(super) fn axis(&self, magnitude: f64) -> (f64, String) {
        let (divisor, prefix) = self.scale(magnitude);
        (divisor, self.with(prefix))
    }

    /// For a program that writes numbers itself: the symbol and how it takes prefixes.
    pub(super) fn told(&self) -> (&str, &'static str) {
        let prefixes = match self.prefixes {
            Prefixes::None => "none",
            Prefixes::Large => "large",
            Prefixes::All => "all",
            Prefixes::Apart => "apart",
        };
        (&self.symbol, prefixes)
    }

    fn scale(&self, magnitude: f64) -> (f64, &'static str) {
        let large = LARGE.iter().find(|(divisor, _)| magnitude >= *divisor);
        let small = || SMALL.iter().find(|(divisor, _)| magnitude >= *divisor);
        let found = match self.prefixes {
            Prefixes::None => None,
            Prefixes::All if magnitude < 1.0 && magnitude > 0.0 => small(),
            _ => large,
        };
        found.copied().unwrap_or((1.0, ""))
    }

    fn with(&self, prefix: &str) -> String {
        let between = if self.prefixes == Prefixes::Apart && !prefix.is_empty() { " " } else { "" };
        format!("{prefix}{between}{}", self.symbol)
    }
}

/// Four digits of a number, with no zeros after them.
fn digits(value: f64) -> String {
    let size = value.abs();
    if size >= 1e6 || (size > 0.0 && size < 1e-3) {
        return format!("{value:.2e}");
    }
    let decimals = match size {
        1000.0.. => 0,
        100.0.. => 1,
        10.0.. => 2,
        _ => 3,
    };
    plain(value, decimals)
}

/// So many decimals at most, with no zeros at their end.
pub(super) fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if short == "-0" { "0".into() } else { short.to_owned() }
}

/// `95th`, `99.9th`, `1st`
pub(super) fn ordinal(percent: f64) -> String {
    let text = plain(percent, 3);
    let is_teen = ["11", "12", "13"].contains(&text.as_str());
    let ending = match text.chars().last() {
        _ if is_teen || text.contains('.') => "th",
        Some('1') => "st",
        Some('2') => "nd",
        Some('3') => "rd",
        _ => "th",
    };
    format!("{text}{ending}")
}
