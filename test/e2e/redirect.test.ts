// A program that only knows a loopback redirect, unmodified, on a machine with a real browser: its person approves on the page that the
// program opened, and nothing of the answer passes through the browser.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJwt } from "jose";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLogin } from "../support/login-page.ts";
import { press, seen } from "../support/page-controls.ts";
import { type Process, startProcess } from "../support/process.ts";
import { repository } from "../support/repository.ts";
import { createWorld, KUBE_ORIGIN, REDIRECTING_CLIENT, WORLD_ISSUER, type World } from "../support/world.ts";

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
  // No keeper yet: the page says how to get one, and continues by itself.
  await seen(page.getByRole("heading", { name: "Nearside's keeper does not answer on this computer" }));
  const keeper = await world.victim.cli(["keeper", "run"]);
  world.atEnd(async () => void (await keeper.stop()));
  await seen(page.getByText("A program that logs in by redirect"));
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

it("gives kubectl its token, as kubelogin does (examples/kubectl-login.ts)", async () => {
  const { certificateFile, keyFile } = world.tls;
  const api = await startProcess({
    command: process.execPath,
    args: [join(repository, "test/support/kube-api.ts"), WORLD_ISSUER, KUBE_ORIGIN, certificateFile, keyFile],
    env: world.env,
    namespace: world.hosts.server.namespace,
  });
  world.atEnd(async () => void (await api.stop()));
  await api.printed(/answers at/);
  const plugin = [`--issuer=${WORLD_ISSUER}`, `--client-id=${REDIRECTING_CLIENT}`, `--resource=${KUBE_ORIGIN}`];
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    interactiveMode: "IfAvailable",
    command: process.execPath,
    args: [join(repository, "examples/kubectl-login.ts"), ...plugin],
  };
  const cluster = { server: KUBE_ORIGIN, "certificate-authority": world.env["NODE_EXTRA_CA_CERTS"] };
  const file = join(world.victim.home, "by-redirect.json");
  const config = {
    ...{ apiVersion: "v1", kind: "Config", "current-context": "shop" },
    contexts: [{ name: "shop", context: { cluster: "shop", user: "admin" } }],
    clusters: [{ name: "shop", cluster }],
    users: [{ name: "admin", user: { exec } }],
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o644 });
  const kubectl = await world.victim.program("get", ["pods", `--kubeconfig=${file}`], "kubectl");
  world.atEnd(async () => void (await kubectl.stop()));
  const [, open = ""] = await kubectl.printed(/Log in at (\S+)/);
  const page = await openLogin(world.victim, open);
  await seen(page.getByText("A program that logs in by redirect"));
  await press(page.getByRole("button", { name: "Approve", exact: true }));
  await seen(page.getByRole("heading", { name: "Approved. Go back to your program." }));
  await kubectl.printed(/^bearer-us-\S+ /m);
  await page.close();
});

it("gets nothing where it has ended, and the page says so", async () => {
  const { program, open } = await startProgram();
  await program.stop();
  const page = await openLogin(world.victim, open);
  await seen(page.getByRole("heading", { name: "No program is waiting for this login" }));
  await page.close();
});
