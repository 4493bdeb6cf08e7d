'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const smartcar = require('smartcar');
const {connect, demo} = require('./openfob');

let narrow;

before(async() => {
  narrow = await connect(demo.ready.username, {scope: ['read_vehicle_info']});
});

async function refused(call) {
  const error = await call.then(() => assert.fail('this was not refused'), (failure) => failure);
  assert.ok(error instanceof smartcar.SmartcarError, error);
  return error;
}

test('a missing permission', async() => {
  const error = await refused(narrow.vehicles[0].odometer());
  assert.equal(error.statusCode, 403);
  assert.equal(error.type, 'PERMISSION');
  assert.equal(
    error.message,
    'PERMISSION:null - Your application has insufficient permissions to access the requested resource. Please prompt ' +
    'the user to re-authenticate using Smartcar Connect.',
  );
  assert.ok(error.docURL.endsWith('/errors/api-errors/permission-errors#null'), error.docURL);
  assert.equal(error.resolution.type, 'REAUTHENTICATE');
  assert.equal(error.requestId.length, 36);
  assert.equal(error.retryAfter, undefined);
});

test('credentials of the wrong kind', async() => {
  const headers = {Authorization: `Basic ${Buffer.from('abc:def').toString('base64')}`};
  const error = await refused(narrow.vehicles[0].request('GET', 'odometer', null, headers));
  assert.equal(error.statusCode, 401);
  assert.equal(error.type, 'AUTHENTICATION');
  assert.ok(error.docURL.endsWith('/errors/api-errors/authentication-errors#null'), error.docURL);
});

test('an id that is none', async() => {
  const error = await refused(new smartcar.Vehicle('bad_id', narrow.access.accessToken).vin());
  assert.deepEqual([error.statusCode, error.type, error.resolution], [400, 'VALIDATION', {type: null}]);
});

test('a route that is none', async() => {
  const error = await refused(narrow.vehicles[0].request('GET', 'zeppelin/virtual_key'));
  assert.deepEqual([error.statusCode, error.type, error.code], [404, 'RESOURCE_NOT_FOUND', 'PATH']);
});

test('disconnecting ends the connection', async() => {
  const {vehicles: [vehicle]} = await connect(demo.driver.username);
  assert.equal((await vehicle.disconnect()).status, 'success');
  assert.deepEqual([(await refused(vehicle.attributes())).statusCode], [403]);
});
