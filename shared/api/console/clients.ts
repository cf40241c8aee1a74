import * as v from "valibot";
import { holdsPrivateJwk } from "../../signing/keys.ts";
import { formTexts } from "../../texts/forms.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// GET /api/console/clients: the command lines and APIs that were registered. Those of the configuration file have an
// answer of their own.

const kindSchema = v.picklist(["command_line", "resource_server"]);
const texts = v.array(v.string());

const clientsQuerySchema = listQuerySchema(["name", "created_at"], {
  kind: v.optional(kindSchema),
  state: v.optional(v.picklist(["active", "revoked"])),
});
export type ClientsQuery = v.InferOutput<typeof clientsQuerySchema>;

const clientRowSchema = v.strictObject({
  id: v.string(),
  kind: kindSchema,
  /** The registered name: hostile until made visible. */
  name: v.string(),
  verified: v.boolean(),
  source: v.picklist(["built_in", "described", "file", "registered"]),
  state: v.picklist(["active", "revoked"]),
  scopes: texts,
  resources: texts,
  /** Epoch milliseconds; null for a client of the configuration file. */
  registered_at: v.nullable(v.number()),
  by: v.nullable(v.picklist(["client_ticket", "server_shell", "console", "description"])),
});
export type ClientRow = v.InferOutput<typeof clientRowSchema>;
export const clientsAnswerSchema = listAnswerSchema(clientRowSchema);

/** GET /api/console/clients/configured. */
export const configuredClientsAnswerSchema = v.strictObject({ clients: v.array(clientRowSchema) });

/** GET /api/console/clients/:id. */
export const clientAnswerSchema = v.strictObject({
  client: clientRowSchema,
  redirect_uris: texts,
  /** The programs that may listen there, if it logs in by a redirect: any where it is empty. Null if it does not. */
  executables: v.nullable(texts),
  /** Types of details (RFC 9396); null where any type is allowed. */
  detail_types: v.nullable(texts),
  /** Seconds; null for an API. */
  access_token_seconds: v.nullable(v.number()),
  refresh_token_seconds: v.nullable(v.number()),
  /** Thumbprints (RFC 7638) of an API's keys. */
  keys: texts,
  exchange: v.strictObject({ resources: texts, scopes: texts }),
  /** The number of people who have a lasting login by it. */
  logins: v.number(),
  /**
   * The scopes and APIs that the built-in command line may request here, beyond its own; null for every other client.
   */
  allowed: v.nullable(v.strictObject({ scopes: texts, resources: texts })),
});
export type ClientAnswer = v.InferOutput<typeof clientAnswerSchema>;

const NO_SET = formTexts.jwkSet;
const PRIVATE = formTexts.privateKey;

/**
 * The body that a passkey signs is stored for good, also if the change fails. A private key that was given for a public
 * one by mistake is therefore refused before that, and so is anything that cannot be looked into.
 */
export const publicKeysOf = <Sent extends { readonly metadata: { readonly [name: string]: unknown } }>() =>
  v.rawCheck<Sent>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input = dataset.value.metadata;
    const value = input["jwks"];
    const message = wrongKeys(value);
    if (message !== undefined)
      addIssue({ message, path: [{ type: "object", origin: "value", input: { ...input }, key: "jwks", value }] });
  });

function wrongKeys(jwks: unknown): string | undefined {
  if (jwks === undefined) return undefined;
  if (typeof jwks !== "object" || jwks === null) return NO_SET;
  return holdsPrivateJwk(jwks) ? PRIVATE : undefined;
}

/** POST /api/console/clients: metadata of RFC 7591 §2, whose members are the fields that a problem names. */
const registerClientSchema = v.pipe(v.strictObject({ metadata: v.looseObject({}) }), publicKeysOf());
/** `registered` is the client information response (RFC 7591 §3.2.1). */
export const clientMadeSchema = v.strictObject({
  id: v.string(),
  registered: v.looseObject({ client_id: v.string(), client_name: v.string() }),
});

/** POST /api/console/clients/:id/keys: a JWK Set, by which alone the API authenticates from then on. */
export const replaceClientKeysSchema = v.strictObject({
  jwks: v.pipe(
    v.looseObject({}, NO_SET),
    v.check((jwks) => !holdsPrivateJwk(jwks), PRIVATE),
  ),
});

/** A number that a person types into a form. */
export const wholeNumberSchema = (least: number, most: number) => {
  const says = formTexts.wholeNumber({ least, most });
  return v.pipe(v.number(says), v.integer(says), v.minValue(least, says), v.maxValue(most, says));
};
export const MOST_CLIENT_TICKET_USES = 1000;
export const MOST_CLIENT_TICKET_HOURS = 720;
const item = v.pipe(v.string(), v.maxLength(1024, formTexts.tooLong));

export const MOST_ALLOWED_SCOPES = 64;
export const MOST_ALLOWED_RESOURCES = 32;
/** POST /api/console/clients/:id/allowance: the built-in command line may request these from now on, or no longer. */
export const allowanceSchema = v.strictObject({
  how: v.picklist(["allow", "disallow"]),
  scopes: v.pipe(v.array(item), v.maxLength(MOST_ALLOWED_SCOPES, formTexts.atMost({ most: MOST_ALLOWED_SCOPES }))),
  resources: v.pipe(
    v.array(item),
    v.maxLength(MOST_ALLOWED_RESOURCES, formTexts.atMost({ most: MOST_ALLOWED_RESOURCES })),
  ),
});
export type AllowanceChange = v.InferOutput<typeof allowanceSchema>;

/** POST /api/console/client-tickets: a ticket with which somebody else registers clients (RFC 7591 §3). */
export const clientTicketSchema = v.strictObject({
  kinds: v.pipe(v.array(kindSchema), v.minLength(1, formTexts.chooseOne)),
  scopes: v.pipe(v.array(item), v.maxLength(64, formTexts.atMost({ most: 64 }))),
  resources: v.pipe(v.array(item), v.maxLength(32, formTexts.atMost({ most: 32 }))),
  /** The only types of details (RFC 9396) that a command line may request; null where any type is allowed. */
  detail_types: v.nullable(v.pipe(v.array(item), v.maxLength(32, formTexts.atMost({ most: 32 })))),
  uses: wholeNumberSchema(1, MOST_CLIENT_TICKET_USES),
  hours: wholeNumberSchema(1, MOST_CLIENT_TICKET_HOURS),
});

/**
 * A ticket that can still be used, named by its hash: the ticket itself is stored nowhere. Times are epoch
 * milliseconds.
 */
const usableClientTicketSchema = v.strictObject({
  id: v.string(),
  kinds: v.array(kindSchema),
  scopes: texts,
  resources: texts,
  /** Types of details (RFC 9396); null where any type is allowed. */
  detail_types: v.nullable(texts),
  uses_left: v.number(),
  created_at: v.number(),
  expires_at: v.number(),
});
export type UsableClientTicket = v.InferOutput<typeof usableClientTicketSchema>;

/** GET /api/console/client-tickets: the tickets that can still be used, the newest first. */
export const usableClientTicketsSchema = v.strictObject({
  tickets: v.array(usableClientTicketSchema),
  /** True where there are others. */
  more: v.boolean(),
});
export type UsableClientTickets = v.InferOutput<typeof usableClientTicketsSchema>;

export const clientTicketAnswerSchema = v.strictObject({
  /** Shown once. */
  ticket: v.string(),
  registration_endpoint: v.string(),
  /** Epoch milliseconds. */
  expires_at: v.number(),
});

const CLIENTS = "/api/console/clients";
const TICKETS = "/api/console/client-tickets";

export const clientsApi = {
  list: read(CLIENTS, "clients.read", clientsQuerySchema, clientsAnswerSchema),
  configured: read(`${CLIENTS}/configured`, "clients.read", emptyBodySchema, configuredClientsAnswerSchema),
  view: read(`${CLIENTS}/:id`, "clients.read", emptyBodySchema, clientAnswerSchema),
  register: change(CLIENTS, "clients.manage", registerClientSchema, clientMadeSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
  }),
  verify: change(`${CLIENTS}/:id/verify`, "clients.manage", emptyBodySchema, emptyBodySchema, { errors: ["conflict"] }),
  replaceKeys: change(`${CLIENTS}/:id/keys`, "clients.manage", replaceClientKeysSchema, emptyBodySchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
  changeAllowance: change(`${CLIENTS}/:id/allowance`, "clients.manage", allowanceSchema, emptyBodySchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
  remove: change(`${CLIENTS}/:id/remove`, "clients.manage", emptyBodySchema, emptyBodySchema, {
    errors: ["conflict"],
  }),
};

export const clientTicketsApi = {
  list: read(TICKETS, "clients.read", emptyBodySchema, usableClientTicketsSchema),
  make: change(TICKETS, "clients.manage", clientTicketSchema, clientTicketAnswerSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
  }),
  revoke: change(`${TICKETS}/:id/revoke`, "clients.manage", emptyBodySchema, emptyBodySchema),
};
