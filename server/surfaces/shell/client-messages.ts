import {
  MOST_ALLOWED_RESOURCES,
  MOST_ALLOWED_SCOPES,
  MOST_CLIENT_TICKET_HOURS,
  MOST_CLIENT_TICKET_USES,
  usableClientTicketsSchema,
} from "@nearside/shared/api/console/clients.ts";
import * as v from "valibot";
import { detailTypeSchema, resourceSchema, scopeSchema } from "../../platform/config/clients/scope-and-resource.ts";

// What `nearside-server clients …`, `client-ticket` and `client-tickets …` say to the running server, over the same socket as messages.ts.

const texts = v.array(v.string());
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** As typed; what a stranger says comes to no database. */
const id = v.pipe(v.string(), v.maxLength(128));

export const CREATE_CLIENT_TICKET_PATH = "/client-tickets";

const CLIENT_KINDS = ["command_line", "resource_server"] as const;

export const createClientTicketSchema = v.strictObject({
  kinds: v.pipe(v.array(v.picklist(CLIENT_KINDS)), v.minLength(1), v.maxLength(2)),
  scopes: v.pipe(v.array(scopeSchema), v.maxLength(64, "must not be more than 64")),
  resources: v.pipe(v.array(resourceSchema), v.maxLength(32, "must not be more than 32")),
  /** Null: any. */
  detail_types: v.nullable(v.pipe(v.array(detailTypeSchema), v.maxLength(32, "must not be more than 32"))),
  uses: whole(1, MOST_CLIENT_TICKET_USES),
  hours: whole(1, MOST_CLIENT_TICKET_HOURS),
});
export const createClientTicketAnswerSchema = v.strictObject({
  ticket: v.string(),
  registration_endpoint: v.string(),
});

export const LIST_CLIENT_TICKETS_PATH = "/client-tickets/list";
export const listClientTicketsAnswerSchema = v.strictObject({ ...usableClientTicketsSchema.entries, now: v.number() });

export const REVOKE_CLIENT_TICKET_PATH = "/client-tickets/revoke";
export const revokeClientTicketSchema = v.strictObject({ id });
export const revokeClientTicketAnswerSchema = v.strictObject({});

export const LIST_CLIENTS_PATH = "/clients/list";

const listedClient = v.strictObject({
  id: v.string(),
  kind: v.picklist(CLIENT_KINDS),
  /** As it was registered: hostile until made visible. */
  name: v.string(),
  verified: v.boolean(),
  source: v.picklist(["built_in", "file", "registered"]),
  state: v.picklist(["active", "revoked"]),
  scopes: texts,
  resources: texts,
  /** RFC 9396; null: any. */
  detail_types: v.nullable(texts),
  redirect_uris: texts,
  /** Seconds; null of an API. */
  lifetimes: v.nullable(v.strictObject({ access_token: v.number(), refresh_token: v.number() })),
  /** For what an API may ask in people's names. */
  exchange: v.strictObject({ resources: texts, scopes: texts }),
  /** Epoch milliseconds; null of the configuration file's. */
  registered_at: v.nullable(v.number()),
  by: v.nullable(v.picklist(["client_ticket", "server_shell", "console"])),
});
export type ListedClient = v.InferOutput<typeof listedClient>;
export const listClientsAnswerSchema = v.strictObject({ clients: v.array(listedClient) });
export type ListClientsAnswer = v.InferOutput<typeof listClientsAnswerSchema>;

export const ADD_CLIENT_PATH = "/clients/add";

/** Metadata of RFC 7591 §2, which has errors of its own. */
export const addClientSchema = v.strictObject({ metadata: v.looseObject({}) });
/** The client information response (RFC 7591 §3.2.1). */
export const addClientAnswerSchema = v.looseObject({ client_id: v.string(), client_name: v.string() });

export const VERIFY_CLIENT_PATH = "/clients/verify";
export const REMOVE_CLIENT_PATH = "/clients/remove";

export const REPLACE_CLIENT_KEYS_PATH = "/clients/keys";
/** A JWK Set, which has errors of its own. */
export const replaceClientKeysSchema = v.strictObject({ id, jwks: v.looseObject({}) });
export const clientKeysAnswerSchema = v.strictObject({ name: v.string(), keys: texts });
export type ClientKeysAnswer = v.InferOutput<typeof clientKeysAnswerSchema>;

export const CHANGE_ALLOWANCE_PATH = "/clients/allowance";
export const changeAllowanceSchema = v.strictObject({
  id,
  how: v.picklist(["allow", "take_back"]),
  scopes: v.pipe(
    v.array(scopeSchema),
    v.maxLength(MOST_ALLOWED_SCOPES, `must not be more than ${MOST_ALLOWED_SCOPES}`),
  ),
  resources: v.pipe(
    v.array(resourceSchema),
    v.maxLength(MOST_ALLOWED_RESOURCES, `must not be more than ${MOST_ALLOWED_RESOURCES}`),
  ),
});
/** All that it may ask for from now on. */
export const allowanceAnswerSchema = v.strictObject({ name: v.string(), scopes: texts, resources: texts });
export type AllowanceAnswer = v.InferOutput<typeof allowanceAnswerSchema>;

export const nameClientSchema = v.strictObject({ id });
export const clientAnswerSchema = v.strictObject({ id: v.string(), name: v.string() });
export type ClientAnswer = v.InferOutput<typeof clientAnswerSchema>;
