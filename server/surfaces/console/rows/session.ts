import { touchApi } from "@nearside/shared/api/console/change.ts";
import { sessionApi, signInApi } from "@nearside/shared/api/console/session.ts";
import { deleteCookie, setCookie } from "hono/cookie";
import { append } from "../../../platform/audit/event-log.ts";
import { consoleSignedOut } from "../../../platform/audit/events/console-sessions.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithAddressOf } from "../../../platform/http/client-address.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { requestOptions } from "../../../protocol/passkeys/request-options.ts";
import { findUsers } from "../../../register/people/users.ts";
import { newConsoleNonce, SIGN_IN } from "../../../register/sessions/console-nonce.ts";
import { endSession, SESSION_IDLE_MS } from "../../../register/sessions/session-store.ts";
import { type ConsoleRoute, type ConsoleRows, type EntryRoute, openRow } from "../console-rows.ts";
import { SESSION_COOKIE, type SignedIn } from "../demand-session.ts";
import { askPasskeyForSignIn, signIn } from "../sign-in.ts";

const COOKIE = { prefix: "host", secure: true, path: "/" } as const;

export const sessionRows = (
  services: WithClock & WithConfig & WithDb & WithRandom & WithSecrets,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serveSession(sessionApi.view, async ({ who: { user, party, session } }) => {
    const browser = await services.db
      .selectFrom("extensions")
      .select("browser")
      .where("jkt", "=", session.extension_jkt)
      .executeTakeFirst();
    const now = services.clock();
    return {
      now,
      user,
      machine: { device: party.device.jkt, hostname: party.device.hostname, browser: browser?.browser ?? "" },
      signed_in_at: session.created_at,
      idle_ends_at: Math.min(now + SESSION_IDLE_MS, session.expires_at),
      ends_at: session.expires_at,
    };
  }),
  serveSession(sessionApi.signOut, async ({ c, who }) => {
    await signOut(services, who);
    deleteCookie(c, SESSION_COOKIE, COOKIE);
    return {};
  }),
  serveSession(touchApi.prepare, async ({ who: { session, party } }) => {
    const nonce = newConsoleNonce(session.hash, services);
    const { challenge: _computedByThePage, ...options } = requestOptions(services.config, party.passkeys, "");
    return { nonce, options };
  }),
];

/** Ends that session. It logs nothing if something else has ended the session meanwhile. */
const signOut = ({ clock, db }: WithClock & WithDb, { user, party, session }: SignedIn): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const now = clock();
    if (!(await endSession(trx, session.hash, now))) return;
    await append(trx, consoleSignedOut(now, user.id, {}), { user: user.id, device: party.device.jkt });
  });

/** These rows serve sign-in (protocol §8). The last row sets the session's cookie. */
export const signInRows = (
  services: WithAddressOf & WithBudgets & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
): readonly EntryRoute[] => [
  openRow(services, signInApi.nonce, "nonces", async () => ({
    nonce: newConsoleNonce(SIGN_IN, services),
    now: secondsNow(services),
  })),
  openRow(services, signInApi.options, "nonces", async (_call, body) => {
    const { party, options } = await askPasskeyForSignIn(services, body);
    const user = (await findUsers(services.db, [party.user.id])).get(party.user.id);
    return { user: { name: party.user.name, display_name: user?.display_name ?? party.user.name }, options };
  }),
  openRow(services, signInApi.signIn, "nonces", async ({ c }, body) => {
    const cookie = await signIn(services, body, services.addressOf(c));
    setCookie(c, SESSION_COOKIE, cookie, { ...COOKIE, httpOnly: true, sameSite: "Strict" });
    return {};
  }),
];
