'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const smartcar = require('smartcar');

// A car that everybody may read.
const ID = 'tst2e255-d3c8-4f90-9fec-e6e68b98e9cb';
const TOKEN = 'test-data-token';

test('the public test car', async() => {
  const {body} = await smartcar.getVehicle(TOKEN, ID);
  assert.equal(body.id, ID);
  const {make, model, year} = body.attributes;
  assert.deepEqual([make, model, Number(year)], ['TESLA', 'Model Y', 2021]);
});

test('its signals', async() => {
  const {body} = await new smartcar.Vehicle(ID, TOKEN).getSignals();
  assert.equal(body.data.length, 2);
  assert.equal(body.data[0].attributes.status.value, 'SUCCESS');
});

test('one of them', async() => {
  const {body} = await new smartcar.Vehicle(ID, TOKEN).getSignal('odometer-traveleddistance');
  assert.equal(body.attributes.status.value, 'SUCCESS');
});
