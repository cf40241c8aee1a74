import type {
  signInBodySchema,
  signInNonceAnswerSchema,
  signInOptionsAnswerSchema,
  signInOptionsBodySchema,
} from "@nearside/shared/api/console/session.ts";
import { setCookie } from "hono/cookie";
import type * as v from "valibot";
import { newConsoleNonce, SIGN_IN } from "../../console/console-nonce.ts";
import { demandOwnPage } from "../../console/demand-own-page.ts";
import { SESSION_COOKIE } from "../../console/demand-session.ts";
import { askPasskeyForSignIn, signIn } from "../../console/sign-in.ts";
import { findUsers } from "../../directory/users.ts";
import { type Ground, secondsNow } from "../../ground.ts";
import type { Call } from "../../http/route.ts";

/** POST /api/console/sign-in/nonce (protocol §8). */
export const consoleSignInNonce = (ground: Ground) => async (c: Call) => {
  demandOwnPage(ground.config, c);
  const nonce = await newConsoleNonce(ground.db, SIGN_IN, ground);
  return c.json({ nonce, now: secondsNow(ground) } satisfies v.InferOutput<typeof signInNonceAnswerSchema>);
};

/** POST /api/console/sign-in/options (protocol §8). */
export const consoleSignInOptions =
  (ground: Ground) => async (c: Call, body: v.InferOutput<typeof signInOptionsBodySchema>) => {
    demandOwnPage(ground.config, c);
    const { party, options } = await askPasskeyForSignIn(ground, body);
    const user = (await findUsers(ground.db, [party.user.id])).get(party.user.id);
    const whose = { name: party.user.name, display_name: user?.display_name ?? party.user.name };
    return c.json({ user: whose, options } satisfies v.InferOutput<typeof signInOptionsAnswerSchema>);
  };

/** POST /api/console/sign-in (protocol §8): the cookie. */
export const consoleSignIn = (ground: Ground) => async (c: Call, body: v.InferOutput<typeof signInBodySchema>) => {
  demandOwnPage(ground.config, c);
  const cookie = await signIn(ground, body, ground.addressOf(c));
  setCookie(c, SESSION_COOKIE, cookie, {
    prefix: "host",
    secure: true,
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
  });
  return c.json({});
};
