/**
 * What projects say of each other: names, service bindings, classes of other workers.
 */

import { Failure } from "./failure.mjs";

/** @throws {Failure} duplicate_name */
export function checkNames(projects) {
  const seen = new Map();
  for (const { name, file } of projects) {
    if (seen.has(name)) throw new Failure("duplicate_name", `Two workers are named "${name}": ${seen.get(name)} and ${file}.`);
    seen.set(name, file);
  }
}

function* references(project) {
  for (const [binding, service] of Object.entries(project.options.serviceBindings ?? {})) {
    const target = typeof service === "string" ? service : service?.name;
    if (typeof target === "string") yield { binding, target, entrypoint: service.entrypoint };
  }
  for (const field of ["durableObjects", "workflows"]) {
    for (const [binding, { scriptName, className }] of Object.entries(project.options[field] ?? {})) {
      if (scriptName) yield { binding, target: scriptName, field, className };
    }
  }
}

/** @throws {Failure} unknown_service: a binding to a worker that is not there */
export function checkServices(projects) {
  const names = new Set(projects.map(({ name }) => name));
  for (const project of projects) {
    for (const { binding, target } of references(project)) {
      if (names.has(target)) continue;
      const there = [...names].join(", ");
      throw new Failure("unknown_service", `${project.name}: the binding ${binding} names the worker "${target}", which is not running; running: ${there}.`);
    }
  }
}

/** @returns {Map<string, Set<string>>} by worker, the entry points that bindings name */
export function namedEntrypoints(projects) {
  const named = new Map();
  for (const { target, entrypoint } of projects.flatMap((project) => [...references(project)])) {
    if (entrypoint) named.set(target, (named.get(target) ?? new Set()).add(entrypoint));
  }
  return named;
}

/** @returns {{durableObjects: string[], workflows: string[]}} classes of a worker that others bind to */
export function foreignExports(projects, name) {
  const all = projects.flatMap((project) => [...references(project)]).filter(({ target }) => target === name);
  const classes = (field) => all.filter((reference) => reference.field === field).map(({ className }) => className);
  return { durableObjects: classes("durableObjects"), workflows: classes("workflows") };
}
