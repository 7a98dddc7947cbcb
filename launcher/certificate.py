"""A certificate of our own for `bin/run --host NAME`: browsers give no camera to plain http.

    python -m launcher.certificate NAME FOLDER

Writes `tls.crt` and `tls.key`, unless the present ones are still valid for NAME.
"""

import ipaddress
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from launcher.private_files import write_private

# Browsers refuse certificates that are valid for longer than 398 days.
VALID_FOR = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=30)


def ensure_certificate(*, host: str, folder: Path, now: datetime) -> None:
    certificate_file, key_file = folder / "tls.crt", folder / "tls.key"
    if key_file.exists() and certificate_file.exists():
        present = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        if _fits(present, host=host, now=now):
            return
    key = ec.generate_private_key(ec.SECP256R1())
    write_private(
        key_file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
    )
    certificate = _signed(key, host=host, now=now)
    write_private(certificate_file, certificate.public_bytes(serialization.Encoding.PEM).decode())


def _fits(certificate: x509.Certificate, *, host: str, now: datetime) -> bool:
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _name_of(host) in named and now + RENEWED_BEFORE < certificate.not_valid_after_utc


def _signed(key: ec.EllipticCurvePrivateKey, *, host: str, now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Parloir on this network")])
    names = list(dict.fromkeys(_name_of(name) for name in (host, "localhost", "127.0.0.1")))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


if __name__ == "__main__":
    ensure_certificate(host=sys.argv[1], folder=Path(sys.argv[2]), now=datetime.now(UTC))
