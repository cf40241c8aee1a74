import { overviewApi } from "@nearside/shared/api/console/overview.ts";
import { findAttention } from "../../../administration/overview/attention.ts";
import { countFigures } from "../../../administration/overview/figures.ts";
import { firstDay } from "../../../administration/overview/first-day.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

/** The overview is a person's own: it shows what their role may read. */
export const overviewRows = (
  all: WithClock & WithConfig & WithMetadata & WithReads,
  { serveSession }: ConsoleRows,
): readonly ConsoleRoute[] => {
  const services = { ...all, db: all.reads };
  return [
    serveSession(overviewApi.state, async ({ who: { user, party } }) => ({
      attention: await findAttention(services, {
        role: user.role,
        approver: { userId: user.id, deviceJkt: party.device.jkt },
      }),
      first_day: await firstDay(services, user.role),
    })),
    serveSession(overviewApi.figures, ({ who: { user } }, query) => countFigures(services, user.role, query)),
  ];
};
