import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { keyPlaceIn } from "../testing/key-place.ts";
import { allVisits, removeEndedVisits, storeVisit, visitFolder } from "./visit.ts";

const root = mkdtempSync(join(tmpdir(), "nearside-visit-"));
const made: string[] = [root];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const visit = (channel: string) => ({
  issuer: "https://login.example.com",
  user: { id: "us_AAAAAAAAAAAAAAAAAAAAAA", name: "ada" },
  machine: "A".repeat(43),
  channel,
});

describe("what a visit left", () => {
  it("goes with the next visit, once its session has ended, and nothing else does", async () => {
    const place = (name: string) => ({ ...keyPlaceIn(root), folder: join(root, "visits", name) });
    const [open, ended] = [join(root, "open.sock"), join(root, "ended.sock")];
    writeFileSync(open, "");
    await storeVisit(place("open"), visit(open));
    await storeVisit(place("ended"), visit(ended));
    mkdirSync(join(root, "visits/of-somebody"), { mode: 0o700 });
    writeFileSync(join(root, "visits/of-somebody/visit-x.json"), "what we did not write");
    await removeEndedVisits(place("new"));
    expect(existsSync(place("ended").folder)).toBe(false);
    expect(await allVisits(place("open"))).toEqual([visit(open)]);
    expect(existsSync(join(root, "visits/of-somebody/visit-x.json"))).toBe(true);
  });
});

describe("the folder of visits", () => {
  const uid = process.geteuid?.() ?? 0;
  const env = { SSH_CONNECTION: "192.0.2.1 50000 192.0.2.7 22" };

  it("is the runtime folder's where there is one, and another for each connection and each container's socket", async () => {
    const at = (more: object) => visitFolder("linux", { XDG_RUNTIME_DIR: root, ...more }, uid);
    const folders = await Promise.all([
      at(env),
      at({ ...env, SSH_CONNECTION: "x" }),
      at({ NEARSIDE_KEEPER: "/k.sock" }),
    ]);
    expect(new Set(folders).size).toBe(3);
    for (const folder of folders) expect(dirname(folder ?? "")).toBe(join(root, "nearside-visits"));
  });

  it("is this account's own in shared memory, whatever another one made there before", async () => {
    const squatted = mkdtempSync(`/dev/shm/nearside-visits-${uid}-`);
    made.push(squatted);
    chmodSync(squatted, 0o777);
    if (uid === 0) chownSync(squatted, 65_534, 65_534);
    const folder = dirname((await visitFolder("linux", env, uid)) ?? "");
    made.push(folder);
    expect(folder).not.toBe(squatted);
    expect(lstatSync(folder)).toMatchObject({ uid });
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(dirname((await visitFolder("linux", env, uid)) ?? "")).toBe(folder);
    expect(basename(folder)).toMatch(new RegExp(`^nearside-visits-${uid}-`));
  });
});
