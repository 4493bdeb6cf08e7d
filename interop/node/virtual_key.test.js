'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const {addKey, connect, demo} = require('./openfob');

async function keyOf(vehicle) {
  return (await vehicle.request('GET', 'tesla/virtual_key')).body;
}

test('the same token sees the key of a car before and after it is added', async() => {
  const {redirect, vehicles} = await connect(demo.owner.username);
  const keyDomain = new URL(redirect.virtual_key_url).pathname.replace('/_ak/', '');
  for (const vehicle of vehicles) {
    assert.deepEqual((await vehicle.request('GET', 'tesla/virtual_key')).body, {isPaired: false});
  }
  const [vehicle] = vehicles;
  await addKey((await vehicle.vin()).vin, keyDomain);
  assert.deepEqual((await vehicle.request('GET', 'tesla/virtual_key')).body, {isPaired: true});
});

test('a driver is told that the car is not theirs', async() => {
  const {vehicles: [vehicle]} = await connect(demo.driver.username);
  await assert.rejects(keyOf(vehicle), {
    statusCode: 400, type: 'CONNECTED_SERVICES_ACCOUNT', code: 'VEHICLE_MISSING',
  });
});

test('a legacy connection cannot tell', async() => {
  const {vehicles: [vehicle]} = await connect(demo.legacy.username);
  await assert.rejects(keyOf(vehicle), {statusCode: 501, type: 'COMPATIBILITY', code: 'PLATFORM_NOT_CAPABLE'});
});
