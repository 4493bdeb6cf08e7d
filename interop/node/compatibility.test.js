'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const smartcar = require('smartcar');

const SCOPE = ['read_odometer', 'read_location'];

test('a car of which everything can be read', async() => {
  const {compatible, reason, capabilities} = await smartcar.getCompatibility('5YJXCDE22HF068739', SCOPE, 'US');
  assert.deepEqual([compatible, reason], [true, null]);
  assert.deepEqual(
    capabilities.map(({permission, capable}) => [permission, capable]),
    [['read_odometer', true], ['read_location', true]],
  );
});

test('a car that can be connected, of which nothing can be read', async() => {
  const {compatible, capabilities} = await smartcar.getCompatibility('WAUAFAFL1GN014882', SCOPE);
  assert.equal(compatible, true);
  assert.deepEqual(capabilities.map(({capable}) => capable), [false, false]);
});

test('a car that cannot be connected', async() => {
  const answer = await smartcar.getCompatibility('WBAKE5C58DJ107700', SCOPE);
  assert.deepEqual(
    [answer.compatible, answer.reason, answer.capabilities],
    [false, 'VEHICLE_NOT_COMPATIBLE', []],
  );
});

for (const [vin, reason] of [
  ['0SCGMCT0386A85356', 'VEHICLE_NOT_CAPABLE'],
  ['5YJSA1E29LF403082', 'SMARTCAR_NOT_CAPABLE'],
]) {
  test(`no fuel level of ${vin}: ${reason}`, async() => {
    const {capabilities} = await smartcar.getCompatibility(vin, ['read_odometer', 'read_fuel']);
    assert.deepEqual(capabilities.map((capability) => capability.reason), [null, reason]);
  });
}

test('the matrix of models', async() => {
  const {meta, ...makes} = await smartcar.getCompatibilityMatrix('US', {make: ['NISSAN', 'TESLA'], scope: SCOPE});
  assert.deepEqual(Object.keys(makes).sort(), ['NISSAN', 'TESLA']);
  for (const model of Object.values(makes).flat()) {
    for (const name of ['model', 'startYear', 'endYear', 'type', 'endpoints', 'permissions']) {
      assert.ok(name in model, `${name} is missing`);
    }
  }
});
