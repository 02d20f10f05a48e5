"""What an operator sets is read strictly, shown without secrets, and written down."""

import re
from pathlib import Path

import pytest

from server import settings
from server.settings import DECLARATIONS, Declaration, InvalidSetting, Settings, as_table, read_settings

SERVER = Path(__file__).parents[2] / "server"


def test_without_any_variable_every_setting_has_its_default() -> None:
    assert read_settings({}) == Settings()
    assert Settings().address == "http://localhost:8080"
    assert Settings().database_address.startswith("sqlite:///")
    assert Settings().secure_cookies is False


def test_an_empty_variable_means_the_default() -> None:
    assert read_settings({"CHIBO_PORT": "", "CHIBO_LANGUAGE": " "}) == Settings()


def test_the_table_for_operators_is_the_one_in_the_repository() -> None:
    written = (SERVER / "settings.md").read_text()

    assert written.endswith(as_table()), "run: chibo settings --write"


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda declaration: declaration.name)
def test_every_setting_has_a_unit_and_a_whole_sentence(declaration: Declaration) -> None:
    assert declaration.unit
    assert declaration.sentence.endswith(".")


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda declaration: declaration.name)
def test_every_setting_is_read_by_somebody(declaration: Declaration) -> None:
    readers = [file.read_text() for file in SERVER.rglob("*.py") if file.name != "settings.py"]
    ways = re.compile(rf"\bsettings\.{declaration.name}\b")
    own_properties = (SERVER / "settings.py").read_text().partition("def __post_init__")[2]

    assert any(map(ways.search, readers)) or f"self.{declaration.name}" in own_properties


@pytest.mark.parametrize(
    ("variable", "raw"),
    [
        ("CHIBO_PORT", "99999"),
        ("CHIBO_PORT", "80 80"),
        ("CHIBO_SESSION_IDLE_S", "-5"),
        ("CHIBO_SESSION_IDLE_S", "1e9"),
        ("CHIBO_PUBLIC_URL", "javascript:alert(1)"),
        ("CHIBO_PUBLIC_URL", "https://room.test/path"),
        ("CHIBO_MEDIA_ADDRESSES", "10.0.0.1, nonsense"),
        ("CHIBO_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("CHIBO_TIME_ZONE", "Asia/Nowhere"),
        ("CHIBO_TIME_ZONE", "../../etc/passwd"),
        ("CHIBO_LANGUAGE", "fr"),
        ("CHIBO_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(variable: str, raw: str) -> None:
    with pytest.raises(InvalidSetting, match=variable):
        read_settings({variable: raw})


def test_a_slip_of_the_pen_in_a_name_is_not_a_silent_default() -> None:
    with pytest.raises(InvalidSetting, match="CHIBO_PROT"):
        read_settings({"CHIBO_PROT": "80"})


def test_settings_that_need_each_other_are_refused_alone() -> None:
    with pytest.raises(InvalidSetting, match="CHIBO_TLS_KEY"):
        read_settings({"CHIBO_TLS_CERTIFICATE": "/etc/chain.pem"})
    with pytest.raises(InvalidSetting, match="CHIBO_TURN_SECRET"):
        read_settings({"CHIBO_TURN_URLS": "turn:turn.test:3478"})


def test_printed_settings_show_no_secret() -> None:
    settings = read_settings(
        {
            "CHIBO_DATABASE_URL": "postgresql+psycopg://chibo:canary-1@db.test/chibo",
            "CHIBO_TURN_SECRET": "canary-2",
        }
    )

    for shown in (repr(settings), str(settings), f"{settings}"):
        assert "canary" not in shown
        assert "db.test/chibo" in shown


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(InvalidSetting) as refused:
        read_settings({"CHIBO_PORT": "canary"})

    assert "canary" not in str(refused.value)


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "turn"
    file.write_text("from-a-file\n")

    assert read_settings({"CHIBO_TURN_SECRET_FILE": str(file)}).turn_secret == "from-a-file"
    with pytest.raises(InvalidSetting, match="CHIBO_TURN_SECRET_FILE"):
        read_settings({"CHIBO_TURN_SECRET_FILE": str(tmp_path / "missing")})


def test_people_who_come_by_https_get_cookies_for_https_only() -> None:
    assert read_settings({"CHIBO_PUBLIC_URL": "https://chibo.test"}).secure_cookies is True
    assert read_settings({"CHIBO_PUBLIC_URL": "https://chibo.test/"}).origins == ("https://chibo.test",)


def test_keys_of_secret_votes_lie_in_memory_and_of_each_service_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IN_MEMORY", tmp_path)
    one, other = (Settings(data_dir=Path(f"/srv/{name}")).ballot_key_folder for name in ("a", "b"))

    assert one.parent == other.parent == tmp_path
    assert one != other
    assert read_settings({"CHIBO_BALLOT_KEY_DIR": "/run/keys"}).ballot_key_folder == Path("/run/keys")
    monkeypatch.setattr(settings, "IN_MEMORY", tmp_path / "none")
    assert Settings(data_dir=Path("/srv/a")).ballot_key_folder == Path("/srv/a/ballot-keys")
