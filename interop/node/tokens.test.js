'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const smartcar = require('smartcar');
const {authClient, connect, demo} = require('./openfob');

test('the redirect brings code, state and the key link', async() => {
  const {redirect, access} = await connect(demo.ready.username);
  assert.equal(redirect.state, 'a+b c/=');
  assert.equal(new URL(redirect.virtual_key_url).search, '');
  assert.equal(access.accessToken.length, 36);
  assert.equal(access.refreshToken.length, 36);
  assert.ok(Math.abs(access.expiration - Date.now() - 7200e3) < 60e3, 'two hours');
});

test('an application without a redirect URI sends the word undefined', async() => {
  const client = authClient({redirectUri: undefined});
  await assert.rejects(client.exchangeCode('made-up'), {statusCode: 400, type: 'invalid_request'});
});

test('a code is good once', async() => {
  const {redirect} = await connect(demo.ready.username);
  await assert.rejects(authClient().exchangeCode(redirect.code), {
    statusCode: 400, description: `Invalid code: ${redirect.code}.`,
  });
});

test('a refresh gives a new pair and leaves the earlier access token', async() => {
  const {access: first} = await connect(demo.ready.username);
  const second = await authClient().exchangeRefreshToken(first.refreshToken);
  assert.notEqual(second.accessToken, first.accessToken);
  assert.notEqual(second.refreshToken, first.refreshToken);
  for (const {accessToken} of [first, second]) {
    assert.equal((await smartcar.getVehicles(accessToken)).vehicles.length, 1);
  }
});

test('a made-up refresh token is refused in words that the suites compare', async() => {
  await assert.rejects(authClient().exchangeRefreshToken('made-up'), {
    statusCode: 400, type: 'invalid_request', description: 'Invalid refresh_token: made-up.',
  });
});
