//! snmp2: an asynchronous session per device, each with a socket of its own.

use std::hint::black_box;
use std::time::Duration;

use crate::case::{
    self, Asked, BULK, COLUMNS, Case, PASSWORD, PRIVACY, REPETITIONS, ROWS, Result, TABLE, Tally, UPTIME, USER,
};
use crate::drive;
use snmp2::v3::{Auth, AuthProtocol, Cipher, Security};
use snmp2::{AsyncSession, Error, MessageType, Oid, Pdu, Value};

pub(crate) async fn run(asked: &Asked) -> Result<Tally> {
    let mut sessions = Vec::new();
    for device in 0..asked.in_flight {
        sessions.push(Box::new(open(asked, device).await?));
    }
    let limited = async |session: &mut Box<AsyncSession>, case, tally: &mut Tally| -> Result<()> {
        // It has no timeout of its own; a datagram that is lost would hold it for ever.
        Ok(tokio::time::timeout(Duration::from_secs(1), ask(session, case, tally)).await??)
    };
    Ok(drive::all(asked, sessions, limited).await)
}

async fn open(asked: &Asked, device: u32) -> Result<AsyncSession> {
    let address = asked.device(device);
    if asked.case != Case::V3 {
        return Ok(AsyncSession::new_v2c(address, b"public", 0).await?);
    }
    let privacy = Auth::AuthPriv { cipher: Cipher::Aes128, privacy_password: PRIVACY.into() };
    let security =
        Security::new(USER.as_bytes(), PASSWORD.as_bytes()).with_auth_protocol(AuthProtocol::Sha1).with_auth(privacy);
    let mut session = AsyncSession::new_v3(address, 0, security).await?;
    session.init().await?;
    let uptime = oid(&UPTIME);
    loop {
        match session.get(&uptime).await {
            Ok(_) => return Ok(session),
            Err(Error::AuthUpdated) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn oid(arcs: &[u32]) -> Oid<'static> {
    Oid::from(&arcs.iter().map(|&arc| u64::from(arc)).collect::<Vec<_>>()).expect("arcs that BER can express")
}

fn read(pdu: &Pdu<'_>) -> u64 {
    let mut count = 0;
    for (name, value) in pdu.varbinds.clone() {
        black_box(name.as_bytes());
        match value {
            Value::Counter64(number) => count += u64::from(black_box(number) > 0),
            Value::Timeticks(number) => count += u64::from(black_box(number) > 0),
            _ => {}
        }
    }
    count * u64::from(pdu.error_status == 0 && pdu.message_type == MessageType::Response)
}

async fn ask(session: &mut AsyncSession, case: Case, tally: &mut Tally) -> std::result::Result<(), Error> {
    match case {
        Case::Get | Case::V3 => match session.get(&oid(&UPTIME)).await {
            Ok(pdu) => tally.count(read(&pdu), 1),
            // The engine's time was taken over from a report; ask again.
            Err(Error::AuthUpdated) => {}
            Err(error) => return Err(error),
        },
        Case::Bulk => {
            let columns = COLUMNS.map(|column| oid(&case::column(column)));
            tally.count(read(&session.getbulk(&columns.each_ref(), 0, REPETITIONS).await?), BULK);
        }
        Case::Walk => {
            // It has no walk: all columns side by side, from where the last answer ended.
            let (mut row, mut varbinds) = (0, 0);
            while row < ROWS {
                let last = COLUMNS.map(|column| match row {
                    0 => oid(&case::column(column)),
                    _ => oid(&[&case::column(column)[..], &[row]].concat()),
                });
                let repetitions = REPETITIONS.min(ROWS - row);
                varbinds += read(&session.getbulk(&last.each_ref(), 0, repetitions).await?);
                tally.requests += 1;
                row += repetitions;
            }
            tally.varbinds += varbinds;
            tally.errors += u64::from(varbinds != TABLE);
        }
    }
    Ok(())
}
