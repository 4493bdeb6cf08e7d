"""Tokens over time. The clock of the demo is moved; nobody waits."""

import pytest


def refresh_refused(smartcar, client, refresh_token):
    with pytest.raises(smartcar.SmartcarException) as refused:
        client.exchange_refresh_token(refresh_token)
    return refused.value.status_code, refused.value.type, refused.value.message


def test_a_code_is_good_once(demo, connect, smartcar, client):
    code = connect(demo.ready).redirect["code"]
    with pytest.raises(smartcar.SmartcarException) as refused:
        client.exchange_code(code)
    assert (refused.value.status_code, refused.value.message) == (400, f"Invalid code: {code}.")


def test_a_made_up_code_is_refused_in_smartcars_words(smartcar, client):
    with pytest.raises(smartcar.SmartcarException) as refused:
        client.exchange_code("made-up")
    assert (refused.value.status_code, refused.value.type) == (400, "invalid_request")
    assert refused.value.message == "Invalid code: made-up."


def test_a_made_up_refresh_token_is_refused_in_smartcars_words(smartcar, client):
    assert refresh_refused(smartcar, client, "made-up") == (
        400,
        "invalid_request",
        "Invalid refresh_token: made-up.",
    )


def test_a_refresh_gives_a_new_pair_and_leaves_the_earlier_access_token(demo, connect, smartcar, client):
    first = connect(demo.ready).access
    second = client.exchange_refresh_token(first.refresh_token)
    assert second.access_token != first.access_token
    assert second.refresh_token != first.refresh_token
    for token in (first.access_token, second.access_token):
        assert len(smartcar.get_vehicles(token).vehicles) == 1


def test_the_earlier_refresh_token_has_a_grace_and_then_its_reuse_ends_all(demo, simulator, connect, smartcar, client):
    first = connect(demo.ready).access
    second = client.exchange_refresh_token(first.refresh_token)
    again = client.exchange_refresh_token(first.refresh_token)
    assert again.access_token != second.access_token

    simulator.advance("11m")
    told = refresh_refused(smartcar, client, first.refresh_token)
    assert told == (400, "invalid_grant", f"Invalid refresh_token: {first.refresh_token}.")
    assert refresh_refused(smartcar, client, second.refresh_token)[:2] == (400, "invalid_grant")


def test_an_access_token_ends_after_two_hours_and_can_be_refreshed(demo, simulator, connect, smartcar, client):
    access = connect(demo.ready).access
    simulator.advance("1h 59m")
    assert smartcar.get_user(access.access_token).id
    simulator.advance("2m")
    with pytest.raises(smartcar.SmartcarException) as refused:
        smartcar.get_user(access.access_token)
    assert (refused.value.status_code, refused.value.type) == (401, "AUTHENTICATION")
    fresh = client.exchange_refresh_token(access.refresh_token)
    assert smartcar.get_user(fresh.access_token).id
