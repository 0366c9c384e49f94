use super::{SeriesColumns, malformed};
use crate::counter::Gap;
use crate::error::Result;
use crate::series::calendar::{from_iso, to_iso};
use crate::series::{Columns, SeriesGap, SeriesKey, SeriesKind, Slot};

const HEADER: &str = "device,object,row,kind,unit,time,step_ms,average,min,max,last,count,coverage,gap";
const CSV: &str = "CSV of series";
/// How many steps that a file leaves out are filled up.
const MOST_FILLED: u64 = 1_000_000;

/// Series as CSV (RFC 4180), one line for each step: `device,object,row,kind,unit,time,step_ms,average,min,max,last,count,
/// coverage,gap`. `time` is when the step begins, in UTC; what is no number is empty; `gap` is the code of the first reason
/// why something of the step is missing.
///
/// It is made to be opened by people: a text that a spreadsheet would take for a formula, beginning with `=`, `+`, `-`, `@`
/// or an apostrophe, gets an apostrophe in front, and control characters become spaces.
#[must_use]
pub fn to_csv(series: &[SeriesColumns]) -> String {
    let mut out = format!("{HEADER}\r\n");
    for SeriesColumns { key, columns } in series {
        let head: Vec<String> =
            [&key.device, &key.object, &key.row, columns.kind.code(), &columns.unit].map(cell).into();
        let mut gaps = columns.gaps.iter().peekable();
        for (step, slot) in columns.slots().enumerate() {
            let (from, to) = (columns.time(step), columns.time(step + 1));
            while gaps.next_if(|gap| gap.to <= from).is_some() {}
            let gap = gaps.peek().filter(|gap| gap.from < to).map_or("", |gap| gap.reason.code());
            let [average, min, max, last] = [slot.average, slot.min, slot.max, slot.last].map(number);
            let (time, step_ms, count, coverage) = (to_iso(from), columns.step_ms, slot.count, slot.coverage);
            out.push_str(&head.join(","));
            out.push_str(&format!(",{time},{step_ms},{average},{min},{max},{last},{count},{coverage},{gap}\r\n"));
        }
    }
    out
}

/// The series that [`to_csv`] wrote. Steps of one series stand together, in the order of time; steps that were left out
/// are gaps, 1,000,000 in all at most. A gap has its code's reason, without details.
///
/// # Errors
/// `malformed`, with the line and what would be right.
pub fn from_csv(text: &str) -> Result<Vec<SeriesColumns>> {
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let header = lines.next().map_or("", |(_, line)| line).trim_start_matches('\u{feff}');
    if header != HEADER {
        return Err(malformed(CSV, 1, format!("the header is not {HEADER}")));
    }
    let mut found: Vec<SeriesColumns> = Vec::new();
    let mut room = MOST_FILLED;
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let cells = cells(line).ok_or_else(|| malformed(CSV, number, "a quoted cell does not end"))?;
        take(&mut found, &mut room, &cells).map_err(|reason| malformed(CSV, number, reason))?;
    }
    Ok(found)
}

fn take(found: &mut Vec<SeriesColumns>, room: &mut u64, cells: &[String]) -> std::result::Result<(), String> {
    let [device, object, row, kind, unit, time, step, average, min, max, last, count, coverage, gap] = cells else {
        return Err(format!("there are {} cells, not 14", cells.len()));
    };
    let bad = |what: &str, given: &str| format!("\"{given}\" is no {what}");
    let value = |text: &String| match text.as_str() {
        "" => Ok(f64::NAN),
        text => text.parse::<f64>().map_err(|_| bad("number", text)),
    };
    let kind = match kind.as_str() {
        "counter" => SeriesKind::Counter,
        "gauge" => SeriesKind::Gauge,
        other => return Err(bad("kind (counter or gauge)", other)),
    };
    let time = from_iso(time).ok_or_else(|| bad("time such as 2026-11-22T17:10:00Z", time))?;
    let step_ms: u64 = step.parse().ok().filter(|step| *step > 0).ok_or_else(|| bad("step of at least 1 ms", step))?;
    let key = SeriesKey::new(device, object, row);
    let slot = Slot {
        average: value(average)?,
        min: value(min)?,
        max: value(max)?,
        last: value(last)?,
        count: count.parse().map_err(|_| bad("count", count))?,
        coverage: value(coverage)?,
    };
    let is_next =
        |series: &SeriesColumns| series.key == key && series.columns.step_ms == step_ms && series.columns.kind == kind;
    if !found.last().is_some_and(is_next) {
        let columns = Columns { kind, unit: unit.clone(), start: time, step_ms, ..Columns::default() };
        found.push(SeriesColumns { key, columns });
    }
    let Some(SeriesColumns { columns, .. }) = found.last_mut() else { return Ok(()) };
    let ahead = i128::from(time.as_millis()) - i128::from(columns.end().as_millis());
    let missing = u64::try_from(ahead).map_err(|_| "the step is not after the one before".to_owned())? / step_ms;
    if ahead % i128::from(step_ms) != 0 {
        return Err("the step does not follow the one before in whole steps".to_owned());
    }
    *room = room.checked_sub(missing).ok_or_else(|| format!("more than {MOST_FILLED} steps were left out so far"))?;
    (0..missing).for_each(|_| columns.push(Slot::NONE));
    columns.push(slot);
    if let Some(reason) = reason(gap).map_err(|_| bad("code of a gap", gap))? {
        note(columns, reason);
    }
    Ok(())
}

/// The last step has a gap.
fn note(columns: &mut Columns, reason: Gap) {
    let (from, to) = (columns.time(columns.len().saturating_sub(1)), columns.end());
    match columns.gaps.last_mut() {
        Some(last) if last.to == from && last.reason == reason => last.to = to,
        _ => columns.gaps.push(SeriesGap { from, to, reason }),
    }
}

fn reason(code: &str) -> Result<Option<Gap>> {
    if code.is_empty() { Ok(None) } else { code.parse().map(Some) }
}

fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

fn cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mark = if plain.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠']) { "'" } else { "" };
    if plain.contains([',', '"']) {
        format!("\"{mark}{}\"", plain.replace('"', "\"\""))
    } else {
        format!("{mark}{plain}")
    }
}

/// The cells of a line; `None` where a quoted one does not end.
fn cells(line: &str) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match (letter, is_quoted) {
            ('"', true) if letters.next_if_eq(&'"').is_some() => cells.last_mut()?.push('"'),
            ('"', _) => is_quoted = !is_quoted,
            (',', false) => cells.push(String::new()),
            (other, _) => cells.last_mut()?.push(other),
        }
    }
    let unmarked = |cell: String| cell.strip_prefix('\'').map_or(cell.clone(), str::to_owned);
    (!is_quoted).then(|| cells.into_iter().map(unmarked).collect())
}
