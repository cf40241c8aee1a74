import { signInBodySchema, signInOptionsBodySchema } from "@nearside/shared/api/console/session.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { strictObject } from "valibot";
import { type ConsoleRoute, consoleRows } from "./console/console-route.ts";
import type { Ground } from "./ground.ts";
import { postJson, type Route } from "./http/route.ts";
import { consoleSession, consoleSignOut } from "./routes/console/session.ts";
import { consoleSignIn, consoleSignInNonce, consoleSignInOptions } from "./routes/console/sign-in.ts";
import { consoleTouch } from "./routes/console/touch.ts";

/** Without a session, since they begin one. */
export const signInRoutesOf = (ground: Ground): readonly Route[] => [
  postJson("/api/console/sign-in/nonce", "nonces", emptyBodySchema, consoleSignInNonce(ground)),
  postJson("/api/console/sign-in/options", "nonces", signInOptionsBodySchema, consoleSignInOptions(ground)),
  postJson("/api/console/sign-in", "nonces", signInBodySchema, consoleSignIn(ground)),
];

const nothing = strictObject({});

/** Every other address of console and account, each with the one permission that opens it (docs/console.md). */
export function consoleRoutesOf(ground: Ground): readonly ConsoleRoute[] {
  const { read, ask } = consoleRows(ground);
  return [
    read("/api/console/session", "account", nothing, consoleSession(ground)),
    ask("/api/console/sign-out", "account", nothing, consoleSignOut(ground)),
    ask("/api/console/touch", "account", nothing, consoleTouch(ground)),
  ];
}
