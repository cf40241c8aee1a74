import type {
  OffboardAnswer,
  OffboardingAnswer,
  OffboardingPreviewAnswer,
  offboardSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { userIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { shownThings } from "../../../administration/people/offboarding/inventory.ts";
import { findWho } from "../../../administration/people/offboarding/leaver.ts";
import { offboardUser, previewOffboarding } from "../../../administration/people/offboarding/offboard-user.ts";
import { offboardingDocument } from "../../../administration/people/offboarding/offboarding-report.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findOffboarding } from "../../../register/people/offboarding-store.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Services } from "../../services.ts";

const byId = (id: string) => ({ column: "id", value: demandId(userIdSchema, id) }) as const;

/** POST /api/console/people/:id/offboarding/preview: what would end. */
export const consolePreviewOffboarding =
  (services: WithClock & WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const preview = await previewOffboarding(services, byId(id));
    if (preview === undefined) throw new ConsoleError("unknown");
    const { user, inventory, shown } = preview;
    const { name, display_name, role, state } = user;
    const told = { user: { id: user.id, name, display_name, role, state }, will_end: shownThings(inventory), shown };
    return c.json(told satisfies OffboardingPreviewAnswer);
  };

const ALREADY = "That person has left before, so nothing was changed. The report of it is on their page.";

/** POST /api/console/people/:id/offboard: it ends (protocol §4.7). */
export const consoleOffboard =
  (services: Services) =>
  async ({ c, id, by }: ChangingCall, { note, shown }: v.InferOutput<typeof offboardSchema>) => {
    const outcome = await offboardUser(services, byId(id), { by, note, shown });
    if (outcome.state === "unknown") throw new ConsoleError("unknown");
    if (outcome.state !== "offboarded") throw new ConsoleError("conflict", { description: ALREADY });
    const { user, counts, asShown: as_shown, report } = outcome;
    const document = await offboardingDocument(services.db, report);
    return c.json({ user, counts, as_shown, document } satisfies OffboardAnswer);
  };

/** GET /api/console/people/:id/offboarding: the report of somebody who has left. */
export const consoleOffboarding =
  ({ db }: WithDb) =>
  async ({ c, id }: ConsoleCall) => {
    const user = await findWho(db, byId(id));
    const stored = user && (await findOffboarding(db, user.id));
    if (user === undefined || stored === undefined) throw new ConsoleError("unknown");
    const { name, display_name } = user;
    const document = await offboardingDocument(db, stored.report);
    return c.json({ user: { id: user.id, name, display_name }, document } satisfies OffboardingAnswer);
  };
