//! Getting variables by their names, whatever an agent makes of the request.

use super::ext::refused;
use super::{Query, Session};
use crate::error::{Error, Result};
use crate::value::{Oid, Value, VarBind};
use crate::wire::{Answer, ErrorStatus, Verdict};

pub(super) async fn get<S: Session + ?Sized>(session: &S, names: &[Oid]) -> Result<Vec<VarBind>> {
    let mut found = Vec::with_capacity(names.len());
    // Parts of the names that are still to be asked, the first one last.
    let mut parts = vec![names.to_vec()];
    while let Some(mut part) = parts.pop() {
        if part.is_empty() {
            continue;
        }
        let answer = match session.exchange(Query::Get(part.clone())).await {
            Ok(answer) => answer,
            // Large answers are what agents break or cut.
            Err(Error::Malformed { .. }) if part.len() > 1 => {
                split(part, |length| length.div_ceil(4), &mut parts);
                continue;
            }
            Err(error) => return Err(error),
        };
        match answer.verdict() {
            Verdict::Success => {
                let spoiled = spoiled(&answer, &part).cloned();
                let answered = take(session, &part, answer, &mut found)?;
                if let Some(name) = spoiled {
                    found.extend(once_more(session, name).await);
                }
                parts.push(part.split_off(answered));
            }
            Verdict::TooBig if part.len() > 1 => split(part, |length| length.div_ceil(2), &mut parts),
            // RFC 1157 §4.1.2: the index names the variable that is not there; the others are asked again.
            Verdict::Refused { status: ErrorStatus::NoSuchName, index } => {
                let at = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
                let Some(at) = at.filter(|at| *at < part.len()).or((part.len() == 1).then_some(0)) else {
                    return Err(refused(session, ErrorStatus::NoSuchName, index, &part));
                };
                let rest = part.split_off(at + 1);
                let missing = part.pop();
                if part.is_empty() {
                    found.extend(missing.map(|name| VarBind::new(name, Value::NoSuchObject)));
                    parts.push(rest);
                } else {
                    parts.extend([rest, missing.into_iter().collect(), part]);
                }
            }
            Verdict::TooBig => return Err(refused(session, ErrorStatus::TooBig, answer.response.index, &part)),
            Verdict::Refused { status, index } => return Err(refused(session, status, index, &part)),
        }
    }
    Ok(found)
}

/// The name of the last variable of an answer, where it cannot be read. Where agents miscount or cut, that one bears it.
fn spoiled<'a>(answer: &Answer, names: &'a [Oid]) -> Option<&'a Oid> {
    let last = (answer.response.varbinds.len() + answer.faults.len()).checked_sub(1)?;
    let fault = answer.faults.last().filter(|fault| fault.position == last)?;
    names.get(last).filter(|name| fault.name.as_ref().is_none_or(|told| told == *name))
}

/// Gets a variable where it does not stand last: before itself.
async fn once_more<S: Session + ?Sized>(session: &S, name: Oid) -> Option<VarBind> {
    let answer = session.exchange(Query::Get(vec![name.clone(), name.clone()])).await.ok()?;
    let is_it = |varbind: &VarBind| varbind.name == name;
    let Verdict::Success = answer.verdict() else { return None };
    answer.response.varbinds.into_iter().next().filter(is_it)
}

/// Parts of that length, the first one last.
fn split(names: Vec<Oid>, length: impl Fn(usize) -> usize, parts: &mut Vec<Vec<Oid>>) {
    parts.extend(names.chunks(length(names.len())).rev().map(<[Oid]>::to_vec));
}

/// Takes the answer to these names; returns how many of them it answers, one at least.
///
/// # Errors
/// [`Error::Malformed`] where it answers none.
fn take<S: Session + ?Sized>(session: &S, names: &[Oid], answer: Answer, found: &mut Vec<VarBind>) -> Result<usize> {
    // RFC 3416 §4.2.1: the variables of the request, in their order.
    let is_in_order = |varbinds: &[VarBind]| varbinds.iter().zip(names).all(|(varbind, name)| varbind.name == *name);
    let answered = (answer.response.varbinds.len() + answer.faults.len()).min(names.len());
    if answer.response.varbinds.len() == names.len() && is_in_order(&answer.response.varbinds) {
        found.extend(answer.response.varbinds);
        return Ok(names.len());
    }
    let mut received = answer.response.varbinds;
    let stranger = received.iter().find(|varbind| !names.contains(&varbind.name)).map(|varbind| varbind.name.clone());
    let before = found.len();
    for name in names.iter().take(answered) {
        if let Some(place) = received.iter().position(|varbind| varbind.name == *name) {
            found.push(received.swap_remove(place));
        }
    }
    if found.len() > before || !answer.faults.is_empty() {
        return Ok(answered);
    }
    let reason = match (names.first(), stranger) {
        (Some(name), Some(stranger)) => format!("{name} was asked for, {stranger} is there"),
        _ => "variables were asked for, none is there".to_owned(),
    };
    Err(Error::Malformed { origin: session.target(), offset: "variable 1".into(), reason })
}
