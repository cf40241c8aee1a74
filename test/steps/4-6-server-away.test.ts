// A login and an enrolment that wait while their server is away: the person hears that it is, and when it is back. Another server hears nothing.
import { createServer } from "node:http";
import { join } from "node:path";
import { onTestFinished as atEnd, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { startServer } from "../support/nearside-server.ts";
import { approveTyped, enrolCommandLine, newHome, startLogin } from "./real-command-line.ts";
import { openStage, type Stage } from "./stage.ts";

const AWAY = /The server can't be reached\. Nearside asks again by itself/;

async function startAgain({ issuer, dataFolder }: Stage): Promise<void> {
  const place = { issuer, host: "127.0.0.1", port: Number(new URL(issuer).port), folder: join(dataFolder, "..") };
  const again = await startServer(place);
  atEnd(async () => void (await again.process.stop(0)));
}

it("a login that waits says that its server is away and that it is back, each once, and is approved then", async () => {
  const stage = await openStage(atEnd);
  const nearside = await newHome(atEnd);
  await enrolCommandLine(stage, nearside);
  const login = await startLogin(nearside);
  await stage.server.process.stop(0);
  await login.cli.printed(AWAY);
  await startAgain(stage);
  await login.cli.printed(/The server answers again\./);
  await approveTyped(stage, login);
  expect(await login.cli.ended(), login.cli.stderr()).toMatchObject({ code: 0 });
  for (const once of [new RegExp(AWAY, "g"), /answers again/g]) expect(login.cli.stderr().match(once)).toHaveLength(1);
});

it("an enrolment that waits says so too", async () => {
  const stage = await openStage(atEnd);
  const nearside = await newHome(atEnd);
  const cli = await nearside(["enroll", stage.issuer, "--no-open"]);
  cli.type(`admin\n${stage.server.bootstrapTicket}\n`);
  await cli.printed(/\/enroll\/(en_[\w-]{22})/);
  await stage.server.process.stop(0);
  await cli.printed(AWAY);
  await startAgain(stage);
  await cli.printed(/The server answers again\./);
});

it("a server that is none gets no ticket, and its address is named", async () => {
  const asked: (string | undefined)[] = [];
  const other = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
  });
  const port = await freePort();
  await new Promise<void>((resolve) => void other.listen(port, "127.0.0.1", resolve));
  atEnd(() => void other.close());
  const nearside = await newHome(atEnd);
  const cli = await nearside(["enroll", `http://localhost:${port}`, "--user", "admin", "--no-open"]);
  expect(await cli.ended()).toMatchObject({ code: 191 });
  expect(cli.stderr()).toContain(`(http://localhost:${port}, HTTP status 404)`);
  expect(cli.stderr()).toContain("it is no Nearside server, so nothing was sent to it");
  expect(cli.stderr()).not.toContain("ticket from your administrator:");
  expect([...new Set(asked)]).toEqual(["/.well-known/oauth-authorization-server"]);
});
