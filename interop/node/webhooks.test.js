'use strict';

const assert = require('node:assert/strict');
const {execFile} = require('node:child_process');
const {once} = require('node:events');
const http = require('node:http');
const test = require('node:test');
const {promisify} = require('node:util');
const smartcar = require('smartcar');
const {connect, demo} = require('./openfob');

const AMT = demo.management_token;
const PATHS = ['/odometer', '/battery', '/charge', '/location', '/tires/pressure', '/vin', '/'];

/** A receiver as an application's author would write it: bodies are parsed, and checked as objects. */
async function receiver() {
  const arrived = [];
  const server = http.createServer(async(request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk;
    }
    const body = JSON.parse(text);
    response.setHeader('content-type', 'application/json');
    if (body.eventName === 'verify') {
      response.end(JSON.stringify({challenge: smartcar.hashChallenge(AMT, body.payload.challenge)}));
    } else {
      arrived.push({text, body, signature: request.headers['sc-signature']});
      response.end('{}');
      server.emit('delivery');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    close: () => server.close(),
    async next() {
      if (arrived.length === 0) {
        await once(server, 'delivery', {signal: AbortSignal.timeout(30_000)});
      }
      return arrived.shift();
    },
  };
}

test('deliveries are accepted as parsed objects, and written again as they came', async(t) => {
  const listening = await receiver();
  t.after(listening.close);
  const paths = PATHS.flatMap((path) => ['--path', path]);
  const options = ['webhook', 'create', listening.url, '--every', '1h', ...paths, '--json', '--data', process.env.OPENFOB_DATA];
  const {stdout} = await promisify(execFile)(process.env.OPENFOB_BIN, options);
  const {id: webhookId} = JSON.parse(stdout);

  const {vehicles: [vehicle]} = await connect(demo.ready.username);
  const subscribed = await vehicle.subscribe(webhookId);
  assert.deepEqual([subscribed.webhookId, subscribed.vehicleId], [webhookId, vehicle.id]);
  const {text, body, signature} = await listening.next();
  assert.equal(smartcar.verifyPayload(AMT, signature, body), true);
  assert.equal(smartcar.verifyPayload('another token', signature, body), false);
  assert.equal(JSON.stringify(body), text);
  assert.deepEqual(body.payload.vehicles[0].data.map(({path}) => path), PATHS);
  assert.equal((await vehicle.unsubscribe(AMT, webhookId)).status, 'success');
});
