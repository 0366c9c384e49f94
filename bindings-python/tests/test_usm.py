"""Users of SNMPv3 against simulated agents."""

import netwarden as nw
import pytest
from netwarden import errors, sim

UPTIME = "1.3.6.1.2.1.1.3.0"


def user(name: str = "monitor", auth_password: str = "maplesyrup", **more: str) -> nw.UsmUser:
    given = {"privacy": "aes-128", "privacy_password": "wood-and-water"} | more
    return nw.UsmUser(name, auth="sha-256", auth_password=auth_password, **given)


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
        site = nw.discover(network.range, credentials=tried, port=network.port, timeout_ms=200, retries=0)
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
    assert repr(user()) == "<UsmUser monitor authPriv>"
    assert user() == user()
    assert user() != user(auth_password="mapleleaves")
    with pytest.raises(TypeError):
        nw.Engine().session("127.0.0.1", "public")  # type: ignore[arg-type]
