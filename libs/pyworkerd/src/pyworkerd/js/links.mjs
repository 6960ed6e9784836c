/**
 * What projects say of each other: names, service bindings, classes of other workers.
 */

import { Failure } from "./failure.mjs";

/** @throws {Failure} duplicate_name */
function checkNames(projects) {
  const seen = new Map();
  for (const { name, file, dir } of projects) {
    if (seen.has(name)) throw new Failure("duplicate_name", `Two workers are named "${name}": ${seen.get(name)} and ${file}.`, dir);
    seen.set(name, file);
  }
}

function* references(project) {
  for (const [binding, service] of Object.entries(project.options.serviceBindings ?? {})) {
    const target = typeof service === "string" ? service : service?.name;
    if (typeof target === "string" && !target.startsWith("pyworkerd:")) yield { binding, target, entrypoint: service.entrypoint };
  }
  for (const field of ["durableObjects", "workflows"]) {
    for (const [binding, { scriptName, className }] of Object.entries(project.options[field] ?? {})) {
      if (scriptName) yield { binding, target: scriptName, field, className };
    }
  }
}

/** @throws {Failure} unknown_service: a binding to a worker that is not there */
function checkServices(projects) {
  const names = new Set(projects.map(({ name }) => name));
  for (const project of projects) {
    for (const { binding, target } of references(project)) {
      if (names.has(target)) continue;
      const there = [...names].join(", ");
      const text = `${project.name}: the binding ${binding} names the worker "${target}", which is not running; running: ${there}.`;
      throw new Failure("unknown_service", text, project.dir);
    }
  }
}

/** Notes in each project the classes of it that bindings name. */
function linkProjects(projects) {
  const all = projects.flatMap((project) => [...references(project)]);
  for (const project of projects) {
    const own = all.filter(({ target }) => target === project.name);
    const classes = (field) => own.filter((reference) => reference.field === field).map(({ className }) => className);
    const entrypoints = own.map(({ entrypoint }) => entrypoint).filter(Boolean);
    project.named = { durableObjects: classes("durableObjects"), workflows: classes("workflows"), entrypoints };
  }
}

/**
 * Checks that the projects fit together, and tells each what others use of it.
 * @throws {Failure} duplicate_name, unknown_service
 */
export function connectProjects(projects) {
  checkNames(projects);
  checkServices(projects);
  linkProjects(projects);
}
