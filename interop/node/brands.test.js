'use strict';

// As the package's own end-to-end suite drives the real service: mode=test, any e-mail, any car of a brand.

const assert = require('node:assert/strict');
const {randomUUID} = require('node:crypto');
const {before, test} = require('node:test');
const {connect} = require('./openfob');

const READ = [
  'read_vehicle_info', 'read_vin', 'read_odometer', 'read_location', 'read_battery', 'read_charge', 'read_fuel',
  'read_engine_oil', 'read_tires', 'read_diagnostics', 'read_security', 'read_user_profile',
].map((permission) => `required:${permission}`);
const CONTROL = [
  'required:control_charge', 'required:control_security', 'required:control_navigation', 'read_service_history',
  'read_charge',
];
const SENT = {status: 'success', message: 'Successfully sent request to vehicle'};

let volt;
let ford;
let kia;

async function someone(make, scope) {
  const {vehicles: [vehicle]} = await connect(`${randomUUID()}@email.com`, {mode: 'test', make, scope});
  return vehicle;
}

before(async() => {
  volt = await someone('CHEVROLET', READ);
  ford = await someone('FORD', CONTROL);
  kia = await someone('KIA', ['required:control_charge', 'required:read_charge', 'required:read_vehicle_info']);
});

async function sent(call) {
  const {status, message} = await call;
  assert.deepEqual({status, message}, SENT);
}

test('a Chevrolet is a Volt', async() => {
  const {make, model, year} = await volt.attributes();
  assert.deepEqual([make, model, typeof year], ['CHEVROLET', 'Volt', 'number']);
});

test('permissions are told without their prefix', async() => {
  const {permissions, paging} = await volt.permissions();
  assert.deepEqual(permissions.sort(), READ.map((permission) => permission.replace('required:', '')).sort());
  assert.deepEqual(paging, {count: READ.length, offset: 0});
});

for (const method of ['odometer', 'location', 'battery', 'charge']) {
  test(`${method} of a Chevrolet`, async() => {
    assert.ok((await volt[method]()).meta.dataAge);
  });
}

for (const [method, field] of [
  ['fuel', 'amountRemaining'],
  ['engineOil', 'lifeRemaining'],
  ['tirePressure', 'frontLeft'],
  ['batteryCapacity', 'capacity'],
  ['nominalCapacity', 'availableCapacities'],
  ['lockStatus', 'isLocked'],
  ['diagnosticSystemStatus', 'systems'],
  ['diagnosticTroubleCodes', 'activeCodes'],
]) {
  test(`${method} of a Chevrolet`, async() => {
    const reading = await volt[method]();
    assert.ok(field in reading, `no ${field}`);
    assert.ok(reading.meta.dataAge);
  });
}

test('a batch, of which a part is refused', async() => {
  const batch = await volt.batch(['/odometer', '/', '/fuel', '/tires/pressure', '/service/history']);
  assert.ok(batch.odometer().distance > 0);
  assert.equal(batch.attributes().model, 'Volt');
  assert.ok(batch.fuel().meta.dataAge);
  assert.ok(batch.tirePressure().frontLeft > 0);
  assert.throws(() => batch.serviceHistory(), {type: 'PERMISSION'});
});

test('a batch with a path that is none', async() => {
  const error = await volt.batch(['/LOCATIONNNNNNNN']).catch((failure) => failure);
  if (error.type !== 'VALIDATION') {
    throw error;
  }
});

test('charging starts and stops', async() => {
  await sent(ford.startCharge());
  await sent(ford.stopCharge());
});

test('a Kia charges', async() => {
  await sent(kia.startCharge());
  await sent(kia.stopCharge());
});

test('the limit of charging, which the package sends as text', async() => {
  await sent(ford.setChargeLimit(0.9));
  assert.equal((await ford.getChargeLimit()).limit, 0.9);
});

test('doors lock and unlock', async() => {
  await sent(ford.lock());
  await sent(ford.unlock());
});

test('a destination is sent', async() => {
  await sent(ford.sendDestination(47.6205, -122.3493));
});

test('the service history, without dates and with', async() => {
  assert.ok(Array.isArray((await ford.serviceHistory()).data));
  assert.ok(Array.isArray((await ford.serviceHistory('2024-01-01', '2026-12-31')).data));
});
