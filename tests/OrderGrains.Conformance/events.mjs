// Checks GraphQL over server-sent events against URL: by the graphql-sse client, and byte by byte.
//   node events.mjs URL TOKEN SHORT_TOKEN      SHORT_TOKEN is valid for a few seconds only
import assert from 'node:assert/strict';
import { createClient } from 'graphql-sse';
import { order, run, submission, submit } from './checks.mjs';

const [url, token, shortToken] = process.argv.slice(2);
const address = `${url}/graphql/stream`;
const follow = 'subscription { orderEvents { orderId cursor } }';

const client = () => createClient({ url: address, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
const ask = (body, { headers = {}, method = 'POST', bearer = token, query = '' } = {}) => fetch(address + query, {
  method,
  headers: { authorization: `Bearer ${bearer}`, accept: 'text/event-stream', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
  body: body && JSON.stringify(body),
});

/** Reads a response event by event: the fields of each, comments as they are. */
async function* events(response) {
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const event = {};
      for (const line of text.slice(0, end).split('\n').filter(Boolean)) {
        const colon = line.indexOf(':');
        event[colon ? line.slice(0, colon) : 'comment'] = line.slice(colon + 1).trimStart();
      }
      yield event;
    }
  }
}

const following = async (...parameters) => {
  const stream = events(await ask(...parameters));
  return { stream, first: (await stream.next()).value };
};

// Opened at once, before its token expires.
const shortLived = following({ query: follow }, { bearer: shortToken });

await run({
  'a query has one answer and is complete': async () => {
    const results = [];
    for await (const result of client().iterate({ query: '{ __typename }' })) results.push(result);
    assert.deepEqual(results, [{ data: { __typename: 'Query' } }]);
  },

  'a mutation has one answer and is complete': async () => {
    const results = [];
    for await (const result of client().iterate({ query: submission, variables: { order: order('sse-mutation') } })) results.push(result);
    assert.deepEqual(results[0].data.orderSubmit.errors, []);
  },

  'a subscription is told of what happens': async () => {
    let all;
    await new Promise((connected) => (all = client().iterate({ query: follow }, { connected })));
    const first = all.next();
    const { id } = await submit(url, token, 'sse-follow');
    assert.equal((await first).value.data.orderEvents.orderId, id);
    await all.return();
  },

  'errors of validation come as an answer': async () => {
    const results = [];
    for await (const result of client().iterate({ query: '{ nothing }' })) results.push(result);
    assert.equal(results[0].errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  },

  'a stream is read by its media type, and says at once where it is': async () => {
    const response = await ask({ query: follow });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^text\/event-stream; charset=utf-8$/i);
    assert.match((await events(response).next()).value.id, /^[\w-]+$/);
  },

  'an idle stream is kept alive': async () => {
    const { stream } = await following({ query: follow });
    assert.equal((await stream.next()).value.comment, '');
    await stream.return();
  },

  'events have ids, and Last-Event-ID goes on after one': async () => {
    const { stream } = await following({ query: follow });
    const one = await submit(url, token, 'sse-resume-1');
    const two = await submit(url, token, 'sse-resume-2');
    let event;
    do event = (await stream.next()).value; while (!event.data);
    assert.equal(event.event, 'next');
    const { orderId, cursor } = JSON.parse(event.data).data.orderEvents;
    assert.deepEqual([orderId, event.id], [one.id, cursor]);
    await stream.return();
    const again = await following({ query: follow }, { headers: { 'last-event-id': event.id } });
    assert.equal(again.first.id, event.id);
    do event = (await again.stream.next()).value; while (!event.data);
    assert.equal(JSON.parse(event.data).data.orderEvents.orderId, two.id);
    await again.stream.return();
  },

  'Last-Event-ID is newer than the argument': async () => {
    const { first, stream } = await following({ query: follow });
    await stream.return();
    await submit(url, token, 'sse-newer-1');
    const place = (await client().iterate({ query: '{ orderEventsCursor }' }).next()).value.data.orderEventsCursor;
    const two = await submit(url, token, 'sse-newer-2');
    const again = await following(
      { query: 'subscription($after: String) { orderEvents(after: $after) { orderId } }', variables: { after: first.id } }, { headers: { 'last-event-id': place } });
    let event;
    do event = (await again.stream.next()).value; while (!event.data);
    assert.equal(JSON.parse(event.data).data.orderEvents.orderId, two.id);
    await again.stream.return();
  },

  'a subscription may come by GET': async () => {
    const response = await ask(null, { method: 'GET', query: `?query=${encodeURIComponent(follow)}` });
    assert.equal(response.status, 200);
    await response.body.cancel();
  },

  'a mutation by GET is refused': async () =>
    assert.equal((await ask(null, { method: 'GET', query: `?query=${encodeURIComponent('mutation { __typename }')}` })).status, 405),

  'a client that takes no events is refused': async () => assert.equal((await ask({ query: follow }, { headers: { accept: 'application/json' } })).status, 406),
  'another type than JSON is refused': async () => assert.equal((await ask({ query: follow }, { headers: { 'content-type': 'text/plain' } })).status, 415),
  'a malformed request is refused': async () => assert.equal((await ask({})).status, 400),
  'nobody is refused': async () => assert.equal((await ask({ query: follow }, { bearer: 'x' })).status, 401),
  'a reservation of a single connection is refused': async () => assert.equal((await ask(null, { method: 'PUT' })).status, 405),

  'a subscription over plain HTTP is refused': async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/graphql-response+json' }, body: JSON.stringify({ query: follow }),
    });
    assert.equal(response.status, 400);
  },

  'the end of the token ends the stream, which is not complete': async () => {
    const { stream } = await shortLived;
    for await (const event of stream) assert.notEqual(event.event, 'complete');
  },
});
