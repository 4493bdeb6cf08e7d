'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const smartcar = require('smartcar');
const {READS, connect, demo} = require('./openfob');

let access;
let car;

before(async() => {
  const ready = await connect(demo.ready.username);
  ({access, vehicles: [car]} = ready);
});

test('user', async() => {
  const user = await smartcar.getUser(access.accessToken);
  assert.equal(user.id.length, 36);
  assert.equal(user.meta.requestId.length, 36);
});

test('vehicles by page', async() => {
  const beyond = await smartcar.getVehicles(access.accessToken, {limit: 1, offset: 1});
  assert.deepEqual(beyond.vehicles, []);
  assert.deepEqual(beyond.paging, {count: 1, offset: 1});
});

test('attributes', async() => {
  const {id, make, model, year, meta} = await car.attributes();
  assert.deepEqual({id, make, model, year}, {id: car.id, make: 'TESLA', model: 'Model S', year: 2019});
  assert.equal(meta.dataAge, undefined);
});

test('vin', async() => {
  assert.match((await car.vin()).vin, /^[A-HJ-NPR-Z0-9]{17}$/);
});

test('odometer, whose unit can be chosen', async() => {
  const metric = await car.odometer();
  const american = await new smartcar.Vehicle(car.id, car.token, {unitSystem: 'imperial'}).odometer();
  assert.equal(metric.meta.unitSystem, 'metric');
  assert.equal(american.meta.unitSystem, 'imperial');
  assert.ok(Math.abs(american.distance * 1.609344 / metric.distance - 1) < 1e-3);
});

test('battery', async() => {
  const {percentRemaining, range} = await car.battery();
  assert.ok(Math.abs(percentRemaining - 0.6) < 0.02);
  assert.ok(range > 0);
});

test('charge', async() => {
  const {isPluggedIn, state} = await car.charge();
  assert.equal(isPluggedIn, true);
  assert.ok(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING'].includes(state), state);
});

test('location', async() => {
  const {latitude, longitude} = await car.location();
  assert.ok(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180);
});

for (const read of ['odometer', 'battery', 'charge', 'location']) {
  test(`${read} says how old it is`, async() => {
    const {meta} = await car[read]();
    assert.ok(meta.dataAge instanceof Date && !Number.isNaN(meta.dataAge.getTime()));
    assert.ok(meta.fetchedAt >= meta.dataAge);
    assert.equal(meta.requestId.length, 36);
  });
}

test('permissions by page', async() => {
  const every = await car.permissions();
  assert.deepEqual([...every.permissions].sort(), [...READS].sort());
  assert.deepEqual(every.paging, {count: READS.length, offset: 0});
  const page = await car.permissions({limit: 2, offset: 2});
  assert.deepEqual(page.permissions, every.permissions.slice(2, 4));
});

test('flags are accepted', async() => {
  const flagged = new smartcar.Vehicle(car.id, car.token, {flags: {country: 'DE', feature: true}});
  assert.equal((await flagged.attributes()).id, car.id);
});
