import { Places } from "../reading/places.ts";
import type { CompiledRules, NamedEntity } from "../reading/rule.ts";
import type { RuleProblem } from "../reading/rules-refused.ts";

/** The existing names; null if they are not known, and so not checked. */
export interface ExistingNames {
  /** Their names. */
  readonly groups: ReadonlySet<string> | null;
  readonly people: ReadonlySet<string> | null;
  /** Client ids of programs, and of APIs that act. */
  readonly clients: ReadonlySet<string> | null;
  /** Addresses of the APIs that tokens are for. */
  readonly resources: ReadonlySet<string> | null;
  /** Thumbprints. */
  readonly machines: ReadonlySet<string> | null;
}

export const NOTHING_KNOWN: ExistingNames = {
  groups: null,
  people: null,
  clients: null,
  resources: null,
  machines: null,
};

const CALLED: Readonly<Record<string, { readonly of: keyof ExistingNames; readonly what: string }>> = {
  Group: { of: "groups", what: "group" },
  User: { of: "people", what: "person" },
  Client: { of: "clients", what: "program or API with the client ID" },
  ResourceServer: { of: "resources", what: "API at" },
  Machine: { of: "machines", what: "machine with the thumbprint" },
};

/** An AAGUID (WebAuthn Level 3 §6.5.1) as rules write it. */
const AAGUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every entity that a rule names and that does not exist, with its place. Such a rule applies to nobody. */
export function unknownNames(set: CompiledRules, existing: ExistingNames): RuleProblem[] {
  const places = new Places(set.text);
  return set.named.flatMap((named) => {
    const message = messageOf(named, existing);
    if (message === undefined) return [];
    const from = places.at(named.offset);
    const to = places.at(named.offset + named.length);
    return [
      { line: from.line, column: from.column, endLine: to.line, endColumn: to.column, message, rule: named.rule },
    ];
  });
}

function messageOf({ type, id }: NamedEntity, existing: ExistingNames): string | undefined {
  if (type === "Passkey")
    return AAGUID.test(id)
      ? undefined
      : `"${id}" is not the model of a passkey: an AAGUID has 32 hexadecimal digits in five parts`;
  const called = Object.hasOwn(CALLED, type) ? CALLED[type] : undefined;
  if (called === undefined) return `${type} is reserved: rules can't name one yet`;
  const names = existing[called.of];
  return names === null || names.has(id) ? undefined : `there is no ${called.what} "${id}"`;
}
