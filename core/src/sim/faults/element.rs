//! Elements of BER (X.690) that may be written wrongly: what no sound encoder can do.

use super::misdeed::{LengthForm, Part};

/// One element: a tag, how its length is written, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) tag: u8,
    form: LengthForm,
    body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Octets(Vec<u8>),
    Elements(Vec<Element>),
    /// In the place of the whole element.
    Raw(Vec<u8>),
}

/// Bit 6 of a tag: the content is elements (X.690 §8.1.2.5).
const CONSTRUCTED: u8 = 0x20;

impl Element {
    /// Reads what our own encoder wrote.
    pub(super) fn read(octets: &[u8]) -> Option<Self> {
        let (element, rest) = Self::split(octets)?;
        rest.is_empty().then_some(element)
    }

    fn split(octets: &[u8]) -> Option<(Self, &[u8])> {
        let (&[tag, first], rest) = octets.split_first_chunk()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0, |length, &octet| length << 8 | usize::from(octet)), rest)
        };
        let (mut content, rest) = rest.split_at_checked(length)?;
        let body = if tag & CONSTRUCTED == 0 {
            Body::Octets(content.to_vec())
        } else {
            let mut elements = Vec::new();
            while !content.is_empty() {
                let (element, more) = Self::split(content)?;
                elements.push(element);
                content = more;
            }
            Body::Elements(elements)
        };
        Some((Self { tag, form: LengthForm::Shortest, body }, rest))
    }

    /// An element of these octets.
    pub(super) fn primitive(tag: u8, octets: Vec<u8>) -> Self {
        Self { tag, form: LengthForm::Shortest, body: Body::Octets(octets) }
    }

    /// These octets in the place of an element.
    pub(super) fn raw(octets: Vec<u8>) -> Self {
        Self { tag: 0, form: LengthForm::Shortest, body: Body::Raw(octets) }
    }

    /// The element at that place inside.
    pub(super) fn inner(&mut self, place: usize) -> Option<&mut Self> {
        match &mut self.body {
            Body::Elements(elements) => elements.get_mut(place),
            Body::Octets(_) | Body::Raw(_) => None,
        }
    }

    /// The list of variables of a community-based message.
    pub(super) fn varbinds(&mut self) -> &mut [Self] {
        match self.inner(2).and_then(|pdu| pdu.inner(3)).map(|list| &mut list.body) {
            Some(Body::Elements(varbinds)) => varbinds,
            _ => &mut [],
        }
    }

    /// Has the lengths of a part of a community-based message written in that form.
    pub(super) fn set_lengths(&mut self, part: Part, form: LengthForm) {
        match part {
            Part::Message => self.form = form,
            Part::Pdu => self.inner(2).into_iter().for_each(|pdu| pdu.form = form),
            Part::List => self.inner(2).and_then(|pdu| pdu.inner(3)).into_iter().for_each(|list| list.form = form),
            Part::Varbinds => self.varbinds().iter_mut().for_each(|varbind| varbind.form = form),
            Part::All => self.set_all(form),
        }
    }

    fn set_all(&mut self, form: LengthForm) {
        self.form = form;
        if let Body::Elements(elements) = &mut self.body {
            elements.iter_mut().for_each(|element| element.set_all(form));
        }
    }

    /// The octets.
    pub(super) fn write(&self) -> Vec<u8> {
        let content = match &self.body {
            Body::Raw(octets) => return octets.clone(),
            Body::Octets(octets) => octets.clone(),
            Body::Elements(elements) => elements.iter().flat_map(Self::write).collect(),
        };
        let mut written = vec![self.tag];
        written.extend(self.form.write(content.len()));
        written.extend(content);
        // X.690 §8.1.5: the end of a content of indefinite length.
        if self.form == LengthForm::Indefinite {
            written.extend([0, 0]);
        }
        written
    }
}

impl LengthForm {
    fn write(self, length: usize) -> Vec<u8> {
        let number = u64::try_from(length).unwrap_or(u64::MAX);
        let octets = number.to_be_bytes();
        match self {
            Self::Shortest if number < 0x80 => octets.last().copied().into_iter().collect(),
            Self::Shortest => {
                let digits = octets.into_iter().skip_while(|&octet| octet == 0).collect::<Vec<_>>();
                std::iter::once(0x80 | u8::try_from(digits.len()).unwrap_or(0)).chain(digits).collect()
            }
            Self::Long => std::iter::once(0x84).chain(octets.into_iter().skip(4)).collect(),
            Self::Indefinite => vec![0x80],
            Self::OneMore => Self::Shortest.write(length + 1),
            Self::OneLess => Self::Shortest.write(length.saturating_sub(1)),
            Self::LowOctet => std::iter::once(0x81).chain(octets.last().copied()).collect(),
            Self::Huge => vec![0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            Self::NineOctets => std::iter::once(0x89).chain([0]).chain(octets).collect(),
            Self::Reserved => vec![0xff],
        }
    }
}
