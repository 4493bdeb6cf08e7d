//! The vectors of Tesla's protocol description and of its library's tests, and ours that its library agrees with.
//!
//! All keys here are published: never put one on a car.

use aws_lc_rs::digest::{SHA256, digest};

use crate::domain::Domain;
use crate::key::{PrivateKey, PublicKey};
use crate::metadata::Metadata;
use crate::proto::signatures::{SessionInfo, SignatureType, Tag};
use crate::proto::universal_message::RoutableMessage;
use crate::secret::{Covered, CoveredAnswer, SessionSecret, request_hash};
use crate::vin::Vin;
use prost::Message;

const CAR: &str = "344ee5b466a7cf1eeb12b6f50331db2e5ec5834ef5f4befcfd8cbe55c2528d70";
const CAR_PUBLIC: &str = "04c7a1f47138486aa4729971494878d33b1a24e39571f748a6e16c5955b3d877d3a6aaa0e955166474af5d32c410f439a2234137ad1bb085fd4e8813c958f11d97";
const CLIENT: &str = "2538cdc29a97c19c1e99a637d6cf4f8c970c118b56ede1e6323e6d162c4b30db";
const CLIENT_PUBLIC: &str = "04b2b6bc68c2da0665ce656815594996c62394edd8bea905fe781a754fe6a845a714330902f225e9269d466e05b349981fda9d85cc23c6fb444aa73b629105dc6e";
const EPOCH: &str = "4c463f9cc0d3d26906e982ed224adde6";
const CLIMATE_ON: &str = "120452020801";
const SESSION_INFO: &str = "0806124104c7a1f47138486aa4729971494878d33b1a24e39571f748a6e16c5955b3d877d3a6aaa0e955166474af5d32c410f439a2234137ad1bb085fd4e8813c958f11d971a104c463f9cc0d3d26906e982ed224adde6255a0a0000";

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn private(scalar: &str) -> PrivateKey {
    PrivateKey::from_scalar(&bytes(scalar)).unwrap()
}

fn vin() -> Vin {
    Vin::new("5YJ30123456789ABC").unwrap()
}

fn secret() -> SessionSecret {
    private(CLIENT).exchange(&PublicKey::from_text(CAR_PUBLIC).unwrap()).unwrap()
}

fn covered<'a>(vin: &'a Vin, epoch: &'a [u8; 16], domain: Domain, flags: u32) -> Covered<'a> {
    Covered { domain, vin, epoch, expires_at: 2655, counter: 7, flags }
}

#[test]
fn public_keys_follow_from_private_ones() {
    assert_eq!(private(CAR).public_key().to_hex(), CAR_PUBLIC);
    assert_eq!(private(CLIENT).public_key().to_hex(), CLIENT_PUBLIC);
}

#[test]
fn session_info_is_tagged_as_in_the_worked_example_by_both_sides() {
    let challenge = bytes::<16>("1588d5a30eabc6f8fc9a951b11f6fd11");
    let info = hex::decode(SESSION_INFO).unwrap();
    let tag = "996c1fe38331be138f8039c194b14db2198846ed7d8251e6749284d7b32ea002";
    let of_the_car = private(CAR).exchange(private(CLIENT).public_key()).unwrap();
    for secret in [secret(), of_the_car] {
        assert_eq!(hex::encode(secret.session_info_tag(&vin(), &challenge, &info)), tag);
        assert!(secret.verifies_session_info(&vin(), &challenge, &info, &hex::decode(tag).unwrap()));
    }
    let metadata = Metadata::new(SignatureType::Hmac)
        .bytes(Tag::Personalization, vin().as_str().as_bytes())
        .bytes(Tag::Challenge, &challenge);
    assert_eq!(
        hex::encode(metadata.finish()),
        "000106021135594a333031323334353637383941424306101588d5a30eabc6f8fc9a951b11f6fd11ff"
    );
    let read = SessionInfo::decode(info.as_slice()).unwrap();
    assert_eq!((read.counter, read.clock_time, hex::encode(&read.epoch)), (6, 2650, EPOCH.to_owned()));
    assert_eq!(hex::encode(read.encode_to_vec()), SESSION_INFO);
}

#[test]
fn commands_are_encrypted_as_in_the_worked_example() {
    let (vin, epoch) = (vin(), bytes(EPOCH));
    let plain = covered(&vin, &epoch, Domain::Infotainment, 0);
    let with_flags = covered(&vin, &epoch, Domain::Infotainment, 2);
    let metadata = "000105010103021135594a333031323334353637383941424303104c463f9cc0d3d26906e982ed224adde6040400000a5f050400000007";
    assert_eq!(hex::encode(plain.metadata(SignatureType::AesGcmPersonalized).finish()), format!("{metadata}ff"));
    assert_eq!(
        hex::encode(with_flags.metadata(SignatureType::AesGcmPersonalized).finish()),
        format!("{metadata}070400000002ff")
    );
    assert_eq!(
        hex::encode(plain.metadata(SignatureType::AesGcmPersonalized).digest()),
        "c33b227adc93c60b7a5738237e678e6996987ab316b4a5fff737cf86cb07764f"
    );
    assert_eq!(
        hex::encode(with_flags.metadata(SignatureType::AesGcmPersonalized).digest()),
        "54785b6878a51a70acaf240199f92f482962a73a8c3170bfd2a94b1715d127b9"
    );
    let nonce = bytes("dbf79447fa156674dae1caed");
    for (covered, tag) in
        [(plain, "8e128da165f162f4d7d2c8da866cf82a"), (with_flags, "c228e0ff64991481db3a7bbc133696c5")]
    {
        let mut payload = hex::decode(CLIMATE_ON).unwrap();
        assert_eq!(hex::encode(secret().seal_command(&covered, nonce, &mut payload).unwrap()), tag);
        assert_eq!(hex::encode(&payload), "38038e8c0f2e");
        let opened = secret().open_command(&covered, nonce, &payload, &hex::decode(tag).unwrap()).unwrap();
        assert_eq!(hex::encode(opened), CLIMATE_ON);
    }
}

#[test]
fn commands_in_the_clear_are_tagged_as_teslas_library_does() {
    let (vin, epoch) = (vin(), bytes(EPOCH));
    let cases = [
        (Domain::Infotainment, 0, CLIMATE_ON, "6d75c4e7c5e144996e22f1bdf694e453c94774a636e4382053cb8e358bf25ea8"),
        (Domain::Infotainment, 2, CLIMATE_ON, "f3c24554a00e42160e6acef6dd4f1c8ef9c30ed6391ec818d75663bee00a47f0"),
        (Domain::VehicleSecurity, 2, "1001", "973e5c92ebf2aef03be284a58d991df9ffdefd62b4fd3695084b4568d027ba29"),
    ];
    for (domain, flags, payload, tag) in cases {
        let covered = covered(&vin, &epoch, domain, flags);
        let payload = hex::decode(payload).unwrap();
        assert_eq!(hex::encode(secret().command_tag(&covered, &payload)), tag);
        assert!(secret().verifies_command(&covered, &payload, &hex::decode(tag).unwrap()));
    }
    assert_eq!(
        hex::encode(
            covered(&vin, &epoch, Domain::VehicleSecurity, 2).metadata(SignatureType::HmacPersonalized).finish()
        ),
        "000108010102021135594a333031323334353637383941424303104c463f9cc0d3d26906e982ed224adde6040400000a5f050400000007070400000002ff"
    );
}

#[test]
fn request_hashes_are_cut_for_vehicle_security_only() {
    let tag = hex::decode("973e5c92ebf2aef03be284a58d991df9ffdefd62b4fd3695084b4568d027ba29").unwrap();
    let hash = |domain, tag: &[u8]| hex::encode(request_hash(SignatureType::HmacPersonalized, domain, tag));
    assert_eq!(hash(Domain::VehicleSecurity, &tag), "08973e5c92ebf2aef03be284a58d991df9");
    let short: Vec<u8> = (0..19).collect();
    assert_eq!(hash(Domain::VehicleSecurity, &short), "08000102030405060708090a0b0c0d0e0f");
    assert_eq!(hash(Domain::Infotainment, &short), "08000102030405060708090a0b0c0d0e0f101112");
    assert_eq!(
        hex::encode(request_hash(SignatureType::AesGcmPersonalized, Domain::VehicleSecurity, &[1; 16])),
        format!("05{}", "01".repeat(16))
    );
}

#[test]
fn answers_are_encrypted_as_teslas_library_opens_them() {
    let hash = hex::decode("08f3c24554a00e42160e6acef6dd4f1c8ef9c30ed6391ec818d75663bee00a47f0").unwrap();
    let vin = vin();
    let covered = CoveredAnswer {
        domain: Domain::Infotainment,
        vin: &vin,
        counter: 8,
        flags: 0,
        request_hash: &hash,
        fault: None,
    };
    assert_eq!(
        hex::encode(covered.metadata().finish()),
        "000109010103021135594a3330313233343536373839414243050400000008070400000000082108f3c24554a00e42160e6acef6dd4f1c8ef9c30ed6391ec818d75663bee00a47f0090400000000ff"
    );
    assert_eq!(
        hex::encode(covered.metadata().digest()),
        "83e11915042a3a541a5683a2b85f05db738d8c302bae1accabf2158d66362207"
    );
    let mut payload = hex::decode("0a020800").unwrap();
    let nonce = bytes("000102030405060708090a0b");
    let tag = secret().seal_answer(&covered, nonce, &mut payload).unwrap();
    assert_eq!(
        (hex::encode(&payload), hex::encode(&tag)),
        ("135e9af0".into(), "201b04be432b2a70fada792a9855fb16".into())
    );
    assert_eq!(hex::encode(secret().open_answer(&covered, nonce, &payload, &tag).unwrap()), "0a020800");
}

#[test]
fn metadata_is_written_by_rising_tag_and_empty_items_are_left_out() {
    let metadata = Metadata::new(SignatureType::AesGcmPersonalized)
        .byte(Tag::Domain, 2)
        .bytes(Tag::Personalization, b"testVIN")
        .bytes(Tag::Epoch, &bytes::<16>("aada928a4f215f55f9e6e45e66b6521e"))
        .number(Tag::ExpiresAt, 0xe74)
        .number(Tag::Counter, 0x53a)
        .bytes(Tag::Challenge, &[]);
    let string = metadata.finish();
    assert_eq!(
        hex::encode(&string),
        "00010501010202077465737456494e0310aada928a4f215f55f9e6e45e66b6521e040400000e7405040000053aff"
    );
    assert_eq!(
        hex::encode(digest(&SHA256, &string)),
        "abab04d804499813382efd74a06791ce2de777439603246dfbaa8392ca05868e"
    );
    let example = Metadata::new(SignatureType::AesGcm).bytes(Tag::Personalization, b"abc").number(Tag::Counter, 100);
    assert_eq!(hex::encode(example.finish()), "0001000203616263050400000064ff");
}

#[test]
fn leading_zeros_of_the_exchanged_point_are_kept() {
    let cases = [
        (
            "5260f8d6113875d86f8ee8fea340df1ffb40c658b5455e8c33d797c53a41afd3",
            "0407fb60b65b94e0de4a954c53be10003d9e69918dedfda5f4e9efb9ebd8c5bd672a53991c4068865d5fb44f97f6cecf8398f261dd1d7bc69be676afdc8ffacbcc",
            "0072d5b815207a04f0c795fba0ba9e8add3f1f57148c51fface22ca15e6fd845",
        ),
        (
            "000000000000000000000000000000000000000000000000000000000000013f",
            "04c4ff45b968e87469af648ed34c34a934d74a1d76f272d153fc81114ddfecc178f688e62bec19c9b144e9415361fa4fecab5ded4336336b9751c9a78ffa270fae",
            "00b3771a89898317d4fdc951a5e20d075f57bd314cc1c9e611225b8796938dd8",
        ),
    ];
    for (scalar, peer, shared) in cases {
        let exchanged = private(scalar).exchange(&PublicKey::from_text(peer).unwrap()).unwrap();
        let expected = SessionSecret::derive(&hex::decode(shared).unwrap()).unwrap();
        let tag = |secret: &SessionSecret| hex::encode(secret.session_info_tag(&vin(), b"challenge", b"info"));
        assert_eq!(tag(&exchanged), tag(&expected));
    }
    let peer = private("3e20d8f0b0caddd0970ab36342c5dc3f0a3d5677883cb260ed6ceb3aed9320c4");
    assert_eq!(peer.public_key().to_hex(), cases[1].1);
}

#[test]
fn a_known_encrypted_message_opens() {
    let envelope = hex::decode("320208023a0208005259296d587d130d34d74d6d5c628c73c1f8ef99cc4ae1c95b97671474980ccc7946a90a2f7971a5c837b96c9cc1e8075d1aab92bc8557b7fdf2dcf9ddbb90e236246db699788e585e8b0ea84752e0090cc80c4384d27ca6fcdd216a470a061204bb0ca3712a3d0a10eaabe301b4b4a1243118a40825220115120c45d29af664e2ff8fd49218b718ffffffff0f2550c300002a106d846705ba5c143f94257275a2ca701f").unwrap();
    let message = RoutableMessage::decode(envelope.as_slice()).unwrap();
    let signer = PublicKey::from_text("0450444fabe062f6ffc59de654373e1aa84aa4f053f365f3746fbaaa8ad5d5875e8279ba379b4788e9148f5000bd1fe085d18925e8d047239cfa0d9cd23417b714").unwrap();
    let secret = private("9d9c5e86d5a83057965ca94b5faeff116c275d08ca91e839bd2dea59c2229b81").exchange(&signer).unwrap();
    let vin = Vin::of_a_vector("testvin");
    let epoch = bytes("eaabe301b4b4a1243118a40825220115");
    let covered = Covered {
        domain: Domain::VehicleSecurity,
        vin: &vin,
        epoch: &epoch,
        expires_at: 50000,
        counter: u32::MAX,
        flags: 0,
    };
    let payload = match message.payload {
        Some(crate::proto::universal_message::routable_message::Payload::ProtobufMessageAsBytes(payload)) => payload,
        other => panic!("{other:?}"),
    };
    let tag = bytes::<16>("6d846705ba5c143f94257275a2ca701f");
    let opened = secret.open_command(&covered, bytes("45d29af664e2ff8fd49218b7"), &payload, &tag).unwrap();
    assert_eq!(
        hex::encode(opened),
        "82014a2a480a430a41044b96809e66821b4553ff2b427a52d50843a2f718fd56f2ad93d46a8b1db74dd6190f20b6b82e85a8eac40e867b9a0cf74f364f03e9946e25ceee9934b19cb603120102ca01090a077465737476696e"
    );
}
