// I4: a second approver approves without knowing where the request came from. The command line runs on a host behind the machine whose key
// asks: their own extension's window names that host by what is known of its key, and gives the machine no name that the host made up.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ANYBODY } from "../kit/rules.ts";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { openRequest, reviewWindow } from "../support/approvals-page.ts";
import { newTab } from "../support/console-page.ts";
import { headingOf, openLogin, requestIdIn } from "../support/login-page.ts";
import { startServer } from "../support/nearside-server.ts";
import { press, seen } from "../support/page-controls.ts";
import { demand, publishRules } from "../support/rules.ts";
import { createWorld, type World } from "../support/world.ts";

const HOST = "build-7";
let world: World;
let lab: SshLab;
/** Its name in the machine's known_hosts. */
let known: string;

beforeAll(async () => {
  world = await createWorld();
  await world.server.stop();
  const settings = { ...world.serverPlace.settings, NEARSIDE_REMOTE_HOSTS: "any" };
  const server = await startServer({ ...world.serverPlace, settings });
  world.atEnd(server.stop);
  await publishRules(server, ANYBODY, demand('@require_second_approver("user:mallory")'));
  const { victim, attacker } = world.hosts;
  lab = await openSshLab(world.atEnd, {
    laptop: { home: world.victim.home, namespace: victim.namespace },
    hosts: { namespace: attacker.namespace, address: attacker.address },
    env: { NODE_EXTRA_CA_CERTS: world.env["NODE_EXTRA_CA_CERTS"] ?? "" },
  });
  const { port } = await lab.newHost(HOST);
  known = `[${attacker.address}]:${port}`;
  expect(await (await lab.nearside(["ssh", "setup"])).ended()).toMatchObject({ code: 0 });
  await lab.startKeeper();
});
afterAll(() => world?.remove());

it("names the host in the window, who says that it is this one, and the machine by its key alone", async () => {
  const session = await lab.ssh(HOST, "nearside login --scope deploy && cat");
  const [url] = await session.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/);
  const own = await openLogin(world.victim, url);
  await press(own.getByRole("button", { name: "Approve", exact: true }));
  await headingOf(own, /^Waiting for/);

  const page = await newTab(world.attacker);
  await openRequest(page, world.issuer, requestIdIn(url));
  const window = await reviewWindow(world.attacker, page, "Approve");
  await seen(window.getByRole("heading", { name: /admin asks for your approval/ }));
  const text = (await window.locator("main").textContent()) ?? "";
  expect(text).toContain(`Runs on ${known}, reached by an SSH session from that machine`);
  expect(text).toContain("Named only by that machine's known_hosts");
  expect(text).toMatch(/MachineThe one with the key [\w-]{43}/);
  expect(text).toContain("the command runs elsewhere, behind it");
  await window.close();
  await session.stop();
});
