// Shows what partners can call: operations for the fleet's own people are left out.
const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];

const isClosed = (operation) =>
  operation?.["x-internal"] === true || operation?.security?.some((way) => "admin" in way);

const forPartners = (description) => {
  const paths = {};
  for (const [path, item] of Object.entries(description.paths)) {
    const open = Object.entries(item).filter(([name, part]) => !METHODS.includes(name) || !isClosed(part));
    if (open.some(([name]) => METHODS.includes(name))) paths[path] = Object.fromEntries(open);
  }
  return { ...description, paths };
};

const show = async () => {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error(`it was answered ${answer.status}`);
  const spec = forPartners(await answer.json());
  SwaggerUIBundle({ spec, dom_id: "#api", docExpansion: "none", validatorUrl: null, deepLinking: true });
};

show().catch((error) => {
  const note = document.createElement("p");
  note.textContent = `The description could not be read (${error.message}); load the page again.`;
  document.getElementById("api").replaceChildren(note);
});
