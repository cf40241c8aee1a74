import { offboardingApi } from "@nearside/shared/api/console/offboarding.ts";
import { userIdSchema } from "@nearside/shared/ids.ts";
import { findUserBy } from "../../../administration/offboarding/hold-user-to-offboard.ts";
import { shownThings } from "../../../administration/offboarding/inventory.ts";
import { offboardUser, previewOffboarding } from "../../../administration/offboarding/offboard-user.ts";
import { offboardingDocument } from "../../../administration/offboarding/offboarding-report.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { findOffboarding } from "../../../register/people/offboarding-store.ts";
import { consoleTexts } from "../../../texts/console.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { demandId } from "../demand-id.ts";

const byId = (id: string) => ({ column: "id", value: demandId(userIdSchema, id) }) as const;

const ALREADY = consoleTexts.people.leftBefore;

/** These rows serve the leaving of a person (protocol §4.7). */
export const offboardingRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithReads,
  { serve }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(offboardingApi.preview, async ({ id }) => {
    const preview = await previewOffboarding({ ...services, db: services.reads }, byId(id));
    if (preview === undefined) throw new ConsoleError("unknown");
    const { user, inventory, shown } = preview;
    const { name, display_name, role, state } = user;
    return { user: { id: user.id, name, display_name, role, state }, will_end: shownThings(inventory), shown };
  }),
  serve(offboardingApi.offboard, async ({ id, by }, { note, shown }) => {
    const outcome = await offboardUser(services, byId(id), { by, note, shown });
    if (outcome.state === "unknown") throw new ConsoleError("unknown");
    if (outcome.state !== "offboarded") throw new ConsoleError("conflict", { description: ALREADY });
    const { user, counts, asShown: as_shown, report } = outcome;
    return { user, counts, as_shown, document: await offboardingDocument(services.db, report) };
  }),
  serve(offboardingApi.report, async ({ id }) => {
    const user = await findUserBy(services.db, byId(id));
    const stored = user && (await findOffboarding(services.db, user.id));
    if (user === undefined || stored === undefined) throw new ConsoleError("unknown");
    const { name, display_name } = user;
    const document = await offboardingDocument(services.db, stored.report);
    return { user: { id: user.id, name, display_name }, document };
  }),
];
