// What the other workers of the benchmark call.
export default {
  fetch: () => Response.json({ price: 400000 }),
};
