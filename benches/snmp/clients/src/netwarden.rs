//! netwarden, through its public API: a session per device over the engine's socket.

use std::hint::black_box;

use netwarden::io::{Community, Credential, Engine, EngineOptions, SessionExt, UdpSession, Usm};
use netwarden::value::{Oid, Value, VarBind, oid};
use netwarden::wire::WalkLimits;
use netwarden::wire::usm::{AuthProtocol, PrivacyProtocol, UsmUser};

use crate::case::{
    self, Asked, BULK, COLUMNS, Case, PASSWORD, PRIVACY, REPETITIONS, Result, TABLE, Tally, UPTIME, USER,
};
use crate::drive;

pub(crate) async fn run(asked: &Asked) -> Result<Tally> {
    // For v3 all of them ask the same snmpd.
    let per_device = if asked.case == Case::V3 { asked.in_flight } else { 1 };
    let engine = Engine::with(EngineOptions::new().receive_buffer(8 << 20).per_device(per_device)).await?;
    let credential: Credential = match asked.case {
        Case::V3 => {
            let user = UsmUser::new(USER)?.authentication(AuthProtocol::Sha1, PASSWORD)?;
            Usm::new(user.privacy(PrivacyProtocol::Aes128, PRIVACY)?).into()
        }
        _ => Community::new("public").into(),
    };
    let mut sessions = Vec::new();
    for device in 0..asked.in_flight {
        let session = engine.session(asked.device(device).into(), &credential);
        if asked.case == Case::V3 && device == 0 {
            session.get(&[oid(&UPTIME)]).await?; // finds the engine
        }
        sessions.push(session);
    }
    Ok(drive::all(asked, sessions, ask).await)
}

fn read(varbinds: &[VarBind]) -> u64 {
    let mut count = 0;
    for varbind in varbinds {
        black_box(&varbind.name);
        match varbind.value {
            Value::Counter64(number) => count += u64::from(black_box(number) > 0),
            Value::TimeTicks(ticks) => count += u64::from(black_box(ticks.0) > 0),
            _ => {}
        }
    }
    count
}

async fn ask(session: &mut UdpSession, case: Case, tally: &mut Tally) -> Result<()> {
    match case {
        Case::Get | Case::V3 => {
            tally.count(read(&session.get(&[oid(&UPTIME)]).await?), 1);
        }
        Case::Bulk => {
            let names: Vec<Oid> = COLUMNS.iter().map(|&column| oid(&case::column(column))).collect();
            tally.count(read(&session.get_bulk(0, REPETITIONS, &names).await?), BULK);
        }
        Case::Walk => {
            let roots = COLUMNS.iter().map(|&column| oid(&case::column(column))).collect();
            let walked = session.walk_columns(roots, WalkLimits::new()).await?;
            let varbinds = walked.iter().map(|column| read(&column.varbinds)).sum();
            tally.count(varbinds, TABLE);
        }
    }
    Ok(())
}
