// Runs named checks one after the other, and prints each result as a line of JSON.
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(JSON.stringify({ name, status: 'ok' }));
    } catch (error) {
      console.log(JSON.stringify({ name, status: 'error', reason: error?.message ?? JSON.stringify(error) }));
    }
  }
  process.exit(0);
}

/** Submits an order by HTTP, and returns it. */
export async function submit(url, token, reference) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: submission, variables: { order: order(reference) } }),
  });
  const { data, errors } = await response.json();
  if (errors || data.orderSubmit.errors.length) throw new Error(JSON.stringify(errors ?? data.orderSubmit.errors));
  return data.orderSubmit.order;
}

export const submission = 'mutation($order: OrderFormInput!) { orderSubmit(input: {order: $order}) { order { id } errors { code path } } }';

export const order = (externalReference) => ({
  platform: 'web',
  externalReference,
  customer: { name: 'Harbour Light Ltd', contactPerson: 'Ann Lee', phone: '+44 20 7946 0000', address: { country: 'GB', province: 'England', city: 'London', street: '1 Quay Road' } },
  serviceType: 'IT_OPERATIONS',
  term: { from: '2027-01-01', to: '2027-12-31' },
  fee: { amount: '12000.00', currency: 'GBP' },
  paymentMethod: 'BANK_TRANSFER',
  contract: { number: 'C-1', signedAt: '2026-01-05', rightsAndObligations: 'As agreed.', termsVersion: '2026-01' },
  service: { requirements: 'Run the servers.', goals: ['99.9 % available'], deliverables: [{ name: 'Monthly report', method: 'WRITTEN_REPORT' }] },
  acceptanceCriteria: [
    { category: 'SERVICE_QUALITY', text: 'Answer within 2 h' },
    { category: 'COMPLETENESS', text: 'All reports' },
    { category: 'ACCURACY', text: 'No false alarm' },
    { category: 'FUNCTIONALITY', notApplicableReason: 'No software' },
  ],
  priority: 'NORMAL',
});
