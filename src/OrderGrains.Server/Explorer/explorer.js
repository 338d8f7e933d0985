// GraphiQL with a token, a language, and the examples that the server knows.
const token = document.getElementById('token');
const language = document.getElementById('language');
const choice = document.getElementById('example');
const root = ReactDOM.createRoot(document.getElementById('graphiql'));

const start = {
  name: 'orders',
  query: 'query Orders($first: Int) {\n  orders(first: $first) {\n    nodes { id number status customer { name } nextActions { command label allowed } }\n    pageInfo { hasNextPage endCursor }\n  }\n}',
  variables: { first: 5 },
};

async function fetcher(request) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json',
      'Accept-Language': language.value,
      ...(token.value ? { Authorization: `Bearer ${token.value}` } : {}),
    },
    body: JSON.stringify(request),
  });
  return response.json();
}

function show(example) {
  const variables = JSON.stringify(example.variables, null, 2).replaceAll('$new', `example-${Date.now()}`);
  root.render(React.createElement(GraphiQL, { key: `${example.name} ${token.value}`, fetcher, query: example.query, variables, shouldPersistHeaders: false }));
}

token.value = sessionStorage.getItem('token') ?? '';
token.addEventListener('change', () => {
  sessionStorage.setItem('token', token.value);
  show(start);
});
document.getElementById('session').addEventListener('submit', event => event.preventDefault());
fetch('examples.json').then(response => response.json()).then(examples => {
  const all = [start, ...examples];
  for (const example of all)
    choice.add(new Option(example.role ? `${example.name} (${example.role})` : example.name, example.name));
  choice.addEventListener('change', () => show(all.find(example => example.name === choice.value) ?? start));
});
show(start);
