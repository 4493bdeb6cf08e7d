'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const smartcar = require('smartcar');
const {connect, demo} = require('./openfob');

const AMT = demo.management_token;

test('connections are listed by user, by vehicle and by page, and ended', async() => {
  const {access, vehicles} = await connect(demo.owner.username);
  const {id: userId} = await smartcar.getUser(access.accessToken);

  const every = await smartcar.getConnections(AMT, {userId});
  assert.deepEqual(every.connections.map(({vehicleId}) => vehicleId).sort(), vehicles.map(({id}) => id).sort());
  assert.ok(every.connections.every((connection) => connection.userId === userId && connection.connectedAt));
  assert.equal(every.paging.cursor, null);

  const first = await smartcar.getConnections(AMT, {userId}, {limit: 1});
  const second = await smartcar.getConnections(AMT, {userId}, {limit: 1, cursor: first.paging.cursor});
  assert.notEqual(first.connections[0].vehicleId, second.connections[0].vehicleId);

  const vehicleId = vehicles[0].id;
  assert.deepEqual((await smartcar.deleteConnections(AMT, {vehicleId})).connections, [{vehicleId, userId}]);
  assert.deepEqual((await smartcar.getConnections(AMT, {vehicleId})).connections, []);
  assert.equal((await smartcar.deleteConnections(AMT, {userId})).connections.length, vehicles.length - 1);
  await assert.rejects(vehicles[1].attributes(), {statusCode: 403, type: 'PERMISSION'});
});

test('a wrong management token is refused', async() => {
  await assert.rejects(smartcar.getConnections('amt'), {statusCode: 401, type: 'AUTHENTICATION'});
});

test('webhooks: a malformed id is told before, a wrong management token whatever the id', async() => {
  const {vehicles: [vehicle]} = await connect(demo.ready.username);
  await assert.rejects(vehicle.subscribe('webhookID'), {statusCode: 400, type: 'VALIDATION'});
  await assert.rejects(vehicle.unsubscribe('amt', 'webhookID'), {statusCode: 401, type: 'AUTHENTICATION'});
});

test('challenges and payloads are signed as the package checks them', () => {
  assert.equal(
    smartcar.hashChallenge('amt', 'challenge'),
    '9baf5a7464bd86740ad5a06e439dcf535a075022ed2c92d74efacf646d79328e',
  );
  const signature = '4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70';
  assert.equal(smartcar.verifyPayload('amt', signature, {pizza: 'pasta'}), true);
});
