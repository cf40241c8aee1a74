import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { findAllKeys } from "../../keys/signing-key-store.ts";
import { publishedKey } from "../../keys/signing-keys.ts";
import type { ListKeysAnswer } from "../messages.ts";

/** The server's signing keys, those of long ago too; never a private part. */
export const listKeysRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const answer: ListKeysAnswer = {
      now: ground.clock(),
      keys: (await findAllKeys(ground.db)).map((key) => ({
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
