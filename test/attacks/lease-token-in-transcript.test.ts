// A12: somebody who has the transcript of an agent looks for tokens in it. It has no token: not in what its commands print, in its
// arguments and its environment, and not where an API repeats what was sent to it.
import { createServer, type IncomingHttpHeaders } from "node:http";
import { beforeAll, expect, it } from "vitest";
import { type Agent, type LeaseStage, openLeaseStage, startAgent } from "../steps/leasing.ts";
import { afterTests } from "../support/after-tests.ts";

const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
const received: IncomingHttpHeaders[] = [];
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  const echo = createServer((request, answer) => {
    received.push(request.headers);
    const { authorization = "", dpop = "" } = request.headers;
    const [, signature = ""] = /\.([^.]+)$/.exec(authorization) ?? [];
    answer.writeHead(200, {
      "content-type": "application/json",
      link: `<https://x.example/${authorization.slice(5)}>; rel=next`,
      "set-cookie": `session=${authorization.slice(5)}`,
      "x-echo": authorization,
    });
    answer.end(JSON.stringify({ headers: request.headers, again: `${authorization} ${dpop} ${signature}` }));
  });
  const { port } = new URL(stage.other);
  await new Promise<void>((listening) => echo.listen(Number(port), "127.0.0.1", listening));
  atEnd(async () => void echo.close());
  agent = await startAgent(stage, ["--api", stage.other, "--api", stage.api, "--scope", "orders:read"]);
});

it("shows no token and no proof, though the API repeats both", async () => {
  const lines = [
    `nearside lease fetch ${stage.other}/echo`,
    `nearside lease fetch -i ${stage.other}/echo -d '{"a":1}'`,
    `nearside lease fetch --json ${stage.other}/echo -H 'idempotency-key: 1'`,
    `nearside lease fetch ${stage.api}/orders`,
    `nearside lease fetch ${stage.api}/nowhere`,
    "nearside lease list",
    "nearside lease list --json",
    "env",
    "cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' '",
    "nearside lease token",
    `nearside token --resource ${stage.api}`,
  ];
  let transcript = "";
  for (const line of lines) transcript += (await agent.does(line)).out;
  transcript += agent.cli.stdout() + agent.cli.stderr() + stage.keeper.stdout() + stage.keeper.stderr();
  expect(transcript).toContain("one coffee");
  expect(transcript).toContain("[removed by nearside]");
  expect(received).toHaveLength(3);
  for (const { authorization = "", dpop = "" } of received) {
    const token = authorization.slice("DPoP ".length);
    expect(token).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]{40,}$/);
    for (const secret of [token, String(dpop)]) {
      expect(transcript).not.toContain(secret);
      expect(transcript).not.toContain(secret.split(".").at(-1));
    }
  }
});

it("sends no header of the agent's that says who asks, that another method or address is meant, or that a part is wanted", async () => {
  const before = received.length;
  for (const field of [
    ...["authorization: Bearer x", "dpop: x", "cookie: a=b", "host: evil.example", "content-length: 3"],
    ...["X-HTTP-Method-Override: DELETE", "x-http-method: DELETE", "X-Original-URL: /admin", "x-rewrite-url: /admin"],
    ...["X-Real-IP: 127.0.0.1", "true-client-ip: 127.0.0.1", "Remote-User: admin", "x-remote-user: admin"],
    ...["range: bytes=0-99", "if-range: x"], // a token that is read in pieces is not found in an answer
    ...["x-api-key: 1", "x-own: 1", "sec-websocket-version: 13", "x_forwarded_for: 127.0.0.1", "-version: 1"],
  ]) {
    const { code, out } = await agent.does(`nearside lease fetch ${stage.other}/echo -H '${field}'`);
    expect([field, code]).toEqual([field, 2]);
    expect(out.toLowerCase()).toContain(`"${field.split(":")[0]?.toLowerCase()}" is not sent for an agent`);
  }
  expect(received).toHaveLength(before);
});

it("sends what says which form the agent wants, once", async () => {
  const line = `nearside lease fetch ${stage.other}/echo -H 'Accept: text/csv' -H 'X-GitHub-Api-Version: 2022-11-28'`;
  expect((await agent.does(line)).code).toBe(0);
  expect(received.at(-1)).toMatchObject({ accept: "text/csv", "x-github-api-version": "2022-11-28" });
  const before = received.length;
  expect((await agent.does(`${line} -H 'accept: text/plain'`)).out).toContain("was given twice");
  expect(received).toHaveLength(before);
});
