// R1, device-code phishing, the attack that the project is for: a stranger starts a login on his machine and sends the link to a
// person who approves everything. Her browser is enrolled and has just approved a login of her own, so nothing but the place
// speaks against this one; and it is refused before any packet goes to a loopback port.
import { afterAll, beforeAll, it } from "vitest";
import { createWorld, type World } from "../support/world.ts";
import { honestLogin, refusedElsewhere, type Seat } from "./support-foreign-login.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.remove());

it("refuses the attacker's login in the victim's browser, and her own continues before and after", async () => {
  const victim: Seat = { machine: world.victim, host: world.hosts.victim, owner: "admin" };
  const attacker: Seat = { machine: world.attacker, host: world.hosts.attacker, owner: "mallory" };
  await honestLogin(victim);
  await refusedElsewhere(world, attacker, victim);
  await honestLogin(victim);
});
