// Pages and refetches every connection of the schema at URL as Relay does: with artifacts of its compiler, through its runtime and its store.
//   node relay.mjs URL TOKEN ORDER CUSTOMER      the order and the customer whose connections are paged
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getNamedType, isObjectType } from 'graphql';
import relay from 'relay-runtime';
import { run } from './checks.mjs';
import { schema, schemaFile } from './schema.mjs';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getPaginationMetadata, getPaginationVariables, getRefetchMetadata, getSelector } = relay;
const [url, token, order, customer] = process.argv.slice(2);
const folder = new URL('./generated/relay/', import.meta.url);
const page = 2;

// Where an object is found first; Relay fetches it again at the root, as the viewer, or as a node by its id.
const starts = {
  Query: { around: (fragment) => fragment, variables: {} },
  Viewer: { around: (fragment) => `viewer { ${fragment} }`, in: (data) => data.viewer, variables: {} },
  Order: { around: (fragment) => `order(id: $id) { ${fragment} }`, in: (data) => data.order, variables: { id: order } },
  Customer: { around: (fragment) => `customer(id: $id) { ${fragment} }`, in: (data) => data.customer, variables: { id: customer } },
};

const connections = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) => Object.values(type.getFields()).filter((field) => getNamedType(field.type).name.endsWith('Connection')).map((field) => ({ type: type.name, field })))
  .map(({ type, field }) => ({ type, name: field.name, id: `${type}_${field.name}`, node: getNamedType(getNamedType(field.type).getFields().nodes.type) }));

const source = ({ type, name, id, node }) => `
graphql\`
  query Pages_${id}_StartQuery${type in starts && starts[type].variables.id ? '($id: ID!)' : ''} { ${starts[type].around(`...Pages_${id}`)} }
\`;
graphql\`
  fragment Pages_${id} on ${type} @refetchable(queryName: "Pages_${id}_Query") @argumentDefinitions(count: { type: "Int", defaultValue: ${page} }, cursor: { type: "String" }) {
    ${name}(first: $count, after: $cursor) @connection(key: "Pages_${id}_${name}") { edges { node { __typename ${node.getFields().id ? 'id' : ''} } } }
  }
\`;`;

function compile() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(new URL('src/', folder), { recursive: true });
  mkdirSync(new URL('artifacts/', folder), { recursive: true });
  cpSync(schemaFile, new URL('schema.graphql', folder));
  writeFileSync(new URL('src/Pages.js', folder), connections.map(source).join('\n'));
  writeFileSync(new URL('relay.config.json', folder), JSON.stringify({
    src: 'src', schema: 'schema.graphql', artifactDirectory: 'artifacts', language: 'javascript', eagerEsModules: false,
  }));
  writeFileSync(new URL('package.json', folder), '{ "type": "commonjs" }');
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('node_modules/relay-compiler/cli.js', import.meta.url)), 'relay.config.json'], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

const artifact = (name) => createRequire(import.meta.url)(fileURLToPath(new URL(`artifacts/${name}.graphql.js`, folder)));
const ask = async (query, variables) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }),
  });
  return response.json();
};

/** Pages a connection from its first page to its last, and then fetches the first one again. */
async function walk({ type, name, id }) {
  const [start, fragment] = [artifact(`Pages_${id}_StartQuery`), artifact(`Pages_${id}`)];
  const environment = new Environment({ network: Network.create(({ text }, variables) => ask(text, variables)), store: new Store(new RecordSource()) });
  const { variables } = starts[type];
  const operation = createOperationDescriptor(start, variables);
  environment.retain(operation);
  const root = await fetchQuery(environment, start, variables).toPromise();
  const selector = getSelector(fragment, starts[type].in?.(root) ?? root);
  const read = () => environment.lookup(selector).data[name];
  const { paginationRequest, paginationMetadata } = getPaginationMetadata(fragment, 'walk');
  const { identifierInfo } = getRefetchMetadata(fragment, 'walk');
  const identity = identifierInfo ? { [identifierInfo.identifierQueryVariableName]: variables.id } : {};
  const fetchPage = (more) => fetchQuery(environment, paginationRequest, { ...more, ...identity }).toPromise();

  const pages = [read().edges.length];
  while (read().pageInfo.hasNextPage) {
    await fetchPage(getPaginationVariables('forward', page, read().pageInfo.endCursor, {}, {}, paginationMetadata));
    pages.push(read().edges.length);
  }
  const cursors = read().edges.map(({ cursor }) => cursor);
  assert.ok(pages.length > 1, `there was only one page of ${pages[0]}`);
  assert.deepEqual(pages, pages.map((_, i) => Math.min((i + 1) * page, cursors.length)));
  assert.equal(new Set(cursors).size, cursors.length);

  await fetchPage({ count: page, cursor: null });
  assert.deepEqual(read().edges.map(({ cursor }) => cursor), cursors.slice(0, page));
}

await run({
  'the compiler takes the schema': compile,
  ...Object.fromEntries(connections.map((connection) => [`${connection.type}.${connection.name} is paged and fetched again`, () => walk(connection)])),
});
