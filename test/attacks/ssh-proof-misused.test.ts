// S7: somebody has all that a host has of a login, its tokens too, and uses them without the session; or he who is on the host gets
// proofs for more than the login is for, for a later time, or uses one twice.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { newSigner } from "../kit/keys.ts";
import { postForm, postProvedForm } from "../kit/send.ts";
import type { SshLab } from "../steps/ssh-lab.ts";
import { approveIn, LOGIN, openSshLaptop } from "../steps/ssh-laptop.ts";
import type { Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectRefused, familyOf, refreshRefused } from "./support-refusals.ts";
import { heardBy, keeperAnswer, keeperMessage, talkLine } from "./support-ssh-agent.ts";

const secrets = v.object({ access_token: v.string(), refresh_token: v.string() });
const kept = v.object({ kept: v.object({ secret: secrets }) });
const proven = v.strictObject({ proof: v.string() });
const stated = v.strictObject({ device_statement: v.string() });

const atEnd = afterTests();
let stage: Stage;
let lab: SshLab;
/** All that lies on the host of the login. */
let texts: readonly string[];
let id: string;
let stolen: v.InferOutput<typeof secrets>;
let jkt: string;
const mux = (): string => `${lab.home}/mux`;
const token = (): string => `${stage.issuer}/oauth/token`;

beforeAll(async () => {
  const laptop = await openSshLaptop(atEnd, { hosts: ["build-7", "evil"] });
  ({ stage, lab } = laptop);
  const session = await lab.ssh("-M", "-S", mux(), "build-7", `${LOGIN} && cat`);
  [, id = ""] = await session.printed(/\/approve\/(rq_[\w-]{22})/);
  await approveIn(stage, session);
  await session.printed(/You are signed in/);
  const visits = join(laptop.hosts[0]?.home ?? "", "run/nearside-visits");
  const files = await readdir(visits, { recursive: true, withFileTypes: true });
  texts = await Promise.all(
    files.filter((file) => file.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
  );
  const [found] = texts.flatMap((text) => {
    const read = v.safeParse(kept, JSON.parse(text));
    return read.success ? [read.output.kept.secret] : [];
  });
  if (found === undefined) throw new Error("the host has no token");
  stolen = found;
  ({ jkt = "" } = (await accessToken.read(stolen.access_token)).claims.cnf ?? {});
});

/** The answers of the keeper to a host, over the session that the login began over, or over another one. */
async function answered(how: readonly string[], ...calls: readonly object[]): Promise<readonly unknown[]> {
  const talk = talkLine("$SSH_AUTH_SOCK", ...calls.map(keeperMessage));
  return (await heardBy(await lab.ssh(...how, talk))).map(keeperAnswer);
}
const overSession = (...calls: readonly object[]) => answered(["-S", mux(), "build-7"], ...calls);
const proofCall = (more: object = {}) => ({
  remote: "proof",
  session_jkt: jkt,
  method: "POST",
  url: token(),
  ...more,
});

const formOf = (device_statement: string) => ({
  grant_type: "refresh_token",
  client_id: "short",
  refresh_token: stolen.refresh_token,
  device_statement,
});

describe("a thief of all that the host has", () => {
  it("has tokens, and no key", () => {
    expect(texts.join("\n")).toContain(stolen.access_token);
    for (const text of texts) expect(text).not.toMatch(/"d":|PRIVATE KEY/);
  });

  it("renews nothing by a key of his own, not even with a statement that the host got", async () => {
    const [answer] = await overSession({ remote: "refresh", issuer: stage.issuer, session_jkt: jkt });
    const { device_statement } = v.parse(stated, answer);
    const statement = await sha256Base64url(device_statement);
    const thief = await newSigner();
    const renew = () => postProvedForm(stage, "/oauth/token", formOf(device_statement), thief, { statement });
    await expectRefused(stage, renew, {
      outcome: "400 invalid_grant",
      event: refreshRefused(familyOf(stage, id), "key_mismatch"),
    });
  });

  it("gets no proof over a session of his own with that host, or with another one", async () => {
    expect(await answered(["build-7"], proofCall())).toEqual([{ refused: "request_unknown" }]);
    expect(await answered(["evil"], proofCall(), { remote: "withdraw", session_jkt: jkt })).toEqual([
      { refused: "request_unknown" },
      { refused: "request_unknown" },
    ]);
  });
});

describe("somebody on the host while the session lasts", () => {
  it.each([
    "https://mail.example.com/inbox",
    "http://127.0.0.1:1/oauth/token",
    "file:///etc/passwd",
    "urn:x",
    "blob:the server",
  ])("gets no proof for what the login is not for: %s", async (url) => {
    expect(await overSession(proofCall({ url: url.replace("the server", token()) }))).toEqual([
      { refused: "address_not_granted" },
    ]);
  });

  it("can't choose the time of a proof, its id, or what else it says", async () => {
    const later = proofCall({ iat: 4_000_000_000 });
    const named = proofCall({ jti: "mine" });
    const other = proofCall({ method: "GET /admin" });
    expect(await overSession(later, named, other)).toEqual(Array(3).fill({ refused: "malformed" }));
    const [first, second] = (await overSession(proofCall(), proofCall())).map(
      (answer) => v.parse(proven, answer).proof,
    );
    const [one, two] = await Promise.all([first, second].map((proof) => verifyDpop(proof, "POST", token())));
    expect(one?.jkt).toBe(jkt);
    expect(one?.claims.jti).not.toBe(two?.claims.jti);
    expect(Math.abs((one?.claims.iat ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  });

  it("renews once by a proof, and not a second time by the same one", async () => {
    const [answer] = await overSession({ remote: "refresh", issuer: stage.issuer, session_jkt: jkt });
    const { device_statement } = v.parse(stated, answer);
    const statement = await sha256Base64url(device_statement);
    await postForm(stage, "/oauth/token", formOf(device_statement)); // it tells its nonce
    const [given] = await overSession(proofCall({ statement, nonce: stage.dpopNonce() }));
    const { proof: dpop } = v.parse(proven, given);
    const send = () => postForm(stage, "/oauth/token", formOf(device_statement), { dpop });
    expect((await send()).outcome).toBe("200");
    expect((await send()).outcome).toBe("400 invalid_dpop_proof");
  });

  it("gets no more proofs in advance than the budget of that session has", async () => {
    const program = `
const name = "keeper@nearside.dev", call = process.argv[1];
const string = (text) => { const b = Buffer.alloc(4); b.writeUInt32BE(text.length); return Buffer.concat([b, Buffer.from(text, "latin1")]); };
const body = Buffer.concat([Buffer.from([27]), string(name), string(call)]);
const agent = require("node:net").connect(process.env.SSH_AUTH_SOCK);
for (let i = 0; i < 1300; i += 1) agent.write(string(body.toString("latin1")));
let held = Buffer.alloc(0), proofs = 0, busy = 0;
agent.on("data", (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
    const answer = held.toString("latin1", 4, 4 + held.readUInt32BE(0));
    if (answer.includes("proof")) proofs += 1;
    if (answer.includes("busy")) busy += 1;
    held = held.subarray(4 + held.readUInt32BE(0));
  }
  if (proofs + busy < 1300) return;
  console.log(proofs, busy);
  agent.end();
});`;
    const command = `"${process.execPath}" -e '${program}' '${JSON.stringify(proofCall())}'`;
    const flood = await lab.ssh("-S", mux(), "build-7", command);
    expect(await flood.ended(), flood.stderr()).toMatchObject({ code: 0 });
    const [proofs = 0, busy = 0] = flood.stdout().split(" ").map(Number);
    expect(proofs).toBeLessThanOrEqual(1200);
    expect(busy).toBe(1300 - proofs);
    expect(proofs).toBeGreaterThan(1100); // the tests before had some
  });
});
