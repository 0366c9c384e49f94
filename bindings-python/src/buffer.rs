//! Columns of numbers to and from Python's buffers. The stable ABI of Python 3.10 lets nobody else own a buffer, so each
//! column is copied once, as a whole.

use netwarden::Error;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyMemoryView};

use crate::error::raise;

/// `memoryview` of numbers in a buffer that Python owns.
pub(crate) fn view<'py, const N: usize>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = [u8; N]>,
    format: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyBytes::new_with(py, items.len() * N, |buffer| {
        for (place, item) in buffer.chunks_exact_mut(N).zip(items) {
            place.copy_from_slice(&item);
        }
        Ok(())
    })?;
    py.import("builtins")?.getattr("memoryview")?.call1((bytes,))?.call_method1("cast", (format,))
}

/// Numbers, as a view of `float`.
pub(crate) fn doubles<'py>(py: Python<'py>, numbers: &[f64]) -> PyResult<Bound<'py, PyAny>> {
    view(py, numbers.iter().map(|number| number.to_ne_bytes()), "d")
}

/// Counts, as a view of `int`.
pub(crate) fn counts<'py>(py: Python<'py>, counts: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    view(py, counts.iter().map(|count| count.to_ne_bytes()), "Q")
}

/// The octets of a buffer, and the format of its numbers; `None` where it is no buffer, such as a list.
fn octets<'py>(given: &Bound<'py, PyAny>) -> PyResult<Option<(Bound<'py, PyBytes>, String)>> {
    let Ok(view) = PyMemoryView::from(given) else { return Ok(None) };
    let format: String = view.getattr("format")?.extract()?;
    let octets = view.call_method0("tobytes")?.cast_into::<PyBytes>()?;
    let width: usize = view.getattr("itemsize")?.extract()?;
    // One format for one width: `l` is 8 octets long here and 4 there.
    let kind = format.trim_start_matches(['@', '=']);
    Ok(Some((
        octets,
        format!(
            "{}{width}",
            if "lqih".contains(kind) {
                "i"
            } else if "LQIHB".contains(kind) {
                "u"
            } else {
                kind
            }
        ),
    )))
}

fn words<const N: usize, T>(octets: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    octets.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok()).map(read).collect()
}

fn wrong(argument: &str, given: &Bound<'_, PyAny>, expected: &str) -> PyErr {
    let given = given.get_type().name().map_or_else(|_| String::from("an object"), |name| name.to_string());
    raise(&Error::invalid(argument, given, expected))
}

/// Numbers of a buffer of float64, or of anything else that has numbers and `None` in an order.
pub(crate) fn read_doubles(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    if let Some((octets, format)) = octets(given)? {
        match format.as_str() {
            "d8" => return Ok(words(octets.as_bytes(), f64::from_ne_bytes)),
            "f4" => return Ok(words(octets.as_bytes(), |word| f64::from(f32::from_ne_bytes(word)))),
            _ => {}
        }
    }
    let numbers: Vec<Option<f64>> =
        given.extract().map_err(|_| wrong(argument, given, "numbers, or None where there is none"))?;
    Ok(numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
}

/// Counts of a buffer of 64-bit or 32-bit integers, or of anything else that has integers in an order.
pub(crate) fn read_counts(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<u64>> {
    if let Some((octets, format)) = octets(given)? {
        match format.as_str() {
            "u8" => return Ok(words(octets.as_bytes(), u64::from_ne_bytes)),
            "u4" => return Ok(words(octets.as_bytes(), |word| u32::from_ne_bytes(word).into())),
            _ => {}
        }
    }
    given.extract().map_err(|_| wrong(argument, given, "integers from 0 to 2 ** 64 - 1"))
}

/// Times in milliseconds of a buffer of 64-bit integers, or of anything else that has integers in an order.
pub(crate) fn read_times(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<i64>> {
    match octets(given)? {
        Some((octets, format)) if format == "i8" => Ok(words(octets.as_bytes(), i64::from_ne_bytes)),
        _ => given.extract().map_err(|_| wrong(argument, given, "integers, as milliseconds since 1970")),
    }
}

/// As [`read_counts`], of 32 bits.
pub(crate) fn read_counts_32(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    match octets(given)? {
        Some((octets, format)) if format == "u4" => Ok(words(octets.as_bytes(), u32::from_ne_bytes)),
        _ => given.extract().map_err(|_| wrong(argument, given, "integers from 0 to 2 ** 32 - 1")),
    }
}

/// Which rows are meant, of a buffer or a list of truth values or of 1 and 0, as bits in words.
pub(crate) fn read_bits(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<u64>> {
    let flags: Vec<u8> = match octets(given)? {
        Some((octets, format)) if format.ends_with('1') => octets.as_bytes().to_vec(),
        _ => {
            let truths: Vec<bool> =
                given.extract().map_err(|_| wrong(argument, given, "True or False for each row"))?;
            truths.into_iter().map(u8::from).collect()
        }
    };
    let word =
        |flags: &[u8]| flags.iter().enumerate().fold(0_u64, |word, (bit, flag)| word | (u64::from(*flag != 0) << bit));
    Ok(flags.chunks(64).map(word).collect())
}
