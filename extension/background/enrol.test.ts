import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newEnrolmentId } from "@nearside/shared/ids.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { describe, expect, it } from "vitest";
import type { EnrollingSet } from "../keys/bound-set.ts";
import { newExtensionKey } from "../keys/extension-key.ts";
import { ADA, answerHello, counted, ISSUER, madeUpWorld, NOW, newNonce } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";
import { tellAnswer, windowClosed } from "./enrol.ts";
import { iconClicked } from "./icon-clicked.ts";

async function enrolling() {
  const world = await madeUpWorld(async () => []);
  const id = newEnrolmentId(counted);
  const request = await enrolmentRequest.sign(world.server, {
    iss: ISSUER,
    jti: id,
    user: ADA,
    device_jkt: world.device.thumbprint,
    browser: null,
    loopback: { address: "127.0.0.1", port: 40_000 },
    iat: NOW,
    exp: NOW + 900,
  });
  const page = { ...world.page, url: `${ISSUER}/enroll/${id}` };
  const services = { ...world.services, sayHello: answerHello(world.device) };
  const ask = (asked: Ask, asker = page): Promise<Answer> => answerPage(asked, asker, services);
  const nonceAt = async (at: number) => newNonce(world.server, await sha256Base64url(request), at);
  return {
    ...world,
    services,
    id,
    request,
    page,
    ask,
    enrol: (asker = page) => ask({ kind: "enrol", enrolment_request: request }, asker),
    click: () => iconClicked({ tab: page.tab, url: page.url }, services),
    meetAt: async (at: number) => ask({ kind: "meet_enrolment", enrolment_request: request, nonce: await nonceAt(at) }),
    /** Acts as the window does when the person confirms. */
    confirm: async () => {
      const set: EnrollingSet = {
        state: "enrolling",
        ...(await newExtensionKey()),
        issuer: ISSUER,
        enrolment: id,
        enrolment_request: request,
        user: ADA,
        device_jkt: world.device.thumbprint,
        made_at: NOW,
        passkey: null,
      };
      await services.boundSets.put(set);
      return set;
    },
  };
}

const noClick: Answer = { kind: "refused", code: "permission_missing" };

describe("an enrolment page", () => {
  it("opens the extension's own window after a click on the icon, once for that enrolment", async () => {
    const world = await enrolling();
    expect(await world.enrol()).toEqual(noClick);
    expect(await world.click()).toBe("bridged");
    expect(await world.enrol()).toEqual({ kind: "window_opened" });
    expect(world.done).toEqual(["bridge in 3", `window for ${world.id}`]);
    expect(await world.services.session.enrolments.read(world.id)).toMatchObject({ tab: 3, window: 7 });
  });

  it.each([
    ["in another tab", { tab: 4 }],
    ["on another page of the issuer", { url: `${ISSUER}/enroll/en_BBBBBBBBBBBBBBBBBBBBBA` }],
    ["on the approval page", { url: `${ISSUER}/approve/rq_BBBBBBBBBBBBBBBBBBBBBA` }],
  ])("is refused %s", async (_, changed) => {
    const world = await enrolling();
    await world.click();
    expect(await world.enrol({ ...world.page, ...changed })).toEqual(noClick);
  });

  it("may not speak for another issuer", async () => {
    const world = await enrolling();
    await world.click();
    const answer = await world.enrol({ ...world.page, origin: "https://evil.example" });
    expect(answer).toEqual({ kind: "refused", code: "wrong_issuer" });
  });

  it("has no command line met before the person confirmed, and then by the device key", async () => {
    const world = await enrolling();
    await world.click();
    await world.enrol();
    expect(await world.meetAt(NOW)).toEqual(noClick);
    await world.confirm();
    expect(await world.meetAt(NOW)).toMatchObject({ kind: "met" });
    expect(await world.services.session.enrolmentMeetings.read(world.id)).toMatchObject({ clock_offset: 0 });
  });

  it("is judged by the server's clock", async () => {
    const world = await enrolling();
    await world.confirm();
    expect(await world.meetAt(NOW + 901)).toEqual({ kind: "refused", code: "enrolment_expired" });
    expect(await world.meetAt(NOW - 1)).toEqual({ kind: "refused", code: "nonce_expired" });
  });

  it("has its window brought forward by a click, and never by itself once the person confirmed", async () => {
    const world = await enrolling();
    const windows: [number | null, boolean][] = [];
    const openWindow = async (_: string, open: number | null, forward: boolean) => {
      windows.push([open, forward]);
      return 7;
    };
    const services = { ...world.services, openWindow };
    const enrol = () => answerPage({ kind: "enrol", enrolment_request: world.request }, world.page, services);
    await iconClicked({ tab: 3, url: world.page.url }, services);
    await enrol();
    await world.confirm();
    await enrol();
    await iconClicked({ tab: 3, url: world.page.url }, services);
    expect(windows).toEqual([
      [null, true],
      [7, false],
      [7, true],
    ]);
  });

  it("hears again that the person confirmed, when it was loaded again", async () => {
    const world = await enrolling();
    await world.click();
    await world.confirm();
    await world.enrol();
    expect(world.done.at(-1)).toBe("enrolment_confirmed in 3");
  });
});

describe("the extension's own window", () => {
  it("cancels when it is closed unconfirmed; the page needs a new click", async () => {
    const world = await enrolling();
    await world.click();
    await world.enrol();
    await windowClosed(7, world.services);
    expect(world.done.at(-1)).toBe("enrolment_cancelled in 3");
    expect(await world.enrol()).toEqual(noClick);
  });

  it("cancels nothing when it is closed after the confirmation", async () => {
    const world = await enrolling();
    await world.click();
    await world.enrol();
    await world.confirm();
    await tellAnswer(world.id, "enrolment_confirmed", world.services);
    await windowClosed(7, world.services);
    expect(world.done.at(-1)).toBe("enrolment_confirmed in 3");
    expect((await world.services.session.enrolments.read(world.id))?.window).toBeNull();
  });
});

describe("a click on the icon", () => {
  it.each([
    "https://login.example/",
    "https://login.example/enroll/",
    "https://login.example/enroll/en_BBBBBBBBBBBBBBBBBBBBBA/more",
    "http://login.example/enroll/en_BBBBBBBBBBBBBBBBBBBBBA",
    "chrome://enroll/en_BBBBBBBBBBBBBBBBBBBBBA",
    "not an address",
  ])("brings no bridge to %s", async (url) => {
    const world = await enrolling();
    expect(await iconClicked({ tab: 3, url }, world.services)).toBe("other_page");
    expect(world.done).toEqual([]);
  });

  it("has an approval page try again, which may ask nothing new by it", async () => {
    const world = await enrolling();
    const url = `${ISSUER}/approve/rq_BBBBBBBBBBBBBBBBBBBBBA`;
    expect(await iconClicked({ tab: 3, url }, world.services)).toBe("other_page");
    expect(world.done).toEqual(["bridge in 3"]);
    expect(await world.services.session.clicks.all()).toEqual([]);
  });
});
