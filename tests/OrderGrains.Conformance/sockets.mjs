// Checks graphql-transport-ws against URL: by the graphql-ws client, and message by message where a good client would never do such a thing.
//   node sockets.mjs URL TOKEN SHORT_TOKEN      SHORT_TOKEN is valid for a few seconds only
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { order, run, submission, submit } from './checks.mjs';

const [url, token, shortToken] = process.argv.slice(2);
const address = `${url.replace('http', 'ws')}/graphql`;
const follow = 'subscription($where: OrderEventFilterInput) { orderEvents(where: $where) { orderId type orderRevision } }';

/** A socket whose messages are read one after the other, and its close as the last. */
class Raw {
  constructor({ protocol = 'graphql-transport-ws', headers = {}, options = {} } = {}) {
    this.received = [];
    this.waiting = [];
    this.socket = new WebSocket(address, protocol, { headers, ...options });
    this.socket.on('message', (data) => this.#take(JSON.parse(data)));
    this.socket.on('close', (code, reason) => this.#take({ closed: code, reason: `${reason}` }));
    this.socket.on('unexpected-response', (_, response) => this.#take({ status: response.statusCode }));
    this.socket.on('error', () => {});
    this.opened = new Promise((resolve) => this.socket.on('open', resolve));
  }

  #take(message) {
    const next = this.waiting.shift();
    if (next) next(message);
    else this.received.push(message);
  }

  next() {
    return this.received.length ? Promise.resolve(this.received.shift()) : new Promise((resolve) => this.waiting.push(resolve));
  }

  async send(message) {
    await this.opened;
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
  }

  async initialise(payload = { token }) {
    await this.send({ type: 'connection_init', payload });
    assert.deepEqual(await this.next(), { type: 'connection_ack' });
    return this;
  }

  subscribe(id, query, variables) {
    return this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  async closes(code) {
    const message = await this.next();
    assert.equal(message.closed, code, JSON.stringify(message));
  }
}

const connected = (payload) => new Raw().initialise(payload);
const client = (options = {}) => createClient({ url: address, webSocketImpl: WebSocket, connectionParams: { token }, retryAttempts: 0, ...options });
const once = (socket, payload) => new Promise((resolve, reject) => {
  let result;
  socket.subscribe(payload, { next: (value) => (result = value), error: reject, complete: () => resolve(result) });
});

// Opened at once, before its token expires.
const shortLived = connected({ token: shortToken });

await run({
  'a query has one answer and is complete': async () =>
    assert.deepEqual(await once(client(), { query: '{ __typename }' }), { data: { __typename: 'Query' } }),

  'a mutation has one answer and is complete': async () => {
    const { data } = await once(client(), { query: submission, variables: { order: order('ws-mutation') } });
    assert.deepEqual(data.orderSubmit.errors, []);
  },

  'several operations run on one socket, and a subscription is in force before the next message is read': async () => {
    const socket = client();
    const events = socket.iterate({ query: follow });
    const first = events.next();
    const [{ data }, hello] = await Promise.all([
      once(socket, { query: submission, variables: { order: order('ws-several') } }),
      once(socket, { query: '{ __typename }' }),
    ]);
    assert.equal(hello.data.__typename, 'Query');
    assert.deepEqual((await first).value.data, { orderEvents: { orderId: data.orderSubmit.order.id, type: 'order.submitted', orderRevision: 1 } });
    await events.return();
    await socket.dispose();
  },

  'errors of validation end the operation and not the socket': async () => {
    const socket = client();
    await assert.rejects(once(socket, { query: '{ nothing }' }), (errors) => errors[0].extensions.code === 'GRAPHQL_VALIDATION_FAILED');
    await assert.rejects(once(socket, { query: '{ hello' }), (errors) => errors[0].extensions.code === 'GRAPHQL_PARSE_FAILED');
    assert.equal((await once(socket, { query: '{ __typename }' })).data.__typename, 'Query');
  },

  'a field of another role is refused': async () =>
    assert.rejects(once(client(), { query: '{ parkedEvents { __typename } }' }), (errors) => errors[0].extensions.code === 'FORBIDDEN'),

  'a cursor that is none is refused': async () =>
    assert.rejects(once(client(), { query: 'subscription { orderEvents(after: "x") { id } }' }), (errors) => errors[0].extensions.code === 'BAD_USER_INPUT'),

  'the token may be called Authorization': async () => void (await connected({ Authorization: `Bearer ${token}` })).socket.close(),
  'the token may be called authorization': async () => void (await connected({ authorization: token })).socket.close(),
  'the token may come in the header': async () => void (await new Raw({ headers: { authorization: `Bearer ${token}` } }).initialise(undefined)).socket.close(),

  'a ping is answered, before the initialisation too, with its payload': async () => {
    const raw = new Raw();
    await raw.send({ type: 'ping' });
    assert.deepEqual(await raw.next(), { type: 'pong' });
    await raw.send({ type: 'ping', payload: { at: 1 } });
    assert.deepEqual(await raw.next(), { type: 'pong', payload: { at: 1 } });
    await raw.send({ type: 'pong' });
    await raw.initialise();
    raw.socket.close();
  },

  'an idle socket is kept alive': async () => {
    const raw = await connected();
    await new Promise((resolve) => raw.socket.on('ping', resolve));
    raw.socket.close();
  },

  'no token closes with 4403': async () => {
    const raw = new Raw();
    await raw.send({ type: 'connection_init' });
    await raw.closes(4403);
  },

  'a wrong token closes with 4403': async () => {
    const raw = new Raw({ headers: { authorization: `Bearer ${token}` } });
    await raw.send({ type: 'connection_init', payload: { token: `${token}x` } });
    await raw.closes(4403);
  },

  'an operation before the initialisation closes with 4401': async () => {
    const raw = new Raw({ headers: { authorization: `Bearer ${token}` } });
    await raw.subscribe('1', '{ __typename }');
    await raw.closes(4401);
  },

  'saying nothing closes with 4408': async () => new Raw().closes(4408),

  'a second initialisation closes with 4429': async () => {
    const raw = await connected();
    await raw.send({ type: 'connection_init', payload: { token } });
    await raw.closes(4429);
  },

  'an id in use closes with 4409': async () => {
    const raw = await connected();
    await raw.subscribe('1', follow);
    await raw.subscribe('1', follow);
    await raw.closes(4409);
  },

  'no protocol closes with 4406': async () => new Raw({ protocol: [] }).closes(4406),

  ...Object.fromEntries([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"start"}'],
    ['a type that is no text', '{"type":1}'],
    ['a binary message', Buffer.from('{"type":"ping"}')],
    ['a payload that is no object', '{"type":"ping","payload":"x"}'],
    ['an operation without an id', '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['an operation with an empty id', '{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['an operation without a payload', '{"id":"1","type":"subscribe"}'],
    ['an operation without a query', '{"id":"1","type":"subscribe","payload":{}}'],
    ['an operation whose query is no text', '{"id":"1","type":"subscribe","payload":{"query":1}}'],
    ['variables that are no object', '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","variables":"x"}}'],
    ['the end of nothing', '{"type":"complete"}'],
  ].map(([name, message]) => [`${name} closes with 4400`, async () => {
    const raw = await connected();
    await raw.send(message);
    await raw.closes(4400);
  }])),

  'a message that is too long closes with 1009': async () => {
    const raw = await connected();
    await raw.send(JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(2 << 20) } }));
    await raw.closes(1009);
  },

  'more operations than are allowed are refused, and the others go on': async () => {
    const raw = await connected();
    for (let i = 0; i < 6; i++) await raw.subscribe(`${i}`, follow);
    const refused = await raw.next();
    assert.equal(refused.id, '5');
    assert.equal(refused.type, 'error');
    assert.equal(refused.payload[0].extensions.code, 'CONNECTION_LIMIT_EXCEEDED');
    await submit(url, token, 'ws-limit');
    const told = [];
    for (let i = 0; i < 5; i++) told.push((await raw.next()).id);
    assert.deepEqual(told.sort(), ['0', '1', '2', '3', '4']);
    raw.socket.close();
  },

  'what is complete by the client is told of no more, and its id is free': async () => {
    const raw = await connected();
    await raw.subscribe('1', follow);
    await raw.send({ id: '1', type: 'complete' });
    await raw.send({ id: 'unknown', type: 'complete' });
    await submit(url, token, 'ws-complete');
    await raw.subscribe('1', '{ __typename }');
    assert.deepEqual(await raw.next(), { id: '1', type: 'next', payload: { data: { __typename: 'Query' } } });
    assert.deepEqual(await raw.next(), { id: '1', type: 'complete' });
    raw.socket.close();
  },

  'a page of another origin is refused': async () => assert.deepEqual(await new Raw({ options: { origin: 'https://evil.example' } }).next(), { status: 403 }),
  'a page of no origin is refused': async () => assert.deepEqual(await new Raw({ options: { origin: 'null' } }).next(), { status: 403 }),
  'a page of a similar origin is refused': async () => assert.deepEqual(await new Raw({ options: { origin: `${url}.evil.example` } }).next(), { status: 403 }),
  'a page of the own origin is served': async () => void (await new Raw({ options: { origin: url } }).initialise()).socket.close(),
  'a page of a configured origin is served': async () => void (await new Raw({ options: { origin: 'https://console.example' } }).initialise()).socket.close(),

  'the end of the token closes with 4403': async () => {
    const raw = await shortLived;
    await raw.subscribe('1', follow);
    await raw.closes(4403);
  },
});
