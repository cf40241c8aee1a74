import type {
  OffboardAnswer,
  OffboardingAnswer,
  OffboardingPreviewAnswer,
  offboardSchema,
} from "@nearside/shared/api/console/offboarding.ts";
import { userIdSchema } from "@nearside/shared/ids.ts";
import type * as v from "valibot";
import { ConsoleError } from "../../console/console-error.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { demandId } from "../../console/demand-id.ts";
import type { Ground } from "../../ground.ts";
import { offboardUser } from "../../revocation/offboarding/offboard-user.ts";
import { offboardingDocument } from "../../revocation/offboarding/offboarding-document.ts";
import { findOffboarding } from "../../revocation/offboarding/offboarding-store.ts";
import { previewOffboarding } from "../../revocation/offboarding/preview-offboarding.ts";
import { shownThings } from "../../revocation/offboarding/shown-things.ts";
import { findWho } from "../../revocation/offboarding/who.ts";

const byId = (id: string) => ({ column: "id", value: demandId(userIdSchema, id) }) as const;

/** POST /api/console/people/:id/offboarding/preview: what would end. */
export const consolePreviewOffboarding =
  (ground: Ground) =>
  async ({ c, id }: ConsoleCall) => {
    const preview = await previewOffboarding(ground, byId(id));
    if (preview === undefined) throw new ConsoleError("unknown");
    const { user, inventory, shown } = preview;
    const { name, display_name, role, state } = user;
    const told = { user: { id: user.id, name, display_name, role, state }, will_end: shownThings(inventory), shown };
    return c.json(told satisfies OffboardingPreviewAnswer);
  };

const ALREADY = "That person has left before, so nothing was changed. The report of it is on their page.";

/** POST /api/console/people/:id/offboard: it ends (protocol §4.7). */
export const consoleOffboard =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall, { note, shown }: v.InferOutput<typeof offboardSchema>) => {
    const outcome = await offboardUser(ground, byId(id), { by, note, shown });
    if (outcome.state === "unknown") throw new ConsoleError("unknown");
    if (outcome.state !== "offboarded") throw new ConsoleError("conflict", { description: ALREADY });
    const { user, counts, asShown: as_shown, report } = outcome;
    const document = await offboardingDocument(ground.db, report);
    return c.json({ user, counts, as_shown, document } satisfies OffboardAnswer);
  };

/** GET /api/console/people/:id/offboarding: the report of somebody who has left. */
export const consoleOffboarding =
  ({ db }: Ground) =>
  async ({ c, id }: ConsoleCall) => {
    const user = await findWho(db, byId(id));
    const stored = user && (await findOffboarding(db, user.id));
    if (user === undefined || stored === undefined) throw new ConsoleError("unknown");
    const { name, display_name } = user;
    const document = await offboardingDocument(db, stored.report);
    return c.json({ user: { id: user.id, name, display_name }, document } satisfies OffboardingAnswer);
  };
