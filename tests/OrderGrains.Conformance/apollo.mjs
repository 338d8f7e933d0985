// Uses the API as Apollo Client does, at URL with TOKEN: a query page by page through its cache, a mutation, and a subscription.
import assert from 'node:assert/strict';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode, isInterfaceType, isUnionType } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { order, run, submission, submit } from './checks.mjs';
import { schema } from './schema.mjs';

const [url, token] = process.argv.slice(2);
const sockets = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { token } });
const possibleTypes = Object.fromEntries(Object.values(schema.getTypeMap())
  .filter((type) => isInterfaceType(type) || isUnionType(type)).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]));

const client = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes, typePolicies: { Query: { fields: { orders: relayStylePagination(['where', 'orderBy']) } } } }),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(sockets),
    new HttpLink({ uri: `${url}/graphql`, headers: { authorization: `Bearer ${token}` } })),
});

const orders = gql`query Orders($after: String) { orders(first: 2, after: $after) { edges { cursor node { id status } } pageInfo { hasNextPage endCursor } } }`;

await run({
  'a query is paged into the cache': async () => {
    for (let i = 0; i < 5; i++) await submit(url, token, `apollo-page-${i}`);
    const watched = client.watchQuery({ query: orders });
    const seen = watched.subscribe(() => {});
    let page = (await client.query({ query: orders })).data.orders;
    while (page.pageInfo.hasNextPage) page = (await watched.fetchMore({ variables: { after: page.pageInfo.endCursor } })).data.orders;
    const ids = client.readQuery({ query: orders }).orders.edges.map(({ node }) => node.id);
    assert.ok(ids.length >= 5);
    assert.equal(new Set(ids).size, ids.length);
    seen.unsubscribe();
  },

  'a mutation changes what is cached': async () => {
    const { id } = await submit(url, token, 'apollo-cancel');
    const one = gql`query One($id: ID!) { order(id: $id) { id cancellation { reason } } }`;
    assert.equal((await client.query({ query: one, variables: { id } })).data.order.cancellation, null);
    const { data } = await client.mutate({
      mutation: gql`mutation($input: OrderCancellationRequestInput!) { orderCancellationRequest(input: $input) { order { id cancellation { reason } } errors { code } } }`,
      variables: { input: { orderId: id, reason: 'No longer needed.' } },
    });
    assert.deepEqual(data.orderCancellationRequest.errors, []);
    assert.equal(client.readQuery({ query: one, variables: { id } }).order.cancellation.reason, 'No longer needed.');
  },

  'a refusal is data, told apart by its type': async () => {
    const { data } = await client.mutate({
      mutation: gql`mutation($order: OrderFormInput!) { orderSubmit(input: { order: $order }) { order { id } errors { code path ... on ValidationError { constraint } } } }`,
      variables: { order: { ...order('apollo-refused'), serviceType: null } },
    });
    assert.equal(data.orderSubmit.errors[0].__typename, 'ValidationError');
    assert.deepEqual(data.orderSubmit.errors[0].path, ['serviceType']);
  },

  'a subscription is told of what a mutation did': async () => {
    const told = new Promise((next, error) => client.subscribe({ query: gql`subscription { orderEvents { cursor type orderId } }` }).subscribe({ next, error }));
    await new Promise((connected) => sockets.on('connected', connected));
    // In force before the next operation of the same socket is read.
    await new Promise((complete, error) => sockets.subscribe({ query: '{ __typename }' }, { next: () => {}, error, complete }));
    const { data } = await client.mutate({ mutation: gql(submission), variables: { order: order('apollo-followed') } });
    assert.equal((await told).data.orderEvents.orderId, data.orderSubmit.order.id);
  },
});
