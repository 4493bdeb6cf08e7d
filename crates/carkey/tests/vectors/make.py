"""Makes vectors.json: activations that hold and activations that do not, by other means than the crate's.

    pip install cryptography
    python make.py > vectors.json

The keys are derived from fixed words, so that only the signatures differ from one run to the next.
"""

import base64
import datetime
import hashlib
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
USAGE = ObjectIdentifier("2.999.7163.1.1")
PREFIX = b"openfob CarKey attestation v1\0"
VIN = "VR3UHZKXZPT500001"
NOW = datetime.datetime(2026, 11, 21, 12, 0, 0, tzinfo=datetime.timezone.utc)


def key(word):
    number = int.from_bytes(hashlib.sha256(word.encode()).digest(), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, subject_key, issuer, issuer_key, *, ca=False, uri=None, usage=USAGE, begin=-365, end=3650):
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(subject_key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(f"{subject}{begin}".encode()).digest()[:8], "big") >> 1)
        .not_valid_before(NOW + datetime.timedelta(days=begin))
        .not_valid_after(NOW + datetime.timedelta(days=end))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if uri:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri)]), critical=False)
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def der(cert):
    return base64.b64encode(cert.public_bytes(serialization.Encoding.DER)).decode()


ANCHOR, STRANGER, BETWEEN, CAR = key("anchor"), key("stranger"), key("between"), key("car")
ANCHOR_CERT = certificate("Anchor", ANCHOR, "Anchor", ANCHOR, ca=True)
BETWEEN_CERT = certificate("Between", BETWEEN, "Anchor", ANCHOR, ca=True)
URI = f"urn:openfob:vehicle:{VIN}"
CAR_CERT = certificate("Car", CAR, "Between", BETWEEN, uri=URI)

NONCE = base64.urlsafe_b64encode(hashlib.sha256(b"nonce").digest()).rstrip(b"=").decode()
OTHER_NONCE = base64.urlsafe_b64encode(hashlib.sha256(b"other nonce").digest()).rstrip(b"=").decode()


def body(**changes):
    said = {
        "v": 1,
        "vin": VIN,
        "uin": "0123-ABCD",
        "keyPresent": True,
        "keyCarPosition": 1,
        "zone": "INNER",
        "phone": {"id": "phone-1", "paired": True, "connected": True},
        "nonce": NONCE,
        "timestamp": "2026-11-21T11:59:58Z",
    }
    for path, value in changes.items():
        if path.startswith("phone_"):
            said["phone"][path[6:]] = value
        else:
            said[path] = value
    return json.dumps(said, indent=1).encode()


def case(title, expect, code, *, data=None, chain=None, signer=CAR, prefix=PREFIX, after=None):
    data = body() if data is None else data
    signature = signer.sign(prefix + data, ec.ECDSA(hashes.SHA256()))
    relay = {
        "CarData": base64.b64encode(after if after is not None else data).decode(),
        "CarData_signature": base64.b64encode(signature).decode(),
        "certificates": [der(cert) for cert in (chain or [CAR_CERT, BETWEEN_CERT])],
    }
    return {"title": title, "relay": relay, "expect": expect, "code": code}


def chain_of(**options):
    return [certificate("Car", CAR, "Between", BETWEEN, **{"uri": URI, **options}), BETWEEN_CERT]


CASES = [
    case("everything holds", "verified", None),
    case("just young enough", "verified", None, data=body(timestamp="2026-11-21T11:59:00Z")),
    case("just not too far ahead", "verified", None, data=body(timestamp="2026-11-21T12:00:05Z")),
    case("a certificate between for anything", "carkey.certificate_unknown", 2355,
         chain=[CAR_CERT, certificate("Between", BETWEEN, "Anchor", ANCHOR, ca=True, usage=None)]),
    case("without a certificate between", "verified", None, chain=[certificate("Car", CAR, "Anchor", ANCHOR, uri=URI)]),
    case("another key signed", "carkey.signature", 2355, signer=STRANGER),
    case("signed for another purpose", "carkey.signature", 2355, prefix=b"something else\0"),
    case("changed after signing", "carkey.signature", 2355, data=body(zone="SHORT"), after=body()),
    case("an anchor nobody configured", "carkey.certificate_unknown", 2355,
         chain=[certificate("Car", CAR, "Anchor", STRANGER, uri=URI)]),
    case("the certificate between is missing", "carkey.certificate_unknown", 2355, chain=[CAR_CERT]),
    case("a certificate for TLS", "carkey.certificate_unknown", 2355, chain=chain_of(usage=ExtendedKeyUsageOID.CLIENT_AUTH)),
    case("an expired certificate", "carkey.certificate_time", 2355, chain=chain_of(begin=-30, end=-1)),
    case("a certificate of tomorrow", "carkey.certificate_time", 2355, chain=chain_of(begin=1)),
    case("a certificate of no car", "carkey.certificate_without_vehicle", 2355, chain=chain_of(uri="urn:example:car")),
    case("the certificate of another car", "carkey.certificate_of_another", 2355,
         chain=chain_of(uri="urn:openfob:vehicle:VR3UHZKXZPT500002")),
    case("signed, and no attestation", "carkey.malformed", 2203, data=b'{"hello":"car"}'),
    case("another version", "carkey.malformed", 2203, data=body(v=2)),
    case("a fourth position and one more", "carkey.malformed", 2203, data=body(keyCarPosition=4)),
    case("another challenge", "carkey.other_challenge", 2356, data=body(nonce=OTHER_NONCE)),
    case("too old", "carkey.too_old", 2356, data=body(timestamp="2026-11-21T11:58:59.999Z")),
    case("from the future", "carkey.in_the_future", 2356, data=body(timestamp="2026-11-21T12:00:05.001Z")),
    case("another phone", "carkey.other_phone", 2342, data=body(phone_id="phone-2")),
    case("a phone that is not paired", "carkey.not_paired", 2342, data=body(phone_paired=False)),
    case("a phone that is not connected", "505.000", 2205, data=body(phone_connected=False)),
    case("no key in the car", "carkey.key_absent", 2354, data=body(keyPresent=False)),
    case("ignition off", "carkey.key_position", 2354, data=body(keyCarPosition=0)),
    case("the starter turns", "carkey.key_position", 2354, data=body(keyCarPosition=2)),
    case("beside the car", "carkey.not_inside", 2354, data=body(zone="SHORT")),
    case("the car cannot tell where", "carkey.not_inside", 2354, data=body(zone="UNKNOWN")),
]

print(json.dumps({
    "now": "2026-11-21T12:00:00Z",
    "anchor": der(ANCHOR_CERT),
    "challenge": {
        "nonce": NONCE, "account": "lena", "phone": "phone-1", "vehicle": VIN,
        "issued_at": "2026-11-21T11:59:50Z", "expires_at": "2026-11-21T12:01:50Z", "used_at": None,
    },
    "cases": CASES,
}, indent=1))
