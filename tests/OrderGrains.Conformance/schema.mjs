// The schema as it is published, and selections made from it.
import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isAbstractType, isCompositeType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';

export const schemaFile = new URL('../../src/OrderGrains.Server/schema.graphql', import.meta.url);
export const sdl = readFileSync(schemaFile, 'utf8');
export const schema = buildSchema(sdl);

/** All that can be selected of a type, so many levels deep. Where a field needs arguments, they become variables of the operation. */
export function selection(type, depth, variables, path = '') {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  const own = isObjectType(named) || isInterfaceType(named) ? Object.values(named.getFields()) : [];
  const fields = own
    .filter((field) => depth > 1 || !isCompositeType(getNamedType(field.type)))
    .map((field) => call(field, variables, `${path}_${field.name}`) + selection(field.type, depth - 1, variables, `${path}_${field.name}`));
  const cases = isAbstractType(named)
    ? schema.getPossibleTypes(named).map((possible) => `... on ${possible.name} { ${specific(possible, named).join(' ')} }`) : [];
  return ` { __typename ${[...fields, ...cases].join(' ')} }`;
}

/** A field with those arguments that it must be given. */
export function call(field, variables, path) {
  const given = field.args.filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined);
  for (const argument of given) variables.set(`${path}_${argument.name}`, argument.type);
  return given.length ? `${field.name}(${given.map((argument) => `${argument.name}: $${path}_${argument.name}`).join(', ')})` : field.name;
}

/** An operation with one field of a root, and all that can be selected below it. */
export function operation(kind, field, depth) {
  const variables = new Map();
  const name = field.name[0].toUpperCase() + field.name.slice(1);
  const body = `${call(field, variables, 'v')}${selection(field.type, depth, variables, 'v')}`;
  const declared = [...variables].map(([variable, type]) => `$${variable}: ${type}`).join(', ');
  return `${kind} ${name}${declared && `(${declared})`} { ${body} }`;
}

// What only this type has; under names of its own, since two types may have different things under one.
const specific = (possible, of) => ['__typename', ...Object.values(possible.getFields())
  .filter((field) => !of.getFields?.()[field.name] && !isCompositeType(getNamedType(field.type))).map((field) => `${possible.name}_${field.name}: ${field.name}`)];
