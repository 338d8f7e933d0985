// Measures what idle subscribers cost a server on this machine: memory for each, CPU while nothing happens, and CPU for an event that concerns none or all of them.
//   node idle.mjs URL TOKEN PID [SUBSCRIBERS]      The server must allow so many sockets to one caller (GraphQL:MaxConnectionsPerCaller).
import { readFileSync } from 'node:fs';
import { setTimeout as pass } from 'node:timers/promises';
import WebSocket from 'ws';
import { submit } from './checks.mjs';

const [url, token, pid, subscribers = '2000'] = process.argv.slice(2);
const count = Number(subscribers);
const orders = 50;
const kilobytes = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
const milliseconds = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);

let told = 0;
const connect = (where) => new Promise((resolve, reject) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const query = 'subscription($where: OrderEventFilterInput) { orderEvents(where: $where) { id cursor type } }';
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
  socket.on('error', reject);
  socket.on('close', (code, reason) => reject(new Error(`${code} ${reason}`)));
  socket.on('message', (data) => {
    const { type } = JSON.parse(data);
    if (type === 'connection_ack') {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { where } } }));
      socket.send(JSON.stringify({ type: 'ping' }));
    } else if (type === 'pong') resolve(socket);
    else told++;
  });
});
const open = async (where) => {
  const sockets = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: Math.min(100, count - sockets.length) }, () => connect(where)))));
  return sockets;
};
const used = async (work) => {
  const before = milliseconds();
  const result = await work();
  return { cpu: milliseconds() - before, result };
};
let run = 0;
const submitAll = async () => {
  for (let i = 0; i < orders; i++) await submit(url, token, `idle-${process.pid}-${run++}`);
  await pass(1000);
};

await submitAll(); // What is compiled and cached once.
await (await connect({})).close();
const alone = await used(submitAll);
const bare = await used(() => pass(10_000));
const empty = kilobytes();
const sockets = await open({ platform: { eq: 'another' } });
await pass(3000);
const full = kilobytes();
const idle = await used(() => pass(10_000));
const unconcerned = await used(submitAll);
for (const socket of sockets) { socket.removeAllListeners('close'); socket.close(); }
await pass(3000);
await open({});
told = 0;
const concerned = await used(async () => { await submitAll(); while (told < orders * count) await pass(50); });

console.log(JSON.stringify({
  subscribers: count,
  'memory of each, KB': Math.round(((full - empty) / count) * 10) / 10,
  'CPU idle without any, ms/s': bare.cpu / 10,
  'CPU idle, ms/s': idle.cpu / 10,
  'CPU of an order without any, ms': alone.cpu / orders,
  'CPU of an order that concerns none, ms': unconcerned.cpu / orders,
  'CPU of an order that concerns all, ms': concerned.cpu / orders,
}, null, 1));
process.exit(0);
