import type { Answer, Ask, PageEvent } from "@nearside/shared/api/page-messages.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { enrolmentOfPage } from "../enrolment/enrolment-page.ts";
import type { PageAsker } from "./asker.ts";
import type { Services } from "./services.ts";

/** The parts of the browser that enrolments need besides. */
export interface EnrolmentServices extends Services {
  readonly bridges: {
    /**
     * Brings the bridge into the tab's top frame, if the person allows it. A bridge that is already there announces
     * itself again.
     */
    inject(tab: number): Promise<boolean>;
    /** Tells the page of that tab, if it is still there. */
    tell(tab: number, event: PageEvent["event"]): Promise<void>;
  };
  /**
   * Opens the extension's own window for that enrolment and returns its id. A window that is already open comes
   * forward, or stays where it is.
   */
  readonly openWindow: (enrolment: string, open: number | null, forward: boolean) => Promise<number | null>;
}

type Event = PageEvent["event"];

/**
 * Opens the extension's own window for the enrolment of the page whose icon was clicked, and for no other (protocol
 * §3.3). The window verifies the enrolment request, and the person verifies what it says.
 *
 * @throws Refused `permission_missing`: the icon was not clicked on this page
 */
export async function enrol(
  ask: Extract<Ask, { kind: "enrol" }>,
  asker: PageAsker,
  services: Pick<EnrolmentServices, "boundSets" | "bridges" | "openWindow" | "session">,
): Promise<Answer> {
  const request = await enrolmentRequest.read(ask.enrolment_request);
  const { iss, jti } = request.claims;
  if (iss !== asker.origin) refuse("wrong_issuer", "iss");
  const page = enrolmentOfPage(asker.url);
  const click = await services.session.clicks.read(String(asker.tab));
  for (const place of [page, click]) {
    if (place?.enrolment !== jti || place.origin !== iss) refuse("permission_missing", "icon");
  }
  const before = await services.session.enrolments.read(jti);
  const stored = { tab: asker.tab, origin: iss, enrolment_request: request.jws, window: before?.window ?? null };
  // stored first, since the window reads it as soon as it opens
  await services.session.enrolments.keep(jti, stored);
  const confirmed = await isConfirmed(jti, iss, services);
  const window = await services.openWindow(jti, stored.window, !confirmed);
  await services.session.enrolments.keep(jti, { ...stored, window });
  // a page that was loaded again after the person confirmed hears it again
  if (confirmed) await services.bridges.tell(asker.tab, "enrolment_confirmed");
  return { kind: "window_opened" };
}

/** Brings the window of an enrolment forward when the person clicks the icon on its page again. */
export async function showWindow(
  enrolment: string,
  services: Pick<EnrolmentServices, "session" | "openWindow">,
): Promise<void> {
  const stored = await services.session.enrolments.read(enrolment);
  if (stored === undefined) return;
  const window = await services.openWindow(enrolment, stored.window, true);
  await services.session.enrolments.keep(enrolment, { ...stored, window });
}

/** Passes the person's answer in the extension's own window on to the page. */
export async function tellAnswer(
  enrolment: string,
  event: Event,
  services: Pick<EnrolmentServices, "bridges" | "session">,
): Promise<void> {
  const stored = await services.session.enrolments.read(enrolment);
  if (stored === undefined) return;
  if (event === "enrolment_cancelled") {
    await services.session.enrolments.forget(enrolment);
    await services.session.clicks.forget(String(stored.tab));
  }
  await services.bridges.tell(stored.tab, event);
}

/** Treats a closed window as cancelled, if it was the extension's own and the person had not confirmed. */
export async function windowClosed(
  window: number,
  services: Pick<EnrolmentServices, "boundSets" | "bridges" | "session">,
): Promise<void> {
  for (const [enrolment, stored] of await services.session.enrolments.all()) {
    if (stored.window !== window) continue;
    if (await isConfirmed(enrolment, stored.origin, services))
      await services.session.enrolments.keep(enrolment, { ...stored, window: null });
    else await tellAnswer(enrolment, "enrolment_cancelled", services);
  }
}

async function isConfirmed(enrolment: string, issuer: string, { boundSets }: Pick<Services, "boundSets">) {
  return (await boundSets.all()).some((set) => set.enrolment === enrolment && set.issuer === issuer);
}
