// A program that only knows a loopback redirect, unmodified, on a machine with a real browser: its person approves on the page that the
// program opened, and nothing of the answer passes through the browser.

import { join } from "node:path";
import { decodeJwt } from "jose";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLogin } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import type { Process } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { createWorld, REDIRECTING_CLIENT, WORLD_ISSUER, type World } from "../support/world.ts";

const openedSchema = v.object({ open: v.string() });
const gotSchema = v.object({ tokens: v.looseObject({ access_token: v.string() }), code: v.string() });

let world: World;
beforeAll(async () => {
  world = await createWorld("victim's");
});
afterAll(() => world?.remove());

/** The program of openid-client, with the address that it opens. */
async function startProgram(): Promise<{ program: Process; open: string }> {
  const file = join(repository, "test/support/redirecting-program.mjs");
  const program = await world.victim.program(file, [WORLD_ISSUER, REDIRECTING_CLIENT, "orders:read"]);
  world.atEnd(async () => void (await program.stop()));
  const [line] = await program.printed(/\{"open".*\}/);
  return { program, ...v.parse(openedSchema, JSON.parse(line)) };
}

it("is approved by one click, through the keeper alone, and leaves no code in the browser", async () => {
  const { program, open } = await startProgram();
  const addresses: string[] = [];
  const page = await openLogin(world.victim, open);
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  // No keeper yet: the page says how to get one, and goes on by itself.
  await seen(page.getByRole("heading", { name: "Nearside's keeper does not answer on this computer" }));
  const keeper = await world.victim.cli(["keeper", "run"]);
  world.atEnd(async () => void (await keeper.stop()));
  await seen(page.getByText("A program that only knows a redirect"));
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await seen(page.getByRole("heading", { name: "Approved. Go back to your program." }));
  const [line] = await program.printed(/\{"tokens".*\}/);
  const { tokens, code } = v.parse(gotSchema, JSON.parse(line));
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    proof: { program: "redirect", peer: "same", forwarded: "no" },
  });
  expect(addresses.join("\n") + (await page.content())).not.toContain(code);
  await page.close();
});

it("gets nothing where it has ended, and the page says so", async () => {
  const { program, open } = await startProgram();
  await program.stop();
  const page = await openLogin(world.victim, open);
  await seen(page.getByRole("heading", { name: "No program waits for this login" }));
  await page.close();
});
