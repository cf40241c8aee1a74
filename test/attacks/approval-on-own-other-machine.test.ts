// R5, the victim's own second machine: command line on one, browser on the other, one person. Both are enrolled for her and
// work; each is a bound set of its own, so neither approves what the other started.
import { afterAll, beforeAll, it } from "vitest";
import { enrolMachine } from "../support/enrol-machine.ts";
import { createWorld, WORLD_ISSUER, type World } from "../support/world.ts";
import { honestLogin, refusedElsewhere, type Seat } from "./support-foreign-login.ts";

let world: World;
let first: Seat;
let second: Seat;
beforeAll(async () => {
  world = await createWorld("victim's");
  const machine = await world.newMachine("second", "attacker");
  await enrolMachine(machine, WORLD_ISSUER, "admin", await world.server.ticket("admin"), world.server.admit);
  first = { machine: world.victim, host: world.hosts.victim, owner: "admin" };
  second = { machine, host: world.hosts.attacker, owner: "admin" };
});
afterAll(() => world?.remove());

it("refuses a login of the second machine in the first one's browser", async () => {
  await honestLogin(first);
  await refusedElsewhere(world, second, first);
  await honestLogin(first);
});

it("refuses a login of the first machine in the second one's browser", async () => {
  await honestLogin(second);
  await refusedElsewhere(world, first, second);
  await honestLogin(second);
});
