import type { Given } from "@nearside/shared/rules/given.ts";
import type { Client } from "../../clients/client.ts";

/** As rules read it. An API is known by the operator's word, as a verified program is. */
export const shownClient = (client: Client): Given["client"] =>
  client.kind === "command_line"
    ? { id: client.id, name: client.name, verified: client.verified, api: false }
    : { id: client.id, name: client.name, verified: client.source === "file", api: true };
