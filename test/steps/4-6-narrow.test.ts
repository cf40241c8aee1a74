// The command line gives a tool less than the login allows (RFC 8693). Everything is as it ships but the browser.
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import * as v from "valibot";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { storedEventsSince } from "../support/server-rows.ts";
import { knowing } from "./people.ts";
import { approveTyped, enrolCommandLine, newHome, startLogin } from "./real-command-line.ts";
import { openStage } from "./stage.ts";

const ORDERS = "https://orders.example";
const STOCK = "https://stock.example";
const tokenSchema = v.object({ token: v.string(), scope: v.string(), audience: v.array(v.string()) });

it("prints, and puts into a command's environment, a token for one API and one scope, and keeps the login's own", async () => {
  const program = { id: CLIENT, name: "Nearside command line", scopes: ["read", "write"], resources: [ORDERS, STOCK] };
  const stage = await openStage(atEnd, await knowing(atEnd, [program]));
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const login = await startLogin(nearside, ["--resource", ORDERS, "--resource", STOCK, "--scope", "read write"]);
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).toBe(0);

  const say = async (...args: string[]) => {
    const cli = await nearside(args);
    const { code } = await cli.ended();
    return { code, out: cli.stdout(), err: cli.stderr() };
  };
  const json = async (...args: string[]) => v.parse(tokenSchema, JSON.parse((await say(...args, "--json")).out));
  const own = await json("token", "--audience", ORDERS);
  const less = await json("token", "--audience", `${ORDERS}/`, "--scope", "read", "--narrow");
  expect(less).toMatchObject({ scope: "read", audience: [ORDERS] });
  const parent = (await accessToken.read(own.token)).claims.jti;
  expect((await accessToken.read(less.token)).claims).toMatchObject({ aud: [ORDERS], scope: "read", parent });

  const exec = await say("exec", "--audience", STOCK, "--narrow", "--", "sh", "-c", "echo $NEARSIDE_ACCESS_TOKEN");
  const { claims } = await accessToken.read(exec.out.trim());
  expect(claims).toMatchObject({ aud: [STOCK], scope: "read write", parent });
  expect(await json("token", "--resource", ORDERS)).toEqual(own);
  const kinds = storedEventsSince(stage, 0).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "token_exchanged")).toHaveLength(2);

  const refused = await say("token", "--narrow");
  expect([refused.code, refused.out]).toEqual([2, ""]);
  expect(refused.err).toContain("--resource");
});
