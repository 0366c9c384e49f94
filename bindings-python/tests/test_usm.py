"""Users of SNMPv3 against simulated agents."""

import pickle
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import netwarden as nw
import pytest
from netwarden import errors, sim

UPTIME = "1.3.6.1.2.1.1.3.0"


def user(name: str = "monitor", auth_password: str = "maplesyrup", **more: str) -> nw.UsmUser:
    given = {"privacy": "aes-128", "privacy_password": "wood-and-water"} | more
    return nw.UsmUser(name, auth="sha-256", auth_password=auth_password, **given)


ALGORITHMS = [
    (None, None, "noAuthNoPriv"),
    ("md5", None, "authNoPriv"),
    ("sha-512", None, "authNoPriv"),
    ("md5", "des", "authPriv"),
    ("sha-1", "aes-256", "authPriv"),
    ("sha-1", "aes-256-c", "authPriv"),
    ("sha-224", "3des", "authPriv"),
    ("sha-256", "aes-128", "authPriv"),
    ("sha-384", "aes-192", "authPriv"),
    ("sha-512", "aes-256", "authPriv"),
]


def test_every_level_and_algorithm() -> None:
    users = [
        nw.UsmUser(
            f"user{number}",
            auth=auth,
            auth_password=auth and "maplesyrup",
            privacy=privacy,
            privacy_password=privacy and "wood-and-water",
        )
        for number, (auth, privacy, _) in enumerate(ALGORITHMS)
    ]
    assert [user.level for user in users] == [level for _, _, level in ALGORITHMS]
    with sim.start("two-switches", users=users) as network, nw.Engine() as engine:
        address = str(nw.discover(network.range, credentials=users[:1], port=network.port).devices[0].address)
        for user in users:
            varbinds = engine.session(address, user, port=network.port).get_blocking(UPTIME)
            assert varbinds[0].value.type == "time-ticks", user


def test_users_poll() -> None:
    with sim.start("two-switches", users=[user()]) as network, nw.Engine() as engine:
        site = nw.discover(network.range, credentials=[user()], port=network.port)
        batch = engine.poll_once_blocking(site, credential=user(), port=network.port)
        assert (len(batch) > 0, batch.missed) == (True, ())
        batch = engine.poll_once_blocking(site, credential=user("nobody"), port=network.port)
        assert {(device.code, "maple" in device.reason) for device in batch.missed} == {("denied", False)}


def test_informs_of_a_user_are_acknowledged() -> None:
    with sim.start("ring") as network, nw.TrapListener(listen="127.0.0.1:0", users=[user()]) as listener:
        here = listener.addresses[0]
        network.cut("s1", "p1", to=here, user=user(), inform=True)
        notification = listener.next_blocking()
        assert notification is not None
        shown = (notification.version, notification.user, notification.protection, notification.kind.kind)
        assert shown == ("v3", "monitor", "encrypted", "link-down")
        assert listener.statistics().acknowledged == 2
        network.mend("s1", "p1", to=here, user=user())
        for credential, denial in [(user("nobody"), "unknown-user"), (user(auth_password="maple-leaves"), "wrong-digest")]:
            with pytest.raises(errors.DeniedError) as raised:
                network.cut("s1", "p1", to=here, user=credential, inform=True)
            assert raised.value.denial == denial
        network.cut("s2", "p1", to=here)  # in a community
        told = [listener.next_blocking() for _ in range(3)]
        assert [each and each.kind.kind for each in told] == ["link-down", "link-up", "link-up"]
        network.mend("s2", "p1", to=here, user=user(), inform=True)
        assert listener.statistics().denied_community == 2
        with pytest.raises(errors.InvalidError, match="informs came with 2c"):
            network.cut("s1", "p1", to=here, version="1", inform=True)
    with pytest.raises(errors.InvalidError, match="one that runs"):
        network.mend("s1", "p1", to=here)


def test_the_engine_id_of_a_listener() -> None:
    own = bytes.fromhex("80000000056d6f6e69746f72")
    with nw.TrapListener(listen="127.0.0.1:0", users=[user()], engine_id=own, engine_boots=7) as listener:
        assert listener.engine_id == own
    with nw.TrapListener(listen="127.0.0.1:0", users=[user()]) as listener:
        assert listener.engine_id is not None
    with nw.TrapListener(listen="127.0.0.1:0") as listener:
        assert listener.engine_id is None
    with pytest.raises(errors.InvalidError):
        nw.TrapListener(listen="127.0.0.1:0", users=[user()], engine_id=b"")


@contextmanager
def tells_its_engine_id_only(agent: tuple[str, int]) -> Iterator[int]:
    """The port of an agent that answers the discovery, and nothing after it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as proxy:
        proxy.bind(("127.0.0.1", 0))

        def run() -> None:
            asked, sender = proxy.recvfrom(4096)
            proxy.sendto(asked, agent)
            proxy.sendto(proxy.recvfrom(4096)[0], sender)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield proxy.getsockname()[1]
        thread.join(5)


def test_a_silence_after_the_engine_id_comes_with_a_hint() -> None:
    with sim.start("two-switches", users=[user()]) as network, nw.Engine(timeout_ms=50, retries=0) as engine:
        address = str(nw.discover(network.range, credentials=[user()], port=network.port).devices[0].address)
        with tells_its_engine_id_only((address, network.port)) as port:
            with pytest.raises(errors.TimedOutError) as raised:
                engine.session("127.0.0.1", user(), port=port).get_blocking(UPTIME)
            assert raised.value.hint is not None
            assert raised.value.hint in str(raised.value)


def test_a_user_gets_and_is_refused() -> None:
    with sim.start("two-switches", users=[user()]) as network, nw.Engine() as engine:
        address = str(nw.discover(network.range, credentials=[user()], port=network.port).devices[0].address)
        session = engine.session(address, user(), port=network.port)
        assert session.get_blocking(UPTIME)[0].value.type == "time-ticks"
        wrong = {
            "unknown-user": user("nobody"),
            "wrong-digest": user(auth_password="mapleleaves"),
            "decryption-error": user(privacy_password="wood-and-wine"),
            "unknown-context": user(context="nowhere"),
        }
        for denial, credential in wrong.items():
            with pytest.raises(errors.DeniedError) as raised:
                engine.session(address, credential, port=network.port).get_blocking(UPTIME)
            assert raised.value.denial == denial
            assert "maple" not in str(raised.value)


def test_credentials_are_tried_in_order() -> None:
    with sim.start("two-switches", users=[user()]) as network:
        tried: "list[nw.Community | nw.UsmUser]" = [nw.Community("wrong"), user("nobody"), user()]
        site = nw.discover(network.range, credentials=tried, port=network.port, timeout_ms=500, retries=1)
        assert (len(site.devices), len(site.failures)) == (3, 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"auth": "sha-2", "auth_password": "maplesyrup"}, "authentication protocol: one of md5, sha-1"),
        ({"auth": "sha-1"}, "sha-1 needs a password"),
        ({"auth": "sha-1", "auth_password": "maple"}, "at least 8 octets"),
        ({"privacy": "aes-128", "privacy_password": "maplesyrup"}, "privacy needs authentication"),
    ],
)
def test_what_is_wrong_with_a_user(given: "dict[str, str]", said: str) -> None:
    with pytest.raises(errors.InvalidError, match=said):
        nw.UsmUser("u", **given)


def test_a_user_shows_no_secret() -> None:
    assert repr(user()) == str(user()) == "<UsmUser monitor authPriv>"
    assert "maple" not in str(vars(nw.UsmUser)) and not hasattr(user(), "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(user())
    assert user() == user()
    assert user() != user(auth_password="mapleleaves")
    with pytest.raises(TypeError):
        nw.Engine().session("127.0.0.1", "public")  # type: ignore[arg-type]
