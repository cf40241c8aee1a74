import { breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import { breakGlassUseIdSchema } from "@nearside/shared/ids.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { setCookie } from "hono/cookie";
import { admitMachine, stateOfUse } from "../../../administration/recovery/break-glass/admit-machine.ts";
import { endUse, reviewUse } from "../../../administration/recovery/break-glass/end-use.ts";
import { listUses, unreviewedUses } from "../../../administration/recovery/break-glass/list-uses.ts";
import { countActiveCodes, makeCodes } from "../../../administration/recovery/break-glass/make-codes.ts";
import { limitWrongCodes, useCode } from "../../../administration/recovery/break-glass/use-code.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithAddressOf } from "../../../platform/http/client-address.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { type ConsoleCall, type ConsoleRoute, type ConsoleRows, type EntryRoute, openRow } from "../console-rows.ts";
import { BREAK_GLASS_COOKIE, demandBreakGlass } from "../demand-break-glass.ts";
import { demandId } from "../demand-id.ts";

const useIn = ({ id }: Pick<ConsoleCall, "id">): string => demandId(breakGlassUseIdSchema, id);

export const breakGlassRows = (
  services: WithChanges & WithClock & WithDb & WithRandom & WithReads,
  { serve, serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(breakGlassApi.view, () => countActiveCodes(services.db)),
  serve(breakGlassApi.makeCodes, ({ by }, { count }) => makeCodes(services, count, by)),
  serve(breakGlassApi.unreviewed, async () => ({ uses: await unreviewedUses(services.db) })),
  serve(breakGlassApi.uses, (_call, query) => listUses(services.reads, query)),
  serve(breakGlassApi.endUse, async (call) => {
    await endUse(services, useIn(call), call.by);
    return {};
  }),
  serveSession(breakGlassApi.reviewUse, async (call, { says }) => {
    await reviewUse(services, useIn(call), says, call.by);
    return {};
  }),
];

/**
 * These rows are for the person who has a code on paper (protocol §9). They demand no rule and no session, because they are for
 * the day when those fail.
 */
export const openBreakGlassRows = (
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithKeys &
    WithLog &
    WithMetadata &
    WithRandom,
): readonly EntryRoute[] => [
  openRow(services, breakGlassApi.open, "enrolment_starts", async ({ c }, { code, user: name, session_key }) => {
    const address = services.addressOf(c);
    const sessionJkt = await thumbprintOf(session_key);
    const { ticket, user, use, cookie } = await limitWrongCodes(services, address, () =>
      useCode(services, { code, user: name, sessionJkt, address }),
    );
    setCookie(c, BREAK_GLASS_COOKIE, cookie, {
      prefix: "host",
      secure: true,
      httpOnly: true,
      sameSite: "Strict",
      path: "/",
    });
    return {
      ticket: ticket.ticket,
      user: { id: user.id, name: user.name, display_name: user.display_name },
      ticket_expires_at: ticket.expiresAt,
      expires_at: use.expires_at,
      now: services.clock(),
    };
  }),
  openRow(services, breakGlassApi.state, "requests", async ({ c }) =>
    stateOfUse(services, await demandBreakGlass(services, c)),
  ),
  openRow(services, breakGlassApi.admit, "requests", async ({ c }, { words }) => {
    await admitMachine(services, await demandBreakGlass(services, c), words);
    return { state: "active" } as const;
  }),
];
