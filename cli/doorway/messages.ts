import { standingSchema } from "@nearside/shared/api/devices.ts";
import { helloAnswerSchema, helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { issuerSchema, secondsSchema } from "@nearside/shared/claims.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import { jwsSchema } from "@nearside/shared/signing/jws.ts";
import * as v from "valibot";
import { leaseCalls } from "./lease-messages.ts";
import { DOORWAY } from "./wire.ts";

// These messages go over the keeper's socket. A connection is one call: the caller's first line names the verb, and every line
// is one JSON text as JSON.stringify writes it (docs/architecture.md, "The keeper").

const call = { nearside: v.literal(DOORWAY) };

export const callSchema = v.variant("verb", [
  v.strictObject({ ...call, verb: v.literal("status") }),
  v.strictObject({ ...call, verb: v.literal("stop") }),
  /** Opens the socket for containers, or takes it away. */
  v.strictObject({ ...call, verb: v.literal("container_socket"), wanted: v.boolean() }),
  /** A command line waits for its hello. */
  v.strictObject({ ...call, verb: v.literal("await_hello"), request: jwsSchema, machine: sha256TextSchema }),
  /** A browser's native host hands a hello in. */
  v.strictObject({ ...call, verb: v.literal("hello"), body: helloBodySchema }),
  v.strictObject({ ...call, verb: v.literal("lease_begin"), ...leaseCalls.lease_begin }),
  v.strictObject({ ...call, verb: v.literal("lease_more"), ...leaseCalls.lease_more }),
  v.strictObject({ ...call, verb: v.literal("lease_list"), ...leaseCalls.lease_list }),
  v.strictObject({ ...call, verb: v.literal("lease_end"), ...leaseCalls.lease_end }),
  v.strictObject({ ...call, verb: v.literal("lease_token"), ...leaseCalls.lease_token }),
  v.strictObject({ ...call, verb: v.literal("lease_proof"), ...leaseCalls.lease_proof }),
  v.strictObject({ ...call, verb: v.literal("lease_fetch"), ...leaseCalls.lease_fetch }),
  /** Anybody asks if it runs within the tree of a lease. */
  v.strictObject({ ...call, verb: v.literal("lease_here") }),
]);
export type Call = v.InferOutput<typeof callSchema>;
export type Verb = Call["verb"];
/** A call without the version of the doorway, which every call has. */
export type Asking = { [V in Verb]: Omit<Extract<Call, { verb: V }>, "nearside"> }[Verb];

/** The whole set of reasons for which the keeper turns a caller away, or has no answer. */
const REFUSALS = [
  /** Not one of the messages above. */
  "malformed",
  /** The caller runs under another account. */
  "other_account",
  /** The system does not tell who calls. */
  "caller_unknown",
  /** The caller is in a container or another namespace. */
  "other_namespace",
  /** The caller carries connections from another machine, such as `ssh` with -R. */
  "forwarder",
  /** The caller is not the native host that this keeper set up. */
  "not_a_host",
  /** The native host was not started by a browser. */
  "not_a_browser",
  /** The browser started it for another extension. */
  "foreign_extension",
  /** Too many callers at once. */
  "busy",
  /** The server, or one of its administrators, has quarantined or revoked the machine, or suspended its person. */
  "not_active",
  /** The caller was started under a lease, and what it asks for is its person's. */
  "inside_a_lease",
  /** The caller was not started under that lease. */
  "outside_the_lease",
  /** The caller's parents can't be told just now, so neither can whose process it is. */
  "origin_unclear",
  /** No command line waits for that hello, or the one that waits turned it away. */
  "nobody_waits",
] as const;
const refusalSchema = v.picklist(REFUSALS);
export type Refusal = v.InferOutput<typeof refusalSchema>;

export const refusedSchema = v.strictObject({ refused: refusalSchema });

const enrolmentSchema = v.strictObject({
  issuer: issuerSchema,
  user: v.string(),
  machine: v.string(),
  /** The last answer of its server; null if it has said nothing yet. */
  standing: v.nullable(standingSchema),
  /** Why the server could not be asked the last time; null if it was asked. */
  problem: v.nullable(v.string()),
  /** Says when the server was last told of this machine's protection, why it could not be told since, and what its rules look at (§4.8). */
  protection: v.strictObject({
    at: v.nullable(secondsSchema),
    problem: v.nullable(v.string()),
    ruled: v.pipe(v.array(v.string()), v.readonly()),
  }),
});
export const statusSchema = v.strictObject({
  version: v.string(),
  pid: v.number(),
  since: secondsSchema,
  /** Bytes that the process holds. */
  memory: v.number(),
  /** True if systemd holds the socket. */
  activated: v.boolean(),
  waiting: v.number(),
  /** Open sessions of this account's `ssh`, and the connections that hosts have made over all of them so far. */
  ssh: v.strictObject({ sessions: v.number(), connections: v.number() }),
  /** The socket for containers; `failed` if it is wanted and can't be there. */
  containers: v.picklist(["open", "closed", "failed"]),
  enrolments: v.array(enrolmentSchema),
});
export type KeeperStatus = v.InferOutput<typeof statusSchema>;

/** Null once it is taken away. */
export const containerSocketSchema = v.strictObject({ container_socket: v.nullable(v.string()) });

export const stoppingSchema = v.strictObject({ stopping: v.literal(true) });

/** The browser that started the native host, as the keeper saw it. */
const nativePeerSchema = v.strictObject({ process: v.pipe(v.string(), v.maxLength(255)) });
export type NativePeer = v.InferOutput<typeof nativePeerSchema>;

/** A command line that waits is told this. */
export const toWaitingSchema = v.union([
  v.strictObject({ awaiting: v.literal(true) }),
  v.strictObject({ hello: helloBodySchema, id: v.number(), browser: nativePeerSchema }),
]);

/** Its answer: null turns the hello away, without a reason. */
export const fromWaitingSchema = v.strictObject({ id: v.number(), answer: v.nullable(helloAnswerSchema) });
