import * as v from "valibot";
import { authorizationIdSchema, requestIdSchema } from "../ids.ts";
import { jwsSchema } from "../signing/jws.ts";
import { entry } from "./entry.ts";

// Programs that only know a loopback redirect (protocol §6): what page, server and keeper say to each other.

/** The keeper says by these why no code goes to a program. */
const KEEPER_REFUSALS = [
  /** No process listens on the port. */
  "port_unheld",
  /** The process runs under another account. */
  "port_other_account",
  /** The system does not tell which process listens, or several do that are not one program. */
  "port_unclear",
  /** The process carries ports to or from elsewhere. */
  "port_forwarded",
  /** The process is in a container or another namespace. */
  "port_other_namespace",
  /** The process began after the page was opened. */
  "process_too_new",
  /** Another process listens now, or none, or another one has taken the connection. */
  "process_changed",
  /** A browser asked that the keeper does not know: it has no receipt that names it. */
  "browser_unknown",
  /** The process did not take the code. */
  "not_delivered",
  /** The login was refused before anybody could approve it. */
  "not_started",
  /** The process runs another program than the administrator registered. */
  "executable_foreign",
  /** An agent under a lease started the process, so it does not act as the person (protocol §12). */
  "process_of_agent",
] as const;
export type KeeperRefusal = (typeof KEEPER_REFUSALS)[number];
/** The server finds these too. */
const SERVER_REFUSALS = [
  /** No keeper of the machine answered. */
  "keeper_missing",
  /** The keeper did not say in time that the program has its code, and nobody redeemed it. */
  "not_told",
] as const;
export const redirectRefusalSchema = v.picklist([...KEEPER_REFUSALS, ...SERVER_REFUSALS]);
export type RedirectRefusal = v.InferOutput<typeof redirectRefusalSchema>;
const redirectOutcomeSchema = v.picklist(["delivered", ...KEEPER_REFUSALS]);
/** The keeper says so how it ended with the program. */
export type RedirectOutcome = v.InferOutput<typeof redirectOutcomeSchema>;

/** The page hands in what its extension signed. */
const askBodySchema = v.strictObject({ authorization: jwsSchema, ask: jwsSchema });

/** The page that asked hears so how far it is. */
export const redirectStateSchema = v.variant("state", [
  v.strictObject({ state: v.literal("asked") }),
  /** The keeper vouches: the page continues at the login's own. */
  v.strictObject({ state: v.literal("vouched"), request_id: requestIdSchema }),
  v.strictObject({ state: v.literal("delivered") }),
  v.strictObject({ state: v.literal("refused"), code: redirectRefusalSchema }),
]);
export type RedirectState = v.InferOutput<typeof redirectStateSchema>;

/** @see redirectStateSchema: the answer is held until it differs from that. */
const stateBodySchema = v.strictObject({ known: v.picklist(["asked", "vouched", "delivered", "refused"]) });

export const authorizationApi = {
  ask: entry("POST", "/api/authorizations", askBodySchema, redirectStateSchema),
  state: entry("POST", "/api/authorizations/:id/state", stateBodySchema, redirectStateSchema),
};

/** The keeper of a machine, which proves itself by DPoP with its device key. */
export const keeperApi = {
  /** Held until a browser of the machine asks (protocol §4.6 says for how long). `known` are the ids that it has already. */
  redirects: entry(
    "POST",
    "/api/devices/redirects",
    v.strictObject({ known: v.pipe(v.array(authorizationIdSchema), v.maxLength(16)) }),
    v.strictObject({
      /** The server's time as it answers, NumericDate: how old a process is counts by that clock. */
      now: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      /** Carries what an extension of this machine signed: the keeper looks at nothing without it. */
      authorizations: v.pipe(v.array(v.strictObject({ authorization: jwsSchema, ask: jwsSchema })), v.maxLength(16)),
    }),
  ),
  /** The keeper says whether the program took the code, or why it did not. */
  outcome: entry(
    "POST",
    "/api/devices/redirect-outcome",
    v.strictObject({
      authorization: authorizationIdSchema,
      outcome: redirectOutcomeSchema,
    }),
    null,
  ),
};
