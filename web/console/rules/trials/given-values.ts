import type { Given } from "@nearside/shared/rules/given.ts";
import type { FormValues } from "../../form/form-values.ts";

/**
 * Gives the circumstances with the form's values in their place, to be read by the contract's schema. The form's names
 * are paths, such as `machine.age_hours`.
 */
export function givenWith(given: Given, values: FormValues): unknown {
  const { scopes, resources, detail_types, justification, ticket, approval_age_seconds } = values;
  const last = values["history.last_approval_seconds"];
  const cli = values["network.cli"];
  const browser = values["network.browser"];
  const { justification: _, ticket: __, approval_age_seconds: ___, ...rest } = given;
  const { last_approval_seconds: ____, ...history } = part(given.history, "history", values);
  return {
    ...rest,
    action: values["action"] ?? given.action,
    person: { ...part(given.person, "person", values), groups: linesIn(values["person.groups"], given.person.groups) },
    client: part(given.client, "client", values),
    machine: part(given.machine, "machine", values),
    passkey: part(given.passkey, "passkey", values),
    proof: part(given.proof, "proof", values),
    scopes: wordsIn(scopes, given.scopes),
    resources: wordsIn(resources, given.resources),
    detail_types: wordsIn(detail_types, given.detail_types),
    network: { ...part(given.network, "network", values), same: cli === browser },
    session: part(given.session, "session", values),
    time: part(given.time, "time", values),
    history: { ...history, ...(last == null ? {} : { last_approval_seconds: last }) },
    ...(approval_age_seconds == null ? {} : { approval_age_seconds }),
    ...(isBlank(justification) ? {} : { justification }),
    ...(isBlank(ticket) ? {} : { ticket: String(ticket).trim() }),
  };
}

/** Gives one part of the circumstances, with each member that the form has taken from there. */
function part<Part extends object>(given: Part, name: string, values: FormValues): Record<string, unknown> {
  const typed = Object.entries(values).flatMap(([path, value]): [string, unknown][] =>
    path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), value]] : [],
  );
  return { ...given, ...Object.fromEntries(typed) };
}

const isBlank = (value: unknown): boolean => typeof value !== "string" || value.trim() === "";

const wordsIn = (typed: unknown, otherwise: readonly string[]): readonly string[] =>
  typeof typed === "string" ? typed.split(/\s+/).filter((word) => word !== "") : otherwise;

/** Splits by line only: a group's name may have spaces in it. */
const linesIn = (typed: unknown, otherwise: readonly string[]): readonly string[] =>
  typeof typed === "string"
    ? typed
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "")
    : otherwise;
