import type * as v from "valibot";
import { shownThings } from "../../../administration/people/offboarding/inventory.ts";
import { findWho } from "../../../administration/people/offboarding/leaver.ts";
import { offboardUser, previewOffboarding } from "../../../administration/people/offboarding/offboard-user.ts";
import { offboardingDocument } from "../../../administration/people/offboarding/offboarding-report.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findOffboarding } from "../../../register/people/offboarding-store.ts";
import type { Services } from "../../services.ts";
import type {
  FindOffboardingAnswer,
  nameUserSchema,
  OffboardUserAnswer,
  offboardUserSchema,
  PreviewOffboardingAnswer,
} from "../leaving-messages.ts";

type NameUser = v.InferOutput<typeof nameUserSchema>;
const byName = (value: string) => ({ column: "name", value }) as const;

/** What would end with that person. */
export const previewOffboardingRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { user: name }: NameUser): Promise<Response> => {
    const preview = await previewOffboarding(services, byName(name));
    if (preview === undefined) return c.json({ state: "unknown" } satisfies PreviewOffboardingAnswer);
    const { user, inventory, shown } = preview;
    const { id, display_name, role, state } = user;
    const told = { user: { id, name, display_name, role, state }, will_end: shownThings(inventory), shown };
    return c.json({ state: "shown", preview: told } satisfies PreviewOffboardingAnswer);
  };

/** A person leaves for good (protocol §4.7). */
export const offboardRoute =
  (services: Services) =>
  async (c: Call, { user: name, note, shown }: v.InferOutput<typeof offboardUserSchema>): Promise<Response> => {
    const outcome = await offboardUser(services, byName(name), { by: SERVER_SHELL, note, shown });
    if (outcome.state !== "offboarded") return c.json({ state: outcome.state } satisfies OffboardUserAnswer);
    const { user, counts, asShown: as_shown, report } = outcome;
    const offboarded = { user, counts, as_shown, document: await offboardingDocument(services.db, report) };
    return c.json({ state: "offboarded", offboarded } satisfies OffboardUserAnswer);
  };

/** The report of somebody who has left. */
export const findOffboardingRoute =
  ({ db }: WithDb) =>
  async (c: Call, { user: name }: NameUser): Promise<Response> => {
    const user = await findWho(db, byName(name));
    if (user === undefined) return c.json({ state: "unknown" } satisfies FindOffboardingAnswer);
    const stored = await findOffboarding(db, user.id);
    if (stored === undefined) return c.json({ state: "not_offboarded" } satisfies FindOffboardingAnswer);
    const document = await offboardingDocument(db, stored.report);
    return c.json({ state: "found", document } satisfies FindOffboardingAnswer);
  };
