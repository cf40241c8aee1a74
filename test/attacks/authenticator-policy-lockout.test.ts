// I6: one administrator, or a thief of his session, publishes an authenticator policy that no person can meet, so that no person comes in any
// more, by break-glass neither. Where it fits no owner, an owner publishes it; the emergency doors are not judged by it; the server's
// shell shows it and lifts it.

import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import { authenticatorsStateSchema, publishAnswerSchema } from "@nearside/shared/api/console/authenticators.ts";
import { breakGlassOpenedSchema } from "@nearside/shared/api/console/break-glass.ts";
import { makeTicketsAnswerSchema } from "@nearside/shared/api/console/tickets.ts";
import { NO_DEMANDS } from "@nearside/shared/api/ticket-demands.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it } from "vitest";
import { type ConsolePage, openConsole } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import {
  askToEnrol,
  type EnrolledStage,
  enrol,
  meetToEnrol,
  openEnrolledStage,
  passkeyOf,
} from "../steps/enrolling.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { machineOf, RP_ID } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";

const AT = "/api/console/authenticators";
const OTHER = "ffffffff-4455-6677-8899-aabbccddeeff";
const SHUT = [
  { ...ANY_AUTHENTICATOR, attested_only: true },
  { ...ANY_AUTHENTICATOR, allow: [OTHER] },
];

const atEnd = afterTests();
let owner: EnrolledStage;
let colleague: EnrolledStage;
let olga: ConsolePage<Machine>;
let bert: ConsolePage<Machine>;
beforeAll(async () => {
  owner = await openEnrolledStage(atEnd);
  colleague = await newColleague(owner, "bert");
  olga = await openConsole(owner, machineOf(owner));
  const role = { role: "administrator" };
  expect((await olga.change(`/api/console/people/${colleague.user.id}/role`, role)).outcome).toBe("200");
  bert = await openConsole(colleague, machineOf(colleague));
});

const REFUSED = expect.objectContaining({ code: "not_permitted", path: `${AT}/policy` });
const publication = async (policy: object, more: object = {}) => {
  const { version } = (await olga.get(`${AT}/state`)).as(authenticatorsStateSchema).policy;
  return { policy, note: "nobody", ends_unfit: false, after: version, ...more };
};
let machines = 0;
const newMachine = () => newStranger(owner, `machine-${machines++}`);
/** A machine of that person's by that ticket, admitted by those words. */
const enrolAndAdmit = async (name: string, ticket: string, say: (words: string) => Promise<unknown>) => {
  const machine = await newMachine();
  const { met } = await enrol(machine, name, ticket);
  await say((await sixWords(met.attestation, passkeyOf(machine.parties))).join(" "));
  return rowsOf(owner, "SELECT state FROM devices WHERE jkt = ?", machine.parties.device.thumbprint)[0]?.["state"];
};

it("is not published by one administrator, whatever it is that nobody meets", async () => {
  const seq = lastStoredEvent(owner);
  const version = () => rowsOf(owner, "SELECT count(*) AS n FROM authenticator_policies")[0]?.["n"];
  for (const policy of SHUT)
    for (const more of [{}, { ends_unfit: true }]) {
      const change = await publication(policy, more);
      expect((await bert.change(`${AT}/policy`, change)).outcome).toBe("403 not_permitted");
      expect(version()).toBe(0);
    }
  expect(storedEventsSince(owner, seq)).toEqual(
    [1, 2, 3, 4].map(() =>
      expect.objectContaining({ kind: "console_refused", subject: colleague.user.id, data: REFUSED }),
    ),
  );
  const harmless = await publication({ ...ANY_AUTHENTICATOR, deny: [OTHER] });
  expect((await bert.change(`${AT}/policy`, harmless)).outcome).toBe("200");
});

it("closes the console where an owner published it, and neither the shell nor a break-glass code", async () => {
  for (const policy of SHUT) {
    (await olga.change(`${AT}/policy`, await publication(policy))).as(publishAnswerSchema);
    const ticketRequest = { seconds: 900, uses: 1, demands: NO_DEMANDS, note: null };
    const whom = { kind: "people", users: [colleague.user.id] };
    const answer = await olga.change("/api/console/tickets", { ...ticketRequest, for: whom });
    const [made] = answer.as(makeTicketsAnswerSchema).tickets;
    const machine = await newMachine();
    const request = await askToEnrol(machine, "bert", made?.ticket ?? "");
    const met = await meetToEnrol(machine, request);
    const response = machine.parties.passkey.create({
      challenge: met.answer.options.challenge,
      rpId: RP_ID,
      origin: owner.issuer,
    });
    const body = { passkey: "create", response };
    const answered = await machine.postJson(`/api/enrolments/${request.claims.jti}/passkey`, body);
    expect(answered.outcome).toMatch(/^400 authenticator_not_(attested|allowed)$/);

    const byShell = await enrolAndAdmit("cleo", await owner.server.ticket("cleo"), owner.server.admit);
    expect(byShell).toBe("active");
  }
  const [code = ""] =
    (await owner.server.shell("break-glass", "make", "--count", "1")).match(/(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}/) ?? [];
  const page = await newMachine();
  const { session } = page.parties;
  const opened = await page.postJson("/api/console/break-glass/open", {
    code,
    user: "admin",
    session_key: session.jwk,
  });
  const { ticket } = opened.as(breakGlassOpenedSchema);
  const byCode = await enrolAndAdmit("admin", ticket, (words) =>
    page.postProved("/api/console/break-glass/admit", { words }, session),
  );
  expect(byCode).toBe("active");
});

it("is shown and lifted by the server's own shell", async () => {
  const shown = await owner.server.shell("authenticators");
  expect(shown).toContain(`Only these models: ${OTHER}.`);
  expect(shown).toContain("it may lock everybody out");
  expect(await owner.server.shell("authenticators", "reset", "--reason", "nobody came in")).toMatch(
    /Version \d is active/,
  );
});
