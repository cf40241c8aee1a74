import type { TouchAnswer } from "@nearside/shared/api/console/change.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { requestOptions } from "../../../protocol/passkeys/request-options.ts";
import { newConsoleNonce } from "../../../register/sessions/console-nonce.ts";
import type { ConsoleCall } from "../../console/console-route.ts";

/** POST /api/console/touch: what a passkey needs to sign one change (protocol §8). */
export const consoleTouch =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async ({ c, who: { session, party } }: ConsoleCall) => {
    const nonce = await newConsoleNonce(services.db, session.hash, services);
    const { challenge: _computedByThePage, ...options } = requestOptions(services.config, party.passkeys, "");
    return c.json({ nonce, options } satisfies TouchAnswer);
  };
