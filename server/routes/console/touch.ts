import type { TouchAnswer } from "@nearside/shared/api/console/change.ts";
import { newConsoleNonce } from "../../console/console-nonce.ts";
import type { ConsoleCall } from "../../console/console-route.ts";
import type { Ground } from "../../ground.ts";
import { requestOptions } from "../../passkey/request-options.ts";

/** POST /api/console/touch: what a passkey needs to sign one change (protocol §8). */
export const consoleTouch =
  (ground: Ground) =>
  async ({ c, who: { session, party } }: ConsoleCall) => {
    const nonce = await newConsoleNonce(ground.db, session.hash, ground);
    const { challenge: _computedByThePage, ...options } = requestOptions(ground.config, party.passkeys, "");
    return c.json({ nonce, options } satisfies TouchAnswer);
  };
