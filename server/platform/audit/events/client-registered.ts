import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * A client was registered (RFC 7591); the subject is its id. `by`: whoever showed a client ticket, or an administrator, on
 * the server's own shell or in the console. `keys` are the thumbprints of a resource server's (RFC 7638).
 */
export const clientRegistered = defineEvent(
  "client_registered",
  1,
  v.strictObject({
    by: v.picklist(["client_ticket", "server_shell", "console"]),
    ticket_hash: v.nullable(v.string()),
    client: v.strictObject({
      kind: v.picklist(["command_line", "resource_server"]),
      name: v.string(),
      scopes: v.array(v.string()),
      resources: v.array(v.string()),
      /** RFC 9396; null, or left out in older events: any. */
      detail_types: v.optional(v.nullable(v.array(v.string()))),
      /** Seconds; null of an API, left out in older events. */
      lifetimes: v.optional(v.nullable(v.strictObject({ access_token: v.number(), refresh_token: v.number() }))),
      redirect_uris: v.array(v.string()),
      keys: v.array(v.string()),
      exchange: v.nullable(v.strictObject({ resources: v.array(v.string()), scopes: v.array(v.string()) })),
    }),
  }),
);
