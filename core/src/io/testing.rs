//! Small agents on loopback for tests: each shows one fault.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::UdpSocket;

use super::{Query, RecordedSession, Session};
use crate::value::{Oid, Value, VarBind};
use crate::wire::{ErrorStatus, Message, Pdu, Response, decode, encode};

/// An agent on loopback; it ends with its handle.
pub(super) struct Agent {
    pub(super) address: SocketAddr,
    /// Datagrams that it received.
    pub(super) heard: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Agent {
    /// Sends back whatever `answer` makes of the n-th message (from 0).
    pub(super) async fn with(mut answer: impl FnMut(usize, Message) -> Vec<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let heard = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            let mut buffer = vec![0; 65_536];
            loop {
                let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
                let message = decode(&buffer[..length]).unwrap().message;
                for datagram in answer(count.fetch_add(1, Ordering::SeqCst), message) {
                    socket.send_to(&datagram, from).await.unwrap();
                }
            }
        });
        Self { address, heard, task }
    }

    /// Answers as it should, out of these variables.
    pub(super) async fn sound(variables: Vec<VarBind>) -> Self {
        let session = RecordedSession::new("agent", variables);
        Self::with(move |_, message| vec![encode(&reply(&session, message)).unwrap()]).await
    }

    /// Never answers.
    pub(super) async fn silent() -> Self {
        Self::with(|_, _| Vec::new()).await
    }

    pub(super) fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}

/// The answer of an agent with these variables.
pub(super) fn reply(session: &RecordedSession, message: Message) -> Message {
    let names = |varbinds: &[VarBind]| varbinds.iter().map(|varbind| varbind.name.clone()).collect::<Vec<Oid>>();
    let (id, query) = match &message.pdu {
        Pdu::Get(asked) => (asked.id, Query::Get(names(&asked.varbinds))),
        Pdu::GetNext(asked) => (asked.id, Query::GetNext(names(&asked.varbinds))),
        Pdu::GetBulk(asked) => {
            let (non_repeaters, max_repetitions) = (asked.non_repeaters, asked.max_repetitions);
            (asked.id, Query::GetBulk { non_repeaters, max_repetitions, names: names(&asked.varbinds) })
        }
        other => panic!("{other:?}"),
    };
    let mut answer = std::pin::pin!(session.exchange(query));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match answer.as_mut().poll(&mut context) {
        std::task::Poll::Ready(answer) => with(message, id, ErrorStatus::NoError, 0, answer.unwrap().response.varbinds),
        std::task::Poll::Pending => panic!("a recording answers at once"),
    }
}

/// A response to `message`.
pub(super) fn with(message: Message, id: i32, status: ErrorStatus, index: u32, varbinds: Vec<VarBind>) -> Message {
    Message { pdu: Pdu::Response(Response { id, status, index, varbinds }), ..message }
}

/// The `system` group, without which no device is one.
pub(super) fn system(name: &str) -> Vec<VarBind> {
    let text = |text: &str| Value::OctetString(text.as_bytes().to_vec());
    let scalar = |id, value| VarBind::new(Oid::new(&[1, 3, 6, 1, 2, 1, 1, id, 0]), value);
    vec![
        scalar(1, text("a test agent")),
        scalar(2, Value::ObjectId(Oid::new(&[1, 3, 6, 1, 4, 1, 8072, 3, 2, 10]))),
        scalar(3, Value::TimeTicks(crate::value::TimeTicks(4711))),
        scalar(5, text(name)),
    ]
}

/// `sysUpTime.0`.
pub(super) fn uptime() -> Oid {
    Oid::new(&[1, 3, 6, 1, 2, 1, 1, 3, 0])
}
