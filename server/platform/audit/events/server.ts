import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The server is about to listen. `nearside` and `node` are versions. */
export const serverStarted = defineEvent(
  "server_started",
  1,
  v.strictObject({ issuer: v.string(), nearside: v.string(), node: v.string(), migrations: v.array(v.string()) }),
);

/**
 * A limit was reached (threats R9, R17, R19). It is written once for each limit, key and window. The subject is the id of the machine,
 * the user, the login or the resource server. For an address it is null, and `address` is its network.
 */
export const rateLimited = defineEvent(
  "rate_limited",
  1,
  v.strictObject({
    limit: v.string(),
    by: v.picklist(["address", "everybody", "login", "machine", "resource_server", "user"]),
    address: v.nullable(v.string()),
  }),
);
