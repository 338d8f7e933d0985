// Makes TypeScript of the schema and of an operation for each of its root fields, by graphql-codegen, and compiles it strictly.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import * as types from '@graphql-codegen/typescript';
import { parse, validate } from 'graphql';
import { run } from './checks.mjs';
import { operation, schema, sdl } from './schema.mjs';

const folder = new URL('./generated/types/', import.meta.url);
const documents = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()], ['subscription', schema.getSubscriptionType()]]
  .flatMap(([kind, root]) => Object.values(root.getFields()).map((field) => ({ location: `${kind} ${field.name}`, document: parse(operation(kind, field, 4)) })));

// What the scalars are in JSON.
const scalars = { ID: 'string', Date: 'string', DateTime: 'string', Decimal: 'string', Duration: 'string', JSON: 'unknown' };

// Written as a client would, so that what is misspelt or null is found by the compiler.
const use = `import type { OrderEventsSubscription, OrderSubmitMutation, OrderSubmitMutationVariables, OrdersQuery } from './types';

export const numbers = (page: OrdersQuery) => page.orders.edges.flatMap(({ node }) => (node.number ? [node.number.toUpperCase()] : []));
export const place = (told: OrderEventsSubscription): string => told.orderEvents.cursor;
export const refusals = (answer: OrderSubmitMutation): string[] => answer.orderSubmit.errors.map(({ code, clause }) => code + (clause ?? ''));
export const submission: OrderSubmitMutationVariables = { v_input: { order: { platform: 'web', fee: { amount: '1.50', currency: 'GBP' } } } };
// @ts-expect-error A draft has no number.
export const wrong = (page: OrdersQuery) => page.orders.edges.map(({ node }) => node.number.toUpperCase());
`;

await run({
  'an operation of every root field is valid': () => {
    const faults = documents.flatMap(({ location, document }) => validate(schema, document).map((fault) => `${location}: ${fault.message}`));
    if (faults.length) throw new Error(faults.join('\n'));
  },

  'the types of the schema and of all operations compile': async () => {
    const text = await codegen({
      filename: 'types.ts', schema: parse(sdl), documents, config: { strictScalars: true, scalars, enumsAsTypes: true },
      plugins: [{ types: {} }, { operations: {} }], pluginMap: { types, operations },
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('types.ts', folder), text);
    writeFileSync(new URL('use.ts', folder), use);
    writeFileSync(new URL('tsconfig.json', folder), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [], target: 'es2022' }, files: ['use.ts'] }));
    const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', fileURLToPath(folder)], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(compiled.stdout);
  },
});
