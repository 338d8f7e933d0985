// Follows a subscription as a front end does: through the URLs in turn, coming back with the last cursor whenever a connection is lost.
//   node follow.mjs ws|sse URL[,URL…] TOKEN [orderEvents|viewerTasks|notifications] [FILTER]
// Prints a line of JSON for each connection, event and end. Ends when its input does.
import { createClient as createEventStream } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import WebSocket from 'ws';

const [transport, urls, token, field = 'orderEvents', filter] = process.argv.slice(2);
const sites = urls.split(',');
const say = (line) => console.log(JSON.stringify(line));

let attempt = 0;
const site = () => sites[attempt++ % sites.length];
const retry = () => new Promise((resolve) => setTimeout(resolve, 50));
const documents = {
  orderEvents: `query Place { place: orderEventsCursor }
    subscription Follow($where: OrderEventFilterInput, $after: String) {
      orderEvents(where: $where, after: $after) { id cursor type occurredAt actor orderId orderRevision clause data }
    }`,
  viewerTasks: `query Place { viewer { place: tasksCursor } }
    subscription Follow($after: String) { viewerTasks(after: $after) { cursor occurredAt orderId orderRevision tasks { kind dueAt overdue level onBehalfOf order { id number } } } }`,
  notifications: `query Place { viewer { place: notificationsCursor } }
    subscription Follow($after: String) { notifications(after: $after) { cursor notification { id kind text order { id } } } }`,
};
const request = { query: documents[field], operationName: 'Follow', variables: filter ? { where: JSON.parse(filter) } : {} };

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
  body: JSON.stringify({ query: request.query, operationName: 'Place' }),
});
const { data, errors } = await place.json();
if (errors) throw new Error(JSON.stringify(errors));
request.variables.after = (data.viewer ?? data).place;

const client = clients[transport]();
client.subscribe(request, {
  next: ({ data, errors }) => {
    if (errors) return say({ errors });
    request.variables.after = data[field].cursor;
    say({ event: data[field] });
  },
  error: (error) => say({ error: error.message ?? error }),
  complete: () => say({ complete: true }),
});
say({ following: true });
process.stdin.on('end', () => process.exit(0)).resume();
