// B10: a program that describes itself passes for another one: by its name, as one that somebody vouches for, by an address that is
// another's, or by the way in which other programs log in.
import { redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import { beforeAll, expect, it } from "vitest";
import { type DocumentHost, startDocumentHost } from "../kit/document-host.ts";
import { askForLogin, deviceStatementOf } from "../kit/login-steps.ts";
import { approvedProgram, askRedirect, authorize, sentHere } from "../kit/redirect-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { machineOf } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

const atEnd = afterTests();
let host: DocumentHost;
let stage: EnrolledStage;
beforeAll(async () => {
  host = await startDocumentHost();
  atEnd(() => host.close());
  stage = await openEnrolledStage(atEnd, {
    NODE_EXTRA_CA_CERTS: host.certificateFile,
    NEARSIDE_CLIENT_METADATA: host.host,
    NEARSIDE_CLIENT_METADATA_SCOPES: "read",
    NEARSIDE_CLIENT_METADATA_OWN_NETWORK: "true",
  });
});

it.each(["Nearside command line", "Nearside command line v2", "The Nearside command line"])(
  "is not taken under the name %s",
  async (client_name) => {
    const id = host.publish(`/${client_name.replaceAll(" ", "-")}.json`, { client_name });
    const asked = await sentHere(stage, id);
    await expectRefused(stage, () => askRedirect(stage, machineOf(stage), asked), {
      outcome: "400 client_unknown",
      event: { kind: "device_refused" },
    });
  },
);

it("is refused where it says that somebody vouches for it", async () => {
  const REFUSED = { outcome: "400 invalid_request", event: null };
  const id = host.publish("/official.json", { client_name: "Agent official" });
  await expectRefused(stage, () => authorize(stage, id), REFUSED);
  const honest = host.publish("/agent.json");
  (await askRedirect(stage, machineOf(stage), await sentHere(stage, honest))).as(redirectStateSchema);
  const answer = await stage.server.shell("clients", "verify", honest).catch(String);
  expect(JSON.stringify(answer)).toContain("so it can't be verified");
});

it("is refused where it describes another address than its own", async () => {
  const other = host.publish("/other.json");
  const id = host.publish("/thief.json", { client_id: other });
  await expectRefused(stage, () => authorize(stage, id), { outcome: "400 invalid_request", event: null });
});

it("is shown by its host, and approved as a program that nobody vouches for", async () => {
  const id = host.publish("/shown.json");
  const login = await approvedProgram(stage, machineOf(stage), id);
  const [{ facts } = {}] = rowsOf(stage, "SELECT facts FROM logins WHERE id = ?", login.id);
  expect(String(facts)).toContain(`"client":{"id":"${id}","name":"Agent of the example","verified":false}`);
});

it("logs in through the keeper of a machine alone", async () => {
  const machine = machineOf(stage);
  const id = host.publish("/agent.json");
  (await askRedirect(stage, machine, await sentHere(stage, id))).as(redirectStateSchema);
  const device_statement = await deviceStatementOf(stage, machine, machine.session);
  await expectRefused(stage, () => askForLogin(stage, { client_id: id, scope: "read", device_statement }), {
    outcome: "400 unauthorized_client",
    event: null,
  });
});
