// Sends requests to one worker over a service binding, one after the other, so that neither the
// network nor an HTTP client is measured with it.
export default {
  async fetch(request, env) {
    const { worker, requests, count } = await request.json();
    let body = "";
    for (let i = 0; i < count; i++) {
      const { path, ...init } = requests[i % requests.length];
      const response = await env[worker].fetch(`https://bench${path}`, init);
      body = await response.text();
      if (response.status !== 200) {
        return Response.json({ error: `${worker} ${path}: ${response.status} ${body.slice(0, 300)}` });
      }
    }
    return Response.json({ body });
  },
};
