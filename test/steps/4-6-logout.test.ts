// `nearside logout` ends a login: APIs refuse its token before it is over, and the server renews it for no holder.
import { onTestFinished as atEnd, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { movableClock } from "../support/movable-clock.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine, type Nearside, newHome, startLogin } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

/** `cli/problems/exit-codes.ts` */
const NOT_SIGNED_IN = 4;
const NOT_REVOKED = 112;
const SCOPE = "orders:read";
/** Seconds, of the server's clock: longer than it gives out one text of a status list. */
const PUBLISHED = 6;

async function logIn(stage: Stage, nearside: Nearside, api: string): Promise<void> {
  const login = await startLogin(nearside, ["--resource", api, "--scope", SCOPE]);
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
}

/** Token and proof for one request, as header fields. */
async function proved(nearside: Nearside, api: string): Promise<Headers> {
  const cli = await nearside(["token", "--resource", api, "--proof", `GET ${api}/orders`]);
  expect(await cli.ended(), cli.stderr()).toEqual({ code: 0, signal: null });
  const lines = cli.stdout().trim().split("\n");
  return new Headers(
    lines.map((line): [string, string] => [line.split(":", 1)[0] ?? "", line.replace(/^[^:]*: /, "")]),
  );
}

it("ends a token that was valid, at every API", async () => {
  const api = `http://localhost:${await freePort()}`;
  const client = { id: "nearside-cli", name: "Nearside", scopes: [SCOPE], resources: [api] };
  const clock = movableClock(atEnd);
  const stage = await openStage(atEnd, { ...(await knowing(atEnd, [client])), ...clock.settings });
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  await logIn(stage, nearside, api);

  /** Asks an API that has just started, which holds no list. */
  const ask = async (headers: Headers): Promise<string> => {
    const started = await startOrdersApi({
      issuer: stage.issuer,
      origin: api,
      env: { PATH: process.env["PATH"] ?? "" },
    });
    atEnd(async () => void (await started.stop()));
    const answer = await fetch(`${api}/orders`, { headers });
    const { refusal = "none" } = await answer.json();
    await started.stop();
    return `${answer.status} ${refusal}`;
  };
  const [before, after] = [await proved(nearside, api), await proved(nearside, api)];
  expect(await ask(before)).toBe("200 none");

  const logout = await nearside(["logout", "--json"]);
  expect(await logout.ended(), logout.stderr()).toEqual({ code: 0, signal: null });
  expect(JSON.parse(logout.stdout()).signed_out).toMatchObject({ was_signed_in: true, logins: 1, revoked: true });
  clock.set(PUBLISHED);
  expect(await ask(after)).toBe("401 token_revoked");
});

it("ends the login here also where the server can't be told, and says so", async () => {
  const stage = await openStage(atEnd);
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const login = await startLogin(nearside);
  await approveTyped(stage, login);
  await login.cli.ended();
  await stage.server.stop();
  const logout = await nearside(["logout", "--json"]);
  expect((await logout.ended()).code).toBe(NOT_REVOKED);
  const [report = "", failed = ""] = logout.stdout().trim().split("\n");
  expect(JSON.parse(report).signed_out).toMatchObject({ logins: 1, revoked: false });
  expect(JSON.parse(failed).error).toMatchObject({ code: "not_revoked", exit_code: NOT_REVOKED });
  expect((await (await nearside(["whoami"])).ended()).code).toBe(NOT_SIGNED_IN);
});
