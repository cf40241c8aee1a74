import * as v from "valibot";
import { channelSchema } from "../claims.ts";
import { ofEachFact, POSTURE_VALUES } from "../posture/posture.ts";
import { hostStandingSchema } from "../proof/host-standing.ts";
import { keyStorageSchema } from "../proof/key-storage.ts";
import { roleSchema } from "../roles.ts";

// The input of rules: everything that a rule can read of one login, refresh or exchange, as plain JSON. It is stored
// with each decision, so that a draft can be tried against real logins. docs/reference/rules.md tells where each part comes from
// and who vouches for it.

const text = (length: number) => v.pipe(v.string(), v.maxLength(length));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The end of the year 9999, since rules and written dates know no later moment. */
const LAST_MOMENT = 253_402_300_799_999;

export const PLACE_KINDS = ["ssh", "container"] as const;
export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export const RULE_ACTIONS = ["approve", "refresh", "exchange"] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** One fact of the machine's posture, as a rule reads it. */
const postureFact = (values: readonly string[]) =>
  v.strictObject({
    /** `unknown` if the machine can't tell. */
    fact: v.picklist([...values, "unknown"]),
    /** Seconds since the machine looked at it. */
    age: count,
    source: text(32),
  });

/** The machine's protection, reported by the machine and not verified (protocol §4.8). */
const givenPostureSchema = v.strictObject({
  /** Reserved: no part of the product sets it yet. */
  managed: v.optional(v.boolean()),
  /** The disk, once more: left out if that is unknown. */
  encrypted: v.optional(v.boolean()),
  ...ofEachFact((name) => v.optional(postureFact(POSTURE_VALUES[name]))),
});

export const givenSchema = v.strictObject({
  action: v.picklist(RULE_ACTIONS),
  person: v.strictObject({ id: text(64), name: text(128), role: roleSchema, groups: v.array(text(128)) }),
  /** The client that asks: a command line, or at an exchange the API that acts. */
  client: v.strictObject({ id: text(128), name: text(128), verified: v.boolean(), api: v.boolean() }),
  machine: v.strictObject({
    id: text(64),
    hostname: text(255),
    os: text(255),
    key_storage: keyStorageSchema,
    /** Whole hours since its enrolment. */
    age_hours: count,
  }),
  /** The passkey that approves or has approved. */
  passkey: v.strictObject({
    aaguid: text(36),
    synced: v.boolean(),
    attested: v.boolean(),
    security_key: v.boolean(),
  }),
  proof: v.strictObject({
    peer: v.picklist(["same", "unknown"]),
    acr: text(255),
    /** Absent in what was kept before there was a second way to meet. */
    channel: v.optional(channelSchema, "loopback"),
  }),
  scopes: v.array(text(255)),
  /** Addresses of the APIs that the token is for. */
  resources: v.array(text(1024)),
  /** `type` of each authorization detail (RFC 9396). */
  detail_types: v.array(text(255)),
  network: v.strictObject({
    /** The address from which the command line asked. */
    cli: text(64),
    /** The address from which the browser asked; at a refresh or an exchange that of its client. */
    browser: text(64),
    same: v.boolean(),
  }),
  session: v.strictObject({
    /** The command line says that it runs in an SSH session or a container. This is its machine's own claim. */
    remote: v.boolean(),
    container: v.boolean(),
    terminal: v.boolean(),
    /** It asks for a lease or under one. Absent in what was kept before there were leases. */
    agent: v.optional(v.boolean(), false),
  }),
  /** The place of a command line elsewhere (protocol §10); left out for one on the machine itself. */
  place: v.optional(
    v.strictObject({
      kind: v.picklist(PLACE_KINDS),
      /** Says of a host what is known of its key. */
      known: v.optional(hostStandingSchema),
      /** The name under which administrators enrolled the host's key. */
      host: v.optional(text(255)),
      /** The name that the machine has for it: its own claim. */
      claimed: v.optional(text(255)),
      /** The number of further hosts behind the first, by that one's word. */
      hops: count,
    }),
  ),
  time: v.strictObject({
    /** Epoch milliseconds. */
    at: v.pipe(count, v.maxValue(LAST_MOMENT)),
    /** The weekday in the time zone of the configuration. */
    weekday: v.picklist(WEEKDAYS),
    hour: count,
    minute: count,
  }),
  history: v.strictObject({
    /** True at the person's first login with this program, or on this machine. */
    new_client: v.boolean(),
    new_machine: v.boolean(),
    /** Refusals for this person in the last 24 hours. */
    recent_refusals: count,
    /**
     * Seconds since the last approval on this machine, in this terminal, for this program; left out if there was
     * none.
     */
    last_approval_seconds: v.optional(count),
  }),
  /** Seconds since the approval that a refresh or an exchange rests on. */
  approval_age_seconds: v.optional(count),
  justification: v.optional(text(1024)),
  ticket: v.optional(text(64)),
  /** The agent that asks under a lease (protocol §12), or for one. The machine reports it, and it is not verified. Left out everywhere else. */
  agent: v.optional(
    v.pipe(
      v.strictObject({
        name: text(64),
        /** The lease; left out as one is approved, because it does not exist yet. */
        lease: v.optional(text(64)),
        /** The tools that the lease names. For a token under a lease, the tools that this token is for. */
        tools: v.optional(v.array(text(128)), []),
        /** True where an API is among those meant for which the lease names no tools: it may use all that this one has. */
        any_tool: v.optional(v.boolean()),
        /** The number of tokens that it still gives; left out where it does not count them. */
        calls_left: v.optional(count),
      }),
      // who writes a test of a rule and names no tool means every one
      v.transform((agent) => ({ ...agent, any_tool: agent.any_tool ?? agent.tools.length === 0 })),
    ),
  ),
  /** Left out if the machine says nothing: its command line is older than this, or the login is. */
  posture: v.optional(givenPostureSchema),
});
export type Given = Readonly<v.InferOutput<typeof givenSchema>>;
