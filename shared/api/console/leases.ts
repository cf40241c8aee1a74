import * as v from "valibot";
import { leaseEndingTexts } from "../../texts/lease-endings.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// Leases (protocol §12): one's own at /api/console/account/leases, and those of all people at /api/console/leases. `:id` is the lease's,
// which is the id of its login.

/** The endings of a lease, in words for people. */
export const LEASE_ENDINGS = leaseEndingTexts;
export type LeaseEnding = keyof typeof LEASE_ENDINGS;
const endingSchema = v.picklist(Object.keys(LEASE_ENDINGS) as LeaseEnding[]);

/** `quarantined`: its machine was, and it gives nothing until that is released. `spent`: it gave all tokens that it may. */
const LEASE_STATES = ["active", "quarantined", "spent", "ended"] as const;

const leasesQuerySchema = listQuerySchema(["began", "ends"], {
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
  /** Those that may still give something, or the others. */
  open: v.optional(v.picklist(["yes", "no"])),
});
const allLeasesQuerySchema = v.strictObject({
  ...leasesQuerySchema.entries,
  /** `us_…` */
  person: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** `bs_…` */
  machine: v.optional(v.pipe(v.string(), v.maxLength(64))),
});
export type LeasesQuery = v.InferOutput<typeof allLeasesQuerySchema>;

/** Times in epoch milliseconds. The machine reports the agent's name and command; both are "" once its facts were erased. */
const leaseSchema = v.strictObject({
  /** `rq_…` */
  id: v.string(),
  agent: v.strictObject({ name: v.string(), program: v.string() }),
  why: v.nullable(v.string()),
  /** The lease that it adds to. */
  after: v.nullable(v.string()),
  client: v.strictObject({ id: v.string(), name: v.string() }),
  machine: v.strictObject({ id: v.string(), hostname: v.string() }),
  person: v.strictObject({ id: v.string(), name: v.string() }),
  access: v.array(v.strictObject({ resource: v.string(), scope: v.string(), tools: v.nullable(v.array(v.string())) })),
  /** `left`: null where they are not counted. */
  calls: v.strictObject({ used: v.number(), left: v.nullable(v.number()) }),
  began: v.number(),
  ends: v.number(),
  last_used: v.number(),
  /** Seconds that it may lie idle; null for as long as it lasts. */
  idle: v.nullable(v.number()),
  state: v.picklist(LEASE_STATES),
  /** Null for one that has not ended. */
  ended_by: v.nullable(endingSchema),
});
export type Lease = v.InferOutput<typeof leaseSchema>;

const tokensQuerySchema = listQuerySchema(["at"], { order: v.optional(v.picklist(["asc", "desc"]), "desc") });
export type LeaseTokensQuery = v.InferOutput<typeof tokensQuerySchema>;

/** A token that came out of a lease, and what its keeper says that it did with it: the first calls, of all that it told of. */
const leaseTokenSchema = v.strictObject({
  jti: v.string(),
  at: v.number(),
  resource: v.string(),
  scope: v.string(),
  tool: v.nullable(v.string()),
  calls: v.array(v.strictObject({ method: v.string(), url: v.string(), status: v.number(), told_at: v.number() })),
});
export type LeaseToken = v.InferOutput<typeof leaseTokenSchema>;

const OWN = "/api/console/account/leases";
const ALL = "/api/console/leases";
const conflict = { errors: ["conflict"] } as const;

export const ownLeasesApi = {
  list: read(OWN, "account", leasesQuerySchema, listAnswerSchema(leaseSchema)),
  tokens: read(`${OWN}/:id/tokens`, "account", tokensQuerySchema, listAnswerSchema(leaseTokenSchema)),
  end: change(`${OWN}/:id/end`, "account", emptyBodySchema, emptyBodySchema, conflict),
};

export const leasesApi = {
  list: read(ALL, "machines.read", allLeasesQuerySchema, listAnswerSchema(leaseSchema)),
  tokens: read(`${ALL}/:id/tokens`, "machines.read", tokensQuerySchema, listAnswerSchema(leaseTokenSchema)),
  end: change(`${ALL}/:id/end`, "machines.manage", emptyBodySchema, emptyBodySchema, conflict),
};
