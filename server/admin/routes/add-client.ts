import { SERVER_SHELL } from "../../audit/actor.ts";
import { registerAs } from "../../clients/register-client.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";

/** A client by its metadata (RFC 7591 §2), without a ticket. */
export const addClientRoute =
  (ground: Ground) =>
  async (c: Call, { metadata }: { readonly metadata: unknown }): Promise<Response> =>
    c.json(await registerAs(ground, metadata, SERVER_SHELL));
