// A login on a host that the victim reaches by SSH, each machine in a network of its own, with the browser and the extension as they ship.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSshLab, type SshLab } from "../steps/ssh-lab.ts";
import { approveOn, openLogin } from "../support/login-page.ts";
import { startServer } from "../support/nearside-server.ts";
import { storedEventsSince } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { createWorld, type World } from "../support/world.ts";

const WITHIN_MS = 30_000;
let world: World;
let lab: SshLab;

beforeAll(async () => {
  world = await createWorld("victim's");
  await world.server.stop();
  const settings = { ...world.serverPlace.settings, NEARSIDE_REMOTE_HOSTS: "any" };
  const server = await startServer({ ...world.serverPlace, settings });
  world.atEnd(server.stop);
  const { victim, attacker } = world.hosts;
  lab = await openSshLab(world.atEnd, {
    laptop: { home: world.victim.home, namespace: victim.namespace },
    hosts: { namespace: attacker.namespace, address: attacker.address },
    env: { NODE_EXTRA_CA_CERTS: world.env["NODE_EXTRA_CA_CERTS"] ?? "" },
  });
  await lab.newHost("build-7");
  expect(await (await lab.nearside(["ssh", "setup"])).ended()).toMatchObject({ code: 0 });
  await lab.startKeeper();
});
afterAll(() => world?.remove());

it("is met by her browser through the keeper, and ends with the session", async () => {
  const session = await lab.ssh("build-7", "nearside login --scope deploy && cat");
  const [url] = await session.printed(/https:\/\/\S+\/approve\/rq_[\w-]{22}/);
  const page = await openLogin(world.victim, url);
  await approveOn(page);
  await session.printed(/You are signed in/);
  await session.stop();
  const ended = async () => storedEventsSince(world, 0).find(({ kind }) => kind === "place_ended");
  await until(ended, WITHIN_MS, () => "the server never heard that the session has ended");
});
