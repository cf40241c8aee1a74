// A new server key (protocol §2), with server, command line and an API as processes: no party notices.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { startProcess } from "../support/process.ts";
import { serverProgram } from "../support/server-program.ts";
import { storedEventsAbout } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const SCOPE = "orders:read";
/** Seconds from its publication until the next key signs: here they pass when the server's clock is moved. */
const AFTER = 50;

/** `nearside-server keys …`, in the server's own shell. */
async function keys({ dataFolder, issuer }: Stage, ...args: string[]): Promise<string> {
  const command = await startProcess({
    command: process.execPath,
    args: [...(await serverProgram()), "keys", ...args],
    env: { ...env, NEARSIDE_DATA_DIR: dataFolder, NEARSIDE_ISSUER: issuer },
  });
  const { code } = await command.ended();
  expect([code, code === 0 ? "" : command.stderr()]).toEqual([0, ""]);
  return command.stdout().trim();
}

/** The API takes the command line's token, and by which key that was signed. */
async function ordersSeen(nearside: Nearside, origin: string): Promise<string> {
  const cli = await nearside(["token", "--json", "--proof", `GET ${origin}/orders`]);
  expect(await cli.ended()).toMatchObject({ code: 0 });
  const { token, proof } = JSON.parse(cli.stdout());
  const answer = await fetch(`${origin}/orders`, { headers: { authorization: `DPoP ${token}`, dpop: proof } });
  expect(answer.status).toBe(200);
  return (await accessToken.read(token)).header.kid;
}

it("publishes a new key first and signs with it later, while the command line and an API continue", async () => {
  const origin = `http://localhost:${await freePort()}`;
  const settings = await knowing(onTestFinished, [{ id: CLIENT, name: "Shop", scopes: [SCOPE], resources: [origin] }]);
  const clock = movableClock(onTestFinished);
  const stage = await openStage(onTestFinished, { ...settings, ...clock.settings });
  const nearside = await newHome(onTestFinished);
  await enrolCommandLine(stage, nearside);
  const options = ["--scope", SCOPE, "--resource", origin];
  const first = await startLogin(nearside, options);
  await approveTyped(stage, first);
  expect(await first.cli.ended()).toMatchObject({ code: 0 });

  const next = await keys(stage, "rotate", "--after", `${AFTER}s`);
  const published = await (await fetch(`${stage.issuer}/oauth/jwks`)).json();
  expect(published.keys.map(({ kid }: { kid: string }) => kid)).toContain(next);
  const api = await startOrdersApi({ issuer: stage.issuer, origin, env });
  onTestFinished(async () => void (await api.stop()));
  const old = await ordersSeen(nearside, origin);
  expect(old).not.toBe(next);
  const second = await startLogin(nearside, options); // asked for under the old key
  expect(await keys(stage)).toMatch(new RegExp(`^${next}  next .*\n${old}  active `));

  clock.set(AFTER);
  const active = async () =>
    storedEventsAbout(stage.dataFolder, next).find(({ kind }) => kind === "signing_key_activated");
  await until(active, 30_000, () => "the next key was never taken in use");
  clock.set(0);
  expect(await ordersSeen(nearside, origin)).toBe(old); // a token from before
  await approveTyped(stage, second); // nonce, decision and token under the new one
  expect(await second.cli.ended()).toMatchObject({ code: 0 });
  expect(await ordersSeen(nearside, origin)).toBe(next);
  expect(await keys(stage)).toMatch(new RegExp(`^${next}  active .*\n${old}  retired `));
});
