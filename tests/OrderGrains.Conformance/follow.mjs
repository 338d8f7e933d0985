// Follows the events of orders as a front end does: through the URLs in turn, coming back with the last cursor whenever a connection is lost.
//   node follow.mjs ws|sse URL[,URL…] TOKEN [FILTER]
// Prints a line of JSON for each connection, event and end. Ends when its input does.
import { createClient as createEventStream } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

const [transport, urls, token, filter] = process.argv.slice(2);
const sites = urls.split(',');
const say = (line) => console.log(JSON.stringify(line));

let attempt = 0;
const site = () => sites[attempt++ % sites.length];
const retry = () => new Promise((resolve) => setTimeout(resolve, 50));
const request = {
  query: `query Place { orderEventsCursor }
    subscription Follow($where: OrderEventFilterInput, $after: String) {
      orderEvents(where: $where, after: $after) { id cursor type occurredAt actor orderId orderRevision clause data }
    }`,
  operationName: 'Follow',
  variables: { where: filter ? JSON.parse(filter) : null },
};

const clients = {
  ws: () => createSocket({
    url: () => `${site().replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 1000,
    shouldRetry: () => true,
    retryWait: retry,
    on: { closed: (event) => say({ closed: event.code, reason: event.reason }) },
  }),
  sse: () => createEventStream({
    url: () => `${site()}/graphql/stream`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 1000,
    retry,
  }),
};

// The place is asked for first, so that what happens before the first event is not lost with the first connection.
const place = await fetch(`${sites[0]}/graphql`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ ...request, operationName: 'Place' }),
});
request.variables.after = (await place.json()).data.orderEventsCursor;

const client = clients[transport]();
client.subscribe(request, {
  next: ({ data, errors }) => {
    if (errors) return say({ errors });
    request.variables.after = data.orderEvents.cursor;
    say({ event: data.orderEvents });
  },
  error: (error) => say({ error: error.message ?? error }),
  complete: () => say({ complete: true }),
});
say({ following: true });
process.stdin.on('end', () => process.exit(0)).resume();
