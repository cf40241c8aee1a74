import { enrolmentLocalityAnswerSchema } from "@nearside/shared/api/enrolments.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { beforeEach, expect, it } from "vitest";
import { askForBrowser, meetToEnrol, opened } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { metLogin } from "../../../test/kit/log-in.ts";
import { decided } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { Browser, postJson } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

const server = serverForEach();
let machine: EnrolledMachine;
let enrolledHandle: string;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
  const row = await server.services.db.selectFrom("passkeys").select("user_handle").executeTakeFirstOrThrow();
  enrolledHandle = row.user_handle;
});

const ANOTHER_HANDLE = Buffer.alloc(32, 1).toString("base64url");

function asserted(challenge: string, userHandle: string): AssertionJson {
  const made = machine.authenticator.get({ challenge, rpId: server.services.config.rpId, origin: ISSUER });
  return { ...made, response: { ...made.response, userHandle } };
}

it("refuses an approval by a passkey that says it is another account's, and takes one that says it is this one's", async () => {
  const login = await metLogin(server, machine);
  const { decision, options } = await decided(server, machine, login);
  const approve = (userHandle: string) =>
    postJson(
      server,
      `/api/requests/${login.id}/approve`,
      { decision, assertion: asserted(options.challenge, userHandle) },
      { browser: machine.browser },
    );
  expect((await approve(ANOTHER_HANDLE)).outcome).toBe("400 assertion_invalid");
  expect((await approve(enrolledHandle)).outcome).toBe("200");
});

it("refuses the same of a passkey that vouches for a further browser", async () => {
  const further = { ...machine, extension: await newSigner(), browser: new Browser() };
  const open = await opened(await askForBrowser(server, further));
  const met = await meetToEnrol(server, further, open);
  const { options } = met.answer.as(enrolmentLocalityAnswerSchema);
  const vouch = (userHandle: string) =>
    postJson(
      server,
      `/api/enrolments/${open.id}/passkey`,
      { passkey: "get", response: asserted(options.challenge, userHandle) },
      { browser: further.browser },
    );
  expect((await vouch(ANOTHER_HANDLE)).outcome).toBe("400 assertion_invalid");
  expect((await vouch(enrolledHandle)).outcome).toBe("200");
});
