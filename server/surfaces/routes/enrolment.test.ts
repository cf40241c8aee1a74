import { setTimeout } from "node:timers/promises";
import { HELD_POLL_SECONDS } from "@nearside/shared/lifetimes.ts";
import { expect, it } from "vitest";
import { newMachine } from "../../../test/kit/machine.ts";
import { Browser, postJson } from "../../../test/kit/send.ts";
import { metEnrolment } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";

const server = serverForEach();

it("holds nothing open for another browser session than the one that met", async () => {
  const { open } = await metEnrolment(server, await newMachine(), "alice");
  const stranger = new Browser();
  await postJson(server, `/api/enrolments/${open.id}/nonce`, {}, { browser: stranger }); // this gives the stranger a session
  const waited = await Promise.race([
    postJson(server, `/api/enrolments/${open.id}/state`, { known: "met" }, { browser: stranger }),
    setTimeout((HELD_POLL_SECONDS * 1000) / 2, undefined, { ref: false }),
  ]);
  expect(waited?.outcome).toBe("400 other_session");
});
