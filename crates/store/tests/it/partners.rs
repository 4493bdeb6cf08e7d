//! Partners: their keys, sealed; what is kept of an earlier one, and for how long.

use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyHolder};
use openfob_store::{KeyPair, NewPartner, PartnerError};
use secrecy::ExposeSecret;

use crate::harness::{Fixture, at, needs_key};

fn new(name: &str, domain: &str) -> NewPartner {
    NewPartner {
        name: name.to_owned(),
        key_domain: domain.parse().unwrap(),
        client: Some(("a-client-id".to_owned(), "a-partner-secret-that-is-nowhere-else".into())),
        regions: vec!["eu".to_owned()],
    }
}

#[tokio::test]
async fn a_partner_keeps_its_key_and_its_secret_over_a_restart_and_neither_is_readable_in_the_file() {
    let mut fixture = Fixture::new().await;
    let pair = KeyPair::generate().unwrap();
    let added = fixture.store.add_partner(&new("acme", "acme.example.com"), &pair, at(1)).await.unwrap();
    assert_eq!(added.key.public, *pair.public());
    fixture.reopen().await;
    let partner = fixture.store.partner_named("acme").await.unwrap().unwrap();
    assert_eq!(partner, added);
    let (id, secret) = fixture.store.partner_client(&partner.key_domain).await.unwrap().unwrap();
    assert_eq!((id.as_str(), secret.expose_secret()), ("a-client-id", "a-partner-secret-that-is-nowhere-else"));
    let key = fixture.store.partner_key_pair(&partner.key_domain, &partner.key.public.id()).await.unwrap().unwrap();
    assert_eq!(key.private().expose_secret(), pair.private().expose_secret());

    fixture.store.close().await;
    let secrets = [secret.expose_secret().as_bytes().to_vec(), pair.private().expose_secret().as_bytes().to_vec(), {
        hex::decode(pair.private().expose_secret()).unwrap()
    }];
    for file in std::fs::read_dir(fixture.folder.path().join("data")).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        for secret in &secrets {
            assert!(!content.windows(secret.len()).any(|window| window == secret), "a secret lies open");
        }
    }
}

#[tokio::test]
async fn a_name_a_domain_and_a_key_belong_to_one_partner() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let pair = KeyPair::generate().unwrap();
    let acme = store.add_partner(&new("acme", "acme.example.com"), &pair, at(1)).await.unwrap();
    let other = KeyPair::generate().unwrap();
    let again = store.add_partner(&new("acme", "b.example.com"), &other, at(2)).await;
    assert!(matches!(again, Err(PartnerError::NameTaken(_))));
    let again = store.add_partner(&new("b", "acme.example.com"), &other, at(2)).await;
    assert!(matches!(again, Err(PartnerError::DomainTaken(_))));
    let again = store.add_partner(&new("b", "b.example.com"), &pair, at(2)).await;
    assert!(matches!(again, Err(PartnerError::KeyTaken)));
    assert!(matches!(store.rotate_partner_key(acme.id, &pair, at(3)).await, Err(PartnerError::KeyTaken)));
    assert_eq!(store.partners().await.unwrap(), [acme], "what failed left nothing behind");
}

#[tokio::test]
async fn a_partner_that_is_asked_for_twice_at_once_is_made_once() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let domain = "fob.example.com".parse().unwrap();
    let ask = || store.partner_or_new(&domain, "default", at(1));
    let (one, other) = tokio::join!(ask(), ask());
    assert_eq!(one.unwrap(), other.unwrap());
}

#[tokio::test]
async fn an_earlier_key_is_kept_as_long_as_a_car_has_it() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let car = fixture.vehicles().await[0];
    let partner =
        store.add_partner(&new("acme", "acme.example.com"), &KeyPair::generate().unwrap(), at(1)).await.unwrap();
    let holder = KeyHolder::Partner(partner.key_domain.clone());
    let old = partner.key.public.id();
    let say = async |claim, second| {
        let word = Evidence { source: EvidenceSource::Command, claim, at: at(second) };
        store.record_evidence(car, &holder, &needs_key(), &[word], at(second)).await.unwrap();
    };
    say(KeyClaim::Present { key: Some(old.clone()) }, 2).await;
    store.rotate_partner_key(partner.id, &KeyPair::generate().unwrap(), at(3)).await.unwrap();
    let rotated = store.partner_named("acme").await.unwrap().unwrap();
    assert_ne!(rotated.key.public, partner.key.public);
    assert_eq!(rotated.earlier_keys.len(), 1);

    assert_eq!(store.forget_unused_partner_keys(at(9)).await.unwrap(), 0);
    assert!(store.partner_key_pair(&partner.key_domain, &old).await.unwrap().is_some(), "it can still sign");
    say(KeyClaim::Present { key: Some(rotated.key.public.id()) }, 4).await;
    assert_eq!(store.forget_unused_partner_keys(at(3)).await.unwrap(), 0, "it was retired only then");
    assert_eq!(store.forget_unused_partner_keys(at(9)).await.unwrap(), 1);
    assert!(store.partner_key_pair(&partner.key_domain, &old).await.unwrap().is_none());
}
