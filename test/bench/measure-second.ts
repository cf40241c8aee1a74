import { approvedLogin, redeemedLogin } from "../kit/log-in.ts";
import { CLIENT, poll } from "../kit/login-steps.ts";
import { ANYBODY } from "../kit/rules.ts";
import { coApprove } from "../kit/second-approver.ts";
import { openEnrolledStage } from "../steps/enrolling.ts";
import { knowing, newColleague } from "../steps/people.ts";
import { type Page, pageOf } from "../steps/second-approving.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";
import { publishRules } from "../support/rules.ts";
import { byTurns, medianOf, ratioOf } from "./contender.ts";
import { cpuMicroseconds } from "./cpu-time.ts";
import { atMost, type Figure, milliseconds, note } from "./figure.ts";

// A login that another person approves as well (protocol §11) beside one that its own person approves alone, by one server.

const ALONE = "https://staging.example.test";
const SECONDED = "https://production.example.test";
/** A rule names as many, and each asks 20 times an hour at most. Everybody approves what the one before them asks for. */
const NAMES = ["ann", "ben", "cem", "dee", "eve", "flo", "gus", "hal"];
/** One round. With rounds and warm-up (`contender.ts`), and those one after the other, each of them asks 20 times. */
const COUNT = 7;
const SINGLE = 24;

interface Person {
  readonly stage: Stage;
  readonly page: Page;
}

export async function measureSecond(atEnd: AtEnd, settings: Readonly<Record<string, string>>): Promise<Figure[]> {
  const program = { id: CLIENT, name: "Bench", scopes: ["read"], resources: [ALONE, SECONDED] };
  const owner = await openEnrolledStage(atEnd, { ...(await knowing(atEnd, [program])), ...settings });
  const people: Person[] = [];
  for (const name of NAMES) {
    const stage = await newColleague(owner, name);
    people.push({ stage, page: await pageOf(stage) });
  }
  const asked = NAMES.map((name) => `user:${name}`).join(" ");
  await publishRules(
    owner.server,
    ANYBODY,
    `@id("production") @require_second_approver("${asked}") forbid (principal, action, resource)
     when { context.resources.contains(ResourceServer::"${SECONDED}") };`,
  );
  const inTurn = () => {
    let turn = 0;
    return () => {
      const [one, other] = [people[turn % people.length], people[(turn + 1) % people.length]];
      turn += 1;
      if (one === undefined || other === undefined) throw new Error("nobody is there");
      return { stage: one.stage, page: other.page };
    };
  };
  const [nextAlone, nextSeconded] = [inTurn(), inTurn()];
  const alone = async (): Promise<void> => {
    const { stage } = nextAlone();
    await redeemedLogin(stage, machineOf(stage), { scope: "read", resource: ALONE });
  };
  const secondedLogin = async (): Promise<number> => {
    const { stage, page } = nextSeconded();
    const login = await approvedLogin(stage, machineOf(stage), { scope: "read", resource: SECONDED });
    const start = performance.now();
    const { outcome } = await coApprove(stage, page, login);
    const time = performance.now() - start;
    const token = await poll(stage, login);
    if (outcome !== "200" || token.status !== 200) throw new Error(`answered by ${outcome} and ${token.outcome}`);
    return time;
  };
  const cpu = () => cpuMicroseconds(owner.server.process.pid);
  const contenders = { seconded: { cpu, login: secondedLogin }, alone: { cpu, login: alone } };
  const rounds = await byTurns<keyof typeof contenders, { cpu: () => number; login: () => Promise<unknown> }>(
    contenders,
    COUNT,
    (of) => of.login(),
  );
  const times: number[] = [];
  for (let count = 0; count < SINGLE; count += 1) times.push(await secondedLogin());
  const cpuOf = (name: keyof typeof contenders) => medianOf(rounds, "cpu", name) / 1000;
  return [
    note("server CPU of a login that another person approves as well", `${cpuOf("seconded").toFixed(2)} ms`),
    note("server CPU of an ordinary login", `${cpuOf("alone").toFixed(2)} ms`),
    note(
      "server CPU of the second person's approval, the difference",
      `${(cpuOf("seconded") - cpuOf("alone")).toFixed(2)} ms`,
    ),
    // a second browser and a second passkey sign, and the rules are asked twice more
    atMost("CPU: login with a second person / ordinary login", ratioOf(rounds, "cpu", "seconded", "alone"), 2.5),
    milliseconds("a second person's approval over HTTP, asked, signed and sent", times),
  ];
}
