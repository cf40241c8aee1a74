// R20: the victim enrols his machine with a ticket slipped to him by the attacker. The command line asks whom the machine is
// for, and continues with no other person's enrolment; the receipt and every token name that person.
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { enrol, passkeyOf } from "../steps/enrolling.ts";
import { type Home, openHome } from "../steps/home.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { type Middleman, openStageWithMiddleman } from "./support-middleman.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: Stage;
let middleman: Middleman;
beforeAll(async () => {
  ({ stage, middleman } = await openStageWithMiddleman(atEnd));
  await enrol(stage);
});

/** With her own ticket, on the same machine. */
async function enrolsHonestly(ada: Stage, home: Home): Promise<void> {
  await enrolCommandLine(ada, home.nearside, { name: "ada", ticket: await stage.server.ticket("ada") });
  const login = await startLogin(home.nearside);
  await approveTyped(ada, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
}

const userId = (name: string): string => String(rowsOf(stage, "SELECT id FROM users WHERE name = ?", name)[0]?.["id"]);

it("refuses somebody else's ticket, which stays unused", async () => {
  const home = await openHome(onTestFinished);
  const [ada, mallory] = [await newStranger(stage, "ada"), await newStranger(stage, "mallory")];
  const slipped = await stage.server.ticket("mallory");
  const event = { kind: "ticket_refused", subject: userId("mallory"), data: { reason: "other_user" } } as const;
  const typed = async (): Promise<void> => {
    const cli = await home.nearside(["enroll", stage.issuer, "--no-open"]);
    cli.type(`ada\n${slipped}\n`);
    expect(await cli.ended()).toEqual({ code: 99, signal: null });
    expect(cli.stderr()).toContain(sentenceOf("ticket_foreign"));
  };
  await expectUnmoved(stage, typed, [event]);
  // It was good, for him.
  const { met } = await enrol(mallory, "mallory", slipped);
  await stage.server.admit((await sixWords(met.attestation, passkeyOf(mallory.parties))).join(" "));
  await redeemedLogin(mallory);
  await enrolsHonestly(ada, home);
});

it("shows the command line for whom it is where somebody changes the name on the way, and stops", async () => {
  const home = await openHome(onTestFinished);
  const ada = await newStranger(stage, "ada-at-another");
  const slipped = await stage.server.ticket("mallory");
  const seq = lastStoredEvent(stage);
  middleman.change = (path, body) =>
    path === "/api/enrolments" ? body.replace('"user":"ada"', '"user":"mallory"') : body;
  const cli = await home.nearside(["enroll", stage.issuer, "--no-open"]);
  cli.type(`ada\n${slipped}\n`);
  expect(await cli.ended()).toEqual({ code: 31, signal: null });
  expect(cli.stderr()).toContain("The server says that this is for mallory, but you named ada.");
  expect(cli.stderr()).not.toMatch(/\/enroll\/en_/);
  middleman.change = (_path, body) => body;

  // The server took it for what it said: an enrolment of mallory's, by a key that signs nothing more in it.
  const [started, ...more] = storedEventsSince(stage, seq);
  expect(more).toEqual([]);
  expect(started).toMatchObject({ kind: "enrolment_started", data: { user_id: userId("mallory") } });
  const id = String(started?.subject);
  expect(rowsOf(stage, "SELECT state FROM enrolments WHERE id = ?", id)).toEqual([{ state: "waiting" }]);
  await enrolsHonestly(ada, home);
});
