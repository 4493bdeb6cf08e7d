'use strict';

// The running demo: who lives there, a walk through Connect, the simulator's levers.

const {execFile} = require('node:child_process');
const {promisify} = require('node:util');
const smartcar = require('smartcar');

const demo = JSON.parse(process.env.OPENFOB_DEMO);
const redirectUri = process.env.SMARTCAR_REDIRECT_URI;
const READS = ['read_vehicle_info', 'read_vin', 'read_odometer', 'read_battery', 'read_charge', 'read_location'];

function authClient(options = {}) {
  return new smartcar.AuthClient({mode: 'simulated', redirectUri, ...options});
}

/** Walks Connect and gives the parameters of the way back. */
async function walk(link, username, make) {
  const walker = ['-m', 'harness.connect', link, redirectUri, username, make];
  const {stdout} = await promisify(execFile)(process.env.OPENFOB_PYTHON, walker);
  return JSON.parse(stdout);
}

/** What an application holds after a person of the demo, or whoever signs in, has walked Connect. */
async function connect(username, {scope = READS, make = 'TESLA', mode = 'simulated', ...options} = {}) {
  const client = authClient({mode});
  const redirect = await walk(client.getAuthUrl(scope, {state: 'a+b c/=', ...options}), username, make);
  const access = await client.exchangeCode(redirect.code);
  const {vehicles: ids} = await smartcar.getVehicles(access.accessToken);
  const vehicles = ids.map((id) => new smartcar.Vehicle(id, access.accessToken));
  return {redirect, access, vehicles};
}

async function lever(path, body) {
  const answer = await fetch(`${demo.simulator}/api/${path}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`POST /api/${path} answered ${answer.status}: ${await answer.text()}`);
  }
}

module.exports = {
  READS,
  addKey: (vin, key) => lever(`cars/${vin}/add-key`, {key}),
  authClient,
  connect,
  demo,
};
