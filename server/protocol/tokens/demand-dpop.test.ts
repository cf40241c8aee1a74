import { beforeEach, expect, it } from "vitest";
import { askForBrowser, askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { metLogin, type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { poll, refresh } from "../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { getFrom, postJson, proofOf } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";

const server = serverForEach();
let machine: EnrolledMachine;
let login: RedeemedLogin;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
  login = await redeemedLogin(server, machine);
});

const remembered = async () => (await server.services.db.selectFrom("replay").select("key").execute()).length;

it("remembers nothing of a stranger's proofs, however many keys they make (RFC 9449 §11.1)", async () => {
  const before = await remembered();
  const by = await newSigner();
  const stranger = await newMachine();
  const path = `/api/enrolments/en_${"A".repeat(22)}`;
  const outcome = [
    await poll(server, login, { by }),
    await poll(server, login, { form: { device_code: "guessed" } }),
    await refresh(server, machine, login, login.tokens.refresh_token, { by }),
    await refresh(server, machine, login, "guessed"),
    await askToEnrol(server, stranger, "alice", `${"0000-".repeat(7)}0000`),
    await askForBrowser(server, stranger),
    await getFrom(server, path, await proofOf(server, by, "GET", path)),
    await postJson(
      server,
      `${path}/refusal`,
      { reason: "cancelled" },
      { headers: await proofOf(server, by, "POST", `${path}/refusal`) },
    ),
  ].map((answer) => answer.outcome);
  expect(outcome).toEqual([
    "400 invalid_grant",
    "400 invalid_grant",
    "400 invalid_grant",
    "400 invalid_grant",
    "400 ticket_invalid",
    "400 device_unknown",
    "404 enrolment_unknown",
    "404 enrolment_unknown",
  ]);
  expect(await remembered()).toBe(before);
});

it("takes a proof of a known key once", async () => {
  const jti = server.id();
  const met = await metLogin(server, machine);
  await poll(
    server,
    { ...met, authorization: { ...met.authorization, device_code: login.authorization.device_code } },
    { proof: { jti } },
  );
  expect((await poll(server, login, { proof: { jti } })).outcome).toBe("200");
  expect((await poll(server, login, { proof: { jti } })).outcome).toBe("400 invalid_dpop_proof");
});
