import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import { offboardUser } from "../../revocation/offboarding/offboard-user.ts";
import { offboardingDocument } from "../../revocation/offboarding/offboarding-document.ts";
import { findOffboarding } from "../../revocation/offboarding/offboarding-store.ts";
import { previewOffboarding } from "../../revocation/offboarding/preview-offboarding.ts";
import { shownThings } from "../../revocation/offboarding/shown-things.ts";
import { findWho } from "../../revocation/offboarding/who.ts";
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
  (ground: Ground) =>
  async (c: Call, { user: name }: NameUser): Promise<Response> => {
    const preview = await previewOffboarding(ground, byName(name));
    if (preview === undefined) return c.json({ state: "unknown" } satisfies PreviewOffboardingAnswer);
    const { user, inventory, shown } = preview;
    const { id, display_name, role, state } = user;
    const told = { user: { id, name, display_name, role, state }, will_end: shownThings(inventory), shown };
    return c.json({ state: "shown", preview: told } satisfies PreviewOffboardingAnswer);
  };

/** A person leaves for good (protocol §4.7). */
export const offboardRoute =
  (ground: Ground) =>
  async (c: Call, { user: name, note, shown }: v.InferOutput<typeof offboardUserSchema>): Promise<Response> => {
    const outcome = await offboardUser(ground, byName(name), { by: SERVER_SHELL, note, shown });
    if (outcome.state !== "offboarded") return c.json({ state: outcome.state } satisfies OffboardUserAnswer);
    const { user, counts, asShown: as_shown, report } = outcome;
    const offboarded = { user, counts, as_shown, document: await offboardingDocument(ground.db, report) };
    return c.json({ state: "offboarded", offboarded } satisfies OffboardUserAnswer);
  };

/** The report of somebody who has left. */
export const findOffboardingRoute =
  ({ db }: Ground) =>
  async (c: Call, { user: name }: NameUser): Promise<Response> => {
    const user = await findWho(db, byName(name));
    if (user === undefined) return c.json({ state: "unknown" } satisfies FindOffboardingAnswer);
    const stored = await findOffboarding(db, user.id);
    if (stored === undefined) return c.json({ state: "not_offboarded" } satisfies FindOffboardingAnswer);
    const document = await offboardingDocument(db, stored.report);
    return c.json({ state: "found", document } satisfies FindOffboardingAnswer);
  };
