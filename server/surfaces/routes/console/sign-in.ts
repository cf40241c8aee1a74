import type {
  signInBodySchema,
  signInNonceAnswerSchema,
  signInOptionsAnswerSchema,
  signInOptionsBodySchema,
} from "@nearside/shared/api/console/session.ts";
import { setCookie } from "hono/cookie";
import type * as v from "valibot";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { findUsers } from "../../../register/people/users.ts";
import { newConsoleNonce, SIGN_IN } from "../../../register/sessions/console-nonce.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import { SESSION_COOKIE } from "../../console/demand-session.ts";
import { askPasskeyForSignIn, signIn } from "../../console/sign-in.ts";
import type { Services } from "../../services.ts";

/** POST /api/console/sign-in/nonce (protocol §8). */
export const consoleSignInNonce = (services: WithClock & WithConfig & WithDb & WithRandom) => async (c: Call) => {
  demandOwnPage(services.config, c);
  const nonce = await newConsoleNonce(services.db, SIGN_IN, services);
  return c.json({ nonce, now: secondsNow(services) } satisfies v.InferOutput<typeof signInNonceAnswerSchema>);
};

/** POST /api/console/sign-in/options (protocol §8). */
export const consoleSignInOptions =
  (services: WithClock & WithConfig & WithDb) =>
  async (c: Call, body: v.InferOutput<typeof signInOptionsBodySchema>) => {
    demandOwnPage(services.config, c);
    const { party, options } = await askPasskeyForSignIn(services, body);
    const user = (await findUsers(services.db, [party.user.id])).get(party.user.id);
    const whose = { name: party.user.name, display_name: user?.display_name ?? party.user.name };
    return c.json({ user: whose, options } satisfies v.InferOutput<typeof signInOptionsAnswerSchema>);
  };

/** POST /api/console/sign-in (protocol §8): the cookie. */
export const consoleSignIn = (services: Services) => async (c: Call, body: v.InferOutput<typeof signInBodySchema>) => {
  demandOwnPage(services.config, c);
  const cookie = await signIn(services, body, services.addressOf(c));
  setCookie(c, SESSION_COOKIE, cookie, {
    prefix: "host",
    secure: true,
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
  });
  return c.json({});
};
