import { encryptedBy, POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import type { FormValues } from "../../form/form-values.ts";

/** The choice of a form for a fact that the machine does not tell. */
export const NOT_TOLD = "not_told";

/** The choice of a form for a command line that runs nowhere else. */
export const ON_THE_MACHINE = "machine";

/**
 * Gives the circumstances with the form's values in their place, to be read by the contract's schema. The form's names
 * are paths, such as `machine.age_hours`.
 */
export function givenWith(given: Given, values: FormValues): unknown {
  const { scopes, resources, detail_types, justification, ticket, approval_age_seconds } = values;
  const last = values["history.last_approval_seconds"];
  const cli = values["network.cli"];
  const browser = values["network.browser"];
  const { justification: _, ticket: __, approval_age_seconds: ___, posture, place, agent, ...rest } = given;
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
    session: { ...part(given.session, "session", values), agent: isAgent(agent, values) },
    ...agentWith(agent, values),
    time: part(given.time, "time", values),
    history: { ...history, ...(last == null ? {} : { last_approval_seconds: last }) },
    ...postureWith(posture, values),
    ...placeWith(place, values),
    ...(approval_age_seconds == null ? {} : { approval_age_seconds }),
    ...(isBlank(justification) ? {} : { justification }),
    ...(isBlank(ticket) ? {} : { ticket: String(ticket).trim() }),
  };
}

/** A fact that is chosen here was looked at just now, by nobody. One that is not chosen is not told. */
function postureWith(posture: Given["posture"], values: FormValues): { readonly posture?: unknown } {
  const facts = POSTURE_NAMES.flatMap((name): [string, unknown][] => {
    const chosen = values[`posture.${name}`] ?? posture?.[name]?.fact;
    if (typeof chosen !== "string" || chosen === NOT_TOLD) return [];
    const before = posture?.[name];
    return [[name, before?.fact === chosen ? before : { fact: chosen, age: 0, source: "none" }]];
  });
  if (facts.length === 0) return {};
  const told = Object.fromEntries(facts) as Record<string, { fact: string }>;
  return { posture: { ...encryptedBy(told["disk_encryption"]?.fact), ...told } };
}

/** Nobody says what is known of a container, and a host that is not enrolled has no name from administrators. */
function placeWith(place: Given["place"], values: FormValues): { readonly place?: unknown } {
  const kind = values["place.kind"] ?? place?.kind ?? ON_THE_MACHINE;
  if (kind === ON_THE_MACHINE) return {};
  const { known = place?.known, host, claimed, hops = 0 } = part(place ?? {}, "place", values);
  const named = isBlank(claimed) ? {} : { claimed: String(claimed).trim() };
  if (kind === "container") return { place: { kind, ...named, hops: 0 } };
  const enrolled = known !== "enrolled" || isBlank(host) ? {} : { host: String(host).trim() };
  return { place: { kind, known, ...enrolled, ...named, hops } };
}

const isAgent = (agent: Given["agent"], values: FormValues): boolean =>
  values["agent.name"] === undefined ? agent !== undefined : !isBlank(values["agent.name"]);

/** An agent has a name; without a name no agent is given. */
function agentWith(agent: Given["agent"], values: FormValues): { readonly agent?: unknown } {
  if (!isAgent(agent, values)) return {};
  const { name, tools, any_tool, calls_left, ...kept } = part(agent ?? {}, "agent", values);
  return {
    agent: {
      ...kept,
      name: String(name).trim(),
      tools: linesIn(tools, agent?.tools ?? []),
      any_tool: any_tool === true,
      ...(calls_left == null ? {} : { calls_left }),
    },
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
