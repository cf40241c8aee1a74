import type { Call } from "../../../platform/http/call.ts";
import { findAllKeys } from "../../../platform/keys/signing-key-store.ts";
import { publishedKey } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { ListKeysAnswer } from "../messages.ts";

/** The server's signing keys, those of long ago too; never a private part. */
export const listKeysRoute =
  (services: WithClock & WithDb) =>
  async (c: Call): Promise<Response> => {
    const answer: ListKeysAnswer = {
      now: services.clock(),
      keys: (await findAllKeys(services.db)).map((key) => ({
        kid: key.kid,
        state: key.state,
        created_at: key.createdAt,
        active_from: key.activeFrom,
        retired_at: key.retiredAt,
        removed_at: key.removedAt,
        compromised: key.compromised,
        jwk: { ...publishedKey(key) },
      })),
    };
    return c.json(answer);
  };
