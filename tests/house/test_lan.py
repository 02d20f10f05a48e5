"""A phone on the same network reaches the service by HTTPS that this machine made for itself."""

import asyncio
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from server import lan
from server.settings import Settings

ADDRESSES = ("127.0.0.1", "127.0.0.2")


def test_the_certificate_is_kept_while_it_serves_and_renewed_when_addresses_change(tmp_path: Path) -> None:
    first = lan.certificate_for(ADDRESSES, tmp_path)

    assert lan.certificate_for(ADDRESSES[:1], tmp_path) == first
    assert lan.certificate_for((*ADDRESSES, "127.0.0.3"), tmp_path) != first


def test_the_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(lan.certificate_for(ADDRESSES, tmp_path).chain.read_bytes())
    late = datetime.now(UTC) + lan.LIFETIME - lan.RENEW_BEFORE + timedelta(minutes=1)

    assert lan._serves(certificate, ADDRESSES, datetime.now(UTC))
    assert not lan._serves(certificate, ADDRESSES, late)


def test_a_damaged_certificate_is_replaced(tmp_path: Path) -> None:
    lan.certificate_for(ADDRESSES, tmp_path).chain.write_text("not a certificate")

    assert "BEGIN CERTIFICATE" in lan.certificate_for(ADDRESSES, tmp_path).chain.read_text()


def test_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    key = lan.certificate_for(ADDRESSES, tmp_path).key

    assert stat.S_IMODE(key.stat().st_mode) == 0o600


async def test_a_browser_that_trusts_the_certificate_accepts_the_address(tmp_path: Path) -> None:
    settings = lan.on_this_network(Settings(data_dir=tmp_path), ADDRESSES)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=lan.context_of(settings))
    port = server.sockets[0].getsockname()[1]
    trusting = ssl.create_default_context(cafile=settings.tls_certificate)

    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    assert await reader.read() == b""
    writer.close()

    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context())
    server.close()


def test_on_a_network_people_come_by_https_to_the_first_address(tmp_path: Path) -> None:
    settings = lan.on_this_network(Settings(data_dir=tmp_path, port=8443), ADDRESSES)

    assert settings.address == "https://127.0.0.1:8443"
    assert "https://localhost:8443" in settings.origins
    assert settings.secure_cookies
    assert settings.media_addresses == ADDRESSES


def test_this_machines_addresses_are_not_loopback() -> None:
    assert not [address for address in lan.own_addresses() if address.startswith("127.")]


def test_the_qr_code_is_a_square_of_half_blocks_with_a_quiet_zone() -> None:
    rows = lan.as_qr("https://192.0.2.7:8080").splitlines()

    assert len({len(row) for row in rows}) == 1
    assert set("".join(rows)) == set("█▀▄ ")
    assert set(rows[0]) == {"█"}
