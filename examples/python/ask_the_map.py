"""Asks a map: who is downstream of a switch, why two devices are not cabled, what if a cable is cut, what changed since
yesterday. The network is a simulated campus.
"""

import asyncio

import netwarden as nw


async def main() -> None:
    with nw.sim.start("campus") as network:
        async with nw.Engine() as engine:
            site = await engine.discover(network.range, port=network.port)
    yesterday = site.topology()
    ask(yesterday)

    # Today ap2 does not answer. What it said is not refuted by that.
    answering = [device for device in site.devices if device.name != "ap2"]
    for change in yesterday.diff(nw.Topology.infer(answering)):
        print("since yesterday:", change)

    # Device by device, without inferring the whole network anew. Here it was taken away.
    live = nw.LiveTopology()
    live.update(site)
    [ap2] = (device for device in site.devices if device.name == "ap2")
    for change in live.remove(ap2.id)[:3]:
        print("without ap2:", change)


def ask(topology: nw.Topology) -> None:
    down = topology.dependents_of("files", "access1")
    print("downstream of access1:", ", ".join(map(str, down)))
    for point in topology.single_points_of_failure()[:3]:
        print(point)
    print(topology.why_not("access1", "access2"))
    way = topology.path("staff1", "files")
    print(way if isinstance(way, nw.Path) else f"no way: {way.reason}")

    cable = topology.link_between("access1", "dist1")
    assert cable is not None
    print(topology.what_if(nw.Supposition.link_gone(cable.id), station="files"))
    off = topology.what_if(nw.Supposition.device_gone("access1"), station="files")
    print(f"without access1, {off.devices} devices and {off.hosts} hosts are lost")


asyncio.run(main())
