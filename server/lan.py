"""HTTPS for phones on the same network, without anybody's help: a certificate that this machine makes for itself.

Browsers give no microphone without HTTPS, except to localhost. Whoever opens the address has to accept the certificate
once; its fingerprint is printed so that the careful can compare."""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ifaddr
import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.settings import Settings

LIFETIME = timedelta(days=365)  # under the 398 days that browsers accept
RENEW_BEFORE = timedelta(days=30)
CLOCK_SKEW = timedelta(days=1)  # phones whose clock is behind


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key as PEM files."""

    chain: Path
    key: Path
    fingerprint: str


def on_this_network(settings: Settings, addresses: tuple[str, ...]) -> Settings:
    """Return the settings under which the service answers at these addresses, by HTTPS, first one first.

    Raises OSError if the certificate cannot be written."""
    certificate = certificate_for(addresses, settings.data_dir / "lan")
    here = [f"https://{name}:{settings.port}" for name in (*addresses, "localhost")]
    return replace(
        settings,
        host="0.0.0.0",  # noqa: S104  # the point of it
        public_url=here[0],
        other_origins=(*here[1:], *settings.other_origins),
        media_addresses=settings.media_addresses or addresses,
        tls_certificate=certificate.chain,
        tls_key=certificate.key,
    )


def own_addresses() -> tuple[str, ...]:
    """Return this machine's IPv4 addresses on its networks, the one of the default route first; () if it has none."""
    every = {
        ip.ip
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and not ipaddress.ip_address(ip.ip).is_loopback
    }
    first = _address_of_the_default_route()
    return tuple(sorted(every, key=lambda address: (address != first, ipaddress.ip_address(address))))


def certificate_for(addresses: Iterable[str], folder: Path) -> Certificate:
    """Return the certificate kept in this folder if it still serves these addresses, else a new one."""
    wanted = tuple(addresses)
    chain, key = folder / "certificate.pem", folder / "key.pem"
    kept = _read(chain) if chain.exists() and key.exists() else None
    if kept is None or not _serves(kept, wanted, datetime.now(UTC)):
        folder.mkdir(parents=True, exist_ok=True)
        kept = _make(wanted, chain, key)
    return Certificate(chain, key, kept.fingerprint(hashes.SHA256()).hex(":").upper())


def context_of(settings: Settings) -> ssl.SSLContext | None:
    """Return what the socket needs for HTTPS, or None if the settings name no certificate."""
    if settings.tls_certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context


def as_qr(address: str) -> str:
    """Return the address as a QR code of half blocks, dark on light whatever the terminal's colours are."""
    rows = [[bool(dark) for dark in row] for row in segno.make(address, micro=False, error="m").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    # A light module is drawn, a dark one left out: most terminals are dark, and readers take both.
    glyphs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(glyphs[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )


def _address_of_the_default_route() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only chooses a route. The address is from RFC 5737.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address


def _read(chain: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(chain.read_bytes())
    except ValueError:
        return None


def _serves(certificate: x509.Certificate, addresses: tuple[str, ...], now: datetime) -> bool:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return covered >= set(addresses) and certificate.not_valid_after_utc - now > RENEW_BEFORE


def _make(addresses: tuple[str, ...], chain: Path, key_file: Path) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chi Bo Truc Tuyen")])
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses)]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_file.unlink(missing_ok=True)
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate
