//! How a [`Misdeed`] is done: to the request as the agent takes it, to the answer, to its octets, and on the way.

use std::time::Duration;

use fastrand::Rng;

use super::element::Element;
use super::line::{Delivery, Source};
use super::misdeed::{End, Misdeed, Requests};
use crate::sim::agent::Agent;
use crate::value::{Moment, Oid, Value, VarBind, oid};
use crate::wire::{self, CommunityString, ErrorStatus, Message, Pdu, PduKind, Request, Response, Version};

/// The agent's answer, misdeeds done.
pub(super) fn answer(agent: &Agent, misdeeds: &[Misdeed], datagram: &[u8], now: Moment) -> Option<Vec<u8>> {
    if misdeeds.contains(&Misdeed::Silent) {
        return None;
    }
    let Ok(decoded) = wire::decode(datagram) else {
        // SNMPv3: who has not the keys can but break what was sent.
        let answer = agent.answer(datagram, now)?;
        return Some(misdeeds.iter().fold(answer, |octets, misdeed| spoil(misdeed, datagram, octets)));
    };
    let request = Some(decoded).filter(|request| request.faults.is_empty())?.message;
    let taken = misdeeds.iter().fold(request.clone(), take);
    let mut answer = agent.respond(&taken, now)?;
    for misdeed in misdeeds {
        alter(misdeed, &request, &mut answer);
    }
    let mut octets = wire::encode(&answer).ok()?;
    for misdeed in misdeeds {
        octets = rewrite(misdeed, datagram, &answer, octets);
    }
    Some(octets)
}

/// What the agent takes the request for.
fn take(mut request: Message, misdeed: &Misdeed) -> Message {
    match (misdeed, &mut request.pdu) {
        (Misdeed::IgnoresMaxRepetitions { sends }, Pdu::GetBulk(bulk)) => bulk.max_repetitions = *sends,
        (Misdeed::Always { name }, pdu) => {
            let varbinds = vec![VarBind::new(name.clone(), Value::Null); pdu.varbinds().len()];
            *pdu = Pdu::Get(Request { id: pdu.request_id().unwrap_or_default(), varbinds });
        }
        (Misdeed::WithoutZero { below }, pdu) => {
            let get = pdu.kind() == PduKind::Get;
            if let Some(varbinds) = varbinds_mut(pdu) {
                varbinds.iter_mut().for_each(|varbind| varbind.name = with_zero(&varbind.name, below, get));
            }
        }
        _ => {}
    }
    request
}

/// Scalars below `below` are asked for without `.0`; with it, they are not there.
fn with_zero(name: &Oid, below: &Oid, get: bool) -> Oid {
    match name.suffix_of(below) {
        Some([_]) => name.child(&[0]),
        Some([_, 0]) if get => name.child(&[0]),
        _ => name.clone(),
    }
}

fn varbinds_mut(pdu: &mut Pdu) -> Option<&mut Vec<VarBind>> {
    match pdu {
        Pdu::Get(request) | Pdu::GetNext(request) | Pdu::Set(request) => Some(&mut request.varbinds),
        Pdu::GetBulk(request) => Some(&mut request.varbinds),
        Pdu::Response(response) => Some(&mut response.varbinds),
        _ => None,
    }
}

fn alter(misdeed: &Misdeed, request: &Message, answer: &mut Message) {
    let asked = &request.pdu;
    match misdeed {
        Misdeed::WrongCommunity => answer.community = CommunityString::new("another"),
        Misdeed::WrongVersion => {
            answer.version = if answer.version == Version::V1 { Version::V2c } else { Version::V1 };
        }
        _ => {}
    }
    let Pdu::Response(response) = &mut answer.pdu else { return };
    let kind = asked.kind();
    match misdeed {
        Misdeed::WrongId => response.id = response.id.wrapping_add(1),
        Misdeed::Status { status, index, to } if strikes(*to, asked) => {
            refuse(response, asked, ErrorStatus::from_number(*status), *index);
        }
        Misdeed::TooBigAbove { varbinds } if wanted(asked) > *varbinds => {
            refuse(response, asked, ErrorStatus::TooBig, 0)
        }
        Misdeed::ErrorIndex { index } => response.index = *index,
        Misdeed::NoVarbinds => response.varbinds.clear(),
        Misdeed::AtMost { varbinds } => response.varbinds.truncate(*varbinds),
        Misdeed::Reversed => response.varbinds.reverse(),
        Misdeed::BulkRepeats if kind == PduKind::GetBulk => {
            response.varbinds =
                response.varbinds.iter().flat_map(|varbind| [varbind.clone(), varbind.clone()]).collect();
        }
        Misdeed::WithoutZero { below } => {
            for (at, varbind) in response.varbinds.iter_mut().enumerate() {
                match (varbind.name.suffix_of(below), asked.varbinds().get(at)) {
                    (Some(_), Some(asked)) if kind == PduKind::Get => varbind.name = asked.name.clone(),
                    (Some([scalar, 0]), _) => varbind.name = below.child(&[*scalar]),
                    _ => {}
                }
            }
        }
        Misdeed::Ends { after, with } if kind != PduKind::Get => end(response, asked, after.as_ref(), *with),
        _ => {}
    }
}

fn strikes(requests: Requests, asked: &Pdu) -> bool {
    match requests {
        Requests::All => true,
        Requests::Bulk => asked.kind() == PduKind::GetBulk,
        Requests::Get => asked.kind() == PduKind::Get,
        Requests::Several => asked.varbinds().len() > 1,
    }
}

/// How many variables a request asks for.
fn wanted(asked: &Pdu) -> u32 {
    let names = u32::try_from(asked.varbinds().len()).unwrap_or(u32::MAX);
    match asked {
        Pdu::GetBulk(bulk) => names.saturating_mul(bulk.max_repetitions),
        _ => names,
    }
}

fn refuse(response: &mut Response, asked: &Pdu, status: ErrorStatus, index: u32) {
    *response = Response { id: response.id, status, index, varbinds: asked.varbinds().to_vec() };
}

/// Puts the end of what the agent has after `after`.
fn end(response: &mut Response, asked: &Pdu, after: Option<&Oid>, with: End) {
    let columns = asked.varbinds().len();
    for at in 0..response.varbinds.len() {
        let Some(varbind) = response.varbinds.get(at) else { return };
        if varbind.value != Value::EndOfMibView && after.is_none_or(|after| varbind.name <= *after) {
            continue;
        }
        let before = match at.checked_sub(columns) {
            Some(above) => response.varbinds.get(above),
            None => asked.varbinds().get(at),
        };
        let name = before.map(|varbind| varbind.name.clone()).unwrap_or_default();
        let told = match with {
            End::EndOfMibView => VarBind::new(name, Value::EndOfMibView),
            End::NoSuchObject => VarBind::new(name, Value::NoSuchObject),
            End::NoSuchInstance => VarBind::new(name, Value::NoSuchInstance),
            End::Null => VarBind::new(name, Value::Null),
            End::SameName => VarBind::new(name, Value::Integer(1)),
            End::FromTheTop => VarBind::new(oid(&[1, 3, 6, 1, 2, 1, 1, 1, 0]), Value::OctetString(b"the top".to_vec())),
            End::EmptyName => VarBind::new(oid(&[0, 0]), Value::Null),
            End::NoSuchName | End::GenErr => {
                let status = if with == End::GenErr { ErrorStatus::GenErr } else { ErrorStatus::NoSuchName };
                let index = u32::try_from(at % columns.max(1) + 1).unwrap_or_default();
                return refuse(response, asked, status, index);
            }
        };
        if let Some(varbind) = response.varbinds.get_mut(at) {
            *varbind = told;
        }
    }
}

/// What can be done to any octets.
fn spoil(misdeed: &Misdeed, request: &[u8], mut octets: Vec<u8>) -> Vec<u8> {
    match misdeed {
        Misdeed::Echo => return request.to_vec(),
        Misdeed::Truncated { octets: left } => octets.truncate(*left),
        Misdeed::Trailing { octets: more } => octets.extend(std::iter::repeat_n(0x5a, *more)),
        _ => {}
    }
    octets
}

/// What no sound encoder writes.
fn rewrite(misdeed: &Misdeed, request: &[u8], answer: &Message, mut octets: Vec<u8>) -> Vec<u8> {
    octets = spoil(misdeed, request, octets);
    let Some(mut message) = Element::read(&octets) else { return octets };
    match misdeed {
        Misdeed::Version { number } => {
            if let Some(version) = message.inner(0) {
                *version = Element::primitive(0x02, vec![*number]);
            }
        }
        Misdeed::Tag { tag } => {
            if let Some(pdu) = message.inner(2) {
                pdu.tag = *tag;
            }
        }
        Misdeed::Length { of, form } => message.set_lengths(*of, *form),
        Misdeed::Value { below, octets } => {
            replace(&mut message, answer, below, Some(1), || Element::raw(octets.clone()))
        }
        Misdeed::Huge { below, octets } => {
            replace(&mut message, answer, below, Some(1), || Element::primitive(0x04, vec![b'x'; *octets]));
        }
        Misdeed::Name { below, octets } => {
            replace(&mut message, answer, below, Some(0), || Element::raw(octets.clone()))
        }
        Misdeed::Varbind { below, octets } => {
            replace(&mut message, answer, below, None, || Element::raw(octets.clone()))
        }
        _ => return octets,
    }
    message.write()
}

/// Replaces the variables below a name, or what is at one place in them.
fn replace(message: &mut Element, answer: &Message, below: &Oid, place: Option<usize>, new: impl Fn() -> Element) {
    for (varbind, known) in message.varbinds().iter_mut().zip(answer.pdu.varbinds()) {
        if !known.name.starts_with(below) || known.value.is_exception() {
            continue;
        }
        match place {
            None => *varbind = new(),
            Some(place) => varbind.inner(place).into_iter().for_each(|part| *part = new()),
        }
    }
}

/// What the way does to the answers to one request.
pub(super) fn on_the_way(
    misdeed: &Misdeed,
    mut deliveries: Vec<Delivery>,
    now: Moment,
    random: &mut Rng,
    held: &mut Option<Vec<u8>>,
) -> Vec<Delivery> {
    match misdeed {
        Misdeed::Late { by_ms } => deliveries.iter_mut().for_each(|it| it.at = it.at + Duration::from_millis(*by_ms)),
        Misdeed::OtherPort => deliveries.iter_mut().for_each(|it| it.from = Source::OtherPort),
        Misdeed::OtherAddress => deliveries.iter_mut().for_each(|it| it.from = Source::OtherAddress),
        Misdeed::Repeated { times } => {
            let times = usize::try_from(*times).unwrap_or(usize::MAX);
            deliveries = deliveries.into_iter().flat_map(|it| std::iter::repeat_n(it, times)).collect();
        }
        Misdeed::Trickle { every_ms } => {
            deliveries = deliveries.into_iter().flat_map(|it| trickle(it, *every_ms)).collect();
        }
        Misdeed::OneBehind => {
            for delivery in &mut deliveries {
                let before = held.replace(std::mem::take(&mut delivery.datagram));
                delivery.datagram = before.unwrap_or_default();
            }
            deliveries.retain(|delivery| !delivery.datagram.is_empty());
        }
        Misdeed::Flood { strays } => {
            let Some(right) = deliveries.first().map(|delivery| delivery.datagram.clone()) else { return deliveries };
            let strays = (0..*strays).map(|number| stray(number, &right, now, random));
            deliveries = strays.chain(std::mem::take(&mut deliveries)).collect();
        }
        _ => {}
    }
    deliveries
}

fn trickle(delivery: Delivery, every_ms: u64) -> impl Iterator<Item = Delivery> {
    let Delivery { at, datagram, from } = delivery;
    let moments = (0..).map(move |number: u64| at + Duration::from_millis(every_ms.saturating_mul(number)));
    datagram.into_iter().zip(moments).map(move |(octet, at)| Delivery { at, datagram: vec![octet], from })
}

/// By turns: noise, nothing, and the right answer with some octet changed.
fn stray(number: u32, right: &[u8], now: Moment, random: &mut Rng) -> Delivery {
    let datagram = match number % 3 {
        0 => (0..random.usize(1..200)).map(|_| random.u8(..)).collect(),
        1 => Vec::new(),
        _ => {
            // Within the request id and what is before it, so that it cannot pass for the answer.
            let mut octets = right.to_vec();
            let at = random.usize(..16).min(octets.len().saturating_sub(1));
            octets.iter_mut().skip(at).take(1).for_each(|octet| *octet ^= 1 << random.u8(..8));
            octets
        }
    };
    Delivery { at: now, datagram, from: Source::Asked }
}
