//! What the examples that draw a map share.

/// Prints to standard output, and ends quietly where the reader has gone away.
pub(crate) fn print(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// The arguments of a program, one after the other.
pub(crate) struct Words(std::vec::IntoIter<String>);

impl Words {
    pub(crate) fn of_this_program() -> Self {
        Self(std::env::args().skip(1).collect::<Vec<_>>().into_iter())
    }

    /// The next argument, and its value where it has the form `--name=value`.
    pub(crate) fn take(&mut self) -> Option<(String, Option<String>)> {
        let word = self.0.next()?;
        match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => Some((name.to_owned(), Some(value.to_owned()))),
            _ => Some((word, None)),
        }
    }

    /// The value of the argument of that name: what was joined to it, or else the next word.
    pub(crate) fn value(&mut self, name: &str, joined: Option<String>) -> netwarden::Result<String> {
        let missing = || netwarden::Error::invalid("argument", name, "a value is expected after it");
        joined.or_else(|| self.0.next()).ok_or_else(missing)
    }
}
