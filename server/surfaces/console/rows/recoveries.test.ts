import { recoveryPreviewAnswerSchema } from "@nearside/shared/api/console/recovery.ts";
import { beforeEach, expect, it } from "vitest";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { suspendUser } from "../../../protocol/revocation/suspend-user.ts";
import { consoleOf } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { newPerson } from "../../../testing/people.ts";
import { serverForEach } from "../../../testing/server-for-tests.ts";

// The page first looks up the person whom a recovery is for. The answer says what keeps it from being started, before an administrator has
// filled in a reason.

const server = serverForEach();
let page: ConsolePage;
let machine: EnrolledMachine;
beforeEach(async () => {
  page = await consoleOf(server, "administrator", "adam");
  machine = await enrolledMachine(server, "ada");
});

const look = (name: string) => page.post("/api/console/recoveries/preview", { name });

it("shows the machines that would be quarantined, and for how long one waits", async () => {
  expect((await look("ada")).as(recoveryPreviewAnswerSchema)).toEqual({
    user: { id: machine.user.id, name: "ada", display_name: "ada" },
    machines: [{ id: machine.boundSetId, hostname: "laptop" }],
    cooling_hours: 24,
  });
});

it("says beside the name why that person can have no recovery", async () => {
  await newPerson(server, "bob");
  await suspendUser(server.services, "ada", { by: SERVER_SHELL, note: null });
  for (const [name, problem] of [
    ["eve", /not a user name/],
    ["ada", /reactivate/],
    ["bob", /never had a machine/],
    ["adam", /is you: another administrator/],
  ] as const) {
    const answer = await look(name);
    expect(answer.outcome).toBe("400 invalid_request");
    expect(JSON.parse(answer.text)).toMatchObject({
      fields: [{ field: "name", problem: expect.stringMatching(problem) }],
    });
  }
});
