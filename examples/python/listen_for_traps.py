"""Listens for traps. On a real network, without `listen`: port 162, which needs privilege."""

import asyncio
import socket

import netwarden as nw

# A linkDown of Gi1/0/3, as a switch sends it in SNMPv2c.
TRAP = bytes.fromhex(
    "3081aa02010104067075626c6963a7819c02014d020100020100308190301106082b06010201010300430500ffffffff"
    "3017060a2b06010603010104010006092b0601060301010503300f060a2b060102010202010103020103300f060a2b06"
    "0102010202010703020101300f060a2b0601020102020108030201073016060b2b060102011f01010101030407476931"
    "2f302f333017060b2b060102011f01010112030408746f206469737432"
)


async def main() -> None:
    async with nw.TrapListener(listen="127.0.0.1:0", allow="127.0.0.0/8", communities=["public"]) as listener:
        host, port = listener.addresses[0].rsplit(":", 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as switch:
            switch.sendto(TRAP, (host, int(port)))
            switch.sendto(b"not a trap", (host, int(port)))
        async for notification in listener:
            print(notification)
            print(f"  {notification.kind.kind}, interface {notification.kind.interface}, {notification.kind.oper}")
            for varbind in notification.varbinds:
                print(f"  {varbind.name} = {varbind.value}")
            break
        statistics = listener.statistics()
        print(f"{statistics.accepted} accepted")


asyncio.run(main())
