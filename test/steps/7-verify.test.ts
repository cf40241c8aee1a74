import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { afterTests } from "../support/after-tests.ts";
import { newParties } from "../vectors/parties.ts";
import { openEnrolledStage } from "./enrolling.ts";
import { redeemedLogin } from "./logging-in.ts";
import { exportEvidence, verify } from "./verifying.ts";

// `nearside verify` on files that people hand around (protocol §7): any stranger may have written one.

const atEnd = afterTests();
let folder: string;
let honest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearside-verify-"));
  atEnd(() => rm(folder, { recursive: true }));
  const stage = await openEnrolledStage(atEnd);
  const { stdout, code } = await exportEvidence(stage, [(await redeemedLogin(stage)).id]);
  if (code !== 0) throw new Error("no evidence");
  honest = stdout;
});

async function fileOf(text: string | Uint8Array): Promise<string> {
  const file = join(folder, "evidence.json");
  await writeFile(file, text);
  return file;
}

describe("an honest file", () => {
  it.each([
    ["as it was written", (text: string) => text],
    ["on one line", (text: string) => JSON.stringify(JSON.parse(text))],
  ])("holds %s, named or on standard input", async (_how, change) => {
    const text = change(honest);
    for (const verified of [await verify([await fileOf(text)]), await verify(["-"], text)]) {
      expect([verified.code, verified.stderr]).toEqual([
        0,
        expect.stringMatching(/^All 18 links hold if the keys in the file are the server's/),
      ]);
      expect(verified.stdout).toContain("they come from this file");
    }
  });

  it("is told to a script in one object", async () => {
    const { code, stdout } = await verify([await fileOf(honest), "--json"]);
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({
      evidence: { holds: true, trust: "keys_in_file", failed: null, facts: { user: { name: "admin" } } },
    });
  });

  it("marks as not signed what nobody signed", async () => {
    const changed = honest.replace('"confirmed_by": "bootstrap_ticket"', '"confirmed_by": "server_shell"');
    expect(changed).not.toBe(honest);
    const { code, stdout } = await verify([await fileOf(changed)]);
    expect(code).toBe(0);
    expect(stdout).toContain("typed the six words, reported by the file alone");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(
      "Who admitted the machine, and the exact second of the meeting: nobody signed",
    );
  });

  it("proves nothing to a reader who trusts other keys", async () => {
    const keys = join(folder, "jwks.json");
    const { server } = await newParties({ id: "us_of_no_statement", name: "admin" });
    const foreign = { ...server.jwk, kid: server.thumbprint, alg: "ES256" };
    await writeFile(keys, JSON.stringify({ keys: [foreign] }));
    const { code, stderr, stdout } = await verify([await fileOf(honest), "--jwks", keys]);
    expect(code).toBe(74); // key_mismatch
    expect(stderr).toContain("The chain breaks at link 1 of 18 (enrolment: enrolment request).");
    expect(stdout).toContain("not reached");
  });
});

describe("a file that was changed", () => {
  it("is named with its first broken link and that link's exit code, and its claims are not shown", async () => {
    const scopes = { read: String.raw`\"scope\":\"read\"`, write: String.raw`\"scope\":\"write\"` };
    const changed = honest.replace(scopes.read, scopes.write);
    expect(changed).not.toBe(honest);
    const { code, stdout, stderr } = await verify([await fileOf(changed)]);
    expect(code).toBe(80); // facts_mismatch
    expect(stderr).toContain("The chain breaks at link 11 of 18 (login: request).");
    expect(stdout).toMatch(/\(facts_mismatch:\s+request\.facts\)/);
    expect(stdout).not.toContain("Proven by this file");
    const json = (await verify([await fileOf(changed), "--json"])).stdout.trim().split("\n");
    expect(json.map((line) => JSON.parse(line))).toMatchObject([
      { evidence: { holds: false, facts: null, failed: { part: "login", name: "request" } } },
      { error: { code: "facts_mismatch", exit_code: 80 } },
    ]);
  });
});

const ESCAPES = "\u001b[2J\u001b]0;owned\u0007\u202e";

describe("a file that is no evidence", () => {
  it.each([
    ["empty", () => ""],
    ["no JSON", () => `${ESCAPES}not json`],
    ["another JSON", () => `{"hello":"${JSON.stringify(ESCAPES).slice(1, -1)}"}`],
    ["a list", () => "[]"],
    ["null", () => "null"],
    ["too deep", () => `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "deep inside",
      (text: string) =>
        text.replace(
          '"clientExtensionResults": {}',
          `"clientExtensionResults": {"a":${"[".repeat(99)}${"]".repeat(99)}}`,
        ),
    ],
    ["too long", (text: string) => text + " ".repeat(1_048_577)],
    ["of a later version", (text: string) => text.replace('"version": 1', '"version": 2')],
    [
      "with a member more",
      (text: string) => text.replace('"version": 1', `"version": 1,\n  "${JSON.stringify(ESCAPES).slice(1, -1)}": 1`),
    ],
    [
      "with a member of every object",
      (text: string) => text.replace('"version": 1', '"version": 1,\n  "constructor": 1'),
    ],
    ["with a prototype", (text: string) => text.replace('"version": 1', '"version": 1,\n  "__proto__": {}')],
    [
      "with one member more deep inside",
      (text: string) => text.replace('"recorded": {', '"recorded": {\n      "toString": 1,'),
    ],
    ["saying something twice", (text: string) => text.replace('"version": 1', '"version": 1,\n  "version": 1')],
    [
      "with a private key among the server's",
      (text: string) => text.replace('"crv": "P-256"', '"crv": "P-256",\n        "d": "AAAA"'),
    ],
    ["with the line ends of another system", (text: string) => text.replaceAll("\n", "\r\n")],
    ["with an empty line behind it", (text: string) => `${text}\n`],
    ["with half of a surrogate pair", (text: string) => text.replace('"rp_id": "', '"rp_id": "\\ud800')],
    ["of another relying party", (text: string) => text.replace(/"rp_id": "[^"]*"/, '"rp_id": "evil.example"')],
    ["without its enrolment", (text: string) => text.replace('"enrolment": {', '"enrolments": {')],
    ["with a number in a statement's place", (text: string) => text.replace(/"receipt": "[^"]*"/, '"receipt": 7')],
    [
      "with escapes in a statement's place",
      (text: string) => text.replace(/"receipt": "[^"]*"/, `"receipt": ${JSON.stringify(ESCAPES.repeat(4))}`),
    ],
  ])("%s: ends in a sentence, and shows nothing raw", async (_what, change) => {
    const file = await fileOf(change(honest));
    const { code, stdout, stderr } = await verify([file]);
    expect(code).toBe(70); // malformed
    expect(stderr.trim()).not.toBe("");
    expect(stdout + stderr).not.toMatch(/(?!\n)\p{C}/u);
    expect(stdout).not.toContain("Proven by this file");
  });

  it("with bytes that are no UTF-8, which two readers take in two ways: ends in a sentence", async () => {
    const evidence = JSON.parse(honest);
    evidence.login.assertion.clientExtensionResults = { a: "\u00ff" }; // no key signs this
    const text = `${JSON.stringify(evidence, undefined, 2)}\n`;
    expect((await verify([await fileOf(text)])).code).toBe(0);
    const { code, stdout } = await verify([await fileOf(Buffer.from(text, "latin1"))]);
    expect([code, stdout]).toEqual([70, ""]);
  });

  it("not there, a folder, endless or nothing at all: says what to do", async () => {
    const there = async (...args: readonly string[]) => {
      const { code, stderr } = await verify(args);
      // a wrong call is led to the help besides
      return [code, stderr.trim().replace("\n(nearside verify --help shows its options)", "")];
    };
    expect(await there(join(folder, "none.json"))).toEqual([
      2,
      `${folder}/none.json can't be read: there is no such file.`,
    ]);
    expect(await there(folder)).toEqual([2, `${folder} can't be read: it is a folder.`]);
    expect(await there("/dev/zero")).toEqual([
      70,
      "/dev/zero is longer than evidence of a login can be, so it was not read.",
    ]);
    expect((await there("-"))[0]).toBe(2);
    expect((await there(await fileOf(honest), "--jwks", join(folder, "none.json")))[0]).toBe(2);
    const file = await fileOf(honest);
    expect(await there(file, "--jwks", file)).toEqual([
      2,
      `${file} is not a JWK Set. Use the set that the server has at /oauth/jwks.`,
    ]);
    const { keys } = JSON.parse(honest).jwks;
    const twice = join(folder, "twice.json");
    await writeFile(twice, JSON.stringify({ keys: [...keys, ...keys] }));
    expect(await there(file, "--jwks", twice)).toEqual([
      2,
      `${twice} has two keys with the same kid, so it is not clear which one is the server's. Use the set that the server has at /oauth/jwks.`,
    ]);
    expect((await there())[0]).toBe(2);
  });
});
