import { narrow } from "../kit/exchange.ts";
import { askLease, leaseDetail, leaseForm } from "../kit/leases.ts";
import { type RedeemedLogin, redeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { enrol } from "../steps/enrolling.ts";
import { knowing } from "../steps/people.ts";
import { machineOf, openStage, type Stage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";
import { byTurns, ratioOf } from "./contender.ts";
import { cpuMicroseconds } from "./cpu-time.ts";
import { atMost, type Figure, milliseconds, note } from "./figure.ts";
import { percentile } from "./percentile.ts";

// A token out of a lease (protocol §12.2) beside an ordinary exchange (§4.6), by one server: it is counted and written down besides.

const API = "https://api.example.test";
const SCOPE = "read";
/** One round. */
const COUNT = 50;
/** Logins of each kind: one login may ask for 300 tokens a minute. */
const LOGINS = 8;
const SINGLE = 100;

type Ask = (login: RedeemedLogin) => ReturnType<typeof narrow>;

export async function measureLeases(atEnd: AtEnd, settings: Readonly<Record<string, string>>): Promise<Figure[]> {
  const program = { id: CLIENT, name: "Bench", scopes: [SCOPE], resources: [API] };
  const stage = await openStage(atEnd, { ...(await knowing(atEnd, [program])), ...settings });
  await enrol(stage);
  const lease = leaseForm(leaseDetail([{ resource: API, scope: SCOPE }], { calls: 100_000, idle: 3600 }));
  const leased = await asker(stage, lease, (login) => askLease(stage, login, { resource: API }));
  const exchanged = await asker(stage, { scope: SCOPE, resource: API }, ({ tokens, session }) =>
    narrow(stage, tokens.access_token, session, { form: { resource: API } }),
  );
  const cpu = () => cpuMicroseconds(stage.server.process.pid);
  const rounds = await byTurns({ lease: { cpu, ask: leased }, exchange: { cpu, ask: exchanged } }, COUNT, (of) =>
    of.ask(),
  );
  const times: number[] = [];
  for (let count = 0; count < SINGLE; count += 1) {
    const start = performance.now();
    await leased();
    times.push(performance.now() - start);
  }
  const cpuOf = (name: "lease" | "exchange") =>
    percentile(
      (rounds.get(name) ?? []).map((round) => round.cpu),
      50,
    ) / 1000;
  return [
    note("server CPU of a token out of a lease", `${cpuOf("lease").toFixed(2)} ms`),
    note("server CPU of an ordinary exchange", `${cpuOf("exchange").toFixed(2)} ms`),
    atMost("CPU: token out of a lease / ordinary exchange", ratioOf(rounds, "cpu", "lease", "exchange"), 1.3),
    milliseconds("token out of a lease over HTTP, one after the other", times),
  ];
}

/** Asks by one login after the other. @throws Error if no token is given */
async function asker(stage: Stage, form: Parameters<typeof redeemedLogin>[2], ask: Ask): Promise<() => Promise<void>> {
  const logins: RedeemedLogin[] = [];
  for (let count = 0; count < LOGINS; count += 1) logins.push(await redeemedLogin(stage, machineOf(stage), form));
  let turn = 0;
  return async () => {
    turn += 1;
    const login = logins[turn % LOGINS];
    const outcome = login && (await ask(login)).outcome;
    if (outcome !== "200") throw new Error(`a token was answered by ${outcome}`);
  };
}
