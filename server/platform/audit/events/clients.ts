import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * A client was registered (RFC 7591); the subject is its id. `by`: the holder of a client ticket, or an administrator, on the server's own
 * shell or in the console. `keys` are the thumbprints of a resource server's keys (RFC 7638).
 */
export const clientRegistered = defineEvent(
  "client_registered",
  1,
  { limit: "registrations" },
  v.strictObject({
    by: v.picklist(["client_ticket", "server_shell", "console"]),
    ticket_hash: v.nullable(v.string()),
    client: v.strictObject({
      kind: v.picklist(["command_line", "resource_server"]),
      name: v.string(),
      scopes: v.array(v.string()),
      resources: v.array(v.string()),
      /** RFC 9396. Null means any. Older events leave it out, which also means any. */
      detail_types: v.optional(v.nullable(v.array(v.string()))),
      /** Seconds. Null for an API; older events leave it out. */
      lifetimes: v.optional(v.nullable(v.strictObject({ access_token: v.number(), refresh_token: v.number() }))),
      redirect_uris: v.array(v.string()),
      /** Null if it logs in by no redirect; older events leave it out. */
      executables: v.optional(v.nullable(v.array(v.string()))),
      keys: v.array(v.string()),
      exchange: v.nullable(v.strictObject({ resources: v.array(v.string()), scopes: v.array(v.string()) })),
    }),
  }),
);

/**
 * A program described itself at the address that is its id (protocol §6.1), for the first time or otherwise than `before`; the subject is
 * that address. `document` is the SHA-256 of what counts of the description.
 */
export const clientDescribed = defineEvent(
  "client_described",
  1,
  { limit: "client_documents" },
  v.strictObject({
    host: v.string(),
    name: v.string(),
    redirect_uris: v.array(v.string()),
    document: v.string(),
    before: v.nullable(v.string()),
  }),
);

/** An administrator vouches for the name of a registered client from now on; the subject is its id. */
export const clientVerified = defineEvent(
  "client_verified",
  1,
  "signed",
  v.strictObject({ name: v.string(), by: bySchema }),
);

const thumbprints = v.array(v.string());

/**
 * An API's keys were replaced; the subject is its id. Both lists are thumbprints (RFC 7638): of the keys that are valid from now on, and of
 * those before.
 */
export const clientKeysReplaced = defineEvent(
  "client_keys_replaced",
  1,
  "signed",
  v.strictObject({ keys: thumbprints, before: thumbprints, by: bySchema }),
);

/** A registered client was removed; the subject is its id. */
export const clientRevoked = defineEvent("client_revoked", 1, "signed", v.strictObject({ by: bySchema }));

/**
 * A request in the name of that resource server was refused; the subject is the client's id. `code` is one of `CLIENT_REFUSALS`. All of
 * them get one and the same answer.
 */
export const clientRefused = defineEvent(
  "client_refused",
  1,
  { alike: ["code"] },
  v.strictObject({ code: v.string() }),
);

const texts = v.array(v.string());

/** The built-in command line was allowed these scopes and resources, or they no longer are. The subject is its id. */
export const clientAllowanceChanged = defineEvent(
  "client_allowance_changed",
  2,
  "signed",
  v.strictObject({ how: v.picklist(["allow", "disallow"]), scopes: texts, resources: texts, by: bySchema }),
);

/**
 * A ticket for the registration of clients was made (RFC 7591 §3). Its hash names it in later events; the ticket itself is stored nowhere.
 */
export const clientTicketCreated = defineEvent(
  "client_ticket_created",
  1,
  "signed",
  v.strictObject({
    hash: v.string(),
    kinds: v.array(v.picklist(["command_line", "resource_server"])),
    scopes: v.array(v.string()),
    resources: v.array(v.string()),
    /** RFC 9396. Null means any. Older events leave it out, which also means any. */
    detail_types: v.optional(v.nullable(v.array(v.string()))),
    uses: v.number(),
    expires_at: v.number(),
    by: bySchema,
  }),
);

/**
 * A ticket for the registration of programs was revoked by an administrator, or ended because the person who made it has left. The
 * subject is its hash.
 */
export const clientTicketEnded = defineEvent("client_ticket_ended", 1, "once", v.strictObject({ by: bySchema }));

/** A known client ticket was shown and registered nothing; the subject is its hash. The answer gave no reason. */
export const clientTicketRefused = defineEvent(
  "client_ticket_refused",
  1,
  { alike: ["reason"] },
  v.strictObject({ reason: v.picklist(["used_up", "expired"]) }),
);
