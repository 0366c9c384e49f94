//! Traps and informs of simulated devices, and the cables that they tell of.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::UdpSocket;

use super::{SimulatedNetwork, bind};
use crate::error::{Error, Result};
use crate::sim::{Agent, Event, TrapForm};
use crate::value::Moment;
use crate::wire;
#[cfg(feature = "v3")]
use crate::wire::{
    Pdu,
    usm::{Opened, UsmSession},
};

/// How long an inform waits for its acknowledgement, and how often it is sent.
const WAIT: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 3;

impl SimulatedNetwork {
    /// Lets a device tell `to` of an event, from its own address. An inform is sent up to three times, a second apart.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such device with an address and an agent, or no such port;
    /// [`Error::TimedOut`] for an inform that is not acknowledged; [`Error::Denied`] for one of v3 that is refused.
    pub async fn tell(&self, device: &str, event: &Event, form: &TrapForm, to: SocketAddr) -> Result<()> {
        let agent = self.agent(device)?;
        let address = agent.address().ok_or_else(|| Error::invalid("device", device, "a device with an address"))?;
        let io = |error| Error::io(format!("sending a trap of {device}"), error);
        let socket = UdpSocket::from_std(bind(address, 0)?).map_err(io)?;
        socket.connect(to).await.map_err(io)?;
        match form {
            TrapForm::InformV2c => self.inform(agent, event, &socket, to).await,
            #[cfg(feature = "v3")]
            TrapForm::InformV3(user) => {
                let session = UsmSession::new(user.clone(), u64::from(self.next_id().unsigned_abs()) << 32);
                self.inform_v3(agent, event, session, &socket, to).await
            }
            _ => {
                let datagram = agent.trap(event, form, self.next_id(), self.now())?;
                socket.send(&datagram).await.map(drop).map_err(io)
            }
        }
    }

    /// Cuts the cable in a port: the ports at both its ends go down, and every device there that has an agent tells
    /// `to`.
    ///
    /// # Errors
    /// As [`Self::tell`], and [`Error::Invalid`] for a port without a cable.
    pub async fn cut(&self, device: &str, port: &str, form: &TrapForm, to: SocketAddr) -> Result<()> {
        self.move_cable(device, port, false, form, to).await
    }

    /// Mends the cable in a port: the reverse of [`Self::cut`].
    ///
    /// # Errors
    /// As [`Self::cut`].
    pub async fn mend(&self, device: &str, port: &str, form: &TrapForm, to: SocketAddr) -> Result<()> {
        self.move_cable(device, port, true, form, to).await
    }

    async fn move_cable(&self, device: &str, port: &str, plugged: bool, form: &TrapForm, to: SocketAddr) -> Result<()> {
        let far = self.world.other_end(device, port)?;
        let (far_device, far_port) =
            far.ok_or_else(|| Error::invalid("port", format!("{device} {port}"), "a port with a cable"))?;
        let now = self.now();
        let ends = [(device, port), (far_device, far_port)];
        let ends = || ends.into_iter().filter(|(device, _)| self.agents.contains_key(*device));
        for (device, port) in ends() {
            self.agent(device)?.set_cable(port, plugged, now)?;
        }
        for (device, port) in ends() {
            let event = if plugged { Event::LinkUp(port.to_owned()) } else { Event::LinkDown(port.to_owned()) };
            self.tell(device, &event, form, to).await?;
        }
        Ok(())
    }

    fn agent(&self, device: &str) -> Result<&Agent> {
        self.agents.get(device).ok_or_else(|| Error::invalid("device", device, "a device with an agent"))
    }

    fn next_id(&self) -> i32 {
        self.told.fetch_add(1, Ordering::Relaxed) & i32::MAX
    }

    async fn inform(&self, agent: &Agent, event: &Event, socket: &UdpSocket, to: SocketAddr) -> Result<()> {
        let id = self.next_id();
        let datagram = agent.trap(event, &TrapForm::InformV2c, id, self.now())?;
        for _ in 0..ATTEMPTS {
            if let Some(answer) = exchange(socket, &datagram).await {
                if wire::peek(&answer).is_ok_and(|peek| peek.request_id == Some(id)) {
                    return Ok(());
                }
            }
        }
        Err(unanswered(to))
    }

    #[cfg(feature = "v3")]
    async fn inform_v3(
        &self,
        agent: &Agent,
        event: &Event,
        mut session: UsmSession,
        socket: &UdpSocket,
        to: SocketAddr,
    ) -> Result<()> {
        let now: Moment = self.now();
        let pdu = Pdu::Inform(agent.tell(event, self.next_id(), now)?);
        // A discovery and a report of the time come before.
        for _ in 0..ATTEMPTS + 2 {
            let sealed = session.seal(&pdu, b"", self.next_id(), now)?;
            let Some(answer) = exchange(socket, &sealed.datagram).await else { continue };
            match session.open(&answer, now) {
                Ok(Opened::Response(_)) => return Ok(()),
                Ok(Opened::Report(report)) => {
                    return Err(Error::Denied { target: to.to_string(), denial: (&report.cause).into() });
                }
                Ok(Opened::SealAgain) | Err(_) => {}
            }
        }
        Err(unanswered(to))
    }
}

async fn exchange(socket: &UdpSocket, datagram: &[u8]) -> Option<Vec<u8>> {
    let mut buffer = vec![0; 4096];
    socket.send(datagram).await.ok()?;
    let length = tokio::time::timeout(WAIT, socket.recv(&mut buffer)).await.ok()?.ok()?;
    buffer.truncate(length);
    Some(buffer)
}

fn unanswered(to: SocketAddr) -> Error {
    let after_ms = u64::try_from(WAIT.as_millis()).unwrap_or(u64::MAX).saturating_mul(u64::from(ATTEMPTS));
    Error::TimedOut { target: to.to_string(), after_ms, attempts: ATTEMPTS, hint: "" }
}
