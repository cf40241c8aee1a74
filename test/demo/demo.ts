// `npm run demo`: a login approved on its own machine, and the same link refused on another. All parts are the real ones,
// but for the fingerprint reader, whose part a virtual authenticator plays. Exits 0 only if both went as they should.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { endings } from "../support/at-end.ts";
import { browserUnderTest } from "../support/browser-under-test.ts";
import { enrolMachine } from "../support/enrol-machine.ts";
import { approveOn, openLogin, startLogin } from "../support/login-page.ts";
import { type Machine, startMachine } from "../support/machine.ts";
import { type NearsideServer, startServer } from "../support/nearside-server.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import { startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { type DemoPlace, makePlace } from "./demo-place.ts";
import { createNarrator, type Narrator } from "./narrator.ts";

const STEP_MS = 15_000;
const SCOPE = "orders:read";
const pictures = join(repository, "demo-results");

const heading = async (page: Page): Promise<string> =>
  ((await page.getByRole("heading", { level: 1 }).textContent()) ?? "").replace(/\s+/g, " ");
const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
const ms = (since: number): string => `${Math.round(performance.now() - since)} ms`;

function trust({ victim }: DemoPlace): Record<string, string> {
  return victim.authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: victim.authority.certificateFile };
}

async function play(where: DemoPlace, narrator: Narrator): Promise<void> {
  const { title, tell } = narrator;
  title("The stage");
  tell(where.apart);
  const server = await startServer(where.server);
  atEnd(server.stop);
  await server.shell("clients", "allow", "nearside-cli", "--scope", SCOPE, "--resource", where.apiOrigin);
  tell(`The server runs at ${where.issuer}, its database in a temporary folder.`);
  const [victim, attacker] = await Promise.all([machine(where, where.victim), machine(where, where.attacker)]);
  tell("Two computers are on, each with its command line and a browser with the Nearside extension.");
  tell("A virtual authenticator replaces each fingerprint reader: nobody has to touch anything.");

  title("Enrolment");
  await enrolMachine(victim, where.issuer, "admin", server.bootstrapTicket ?? "", undefined);
  tell("Your computer is enrolled for admin: six words compared in terminal and extension.");
  await enrolMachine(attacker, where.issuer, "mallory", await server.ticket("mallory"), server.admit);
  tell("The attacker's computer is enrolled for mallory, who works here too; the administrator typed its six words.");

  await honestLogin(where, victim, narrator);
  await foreignLogin(where, server, victim, attacker, narrator);
}

async function honestLogin(where: DemoPlace, victim: Machine, { title, tell }: Narrator): Promise<void> {
  title("An honest login");
  const api = `${where.apiOrigin}/orders`;
  const { cli, url } = await startLogin(victim, ["--scope", SCOPE, "--resource", where.apiOrigin]);
  tell(`nearside login prints ${url}`);
  const page = await openLogin(victim, url);
  // Its buttons rest for a moment after the page appears, so that nobody clicks what he has not seen.
  await page.getByRole("button", { name: "Approve", exact: true, disabled: false }).waitFor({ timeout: STEP_MS });
  tell(`The page says: ${await heading(page)}`);
  await picture(page, "1-approve-or-deny");
  const clicked = performance.now();
  const signedIn = cli.printed(/You are signed in/, STEP_MS).then(() => ms(clicked));
  await approveOn(page);
  tell(`Approved by one click and one touch; the command line was signed in ${await signedIn} after the click.`);
  const { code } = await cli.ended(STEP_MS);
  if (code !== 0) throw new Error(`nearside login ended with ${code}:\n${cli.stderr()}`);
  await picture(page, "2-approved");

  const { issuer, apiOrigin: origin, server } = where;
  const env = { ...trust(where), PATH: process.env["PATH"] ?? "" };
  const orders = await startOrdersApi({ issuer, origin, env, namespace: server.namespace });
  atEnd(() => orders.stop());
  const headers = await victim.cli(["token", "--proof", `GET ${api}`]);
  await headers.ended(STEP_MS);
  const good = await call(where, api, headers.stdout());
  if (!good.startsWith("200 ")) throw new Error(`the orders API answered ${good}`);
  tell(`The orders API answers: ${good}`);
  const stolen = await call(where, api, `${headers.stdout().split("\n")[0]}\n`);
  if (!stolen.startsWith("401 ")) throw new Error(`the orders API took a token without its key: ${stolen}`);
  tell("The same token without its key's proof, as a thief would send it, is refused: 401.");
}

async function foreignLogin(
  where: DemoPlace,
  server: NearsideServer,
  victim: Machine,
  attacker: Machine,
  { title, tell }: Narrator,
): Promise<void> {
  title("The attack");
  const { cli, url } = await startLogin(attacker, ["--scope", SCOPE, "--resource", where.apiOrigin]);
  tell("The attacker starts a login on his computer and sends you its link.");
  const before = await where.victimsLoopback?.();
  const page = await openLogin(victim, url);
  await page.getByRole("heading", { name: /started on another computer/ }).waitFor({ timeout: STEP_MS });
  tell(`You open it in the browser that has just approved your own login. The page says: ${await heading(page)}`);
  await picture(page, "3-started-elsewhere");
  if ((await page.getByRole("button", { name: "Approve", exact: true }).count()) !== 0)
    throw new Error("there is an Approve button on a login of another machine");
  tell("There is nothing to approve.");
  await server.process.printed(/"code":"started_elsewhere"|"reason":"started_elsewhere"/, STEP_MS);
  tell("The server's log names it: started_elsewhere.");
  const after = await where.victimsLoopback?.();
  if (before !== after) throw new Error(`${Number(after) - Number(before)} packets went over your loopback`);
  tell(
    before === undefined
      ? "(Whether anything went to a loopback port can't be counted here, where both computers share one.)"
      : "Not one packet went to any port of your computer: the extension saw at once that the login was not from here.",
  );
  cli.signal("SIGINT");
  const { code } = await cli.ended(STEP_MS);
  if (code === 0) throw new Error("the attacker's command line got a token");
  tell("The attacker's command line got no token.");
}

async function machine(where: DemoPlace, spot: DemoPlace["victim"]): Promise<Machine> {
  const started = await startMachine({ ...spot, executablePath: browserUnderTest(), issuer: where.issuer });
  atEnd(started.close);
  return started;
}

/** From the victim's computer, with those header lines. */
async function call(where: DemoPlace, url: string, headers: string): Promise<string> {
  const { namespace } = where.victim;
  const child = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/demo/call-api.ts"), url],
    env: { ...trust(where), PATH: process.env["PATH"] ?? "" },
    ...(namespace === undefined ? {} : { namespace }),
  });
  child.type(headers);
  child.endInput();
  await child.ended(STEP_MS);
  return child.stdout().trim();
}

const folder = await mkdtemp(join(tmpdir(), "nearside-demo-"));
const place = await makePlace(folder);
const { atEnd, endAll } = endings();
atEnd(() => rm(folder, { recursive: true, force: true }));
atEnd(place.remove);
const say = createNarrator((line) => console.log(line));
try {
  await mkdir(pictures, { recursive: true });
  await play(place, say);
  say.title(`Both went as they should, in ${say.seconds().toFixed(1)} s. Pictures: ${pictures}`);
} catch (error) {
  say.title("The demo did not go as it should:");
  console.error(error);
  process.exitCode = 1;
} finally {
  await endAll().catch((error: unknown) => console.error(error));
}
