//! async-snmp: a client per device over one shared socket.

use std::hint::black_box;

use crate::case::{
    self, Asked, BULK, COLUMNS, Case, PASSWORD, PRIVACY, REPETITIONS, ROWS, Result, TABLE, Tally, UPTIME, USER,
};
use crate::drive;
use async_snmp::transport::{UdpHandle, UdpTransport};
use async_snmp::{Auth, AuthProtocol, Client, Oid, PrivProtocol, UsmConfig, Value, VarBind};

pub(crate) async fn run(asked: &Asked) -> Result<Tally> {
    let shared = UdpTransport::builder().bind("0.0.0.0:0").recv_buffer_size(8 << 20).build().await?;
    let auth = match asked.case {
        Case::V3 => UsmConfig::new(USER).auth_priv(AuthProtocol::Sha1, PASSWORD, PrivProtocol::Aes128, PRIVACY)?.into(),
        _ => Auth::v2c("public"),
    };
    let mut clients = Vec::new();
    for device in 0..asked.in_flight {
        let address = asked.device(device);
        let client =
            Client::builder((address.ip().to_string(), address.port()), auth.clone()).build_with(&shared).await?;
        if asked.case == Case::V3 {
            client.get(&Oid::from_slice(&UPTIME)).await?; // finds the engine
        }
        clients.push(client);
    }
    Ok(drive::all(asked, clients, ask).await)
}

fn read(varbinds: &[VarBind]) -> u64 {
    let mut count = 0;
    for varbind in varbinds {
        black_box(&varbind.oid);
        match varbind.value {
            Value::Counter64(number) => count += u64::from(black_box(number) > 0),
            Value::TimeTicks(number) => count += u64::from(black_box(number) > 0),
            _ => {}
        }
    }
    count
}

async fn ask(client: &mut Client<UdpHandle>, case: Case, tally: &mut Tally) -> Result<()> {
    match case {
        Case::Get | Case::V3 => tally.count(read(&client.get(&Oid::from_slice(&UPTIME)).await?.varbinds), 1),
        Case::Bulk => {
            let columns = COLUMNS.map(|column| Oid::from_slice(&case::column(column)));
            tally.count(read(&client.get_bulk(&columns, 0, REPETITIONS).await?), BULK);
        }
        Case::Walk => {
            // Its walk is of one column at a time.
            let mut varbinds = 0;
            for column in COLUMNS {
                let walked = client.bulk_walk(Oid::from_slice(&case::column(column)), ROWS + 1)?.collect().await?;
                varbinds += read(&walked);
                tally.requests += 1;
            }
            tally.varbinds += varbinds;
            tally.errors += u64::from(varbinds != TABLE);
        }
    }
    Ok(())
}
