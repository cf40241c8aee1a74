import { channelSchema } from "@nearside/shared/claims.ts";
import { POSTURE_VALUES } from "@nearside/shared/posture/posture.ts";
import { hostStandingSchema } from "@nearside/shared/proof/host-standing.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { ACR_CLASSES } from "@nearside/shared/proof/proof-tier.ts";
import { ROLES } from "@nearside/shared/roles.ts";
import { PLACE_KINDS, type RULE_ACTIONS, WEEKDAYS } from "@nearside/shared/rules/given.ts";

// Everything that a rule can name. The schema that validates rules, the editor's completions, and a part of docs/reference/rules.md are made from
// this table.

export interface Attribute {
  readonly type: string;
  /** An explanation for rule authors, with the source of the value. */
  readonly says: string;
  /** True if a rule must check with `has` first. */
  readonly optional?: true;
  /** All possible values. */
  readonly values?: readonly string[];
  /** The greatest value of a whole number. The least is 0. */
  readonly most?: number;
  /** True if nothing provides it yet, so that it is always missing. */
  readonly isReserved?: true;
}
export interface RecordOf {
  readonly says: string;
  readonly optional?: true;
  readonly isReserved?: true;
  readonly attributes: Readonly<Record<string, Attribute | RecordOf>>;
}
interface Entity extends RecordOf {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly memberOf?: string;
  /** An example of its name in a rule. */
  readonly example: string;
}

export const ACTIONS: Readonly<Record<(typeof RULE_ACTIONS)[number], string>> = {
  approve: "a login whose machine was met and that is about to be approved",
  refresh: "a new token of a login that was approved before",
  exchange: "a token with fewer rights, or for an API that acts in the person's name",
};

const ROLE = { role: { type: "String", says: "the role in the console", values: ROLES } } as const;

export const ENTITIES: Readonly<Record<string, Entity>> = {
  Group: { says: "a group of people, by its name", example: 'Group::"contractors"', attributes: {} },
  User: {
    says: "a person, by the user name",
    example: 'User::"alice"',
    memberOf: "Group",
    attributes: ROLE,
  },
  ServiceAccount: {
    says: "reserved: no service account logs in yet",
    example: 'ServiceAccount::"ci"',
    memberOf: "Group",
    // here as well, so that a rule that reads the role need not check for the person first
    attributes: ROLE,
  },
  Client: {
    says: "the program that logs in, or the API that asks for an exchange, by its client ID",
    example: 'Client::"nearside-cli"',
    attributes: {
      name: { type: "String", says: "its display name" },
      verified: { type: "Bool", says: "an administrator has verified it" },
      api: { type: "Bool", says: "it is an API that acts in the person's name" },
    },
  },
  ResourceServer: {
    says: "an API that the token is for, by its address",
    example: 'ResourceServer::"https://api.example.com"',
    attributes: {},
  },
  Machine: {
    says: "the enrolled machine, by the thumbprint of its key",
    example: 'Machine::"…"',
    attributes: {
      hostname: { type: "String", says: "its name, reported by the machine, not verified" },
      os: { type: "String", says: "its operating system, reported by the machine, not verified" },
      key_storage: {
        type: "String",
        says: "where it keeps its key; `tpm` is proven, the others are reported by the machine",
        values: keyStorageSchema.options,
      },
      age_hours: { type: "Long", says: "full hours since it was enrolled" },
    },
  },
  Passkey: {
    says: "the passkey that approves or has approved",
    example: 'Passkey::"…"',
    attributes: {
      aaguid: { type: "String", says: "its model, as an AAGUID" },
      synced: { type: "Bool", says: "it can be copied to other devices (BE = 1)" },
      attested: { type: "Bool", says: "metadata proves its model" },
      security_key: { type: "Bool", says: "metadata proves that it is a security key" },
    },
  },
};

/** One fact of a posture. */
const postureFact = (says: string, values: readonly string[]): RecordOf => ({
  optional: true,
  says,
  attributes: {
    fact: {
      type: "String",
      says: "the state, reported by the machine; `unknown` if the machine can't tell",
      values: [...values, "unknown"],
    },
    age: { type: "Long", says: "seconds since the machine checked it" },
    source: { type: "String", says: "the program or setting that the machine asked, such as `lsblk`" },
  },
});

const CONTEXT: Readonly<Record<string, Attribute | RecordOf>> = {
  machine: { type: "Machine", says: "the machine, by the thumbprint of its key" },
  passkey: { type: "Passkey", says: "the passkey, by its model" },
  scopes: { type: "Set<String>", says: "the requested scopes" },
  resources: { type: "Set<ResourceServer>", says: "the APIs that the token is for" },
  detail_types: { type: "Set<String>", says: "the types of the authorization details (RFC 9396)" },
  proof: {
    says: "what the approval proves",
    attributes: {
      peer: {
        type: "String",
        says: "`same`: a program of the command line's own account met it, and no forwarder",
        values: ["same", "unknown"],
      },
      acr: { type: "String", says: "the class of the proof", values: ACR_CLASSES },
      channel: {
        type: "String",
        says: "`native`: browser and command line met through the machine's keeper, without a port",
        values: channelSchema.options,
      },
    },
  },
  network: {
    says: "the addresses of the request, as the server sees them",
    attributes: {
      cli: { type: "ipaddr", says: "the command line's address" },
      browser: { type: "ipaddr", says: "the browser's address" },
      same: { type: "Bool", says: "both share one address" },
    },
  },
  session: {
    says: "how the command line runs, reported by the machine, not verified",
    attributes: {
      remote: { type: "Bool", says: "in an SSH session" },
      container: { type: "Bool", says: "in a container" },
      terminal: { type: "Bool", says: "in a terminal" },
      agent: { type: "Bool", says: "an agent asks for a lease, or uses one: `agent` describes it" },
    },
  },
  place: {
    optional: true,
    says: "the place of a command line that runs elsewhere and came through the machine's keeper; missing on the machine itself",
    attributes: {
      kind: {
        type: "String",
        says: "a host that the machine has an SSH session with, or a container on it",
        values: PLACE_KINDS,
      },
      known: {
        type: "String",
        optional: true,
        says: "who knows the host's key: `enrolled` by administrators, `claimed` in the machine's known_hosts, `unknown` to both. A `permit` allows an unknown host only if it names this value",
        values: hostStandingSchema.options,
      },
      host: { type: "String", optional: true, says: "the name under which administrators enrolled the host's key" },
      claimed: { type: "String", optional: true, says: "the host's name, reported by the machine, not verified" },
      hops: { type: "Long", says: "the number of hosts behind the first, reported by that host, not verified" },
    },
  },
  time: {
    says: "in the time zone of the server's configuration (`rules.timeZone`)",
    attributes: {
      now: { type: "datetime", says: "the time of the request" },
      weekday: { type: "String", says: "the day of the week", values: WEEKDAYS },
      hour: { type: "Long", most: 23, says: "0 to 23" },
      minute: { type: "Long", most: 59, says: "0 to 59" },
    },
  },
  history: {
    says: "the history of the person and the machine",
    attributes: {
      new_client: { type: "Bool", says: "the person never logged in with this program" },
      new_machine: { type: "Bool", says: "nobody ever logged in on this machine" },
      recent_refusals: { type: "Long", says: "how often the person was refused within the last 24 hours" },
      last_approval_seconds: {
        type: "Long",
        optional: true,
        says: "seconds since the last approval on this machine, in this terminal session, for this program",
      },
    },
  },
  approval_age_seconds: {
    type: "Long",
    optional: true,
    says: "seconds since the approval of the login, for a refresh or an exchange",
  },
  justification: { type: "String", optional: true, says: "the reason, typed by the person" },
  ticket: { type: "String", optional: true, says: "the ticket number, typed by the person" },
  agent: {
    optional: true,
    says: "the agent that asks for a lease or uses one, reported by the machine, not verified; missing if no lease is involved. `scopes` and `resources` are then those of the lease or of its token",
    attributes: {
      name: { type: "String", says: "the name that its person gave it, or the name of its program" },
      lease: { type: "String", optional: true, says: "the ID of the lease; missing before its approval" },
      tools: {
        type: "Set<String>",
        says: "the tools that are named for the APIs; `any_tool` says if an API has no such list, so that all its tools are allowed",
      },
      any_tool: {
        type: "Bool",
        says: "an API has no list of tools, so all its tools are allowed, even if `tools` names some for other APIs",
      },
      calls_left: {
        type: "Long",
        optional: true,
        says: "the number of tokens left in the lease; missing if the lease does not count them",
      },
    },
  },
  posture: {
    optional: true,
    says: "how the machine is protected, reported by the machine, not verified; missing if it reports nothing",
    attributes: {
      managed: { type: "Bool", optional: true, isReserved: true, says: "reserved: no machine reports it yet" },
      encrypted: { type: "Bool", optional: true, says: "its disk is encrypted; missing if that is unknown" },
      disk_encryption: postureFact(
        "the disk that holds system and home folders is encrypted",
        POSTURE_VALUES.disk_encryption,
      ),
      screen_lock: postureFact("its screen locks within 15 minutes", POSTURE_VALUES.screen_lock),
      updates: postureFact("the state of its system's updates, by the machine's own list", POSTURE_VALUES.updates),
      firewall: postureFact("a firewall filters connections from outside", POSTURE_VALUES.firewall),
    },
  },
};

export const isRecord = (member: Attribute | RecordOf): member is RecordOf => "attributes" in member;

/** The roots of conditions. */
export const ROOTS: Readonly<Record<string, Readonly<Record<string, Attribute | RecordOf>>>> = {
  principal: ENTITIES["User"]?.attributes ?? {},
  resource: ENTITIES["Client"]?.attributes ?? {},
  context: CONTEXT,
};

/** Finds the attribute or record at a path such as `context.machine.age_hours`. Returns undefined if nothing has that path. */
export function memberAt(path: string): Attribute | RecordOf | undefined {
  const [root = "", ...names] = path.split(".");
  let members: Readonly<Record<string, Attribute | RecordOf>> | undefined = own(ROOTS, root);
  let member: Attribute | RecordOf | undefined;
  for (const name of names) {
    member = members === undefined ? undefined : own(members, name);
    if (member === undefined) return undefined;
    members = isRecord(member) ? member.attributes : own(ENTITIES, member.type)?.attributes;
  }
  return member;
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** The name of every attribute, in entities and the context, at any depth. */
export const ATTRIBUTE_NAMES: readonly string[] = [
  ...new Set([...Object.values(ENTITIES), { attributes: CONTEXT }].flatMap(namesIn)),
];

function namesIn({ attributes }: { readonly attributes: Readonly<Record<string, Attribute | RecordOf>> }): string[] {
  return Object.entries(attributes).flatMap(([name, member]) => [name, ...(isRecord(member) ? namesIn(member) : [])]);
}

/** The schema in Cedar's own language. It is published, and validates the rules. */
export function writeSchema(): string {
  const entities = Object.entries(ENTITIES).map(([name, { says, memberOf, attributes }]) => {
    const parents = memberOf === undefined ? "" : ` in [${memberOf}]`;
    return `// ${says}\nentity ${name}${parents}${bodyOf(attributes, "")};`;
  });
  const actions = Object.entries(ACTIONS).map(
    ([name, says]) =>
      `// ${says}\naction "${name}" appliesTo { principal: [User, ServiceAccount], resource: [Client], context: Context };`,
  );
  return `${[...entities, `type Context = ${membersOf(CONTEXT, "")};`, ...actions].join("\n\n")}\n`;
}

const bodyOf = (attributes: Readonly<Record<string, Attribute>>, indent: string): string =>
  Object.keys(attributes).length === 0 ? "" : ` ${membersOf(attributes, indent)}`;

function membersOf(members: Readonly<Record<string, Attribute | RecordOf>>, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(members).map(([name, member]) => {
    const type = isRecord(member) ? membersOf(member.attributes, inner) : member.type;
    return `${inner}// ${member.says}\n${inner}${name}${member.optional === true ? "?" : ""}: ${type},`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}
