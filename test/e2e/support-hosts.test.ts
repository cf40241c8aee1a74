import { execFile } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority } from "../support/certificates.ts";
import { createHosts, type Host, type Hosts, loopbackPackets } from "../support/hosts.ts";
import { type Process, startProcess } from "../support/process.ts";

const NAME = "login.nearside.test";
const folder = await mkdtemp(join(tmpdir(), "nearside-hosts-"));
const started: Process[] = [];
let hosts: Hosts;
beforeAll(async () => {
  hosts = await createHosts([NAME]);
});
afterAll(async () => {
  for (const child of started) await child.stop(0);
  await hosts?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function node(host: Host, program: string, env: Record<string, string> = {}): Promise<Process> {
  const { namespace } = host;
  const child = await startProcess({
    command: process.execPath,
    args: ["-e", program],
    namespace,
    env: { PATH, ...env },
  });
  started.push(child);
  return child;
}
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Runs a program that fetches `url`. @returns what it prints: the status, or why not */
async function fetched(host: Host, url: string, env: Record<string, string> = {}): Promise<string> {
  const program = `fetch(${JSON.stringify(url)}).then((r) => r.status, (e) => e.cause.code).then(console.log)`;
  const child = await node(host, program, env);
  await child.ended();
  return child.stdout().trim();
}

describe("victim and attacker", () => {
  it("both reach the server by its name over TLS that Node verifies", async () => {
    const authority = await createAuthority(folder);
    const { certificateFile, keyFile } = await authority.issue([NAME]);
    const server = await node(
      hosts.server,
      `const [key, cert] = [process.env.KEY, process.env.CERT].map((path) => require("node:fs").readFileSync(path));
       require("node:https").createServer({ key, cert }, (q, a) => a.end()).listen(443, () => console.log("ready"));`,
      { KEY: keyFile, CERT: certificateFile },
    );
    await server.printed(/ready/);
    const trusting = { NODE_EXTRA_CA_CERTS: authority.certificateFile };
    expect(await fetched(hosts.victim, `https://${NAME}/`, trusting)).toBe("200");
    expect(await fetched(hosts.attacker, `https://${NAME}/`, trusting)).toBe("200");
    expect(await fetched(hosts.attacker, `https://${NAME}/`)).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  it("share a network but no loopback, and the counter sees every attempt", async () => {
    const listen = (address: string) =>
      `require("node:http").createServer((q, a) => a.end()).listen(40123, "${address}", () => console.log("ready"));`;
    await (await node(hosts.attacker, listen("127.0.0.1"))).printed(/ready/);

    const before = await loopbackPackets(hosts.victim);
    expect(await fetched(hosts.victim, `http://${hosts.attacker.address}:40123/`)).toBe("ECONNREFUSED");
    expect(await loopbackPackets(hosts.victim)).toBe(before);
    // The SYN and the RST that answers it.
    expect(await fetched(hosts.victim, "http://127.0.0.1:40123/")).toBe("ECONNREFUSED");
    expect(await loopbackPackets(hosts.victim)).toBe(before + 2);
    expect(await fetched(hosts.victim, "http://[::1]:40123/")).toBe("ECONNREFUSED");
    expect(await loopbackPackets(hosts.victim)).toBe(before + 4);

    await (await node(hosts.attacker, listen(hosts.attacker.address))).printed(/ready/);
    expect(await fetched(hosts.victim, `http://${hosts.attacker.address}:40123/`)).toBe("200");
  });

  it("resolve no other name, and say so at once", async () => {
    expect(await fetched(hosts.victim, "http://nearside.example/")).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });
});

describe("what a run leaves behind", () => {
  it("is nothing: processes, namespaces and names go", async () => {
    const others = await createHosts([]);
    const child = await node(others.victim, "console.log('ready'); setInterval(() => {}, 1000);");
    await child.printed(/ready/);
    await others.remove();
    expect(await child.ended()).toEqual({ code: null, signal: "SIGKILL" });
    await expect(access(`/etc/netns/${others.victim.namespace}`)).rejects.toThrow();
    await expect(loopbackPackets(others.victim)).rejects.toThrow();
    await others.remove();
  });

  it("is removed by the next run when it was killed, while a living run's stays", async () => {
    // Our process id, but not our start time: the name that a dead run with the same id would have left.
    const left = `nearside-test-${process.pid}-1-0-victim`;
    await promisify(execFile)("ip", ["netns", "add", left]);
    const next = await createHosts([]);
    await next.remove();
    await expect(access(`/run/netns/${left}`)).rejects.toThrow();
    await access(`/run/netns/${hosts.victim.namespace}`);
  });
});
